/** What has come and was not asked for yet, in its order; waits for what is still to come. */
export class Mailbox<Item> {
  readonly #items: Item[] = [];
  readonly #waiting = new Set<() => void>();
  #ended: Error | undefined;

  put(item: Item): void {
    this.#items.push(item);
    this.#wake();
  }

  /** Nothing will come any more: whoever waits is told why. */
  end(reason: Error): void {
    this.#ended ??= reason;
    this.#wake();
  }

  /** Takes the first that fits; undefined when none has come within so many milliseconds. */
  async take<Wanted extends Item>(fits: (item: Item) => item is Wanted, within: number): Promise<Wanted | undefined>;
  async take(fits: (item: Item) => boolean, within: number): Promise<Item | undefined>;
  async take(fits: (item: Item) => boolean, within: number): Promise<Item | undefined> {
    const late = AbortSignal.timeout(within);
    for (;;) {
      const index = this.#items.findIndex(fits);
      if (index >= 0) return this.#items.splice(index, 1)[0];
      if (this.#ended !== undefined) throw this.#ended;
      if (late.aborted) return undefined;
      await this.#next(late);
    }
  }

  /** What waits, for messages. */
  get left(): readonly Item[] {
    return this.#items;
  }

  clear(): void {
    this.#items.length = 0;
  }

  #next(late: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        late.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiting.add(wake);
      late.addEventListener("abort", wake, { once: true });
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
