/** A token bucket: `rate` a second, of which some seconds' worth may come at once. */
export class TokenBucket {
  readonly #rate: number;
  #left: number;
  #at: number;

  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#left = rate * BURST_S;
    this.#at = now;
  }

  /**
   * Takes some, also more than there is. Gives the milliseconds after which nothing is owed any more. `share`: which part of the
   * rate there is at the moment, because others want theirs.
   */
  take(amount: number, now: number, share = 1): number {
    // Infinity times no time at all is no number.
    if (this.#rate === Number.POSITIVE_INFINITY) return 0;
    const rate = this.#rate * share;
    const earned = ((now - this.#at) / 1000) * rate;
    this.#left = Math.min(rate * BURST_S, this.#left + earned) - amount;
    this.#at = now;
    return this.#left >= 0 ? 0 : (-this.#left / rate) * 1000;
  }

  /** Whether so much could be taken now and nothing would be owed; or all that it holds when it is full, where that is less. */
  has(amount: number, now: number): boolean {
    this.take(0, now);
    return this.#rate > 0 && this.#left >= Math.min(amount, this.#rate * BURST_S);
  }
}

/** Seconds of the rate that may come at once. */
const BURST_S = 4;
