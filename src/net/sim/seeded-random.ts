import type { Random } from "../net.ts";

/** SeededRandom that repeats: the same seed gives the same numbers. */
export class SeededRandom implements Random {
  #state: number;

  /** Another `salt` gives other numbers of the same seed. */
  constructor(seed: number, salt = "") {
    this.#state = seed | 0;
    for (let i = 0; i < salt.length; i++) this.#state = Math.imul(this.#state ^ salt.charCodeAt(i), FNV_PRIME);
  }

  next(): number {
    return this.#word() / 0x1_0000_0000;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#word() >>> 24);
  }

  /** 32 bits: mulberry32, which is small, fast and good enough for everything but secrets. */
  #word(): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return (word ^ (word >>> 14)) >>> 0;
  }
}

const FNV_PRIME = 0x0100_0193;
