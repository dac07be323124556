/** How long to wait before something is tried again: a little at first, twice as long each time it fails, and not for ever. */
export class GrowingDelay {
  readonly #first: number;
  readonly #longest: number;
  #next: number;

  /** Milliseconds. */
  constructor(first = 500, longest = 10_000) {
    this.#first = first;
    this.#longest = longest;
    this.#next = first;
  }

  /** Milliseconds until the next attempt. */
  next(): number {
    const now = this.#next;
    this.#next = Math.min(this.#longest, now * 2);
    return now;
  }

  /** It works again. */
  reset(): void {
    this.#next = this.#first;
  }
}
