/**
 * Which numbers have come. A broker may let one message overtake another: what comes late is taken once, if it is not too late, and what
 * comes again is not.
 */
export class ReplayWindow {
  /** The numbers, by their last bits. */
  readonly #seen = new Uint32Array(SIZE);
  #highest = 0;

  /** Numbers begin with 1. */
  isNew(number: number): boolean {
    return number > this.#highest - SIZE && this.#seen[number % SIZE] !== number >>> 0;
  }

  /** False when a higher one has come before. */
  add(number: number): boolean {
    this.#seen[number % SIZE] = number;
    if (number < this.#highest) return false;
    this.#highest = number;
    return true;
  }
}

/** More than the messages that may be on their way between two nodes at a time. */
const SIZE = 128;
