import { NetworkError } from "./errors.ts";

/** Lets the starts and stops of one thing follow one another, in whatever order and however often they are asked for. */
export class Lifecycle {
  readonly #what: string;
  #starting: Promise<void> | undefined;
  /** Whether the last start is opening it at this moment. */
  #opening = false;
  /** What is under way: the goodbyes of one run must not come after the first beacon of the next. */
  #turn: Promise<unknown> = Promise.resolve();

  /** `what` names it in messages: "this node". */
  constructor(what: string) {
    this.#what = what;
  }

  /** Whether it is started, or is being started. */
  get started(): boolean {
    return this.#starting !== undefined;
  }

  /**
   * Opens it after everything that was asked for before. While it is started, every call gives the same promise. A start that
   * failed may be tried again; one that a stop overtakes rejects with `NetworkError` ("stopped").
   */
  start(open: () => Promise<void>): Promise<void> {
    if (this.#starting !== undefined) return this.#starting;
    const overtaken = (): boolean => this.#starting !== starting;
    const starting: Promise<void> = this.#next(async () => {
      if (overtaken()) throw this.stopped();
      this.#opening = true;
      try {
        await open();
      } catch (error) {
        if (!overtaken()) this.#starting = undefined;
        throw error;
      } finally {
        this.#opening = false;
      }
      if (overtaken()) throw this.stopped();
    });
    this.#starting = starting;
    return starting;
  }

  /**
   * Closes it after everything that was asked for before; what is being opened at this moment is closed at once, for opening may
   * wait for long. Resolves when both have ended. Where nothing is open, `close` has nothing to do.
   */
  stop(close: () => Promise<void>): Promise<void> {
    const starting = this.#starting;
    this.#starting = undefined;
    // Who stops a thing need not await its start any more.
    starting?.catch(() => {});
    if (!this.#opening) return this.#next(close);
    const closing = close();
    return this.#next(() => closing);
  }

  /** Why a wait ended when it was stopped. */
  stopped(): NetworkError {
    return new NetworkError("stopped", `${this.#what} was stopped meanwhile`);
  }

  #next(action: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(action);
    this.#turn = result.catch(() => {});
    return result;
  }
}
