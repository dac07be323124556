import type { BrokerAddress, PresenceRecord } from "../transport/broker/record.ts";
import type { Traveller } from "./via.ts";

/** One node on the broker. */
interface Present {
  readonly owner: string;
  node: Traveller;
  session: number;
  heardAt: number;
  /** When the broker said that it is gone, unless it was heard since. */
  goneAt: number | undefined;
  /** It said goodbye. */
  left: boolean;
}

/** Who is on a broker, for whoever only looks: by records and beats. The first owner of an id keeps it as long as it is there. */
export class Presence {
  readonly #present = new Map<string, Present>();
  readonly #limit: number;

  /** `limit`: how many nodes are kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The ids of all that are there or were a moment ago. */
  get ids(): Iterable<string> {
    return this.#present.keys();
  }

  /** A node that is there at this moment; undefined for others. */
  at(id: string, now: number): Traveller | undefined {
    const one = this.#present.get(id);
    return one === undefined || isGone(one, now) ? undefined : one.node;
  }

  /** For how long nothing was heard of a node: Infinity for one that is not there. */
  silenceOf(id: string, now: number): number {
    const one = this.#present.get(id);
    return one === undefined || one.left || one.goneAt !== undefined ? Number.POSITIVE_INFINITY : now - one.heardAt;
  }

  /** Takes what a node says of itself. */
  learn({ owner, id }: BrokerAddress, { name, headers, session }: PresenceRecord, now: number): void {
    const one = this.#present.get(id);
    const held = one !== undefined && one.owner !== owner && !isGone(one, now);
    if (held || (one === undefined && this.#present.size >= this.#limit)) return;
    this.#present.set(id, {
      owner,
      node: { id, name, headers },
      session,
      heardAt: now,
      goneAt: undefined,
      left: false,
    });
  }

  /** False when the record of this run of its program is missing. */
  hear({ owner, id }: BrokerAddress, session: number, now: number): boolean {
    const one = this.#present.get(id);
    if (one === undefined || one.owner !== owner || one.session !== session) return false;
    one.heardAt = now;
    one.goneAt = undefined;
    return true;
  }

  /** The broker says that its connection is over: it may return to another server. */
  miss({ owner, id }: BrokerAddress, now: number): void {
    const one = this.#present.get(id);
    if (one?.owner === owner) one.goneAt ??= now;
  }

  /** It said goodbye to somebody. */
  handleGoodbye(id: string): void {
    const one = this.#present.get(id);
    if (one !== undefined) one.left = true;
  }

  /** After an outage everybody has time to show that it is here. */
  vouch(now: number): void {
    for (const one of this.#present.values()) {
      one.heardAt = now;
      one.goneAt = undefined;
    }
  }

  /** Forgets those that are gone. */
  clean(now: number): void {
    for (const [id, one] of this.#present) if (isGone(one, now)) this.#present.delete(id);
  }
}

function isGone({ heardAt, goneAt, left }: Present, now: number): boolean {
  return left || now - heardAt >= SILENT_MS || (goneAt !== undefined && now - goneAt >= GONE_MS);
}

/** Five beats. */
const SILENT_MS = 5000;
/** From the word of the broker on: as a pair waits. */
const GONE_MS = 1500;
