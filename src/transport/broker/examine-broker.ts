import { checkGiven, checkOptions, type OptionNames, show as print } from "../../arguments/check.ts";
import { NetworkError, UsageError } from "../../errors.ts";
import { hostNet } from "../../net/host/host-net.ts";
import type { Net } from "../../net/net.ts";
import { BROKER_OPTIONS, type BrokerOptions, chooseBroker, makeCarrier } from "./broker-options.ts";
import { formatBroker } from "./broker-url.ts";
import type { Carrier } from "./carrier.ts";
import { Onlooker } from "./onlooker.ts";
import type { Proof } from "./owner-proof.ts";
import { Proving } from "./proving.ts";
import { NOBODY } from "./record.ts";

/** Which broker is looked at, and for how long. */
export interface ExamineOptions extends BrokerOptions {
  /** Milliseconds for which it is awaited who is there; 1,000. */
  readonly duration?: number | undefined;
  /** The world in which that happens; the host without it. */
  readonly net?: Net | undefined;
}

/** What was found of a broker. Times are milliseconds. */
export interface BrokerReport {
  /** Without its password. */
  readonly broker: string;
  readonly show: string;
  /** As whom this program is known there; undefined without a user. */
  readonly user: string | undefined;
  /** Why it cannot be used at all; undefined when it can. */
  readonly failure: string | undefined;
  /** Whether it proves who sends; undefined where it knows no users. */
  readonly proof: Proof | undefined;
  /** A message to the broker and back: half of them took no longer. Undefined when none came back. */
  readonly roundTrip: number | undefined;
  /** The same for the last of several that were sent at once: where a side waits for confirmations, tens of milliseconds. */
  readonly burst: number | undefined;
  /** Octets of the longest message that is sent there. */
  readonly longest: number;
  /** Who is there. `alive`: whether it has shown that meanwhile, as nodes do once a second. */
  readonly nodes: readonly {
    readonly id: string;
    readonly name: string;
    readonly user: string | undefined;
    readonly alive: boolean;
  }[];
  /** What the broker objected to. */
  readonly complaints: readonly string[];
}

/**
 * Looks at the broker that is named: whether it can be reached, what this user may, how long a message takes, and who is there. Nobody
 * meets whoever looks. Throws `UsageError` when none is named, or for one that is none.
 */
export async function examineBroker(options: ExamineOptions = {}): Promise<BrokerReport> {
  checkOptions("examineBroker", options, EXAMINE_OPTIONS);
  checkGiven("duration", options.duration, checkDuration);
  const chosen = chooseBroker(options, false);
  if (chosen === undefined) throw new UsageError("invalid-argument", "no broker is named");
  const { net = hostNet(), duration = DURATION } = options;
  const examination = new Examination(makeCarrier(chosen, net), net, duration);
  const found = await examination.run();
  return { broker: formatBroker(chosen.url), show: chosen.show, ...found };
}

/** @internal */
export function checkDuration(what: string, given: unknown): void {
  if (typeof given === "number" && given >= 0 && given <= LONGEST_MS) return;
  throw new UsageError(
    "invalid-argument",
    `${what} is ${print(given)}: it must be from 0 to ${LONGEST_MS} milliseconds`,
  );
}

class Examination {
  readonly #onlooker: Onlooker;
  readonly #net: Net;
  readonly #duration: number;

  constructor(carrier: Carrier, net: Net, duration: number) {
    this.#onlooker = new Onlooker(carrier, net);
    this.#net = net;
    this.#duration = duration;
  }

  async run(): Promise<Omit<BrokerReport, "broker" | "show">> {
    try {
      await this.#onlooker.open();
      const proof = await this.#prove();
      const roundTrip = proof === "silent" ? undefined : await this.#trips(1);
      const burst = roundTrip === undefined ? undefined : await this.#trips(BURST);
      await this.#pause(this.#duration);
      return this.#report({
        proof: this.#user === undefined && proof !== "silent" ? undefined : proof,
        roundTrip,
        burst,
      });
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      return this.#report({ failure: error.message });
    } finally {
      await this.#onlooker.close();
    }
  }

  #report(found: Partial<BrokerReport>): Omit<BrokerReport, "broker" | "show"> {
    const { longest, complaints, alive } = this.#onlooker;
    const nodes = [...this.#onlooker.nodes.values()].map(({ id, name, user }) => ({
      ...{ id, name, user },
      alive: alive.has(id),
    }));
    return {
      ...{ user: this.#user, failure: undefined, proof: undefined, roundTrip: undefined, burst: undefined },
      ...{ longest, nodes, complaints: [...complaints] },
      ...found,
    };
  }

  get #user(): string | undefined {
    const { owner } = this.#onlooker.carrier;
    return owner === NOBODY ? undefined : owner;
  }

  #prove(): Promise<Proof> {
    const { carrier, id } = this.#onlooker;
    return new Promise((settle) => {
      const proving = new Proving({ carrier, id, net: this.#net, patience: PATIENCE_MS, settle });
      this.#onlooker.hearOwn = (owner, bytes) => proving.hear(owner, bytes);
    });
  }

  /** So many messages at once to itself, again and again: how long it took until the last one was back. */
  async #trips(count: number): Promise<number | undefined> {
    const times: number[] = [];
    for (let trip = 0; trip < TRIPS; trip++) {
      const time = await this.#trip(count);
      if (time === undefined) break;
      times.push(time);
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  }

  #trip(count: number): Promise<number | undefined> {
    const { carrier, id } = this.#onlooker;
    const { clock } = this.#net;
    const begin = clock.now();
    return new Promise((resolve) => {
      const cancel = clock.schedule(PATIENCE_MS, () => resolve(undefined));
      let back = 0;
      this.#onlooker.hearOwn = () => {
        if (++back < count) return;
        cancel();
        resolve(clock.now() - begin);
      };
      for (let i = 0; i < count; i++) carrier.send({ owner: carrier.owner, id }, Uint8Array.of(i), false);
    });
  }

  #pause(duration: number): Promise<void> {
    return new Promise((resolve) => this.#net.clock.schedule(duration, resolve));
  }
}

const EXAMINE_OPTIONS: OptionNames<ExamineOptions> = { ...BROKER_OPTIONS, duration: true, net: true };
const DURATION = 1000;
const LONGEST_MS = 3_600_000;
const TRIPS = 15;
const BURST = 3;
const PATIENCE_MS = 2000;
