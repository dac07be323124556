import { UsageError } from "../../errors.ts";
import { broadcastAddress, isAddress, sameNetwork } from "../ipv4.ts";
import type { Interface, Net, Stream } from "../net.ts";
import type { HostClock } from "./host-clock.ts";
import type { NetworkModel } from "./network-model.ts";
import { SimulatedProgram } from "./simulated-program.ts";

/** A program that accepts streams. */
export interface Listening {
  readonly program: SimulatedProgram;
  readonly accept: (stream: Stream) => void;
}

/** A computer on a {@link SimulatedNetwork}. What it does to its programs is what the operating system or a mishap would do. */
export class SimulatedHost {
  /** Counts the hosts of a network from 0. */
  readonly number: number;
  readonly clock: HostClock;
  readonly #medium: NetworkModel;
  readonly #cards: Interface[];
  readonly #unplugged = new Set<string>();
  readonly #programs = new Set<SimulatedProgram>();
  readonly #parked: (() => void)[] = [];
  #main: SimulatedProgram | undefined;
  #state: "on" | "asleep" | "off" = "on";
  #nextPort = FIRST_PORT;
  #started = 0;

  /** Made by {@link SimulatedNetwork.host}. */
  constructor(medium: NetworkModel, number: number, addresses: readonly string[], clock: HostClock) {
    this.#medium = medium;
    this.clock = clock;
    this.number = number;
    this.#cards = addresses.map((address, index) => makeInterface(`eth${index}`, address));
  }

  /** Its first address, without the loopback one. */
  get address(): string {
    return this.#cards[0]?.address ?? LOOPBACK.address;
  }

  /** What a node on this host takes as its `net`. After {@link kill} it is that of a fresh program. */
  get net(): Net {
    if (this.#main?.alive !== true) this.#main = this.program();
    return this.#main;
  }

  /** Another program on this host, that can be killed alone. */
  program(): SimulatedProgram {
    const program = new SimulatedProgram(this.#medium, this, ++this.#started);
    this.#programs.add(program);
    return program;
  }

  /** Ends every program at once, as `kill -9`: what they had sent still leaves, and the system closes their connections. */
  kill(): void {
    for (const program of this.#programs) program.kill();
    this.#programs.clear();
  }

  /** Cuts the power: nobody is told anything. */
  powerOff(): void {
    this.#state = "off";
    for (const program of this.#programs) program.vanish();
    this.#programs.clear();
    this.#parked.length = 0;
    this.#medium.handleChange();
  }

  /** The host is back, with no program running. */
  powerOn(): void {
    if (this.#state === "off") this.#state = "on";
    this.#medium.handleChange();
  }

  /** Suspends the host, as a laptop whose lid is closed. Its clock goes on, and its timers ring late. */
  sleep(): void {
    if (this.#state === "on") this.#state = "asleep";
  }

  wake(): void {
    if (this.#state !== "asleep") return;
    this.#state = "on";
    for (const due of this.#parked.splice(0)) this.#medium.time.after(0, undefined, due);
  }

  /** Pulls the cable of one interface, by name or address, or of all. Addresses are gone with it. */
  unplug(which?: string): void {
    for (const { name } of this.#find(which)) this.#unplugged.add(name);
    this.#medium.handleChange();
  }

  /** Puts the cable back. */
  plug(which?: string): void {
    for (const { name } of this.#find(which)) this.#unplugged.delete(name);
    this.#medium.handleChange();
  }

  /** Gives an interface (the first one without `which`) another address, as a DHCP server does. */
  move(address: string, which = this.address): void {
    for (const card of this.#find(which)) this.#cards[this.#cards.indexOf(card)] = makeInterface(card.name, address);
    this.#medium.handleChange();
  }

  /** Those that are up; loopback always is. */
  get interfaces(): readonly Interface[] {
    if (this.#state === "off") return [];
    return [LOOPBACK, ...this.#cards.filter(({ name }) => !this.#unplugged.has(name))];
  }

  /** Whether it has power; it may be asleep. */
  get on(): boolean {
    return this.#state !== "off";
  }

  get awake(): boolean {
    return this.#state === "on";
  }

  /** Whether an interface that is up has this address. */
  holds(address: string): boolean {
    if (isLoopback(address)) return true;
    return this.#cards.some((card) => card.address === address && !this.#unplugged.has(card.name));
  }

  /** The address from which another is reached; undefined when no network leads there. */
  sourceFor(address: string): string | undefined {
    if (this.holds(address)) return address;
    return this.interfaces.find((one) => !one.loopback && sameNetwork(one.address, address, one.netmask))?.address;
  }

  /** For programs: a port that the system chooses. */
  freePort(): number {
    const port = this.#nextPort++;
    if (this.#nextPort > LAST_PORT) this.#nextPort = FIRST_PORT;
    return port;
  }

  /** For programs: who accepts what comes to an address and port. */
  listener(address: string, port: number): Listening | undefined {
    for (const program of this.#programs) {
      const socket = program.listener(address, port);
      if (socket !== undefined) return { program, accept: socket.accept };
    }
    return undefined;
  }

  /** For programs: does something now, or when the host wakes. */
  whenAwake(due: () => void): void {
    if (this.#state === "asleep") this.#parked.push(due);
    else if (this.#state === "on") due();
  }

  #find(which: string | undefined): readonly Interface[] {
    if (which === undefined) return this.#cards;
    const found = this.#cards.filter(({ name, address }) => name === which || address === which);
    if (found.length > 0) return found;
    throw new UsageError("not-found", `the simulated host ${this.address} has no interface "${which}"`);
  }
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.");
}

/** From `10.0.0.1` (24 bits of network) or `10.0.0.1/16`. */
function makeInterface(name: string, text: string): Interface {
  const match = ADDRESS.exec(text);
  const bits = Number(match?.[2] ?? 24);
  const address = match?.[1] ?? "";
  if (!isAddress(address) || bits < 1 || bits > 32) {
    throw new UsageError("invalid-argument", `"${text}" is not an address of the form 10.0.0.1 or 10.0.0.1/16`);
  }
  const netmask = [0, 8, 16, 24].map((start) => 256 - 2 ** (8 - Math.min(8, Math.max(0, bits - start)))).join(".");
  return { name, address, netmask, broadcast: broadcastAddress(address, netmask), loopback: false };
}

const ADDRESS = /^([\d.]+)(?:\/(\d{1,2}))?$/;
const LOOPBACK: Interface = {
  name: "lo",
  address: "127.0.0.1",
  netmask: "255.0.0.0",
  broadcast: "127.255.255.255",
  loopback: true,
};
const FIRST_PORT = 49152;
const LAST_PORT = 65535;
