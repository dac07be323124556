import type { Net } from "../../index.ts";

/** Calls a show again: at the end of the turn, once for all that happens in it, or at a deadline. */
export class ShowTimer {
  readonly #clock: Net["clock"];
  #waiting = false;
  #cancel: (() => void) | undefined;

  constructor(clock: Net["clock"]) {
    this.#clock = clock;
  }

  soon(act: () => void): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#clock.defer(() => {
      this.#waiting = false;
      act();
    });
  }

  /** In the place of what was to be before; `deadline` in milliseconds of the clock, Infinity for never. */
  at(deadline: number, act: () => void): void {
    this.end();
    if (Number.isFinite(deadline)) this.#cancel = this.#clock.schedule(Math.max(0, deadline - this.#clock.now()), act);
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
