/** When something is due: the earliest of the times that were asked for. */
export class Deadline {
  at = Number.POSITIVE_INFINITY;
  readonly #whole: Deadline | undefined;

  /** `whole` learns of every time that this one learns of. */
  constructor(whole?: Deadline) {
    this.#whole = whole;
  }

  by(time: number): void {
    if (time < this.at) this.at = time;
    this.#whole?.by(time);
  }

  /** Whether it is due; then nothing is until the next time that is asked for. */
  passed(now: number): boolean {
    if (now < this.at) return false;
    this.at = Number.POSITIVE_INFINITY;
    return true;
  }
}
