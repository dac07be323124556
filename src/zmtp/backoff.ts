/**
 * How long to wait before dialling again: hardly at all after a connection that stood, for who is gone answers at once that
 * nobody listens; then from a tenth of a second to five, with chance so that not all come at once.
 */
export class Backoff {
  #delay = FIRST;
  #stood = false;

  /** Milliseconds to wait now; `random` is at least 0 and less than 1. */
  next(random: number): number {
    if (this.#stood) {
      this.#stood = false;
      return SOON * (1 + random);
    }
    const delay = this.#delay + random * FIRST;
    this.#delay = Math.min(this.#delay * 2, LONGEST);
    return delay;
  }

  /** The connection stood for a while: its loss starts from the shortest delay. */
  reset(): void {
    this.#delay = FIRST;
    this.#stood = true;
  }
}

const SOON = 10;
const FIRST = 100;
const LONGEST = 5000;
