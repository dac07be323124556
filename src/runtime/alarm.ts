import type { Clock } from "../net/net.ts";

/** One timer for many deadlines: armed for the earliest, it calls back, and the owner arms it for the next. */
export class Alarm {
  readonly #clock: Pick<Clock, "now" | "schedule">;
  readonly #ring: (now: number) => void;
  #due = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: Pick<Clock, "now" | "schedule">, ring: (now: number) => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at `deadline` at the latest; an earlier alarm stays. Infinity asks for nothing. */
  at(deadline: number): void {
    if (deadline >= this.#due) return;
    this.#cancel?.();
    this.#due = deadline;
    this.#cancel = this.#clock.schedule(Math.max(0, deadline - this.#clock.now()), () => {
      this.#due = Number.POSITIVE_INFINITY;
      this.#cancel = undefined;
      this.#ring(this.#clock.now());
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#due = Number.POSITIVE_INFINITY;
  }
}
