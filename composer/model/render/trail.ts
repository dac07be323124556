/** The recent values of a number, for a sparkline: of each twentieth of a second the last one. */
export class Trail {
  #times: Float64Array | undefined;
  #values: Float32Array | undefined;
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(time: number, value: number): void {
    // A line to no end would hide all else.
    if (!Number.isFinite(value)) return;
    // Memory only for what moves: most parameters of a show never do.
    this.#times ??= new Float64Array(LONGEST);
    this.#values ??= new Float32Array(LONGEST);
    const last = (this.#head + LONGEST - 1) % LONGEST;
    const same = this.#length > 0 && time - (this.#times[last] ?? 0) < FINENESS;
    const index = same ? last : this.#head;
    this.#values[index] = value;
    if (same) return;
    this.#times[index] = time;
    this.#head = (this.#head + 1) % LONGEST;
    this.#length = Math.min(LONGEST, this.#length + 1);
  }

  /** Calls back for each, the oldest first. */
  each(visit: (time: number, value: number) => void): void {
    for (let index = 0; index < this.#length; index += 1) {
      const at = (this.#head - this.#length + index + LONGEST) % LONGEST;
      visit(this.#times?.[at] ?? 0, this.#values?.[at] ?? 0);
    }
  }
}

const LONGEST = 120;
const FINENESS = 50;
