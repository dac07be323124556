import type { Clock } from "../net/net.ts";

/** One timer for many deadlines: armed for the earliest, it calls back, and the owner arms it for the next. */
export class Timer {
  readonly #clock: Pick<Clock, "now" | "schedule">;
  readonly #ring: () => void;
  /** When it rings; Infinity for never. */
  due = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: Pick<Clock, "now" | "schedule">, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at `deadline` at the latest; an earlier timer stays. Infinity asks for nothing. */
  at(deadline: number): void {
    // By itself it is so short that a time does not become an object for it: this is asked for with each value.
    if (deadline < this.due) this.#arm(deadline);
  }

  #arm(deadline: number): void {
    this.stop();
    this.#cancel = this.#clock.schedule(Math.max(0, deadline - this.#clock.now()), () => {
      this.due = Number.POSITIVE_INFINITY;
      this.#cancel = undefined;
      this.#ring();
    });
    // Only now: a clock that throws has armed nothing.
    this.due = deadline;
  }

  stop(): void {
    const cancel = this.#cancel;
    this.#cancel = undefined;
    this.due = Number.POSITIVE_INFINITY;
    cancel?.();
  }
}
