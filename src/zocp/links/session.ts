/**
 * Tells whether the timers of this node stood still: a laptop slept. What was decided on it before then is not brought to
 * nodes that were away meanwhile, for others have gone on.
 */
export class Session {
  #now: number | undefined;
  #date: number | undefined;

  /** Nothing has to be watched until the next look. */
  rest(): void {
    this.#now = undefined;
  }

  /** To be called every `LOOK_EVERY` ms. False when far more time has passed since the last look, by the timer or by the date. */
  lasts(now: number, date: number | undefined): boolean {
    const passed = this.#now === undefined ? 0 : now - this.#now;
    const dated = this.#now === undefined || this.#date === undefined || date === undefined ? 0 : date - this.#date;
    this.#now = now;
    this.#date = date;
    return Math.max(passed, dated) <= LOOK_EVERY + STOOD_STILL;
  }
}

export const LOOK_EVERY = 5000;
const STOOD_STILL = 10_000;
