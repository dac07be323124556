import type { Net } from "../../../index.ts";

/** Calls a bridge again: in the next turn of the event loop, once for all that comes in this one, or at a deadline. */
export class BridgeTimer {
  readonly #clock: Net["clock"];
  readonly #act: () => void;
  #soon = false;
  #at = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: Net["clock"], act: () => void) {
    this.#clock = clock;
    this.#act = act;
  }

  /** Whether it is called in the next turn anyway. */
  get isSoon(): boolean {
    return this.#soon;
  }

  /** In milliseconds of the clock; Infinity for never. */
  arm(deadline: number): void {
    if (this.#soon) return;
    const now = this.#clock.now();
    if (deadline <= now) return this.#next();
    if (deadline === this.#at) return;
    this.end();
    this.#at = deadline;
    // Timers ring a little early.
    if (deadline !== Number.POSITIVE_INFINITY)
      this.#cancel = this.#clock.schedule(Math.ceil(deadline - now), () => this.#ring());
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#at = Number.POSITIVE_INFINITY;
  }

  #ring(): void {
    this.#at = Number.POSITIVE_INFINITY;
    this.#act();
  }

  #next(): void {
    this.#soon = true;
    const { soon, defer } = this.#clock;
    const act = (): void => {
      this.#soon = false;
      this.#act();
    };
    if (soon === undefined) defer.call(this.#clock, act);
    else soon.call(this.#clock, act);
  }
}
