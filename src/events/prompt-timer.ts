import type { Clock } from "../net/net.ts";

/** What a prompt timer needs; without `soon` it rings when the host's timers do. */
type Prompt = Pick<Clock, "now" | "schedule" | "soon">;

/**
 * A timer that rings as close to its moment as the host can, and never before: timers of a host are rough, so the last milliseconds
 * are waited for turn by turn.
 */
export class PromptTimer {
  readonly #clock: Prompt;
  readonly #ring: () => void;
  #due = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: Prompt, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at `deadline` at the latest; an earlier one stays. */
  at(deadline: number): void {
    if (deadline >= this.#due) return;
    this.stop();
    this.#due = deadline;
    this.#wait();
  }

  stop(): void {
    const cancel = this.#cancel;
    this.#cancel = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    cancel?.();
  }

  #wait(): void {
    const { soon } = this.#clock;
    const left = this.#due - this.#clock.now();
    if (soon === undefined || left > ROUGH)
      this.#cancel = this.#clock.schedule(Math.max(0, soon === undefined ? left : left - ROUGH), () => this.#look());
    else this.#cancel = soon(() => this.#look());
  }

  #look(): void {
    if (this.#clock.now() < this.#due) return this.#wait();
    this.#cancel = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    this.#ring();
  }
}

/** Milliseconds by which timers of a host are early or late. */
const ROUGH = 3;
