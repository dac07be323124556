import { NetworkError } from "../../errors.ts";
import { Rounds } from "../../rounds.ts";
import type { Broadcast, Clock, Interface, Listener, Net, Random, Receive, Stream } from "../net.ts";
import { dial } from "./dial.ts";
import type { Party } from "./event-queue.ts";
import type { Hearer, NetworkModel } from "./network-model.ts";
import { SeededRandom } from "./seeded-random.ts";
import type { SimulatedHost } from "./simulated-host.ts";
import type { SimulatedStream } from "./simulated-stream.ts";

interface Socket {
  readonly address: string;
  readonly port: number;
  readonly accept: (stream: Stream) => void;
}

/** A running program of a {@link SimulatedHost}: the network, the clock and the chance of the nodes in it. */
export class SimulatedProgram implements Net, Party {
  readonly clock: Clock;
  readonly random: Random;
  readonly host: SimulatedHost;
  turn = 0;
  readonly #medium: NetworkModel;
  readonly #sockets = new Set<Socket>();
  readonly #hearers = new Set<Hearer>();
  readonly #streams = new Set<SimulatedStream>();
  #alive = true;

  /** Made by {@link SimulatedHost.program}. */
  constructor(medium: NetworkModel, host: SimulatedHost, number: number) {
    this.#medium = medium;
    this.host = host;
    this.random = new SeededRandom(medium.seed, `${host.number}/${number}`);
    this.clock = this.#makeClock();
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Ends the program at once, as `kill -9`: what it had sent still leaves, and the system closes its connections. */
  kill(): void {
    if (!this.#alive) return;
    const streams = [...this.#streams];
    this.#end();
    for (const stream of streams) stream.destroy();
  }

  /** The program is gone without a trace: its host has no power. */
  vanish(): void {
    const streams = [...this.#streams];
    this.#end();
    for (const stream of streams) stream.vanish();
  }

  interfaces(): readonly Interface[] {
    return this.host.interfaces;
  }

  async listen(address: string, port: number, accept: (stream: Stream) => void): Promise<Listener> {
    if (!this.#alive) return forever();
    const what = `cannot listen on ${address}:${port}`;
    if (address !== ANY && !this.host.holds(address)) {
      throw new NetworkError("unreachable", `${what}: this machine does not have the address`);
    }
    if (port !== 0 && this.host.listener(address, port) !== undefined) {
      throw new NetworkError("address-in-use", `${what}: another program holds this address and port`);
    }
    const socket = { address, port: port === 0 ? this.#freePort(address) : port, accept };
    this.#sockets.add(socket);
    return { port: socket.port, close: () => void this.#sockets.delete(socket) };
  }

  connect(address: string, port: number): Stream {
    return dial(this.#medium, this, { address, port });
  }

  async broadcast(interfaces: readonly Interface[], port: number, receive: Receive): Promise<Broadcast> {
    if (!this.#alive) return forever();
    const missing = interfaces.find((one) => !this.host.holds(one.address));
    if (missing !== undefined) {
      const what = `cannot use the UDP port ${port} on ${missing.address}`;
      throw new NetworkError("unreachable", `${what}: this machine does not have the address`);
    }
    const hearer: Hearer = { host: this.host, party: this, interfaces: [...interfaces], port, receive };
    const source = this.host.freePort();
    this.#hearers.add(hearer);
    this.#medium.hear(hearer);
    return {
      send: (datagram, on) => {
        if (this.#hearers.has(hearer) && interfaces.some((one) => one.address === on.address)) {
          this.#medium.broadcast(this.host, on, { port, source, bytes: datagram.slice() });
        }
      },
      close: () => {
        this.#hearers.delete(hearer);
        this.#medium.unhear(hearer);
      },
    };
  }

  /** For streams. */
  adopt(stream: SimulatedStream): void {
    this.#streams.add(stream);
  }

  /** For streams. */
  release(stream: SimulatedStream): void {
    this.#streams.delete(stream);
  }

  /** Who accepts what comes to an address and port. */
  listener(address: string, port: number): Socket | undefined {
    for (const socket of this.#sockets) {
      if (socket.port === port && (socket.address === address || socket.address === ANY || address === ANY))
        return socket;
    }
    return undefined;
  }

  #freePort(address: string): number {
    for (;;) {
      const port = this.host.freePort();
      if (this.host.listener(address, port) === undefined) return port;
    }
  }

  #end(): void {
    this.#alive = false;
    for (const hearer of this.#hearers) this.#medium.unhear(hearer);
    this.#hearers.clear();
    this.#sockets.clear();
    this.#streams.clear();
  }

  #makeClock(): Clock {
    const { time } = this.#medium;
    const { clock } = this.host;
    const now = (): number => clock.at(time.now);
    const soon = (callback: () => void): void =>
      void time.after(0, this, () =>
        this.host.whenAwake(() => {
          if (this.#alive) callback();
        }),
      );
    return {
      now,
      rounds: new Rounds(now, soon),
      schedule: (delay, callback) => {
        let wanted = true;
        const ring = (): void => {
          if (wanted && this.#alive) callback();
        };
        const cancel = time.after(clock.lasting(timerDelay(delay)), this, () => this.host.whenAwake(ring));
        return () => {
          wanted = false;
          cancel();
        };
      },
      defer: (callback) =>
        queueMicrotask(() => {
          if (this.#alive) callback();
        }),
    };
  }
}

/** As the timers of a real host: never at once, and not beyond what 31 bits hold. */
function timerDelay(delay: number): number {
  return Math.min(Math.max(delay, 1), 0x7fff_ffff);
}

/** What a program that was killed asks for is never answered. */
function forever(): Promise<never> {
  return new Promise(() => {});
}

const ANY = "0.0.0.0";
