/** SeededRandom that repeats itself: the same seed gives the same numbers. Fast, and good enough to find mistakes. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) || 1;
  }

  /** A whole number from 0 to 2^32 − 1. */
  bits(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state >>> 0;
  }

  /** Goes on elsewhere: the same bytes lead to the same place. */
  stir(byte: number): void {
    this.#state = Math.imul(this.#state ^ byte, 0x0100_0193) || 1;
  }

  /** A whole number below `limit`. */
  below(limit: number): number {
    return this.bits() % limit;
  }

  /** One of these. */
  one<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}
