/** Events that wait to be read in a `for await` loop; listening starts when it is made, not at the first turn of the loop. */
export class EventStream<Event> implements AsyncIterableIterator<Event, undefined> {
  readonly #waiting: Event[] = [];
  readonly #limit: number;
  readonly #closed: () => void;
  readonly #signal: AbortSignal | undefined;
  #readers: ((result: IteratorResult<Event, undefined>) => void)[] = [];
  #ended = false;

  constructor(limit: number, signal: AbortSignal | undefined, closed: () => void) {
    this.#limit = limit;
    this.#closed = closed;
    this.#signal = signal;
    if (signal?.aborted === true) this.#end();
    signal?.addEventListener("abort", this.#end);
  }

  push(event: Event): void {
    const reader = this.#readers.shift();
    if (reader !== undefined) reader({ value: event, done: false });
    // A reader that does not keep up loses the oldest: memory stays bounded and the newest state is always seen.
    else if (this.#waiting.push(event) > this.#limit) this.#waiting.shift();
  }

  next(): Promise<IteratorResult<Event, undefined>> {
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    const event = this.#waiting.shift();
    if (event !== undefined) return Promise.resolve({ value: event, done: false });
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  return(): Promise<IteratorResult<Event, undefined>> {
    this.#end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  readonly #end = (): void => {
    if (this.#ended) return;
    this.#ended = true;
    this.#signal?.removeEventListener("abort", this.#end);
    this.#closed();
    for (const reader of this.#readers) reader({ value: undefined, done: true });
    this.#readers = [];
  };
}
