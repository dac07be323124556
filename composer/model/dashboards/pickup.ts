/**
 * Keeps a knob from making a parameter jump: what is elsewhere takes hold only when it comes to where the parameter is, or passes it. It
 * loses hold when something else moves the parameter.
 */
export class Pickup {
  #last: number | undefined;
  #caught = false;
  #given: number | undefined;

  /** The knob is at one part of its way, the parameter at another: where the parameter goes; undefined when it stays. */
  move(knob: number, parameter: number): number | undefined {
    if (this.#caught && this.#given !== undefined && Math.abs(parameter - this.#given) > ELSEWHERE)
      this.#caught = false;
    const before = this.#last;
    this.#last = knob;
    if (!this.#caught) {
      const passes = before !== undefined && (before - parameter) * (knob - parameter) < 0;
      this.#caught = passes || Math.abs(knob - parameter) <= NEAR;
    }
    return this.#caught ? knob : undefined;
  }

  /** Where the parameter went: it may have steps. */
  left(parameter: number): void {
    this.#given = parameter;
  }
}

/** Parts of the way. A knob has 128 places. */
const NEAR = 0.02;
const ELSEWHERE = 0.03;
