/** The time of one fade: it begins after its delay, can be paused, and pass faster or slower. Milliseconds. */
export class FadeTime {
  #elapsed: number;
  #at: number;
  #rate = 1;
  readonly #over: number;

  constructor(delay: number, over: number, now: number) {
    this.#elapsed = -delay;
    this.#over = over;
    this.#at = now;
  }

  /** Milliseconds since it began; negative while it waits. */
  elapsed(now: number): number {
    return this.#elapsed + (now - this.#at) * this.#rate;
  }

  /** Milliseconds until it has arrived; Infinity while it is paused. */
  left(now: number): number {
    return this.#rate === 0 ? Number.POSITIVE_INFINITY : (this.#over - this.elapsed(now)) / this.#rate;
  }

  /** When a moment of its own time is; Infinity while it is paused. */
  when(elapsed: number, now: number): number {
    if (this.#rate === 0) return Number.POSITIVE_INFINITY;
    return now + Math.max(0, (elapsed - this.elapsed(now)) / this.#rate);
  }

  /** It begins in so many milliseconds from now. */
  begin(delay: number, now: number): void {
    this.#elapsed = -delay;
    this.#at = now;
  }

  /** Whether it is paused, or was: the time at which it was wanted says nothing any more. */
  get paced(): boolean {
    return this.#rate !== 1;
  }

  /** From now on its time passes so many times as fast; 0 pauses it. */
  pace(rate: number, now: number): void {
    this.#elapsed = this.elapsed(now);
    this.#at = now;
    this.#rate = rate;
  }
}
