import { checkGiven, checkOptions, type OptionNames, show as print } from "../../arguments/check.ts";
import { toHex } from "../../bytes/hex.ts";
import { NetworkError, ProtocolError, UsageError } from "../../errors.ts";
import { hostNet } from "../../net/host/host-net.ts";
import type { Net } from "../../net/net.ts";
import { BROKER_OPTIONS, type BrokerOptions, chooseBroker, makeCarrier } from "./broker-options.ts";
import { formatBroker } from "./broker-url.ts";
import type { Carrier } from "./carrier.ts";
import { OwnerProof, type Proof } from "./owner-proof.ts";
import { decodeRecord, NOBODY } from "./record.ts";

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
  /** Who is there. */
  readonly nodes: readonly { readonly id: string; readonly name: string; readonly user: string | undefined }[];
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

function checkDuration(what: string, given: unknown): void {
  if (typeof given === "number" && given >= 0 && given <= LONGEST_MS) return;
  throw new UsageError(
    "invalid-argument",
    `${what} is ${print(given)}: it must be from 0 to ${LONGEST_MS} milliseconds`,
  );
}

class Examination {
  readonly #carrier: Carrier;
  readonly #net: Net;
  readonly #duration: number;
  readonly #id: string;
  readonly #nodes = new Map<string, BrokerReport["nodes"][number]>();
  readonly #complaints = new Set<string>();
  #longest = 0;
  #hearOwn: (owner: string, bytes: Uint8Array) => void = () => {};

  constructor(carrier: Carrier, net: Net, duration: number) {
    this.#carrier = carrier;
    this.#net = net;
    this.#duration = duration;
    this.#id = toHex(net.random.bytes(16));
  }

  async run(): Promise<Omit<BrokerReport, "broker" | "show">> {
    try {
      await this.#open();
      this.#carrier.follow("everybody");
      this.#carrier.seek("everybody");
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
      await this.#carrier.close();
    }
  }

  #report(found: Partial<BrokerReport>): Omit<BrokerReport, "broker" | "show"> {
    return {
      ...{ user: this.#user, failure: undefined, proof: undefined, roundTrip: undefined, burst: undefined },
      ...{ longest: this.#longest, nodes: [...this.#nodes.values()], complaints: [...this.#complaints] },
      ...found,
    };
  }

  get #user(): string | undefined {
    return this.#carrier.owner === NOBODY ? undefined : this.#carrier.owner;
  }

  #open(): Promise<void> {
    // Without a record nobody knows of it.
    const me = { id: this.#id, name: "zocp doctor", record: new Uint8Array(0) };
    return this.#carrier.open(me, {
      up: ({ piece }) => {
        this.#longest = piece;
      },
      down: () => {},
      beat: () => {},
      absent: () => {},
      message: (from, bytes) => {
        if (from.id === this.#id) this.#hearOwn(from.owner, bytes);
      },
      record: ({ id, owner }, bytes) => {
        if (bytes.length === 0) return void this.#nodes.delete(id);
        try {
          const { name } = decodeRecord(bytes);
          this.#nodes.set(id, { id, name, user: owner === NOBODY ? undefined : owner });
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          this.#complaints.add(`${owner}: ${error.message}`);
        }
      },
      failed: ({ message }) => void this.#complaints.add(message),
    });
  }

  #prove(): Promise<Proof> {
    const { owner } = this.#carrier;
    const proof = new OwnerProof(owner, this.#net.random.bytes(16));
    return new Promise((resolve) => {
      const cancel = this.#net.clock.schedule(PATIENCE_MS, () => resolve("silent"));
      this.#hearOwn = (from, bytes) => {
        const verdict = proof.hear(from, bytes);
        if (verdict === undefined) return;
        cancel();
        resolve(verdict);
      };
      if (owner !== NOBODY) this.#carrier.forge(proof.bytes);
      this.#carrier.send({ owner, id: this.#id }, proof.bytes, false);
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
    const { owner } = this.#carrier;
    const { clock } = this.#net;
    const begin = clock.now();
    return new Promise((resolve) => {
      const cancel = clock.schedule(PATIENCE_MS, () => resolve(undefined));
      let back = 0;
      this.#hearOwn = () => {
        if (++back < count) return;
        cancel();
        resolve(clock.now() - begin);
      };
      for (let i = 0; i < count; i++) this.#carrier.send({ owner, id: this.#id }, Uint8Array.of(i), false);
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
