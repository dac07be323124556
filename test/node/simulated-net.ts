import type { NetworkError } from "../../src/errors.ts";
import type {
  Broadcast,
  Clock,
  Endpoint,
  Interface,
  Listener,
  Net,
  Stream,
  StreamHandlers,
} from "../../src/net/net.ts";

/** Time that stands still until it is moved. */
export class SimulatedClock implements Clock {
  #now = 0;
  #timers: { readonly due: number; readonly callback: () => void }[] = [];
  #deferred: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  schedule(delay: number, callback: () => void): () => void {
    const timer = { due: this.#now + delay, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback);
  }

  /** Ends the present turn of the event loop. */
  endTurn(): void {
    for (const callback of this.#deferred.splice(0)) callback();
  }

  /** How many timers are armed. */
  get armed(): number {
    return this.#timers.length;
  }

  /** Moves the time, ringing what is due, and lets promises settle in between. Returns how often a timer rang. */
  async pass(duration: number): Promise<number> {
    const end = this.#now + duration;
    let rang = 0;
    for (;;) {
      this.endTurn();
      await settle();
      const next = this.#timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      if (++rang > 10_000) throw new Error("a timer rings without end");
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.due);
      next.callback();
    }
    this.#now = end;
    return rang;
  }
}

/** Lets promises that are settled call back. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** One end of a stream, in the hands of a test. */
export class SimulatedStream implements Stream {
  readonly remote: Endpoint;
  readonly written: Uint8Array[] = [];
  buffered = 0;
  /** Whether the other end reads. */
  reads = true;
  ended = false;
  destroyed = false;
  paused = false;
  handlers: StreamHandlers | undefined;

  constructor(remote: Endpoint = { address: "10.0.0.2", port: 50_000 }) {
    this.remote = remote;
  }

  get gone(): boolean {
    return this.ended || this.destroyed;
  }

  open(handlers: StreamHandlers): void {
    this.handlers = handlers;
  }

  write(bytes: Uint8Array): boolean {
    this.written.push(bytes);
    if (!this.reads) this.buffered += bytes.length;
    return this.reads;
  }

  /** Takes what was written so far. */
  take(): Uint8Array[] {
    return this.written.splice(0);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  end(): void {
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
  }

  /** What the network does to it. */
  connected(): void {
    if (!this.gone) this.handlers?.connect?.();
  }

  arrive(bytes: Uint8Array): void {
    if (!this.gone) this.handlers?.data(bytes);
  }

  drain(): void {
    this.reads = true;
    this.buffered = 0;
    this.handlers?.drain?.();
  }

  lose(error?: NetworkError): void {
    if (!this.gone) this.handlers?.close(error);
  }
}

/** A machine without an operating system: its interfaces, and what can be opened on them, are up to the test. */
export class SimulatedNet implements Net {
  readonly clock = new SimulatedClock();
  readonly random = { next: () => 0, bytes: (length: number) => new Uint8Array(length).fill(7) };
  present: Interface[] = [];
  /** Addresses that cannot be listened on, and why; `beacons` for the beacon sockets, `interfaces` for their list. */
  readonly broken = new Map<string, NetworkError>();
  readonly dialled: SimulatedStream[] = [];
  readonly listening = new Map<string, number>();
  readonly broadcasts: (readonly Interface[])[] = [];
  open = 0;
  #lastPort = 40_000;

  /** Why beacons do not leave, by address. */
  readonly unsent = new Map<string, NetworkError>();

  interfaces(): readonly Interface[] {
    const failure = this.broken.get("interfaces");
    if (failure !== undefined) throw failure;
    return this.present;
  }

  async listen(address: string, port: number): Promise<Listener> {
    const failure = this.broken.get(address) ?? this.broken.get(`${address}:${port}`);
    if (failure !== undefined) throw failure;
    const bound = port === 0 ? ++this.#lastPort : port;
    this.listening.set(address, bound);
    this.open++;
    return {
      port: bound,
      close: () => {
        this.open--;
        this.listening.delete(address);
      },
    };
  }

  connect(address: string, port: number): SimulatedStream {
    const stream = new SimulatedStream({ address, port });
    this.dialled.push(stream);
    return stream;
  }

  async broadcast(interfaces: readonly Interface[]): Promise<Broadcast> {
    const failure = this.broken.get("beacons");
    if (failure !== undefined) throw failure;
    this.broadcasts.push(interfaces);
    this.open++;
    return { send: () => {}, failure: (on) => this.unsent.get(on.address), close: () => this.open-- };
  }
}

/** An interface of a /24 network. */
export function network(name: string, address: string, netmask = "255.255.255.0"): Interface {
  return { name, address, netmask, broadcast: address.replace(/\d+$/, "255"), loopback: false };
}
