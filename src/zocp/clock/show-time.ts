/**
 * The time that the clocks of a show share, reckoned from the clock of this machine. It is corrected by running a little faster or
 * slower, so that it never goes back, or set at once. Milliseconds.
 */
export class ShowTime {
  /** A moment by this machine, and by the show. */
  #local = 0;
  #show = 0;
  #rate = 1;
  /** What is added to the rate until a correction is done, and for how long. */
  #slew = 0;
  #slewing = 0;

  /** How fast it passes beside this machine's clock, without what corrects it. */
  get rate(): number {
    return this.#rate;
  }

  at(local: number): number {
    const passed = local - this.#local;
    return this.#show + passed * this.#rate + Math.max(0, Math.min(passed, this.#slewing)) * this.#slew;
  }

  /** When a moment of the show is by this machine's clock. */
  localOf(show: number): number {
    const slewed = this.#local + this.#slewing;
    const atEnd = this.at(slewed);
    if (show >= atEnd) return slewed + (show - atEnd) / this.#rate;
    // What was before the last correction was not made up for.
    return this.#local + (show - this.#show) / (show < this.#show ? this.#rate : this.#rate + this.#slew);
  }

  /** Milliseconds that are still to be made up for. */
  pending(now: number): number {
    return Math.max(0, this.#slewing - (now - this.#local)) * Math.abs(this.#slew);
  }

  /** It is wrong by so much: that is made up for at 2 % of its speed; it passes at this rate from now on. */
  correct(error: number, rate: number, now: number): void {
    this.#anchor(now);
    this.#rate = rate;
    this.#slew = Math.sign(error) * SLEW;
    this.#slewing = Math.abs(error) / SLEW;
  }

  /** It is set, forwards or back. */
  step(by: number, rate: number, now: number): void {
    this.correct(0, rate, now);
    this.#show += by;
  }

  #anchor(now: number): void {
    this.#show = this.at(now);
    this.#local = now;
  }
}

const SLEW = 0.02;
