/** Why a black box keeps what it holds. */
export type KeepReason = "panic" | "exit" | "asked";

/**
 * When a black box keeps what it holds. Of what happens by itself, often several times at once, the first is kept at once, and all others of the next
 * minute together at its end: the box still holds them then. It has no clock.
 */
export class Keeps {
  #last = Number.NEGATIVE_INFINITY;
  #waiting: KeepReason | undefined;
  #count = 0;

  /** Something happened that is worth keeping. Gives why it is to be kept now, if it is. */
  handle(reason: KeepReason, now: number): KeepReason | undefined {
    if (this.#waiting === undefined || reason === "panic") this.#waiting = reason;
    return this.handleTime(now);
  }

  /** Gives why it is to be kept now, if it is. */
  handleTime(now: number): KeepReason | undefined {
    if (this.#waiting === undefined || now < this.#last + APART || this.#count >= MOST) return undefined;
    const reason = this.#waiting;
    this.#waiting = undefined;
    this.#last = now;
    this.#count++;
    return reason;
  }
}

/** Milliseconds. */
const APART = 60_000;
/** Files that are made without anybody's asking. */
const MOST = 100;
