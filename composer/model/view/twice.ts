/** A key that means something only when it is pressed twice in a short time. */
export class Twice {
  #before = Number.NEGATIVE_INFINITY;

  /** Whether this press is the second one; then the next is a first one again. `now` in milliseconds. */
  press(now: number): boolean {
    const second = now - this.#before <= TWICE;
    this.#before = second ? Number.NEGATIVE_INFINITY : now;
    return second;
  }
}

/** Milliseconds between two presses that belong together. */
export const TWICE = 700;
