/** How long to wait before dialling again: from a tenth of a second to five, with chance so that not all come at once. */
export class Backoff {
  #delay = FIRST;

  /** Milliseconds to wait now; `random` is at least 0 and less than 1. */
  next(random: number): number {
    const delay = this.#delay + random * FIRST;
    this.#delay = Math.min(this.#delay * 2, LONGEST);
    return delay;
  }

  /** It worked: the next loss starts from the shortest delay. */
  reset(): void {
    this.#delay = FIRST;
  }
}

const FIRST = 100;
const LONGEST = 5000;
