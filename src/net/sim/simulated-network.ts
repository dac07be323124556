import { checkOptions, checkTimeout, type OptionNames, show } from "../../arguments/check.ts";
import { NetworkError, UsageError } from "../../errors.ts";
import type { Conditions } from "./conditions.ts";
import type { Figures } from "./figures.ts";
import { type HostOptions, toHostClock } from "./host-clock.ts";
import { NetworkModel } from "./network-model.ts";
import { SimulatedHost } from "./simulated-host.ts";

export interface SimulatedNetworkOptions extends Partial<Conditions> {
  /** Whole number; the same seed gives the same run, to the last message. 1 without it. */
  readonly seed?: number;
}

export interface UntilOptions {
  /** Virtual milliseconds; 60,000. */
  readonly timeout?: number;
}

/**
 * A network that exists only in this program, with a time of its own: a test of a whole show runs without sockets, without
 * waiting, and the same way each time. Time stands still except in {@link run} and {@link until}.
 *
 * ```ts
 * const network = new SimulatedNetwork({ loss: 0.3 });
 * const desk = new ZocpNode("desk", { net: network.host("10.0.0.1").net });
 * const lamp = new ZocpNode("lamp", { net: network.host("10.0.0.2").net });
 * await Promise.all([desk.start(), lamp.start()]);
 * const found = await network.until(desk.waitFor("lamp"));
 * ```
 */
export class SimulatedNetwork {
  readonly #medium: NetworkModel;

  /** Throws `UsageError` when a condition is out of range. */
  constructor(options: SimulatedNetworkOptions = {}) {
    checkOptions("SimulatedNetwork", options, NETWORK_OPTIONS);
    const { seed = 1, ...conditions } = options;
    if (!Number.isInteger(seed))
      throw new UsageError("invalid-argument", `the seed is ${show(seed)}, not a whole number`);
    this.#medium = new NetworkModel(seed, conditions);
  }

  /**
   * A computer with one interface for each address (`eth0`, `eth1` …) besides `lo`. Hosts whose addresses lie on the same
   * subnet hear each other; `10.0.0.1` has 24 bits of network, `10.0.0.1/16` says how many. Without an address it gets the
   * next one of 172.16.0.0/16. Options may come last: `{ clock: { offset, drift } }` for a clock that is wrong. Throws `UsageError` for an address that is none or that another host has.
   */
  host(...given: readonly (string | HostOptions)[]): SimulatedHost {
    const addresses = given.filter((one) => typeof one === "string");
    const clock = toHostClock(given.filter((one) => typeof one !== "string"));
    const { hosts } = this.#medium;
    const host = new SimulatedHost(
      this.#medium,
      hosts.length,
      addresses.length > 0 ? addresses : [this.#nextAddress()],
      clock,
    );
    for (const { address, loopback } of host.interfaces) {
      if (loopback || this.#medium.holder(address) === undefined) continue;
      throw new UsageError("invalid-argument", `another host of the simulated network has the address ${address}`);
    }
    hosts.push(host);
    this.#medium.handleChange();
    return host;
  }

  /** Every host, in the order in which they were made. */
  get hosts(): readonly SimulatedHost[] {
    return this.#medium.hosts;
  }

  /** Virtual milliseconds since the beginning. */
  get now(): number {
    return this.#medium.time.now;
  }

  get conditions(): Conditions {
    return this.#medium.conditions;
  }

  /** Makes the network better or worse from now on. Throws `UsageError` when a condition is out of range. */
  change(conditions: Partial<Conditions>): void {
    checkOptions("change", conditions, CONDITIONS);
    this.#medium.change(conditions);
  }

  /** What it has carried so far. */
  get figures(): Figures {
    return this.#medium.tally.at(this.now);
  }

  /** Lets virtual milliseconds pass. Rejects with what a callback of a node throws. */
  async run(milliseconds: number): Promise<void> {
    if (!(typeof milliseconds === "number" && milliseconds >= 0 && milliseconds < Number.POSITIVE_INFINITY)) {
      throw new UsageError("invalid-argument", `cannot run for ${show(milliseconds)} ms: it must be a number from 0`);
    }
    await this.#medium.time.pass(milliseconds);
  }

  /**
   * Lets time pass until a promise is settled, and resolves or rejects as it does; or until a condition holds, which is
   * looked at whenever something has happened. Rejects with `NetworkError` ("timed-out") after the time-out.
   */
  until(condition: () => boolean, options?: UntilOptions): Promise<void>;
  until<Value>(promise: PromiseLike<Value>, options?: UntilOptions): Promise<Value>;
  async until<Value>(
    what: (() => boolean) | PromiseLike<Value>,
    options: UntilOptions = {},
  ): Promise<Value | undefined> {
    checkOptions("until", options, UNTIL_OPTIONS);
    const { timeout = PATIENCE } = options;
    checkTimeout(timeout);
    if (typeof what !== "function") checkPromise(what);
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    if (typeof what !== "function") what.then(settle, settle);
    const done = typeof what === "function" ? what : () => settled;
    if (await this.#medium.time.pass(timeout, done)) return typeof what === "function" ? undefined : what;
    throw new NetworkError("timed-out", `what was waited for did not happen within ${timeout} virtual ms`);
  }

  /** Cuts the network into parts: each group of hosts reaches only itself from now on, and so do the hosts in none of them. */
  partition(...groups: readonly (readonly SimulatedHost[])[]): void {
    if (!groups.every((group) => Array.isArray(group) && group.every((one) => one instanceof SimulatedHost)))
      throw new UsageError("invalid-argument", "the network is cut into lists of hosts, and one of these is none");
    this.#medium.partition(groups);
  }

  /** Joins what {@link partition} has cut. */
  heal(): void {
    this.#medium.partition([]);
  }

  #nextAddress(): string {
    for (let number = this.#medium.hosts.length + 1; ; number++) {
      const address = `172.16.${number >> 8}.${number & 0xff}`;
      if (this.#medium.holder(address) === undefined) return `${address}/16`;
    }
  }
}

function checkPromise(what: unknown): void {
  if (typeof what === "object" && what !== null && "then" in what) return;
  throw new UsageError("invalid-argument", `what is waited for is ${show(what)}, neither a condition nor a promise`);
}

const CONDITIONS: OptionNames<Conditions> = { delay: true, jitter: true, loss: true, duplication: true };
const NETWORK_OPTIONS: OptionNames<SimulatedNetworkOptions> = { ...CONDITIONS, seed: true };
const UNTIL_OPTIONS: OptionNames<UntilOptions> = { timeout: true };
const PATIENCE = 60_000;
