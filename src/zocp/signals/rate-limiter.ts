import type { Deadline } from "../core/deadline.ts";

/**
 * How often something may pass. A value may come a little before its turn, and then the next one waits longer: so a timer
 * that is late, or a network that delivers unevenly, costs no value, and the rate is kept all the same.
 */
export class RateLimiter {
  readonly #slack: number;
  #interval = 0;
  #turn = Number.NEGATIVE_INFINITY;

  /** `rate` in Hz; undefined for no limit. `slack`: by which part of the interval a value may be early. */
  constructor(rate: number | undefined, slack: number) {
    this.#slack = slack;
    this.rate = rate;
  }

  set rate(rate: number | undefined) {
    const last = this.#turn - this.#interval;
    this.#interval = rate === undefined ? 0 : 1000 / rate;
    this.#turn = last + this.#interval;
  }

  /** When the next value may pass. */
  get turn(): number {
    return this.#turn - this.#interval * this.#slack;
  }

  /** Whether a value may pass now; then it did. */
  pass(now: number): boolean {
    if (now < this.turn) return false;
    this.#turn = Math.max(now, this.#turn) + this.#interval;
    return true;
  }
}

/** What waits for its turn: for each pace the newest. */
export class ThrottledQueue<Item> {
  readonly #held = new Map<RateLimiter, Item>();
  readonly #due: Deadline;

  constructor(due: Deadline) {
    this.#due = due;
  }

  /** `passes`: it may go on now; `waits`: it will be released; `replaces`: that too, and an older one is gone. */
  admit(pace: RateLimiter, item: Item, now: number): "passes" | "waits" | "replaces" {
    const replaces = this.#held.delete(pace);
    if (pace.pass(now)) return "passes";
    this.#held.set(pace, item);
    this.#due.by(pace.turn);
    return replaces ? "replaces" : "waits";
  }

  /** Whatever waits is no longer news. */
  forget(pace: RateLimiter): void {
    this.#held.delete(pace);
  }

  /** Gives those whose turn has come; of many only so many, and the rest the next time. */
  release(now: number, most: number = Number.POSITIVE_INFINITY): readonly Item[] {
    const ready: Item[] = [];
    for (const [pace, item] of this.#held) {
      if (ready.length < most && pace.pass(now)) {
        this.#held.delete(pace);
        ready.push(item);
      } else this.#due.by(pace.turn);
    }
    return ready;
  }
}

/** For an emitter, whose timer may be late. */
export const SENDING_SLACK = 0.25;
/** For a receiver: between it and the emitter lies a network. */
export const RECEIVING_SLACK = 0.5;
