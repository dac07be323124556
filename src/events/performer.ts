export interface PerformerHandlers<Effect> {
  perform(effect: Effect): void;
  /** Everything that was asked for is done: arms the timer of the machine. */
  settled(): void;
  /** Something threw. Must not throw itself. */
  failed(cause: unknown): void;
}

/**
 * Performs what a machine asks for, in the order of the causes: what is asked for meanwhile comes afterwards. What throws is
 * told, and neither stops the driver nor keeps the rest from being performed.
 */
export class Performer<Effect> {
  readonly #handlers: PerformerHandlers<Effect>;
  #queue: Effect[] = [];
  #performing = false;
  /** Whether nothing waits to be performed: what is done at this moment comes after everything that was asked for. */
  idle = true;

  constructor(handlers: PerformerHandlers<Effect>) {
    this.#handlers = handlers;
  }

  perform(effects: readonly Effect[]): void {
    if (this.#performing) {
      for (const effect of effects) this.#queue.push(effect);
      this.idle = this.idle && effects.length === 0;
      return;
    }
    this.#performing = true;
    this.#performAll(effects);
    for (let more = this.#queue; more.length > 0; more = this.#queue) {
      this.#queue = [];
      this.#performAll(more);
    }
    this.#performing = false;
    this.idle = true;
    // A machine whose timer was not armed would wait for ever: tried twice.
    for (let i = 0; i < ATTEMPTS; i++) {
      try {
        return this.#handlers.settled();
      } catch (cause) {
        this.#handlers.failed(cause);
      }
    }
  }

  /** For what comes from the network or from a timer: when the machine throws, it is told and not thrown at whoever delivered it. */
  handle(input: () => readonly Effect[]): void {
    let effects: readonly Effect[];
    try {
      effects = input();
    } catch (cause) {
      return this.#handlers.failed(cause);
    }
    this.perform(effects);
  }

  #performAll(effects: readonly Effect[]): void {
    for (let i = 0; i < effects.length; i++) {
      this.idle = i + 1 === effects.length && this.#queue.length === 0;
      try {
        this.#handlers.perform(effects[i] as Effect);
      } catch (cause) {
        this.#handlers.failed(cause);
      }
    }
  }
}

const ATTEMPTS = 2;
