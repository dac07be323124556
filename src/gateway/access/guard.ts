/**
 * Stands around everything that others make the gateway do. What is thrown there is a mistake of ours, and must not end the
 * process: `close` ends the one connection concerned, and people are told, once a while.
 */
export class Guard {
  readonly #note: (message: string) => void;
  readonly #toldAt = new Map<string, number>();

  constructor(note: (message: string) => void) {
    this.#note = note;
  }

  /** A listener that never throws. `doing` says for people what it does. */
  wrap<Words extends readonly unknown[]>(
    doing: string,
    listener: (...words: Words) => void,
    close: (...words: Words) => void = () => {},
  ): (...words: Words) => void {
    return (...words) => {
      this.run(
        doing,
        () => listener(...words),
        () => close(...words),
      );
    };
  }

  /** Runs something; when it throws, `close` follows. */
  run(doing: string, work: () => void, close: () => void = () => {}): void {
    try {
      work();
    } catch (error) {
      this.tell(doing, error);
      this.#try(close);
    }
  }

  /** The same for what is done when the promise rejects. */
  watch(doing: string, work: Promise<unknown>, close: () => void = () => {}): void {
    work.catch((error: unknown) => {
      this.tell(doing, error);
      this.#try(close);
    });
  }

  /** The same words come once a minute. */
  tell(doing: string, error: unknown): void {
    const now = performance.now();
    if (now - (this.#toldAt.get(doing) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return;
    this.#toldAt.set(doing, now);
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#try(() =>
      this.#note(`a mistake in zocp, while ${doing}; one connection was closed, all else goes on: ${what}`),
    );
  }

  /** What cleans up, or tells people, can fail as well; there is nobody left to be told. */
  #try(work: () => void): void {
    try {
      work();
    } catch {}
  }
}

const AGAIN_MS = 60_000;
