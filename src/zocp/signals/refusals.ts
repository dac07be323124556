/** What became of the values of a link that its sensor did not take, or not all of. */
export interface LinkRefusals {
  /** How many values the sensor did not take, of how many that came since the first of them. */
  readonly count: number;
  readonly of: number;
  /** Why it did not take the last one. */
  readonly reason: string;
}

/** Counts the values of one link, from the first one on that its sensor did not take, until it has taken many in a row again. */
export class Refusals {
  #count = 0;
  #of = 0;
  #reason = "";
  #taken = 0;

  /** Undefined while nothing is wrong. */
  get told(): LinkRefusals | undefined {
    return this.#count === 0 ? undefined : { count: this.#count, of: this.#of, reason: this.#reason };
  }

  /** The sensor took a value, or did not, and why. */
  note(reason: string | undefined): void {
    if (reason === undefined && this.#count === 0) return;
    this.#of += 1;
    if (reason === undefined) return this.#take();
    this.#count += 1;
    this.#reason = reason;
    this.#taken = 0;
  }

  #take(): void {
    this.#taken += 1;
    if (this.#taken < ENOUGH) return;
    this.#count = 0;
    this.#of = 0;
    this.#taken = 0;
  }
}

/** Values in a row that were taken, after which nothing is wrong any more. */
const ENOUGH = 100;
