import type { Deadline } from "./deadline.ts";

/** Something that takes long, in steps: whoever does it decides after each whether there is time for the next. */
export type Steps = Iterator<void, void>;

/**
 * Something that has to look at everything, and that is done in portions: what is asked for while it is done is done once more
 * afterwards.
 */
export class Portions {
  readonly #due: Deadline;
  readonly #begin: (now: number) => Steps;
  readonly #portion: { readonly steps: number; readonly pause: number };
  #steps: Steps | undefined;
  /** When it is to begin anew. */
  #next = Number.POSITIVE_INFINITY;

  /** `steps` are done at once, and `pause` milliseconds lie between two portions. */
  constructor(
    due: Deadline,
    portion: { readonly steps: number; readonly pause: number },
    begin: (now: number) => Steps,
  ) {
    this.#due = due;
    this.#portion = portion;
    this.#begin = begin;
  }

  /** It is to be done at that time, or before. */
  by(time: number): void {
    this.#next = Math.min(this.#next, time);
    // One that is under way begins anew when it is done.
    if (this.#steps === undefined) this.#due.by(time);
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    if (this.#steps === undefined && now < this.#next) return this.#due.by(this.#next);
    const steps = this.#steps ?? this.#start(now);
    this.#steps = this.#go(steps) ? undefined : steps;
    this.#due.by(this.#steps === undefined ? Math.max(now, this.#next) : now + this.#portion.pause);
  }

  #start(now: number): Steps {
    this.#next = Number.POSITIVE_INFINITY;
    return this.#begin(now);
  }

  /** True when everything is done. */
  #go(steps: Steps): boolean {
    for (let i = 0; i < this.#portion.steps; i++) if (steps.next().done === true) return true;
    return false;
  }
}
