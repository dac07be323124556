import type { Credit } from "./incoming.ts";

/**
 * What all peers together may have on their way to this node, shared by those that have sent something in the last second. A broker
 * drops or stalls when more than its queue for one connection waits there.
 */
export class Budget {
  readonly #total: Credit;
  #second = 0;
  #active = new Set<object>();
  #before: ReadonlySet<object> = new Set();

  constructor(total: Credit) {
    this.#total = total;
  }

  /** This one has sent something. */
  note(pair: object, now: number): void {
    this.#turn(now);
    this.#active.add(pair);
  }

  /** The share of one peer. */
  share(now: number): Credit {
    this.#turn(now);
    const sharers = Math.max(1, this.#active.size, this.#before.size);
    const { bytes, messages } = this.#total;
    return {
      bytes: clamp(bytes / sharers, LEAST_BYTES, MOST_BYTES),
      messages: clamp(messages / sharers, LEAST_MESSAGES, MOST_MESSAGES),
    };
  }

  #turn(now: number): void {
    const second = Math.floor(now / 1000);
    if (second === this.#second) return;
    this.#before = second === this.#second + 1 ? this.#active : new Set();
    this.#active = new Set();
    this.#second = second;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.floor(value)));
}

const LEAST_BYTES = 0x1000;
const MOST_BYTES = 0x4_0000;
const LEAST_MESSAGES = 1;
const MOST_MESSAGES = 100;
