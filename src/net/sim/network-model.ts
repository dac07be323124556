import { sameNetwork } from "../ipv4.ts";
import type { Endpoint, Interface, Receive } from "../net.ts";
import { type Conditions, changeConditions, GOOD_CONDITIONS } from "./conditions.ts";
import type { Party } from "./event-queue.ts";
import { Tally } from "./figures.ts";
import { SeededRandom } from "./seeded-random.ts";
import type { SimulatedHost } from "./simulated-host.ts";
import { VirtualTime } from "./virtual-time.ts";

/** A program that hears the datagrams of one port. */
export interface Hearer {
  readonly host: SimulatedHost;
  readonly party: Party;
  readonly interfaces: readonly Interface[];
  readonly port: number;
  readonly receive: Receive;
}

/** What leaves from the port `source` for everyone on the port `port`. */
export interface Datagram {
  readonly port: number;
  readonly source: number;
  readonly bytes: Uint8Array;
}

/** One end of a stream: the host, and the address that it had when the stream was opened. */
export interface Place {
  readonly host: SimulatedHost;
  readonly address: string;
}

/** What all hosts share: who reaches whom, how long it takes, and what is lost. Hosts on the same subnet hear each other. */
export class NetworkModel {
  readonly seed: number;
  readonly time = new VirtualTime();
  readonly tally = new Tally();
  readonly hosts: SimulatedHost[] = [];
  conditions: Conditions;
  readonly #chance: SeededRandom;
  /** The part of a partition that a host is in; absent for the rest. */
  #parts = new Map<SimulatedHost, number>();
  readonly #hearers = new Set<Hearer>();
  /** Who hears a broadcast of an address on a port: worked out once, until anything changes. */
  readonly #audiences = new Map<string, readonly Hearer[]>();
  readonly #holders = new Map<string, SimulatedHost>();

  constructor(seed: number, conditions: Partial<Conditions>) {
    this.seed = seed;
    this.#chance = new SeededRandom(seed);
    this.conditions = changeConditions(GOOD_CONDITIONS, conditions);
  }

  change(conditions: Partial<Conditions>): void {
    this.conditions = changeConditions(this.conditions, conditions);
  }

  /** Each group reaches only itself from now on, and so do the hosts that are in none. */
  partition(groups: readonly (readonly SimulatedHost[])[]): void {
    this.#parts = new Map(groups.flatMap((group, part) => group.map((host) => [host, part] as const)));
  }

  /** Interfaces, hosts or hearers are others now. */
  handleChange(): void {
    this.#audiences.clear();
    this.#holders.clear();
  }

  hear(hearer: Hearer): void {
    this.#hearers.add(hearer);
    this.handleChange();
  }

  unhear(hearer: Hearer): void {
    this.#hearers.delete(hearer);
    this.handleChange();
  }

  /** The host that has an address and is switched on. */
  holder(address: string): SimulatedHost | undefined {
    let holder = this.#holders.get(address);
    if (holder === undefined && (holder = this.hosts.find((host) => host.on && host.holds(address))) !== undefined) {
      this.#holders.set(address, holder);
    }
    return holder;
  }

  /** Whether something from one host reaches another at this moment; that its address is there is another question. */
  joined(from: SimulatedHost, to: SimulatedHost): boolean {
    if (!from.awake || !to.awake) return false;
    return from === to || this.#parts.get(from) === this.#parts.get(to);
  }

  /** Whether what leaves one end of a stream reaches the other's address. */
  carries(from: Place, to: Place): boolean {
    return this.joined(from.host, to.host) && from.host.holds(from.address) && to.host.holds(to.address);
  }

  /** How long something takes that leaves now. */
  latency(from: SimulatedHost, to: SimulatedHost): number {
    if (from === to) return TICK;
    const { delay, jitter } = this.conditions;
    const latency = jitter === 0 ? delay : delay + this.#chance.next() * jitter;
    return Math.max(latency, TICK);
  }

  /** The moment at which something that leaves now arrives. Moments are few, so that what happens in one is done together. */
  arrival(from: SimulatedHost, to: SimulatedHost): number {
    return Math.ceil((this.time.now + this.latency(from, to)) / TICK) * TICK;
  }

  /** Carries a datagram to everyone who listens on its port on the network of `on`. */
  broadcast(from: SimulatedHost, on: Interface, { port, source, bytes }: Datagram): void {
    if (!from.holds(on.address)) return;
    const sent = { bytes, source: { address: on.address, port: source } };
    for (const hearer of this.#audience(on, port, from)) {
      const near = from === hearer.host;
      if (!near && this.#happens(this.conditions.loss)) {
        this.tally.lost++;
        continue;
      }
      this.#send(from, hearer, sent);
      if (near || !this.#happens(this.conditions.duplication)) continue;
      this.tally.duplicated++;
      this.#send(from, hearer, sent);
    }
  }

  #send(from: SimulatedHost, hearer: Hearer, { bytes, source }: { bytes: Uint8Array; source: Endpoint }): void {
    this.time.at(this.arrival(from, hearer.host), hearer.party, () => {
      if (!this.#hearers.has(hearer) || !this.joined(from, hearer.host)) return;
      this.tally.add("datagrams", bytes, this.time.now);
      hearer.receive(bytes, source);
    });
  }

  #happens(share: number): boolean {
    return share > 0 && this.#chance.next() < share;
  }

  #audience(on: Interface, port: number, from: SimulatedHost): readonly Hearer[] {
    const key = `${on.loopback ? from.number : ""} ${on.address} ${port}`;
    let audience = this.#audiences.get(key);
    if (audience === undefined) {
      audience = [...this.#hearers].filter((hearer) => hearer.port === port && hears(hearer, on, from));
      this.#audiences.set(key, audience);
    }
    return audience;
  }
}

/** As on a real host, an interface has to be there, and only what comes from a network that was asked for is believed. */
function hears({ host, interfaces }: Hearer, on: Interface, from: SimulatedHost): boolean {
  if (on.loopback && host !== from) return false;
  const near = (one: Interface): boolean => sameNetwork(one.address, on.address, one.netmask);
  return host.interfaces.some(near) && interfaces.some(near);
}

/** Milliseconds between two moments at which something arrives, and what it takes from one program of a host to another. */
const TICK = 1 / 16;
