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
    if (signal?.aborted === true) this.end();
    else signal?.addEventListener("abort", this.#leave);
  }

  push(event: Event): void {
    const reader = this.#readers.shift();
    if (reader !== undefined) reader({ value: event, done: false });
    // A reader that does not keep up loses the oldest: memory stays bounded and the newest state is always seen.
    else if (this.#waiting.push(event) > this.#limit) this.#waiting.shift();
  }

  /** No more events come: the loop ends once it has read those that wait. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#signal?.removeEventListener("abort", this.#leave);
    this.#closed();
    for (const reader of this.#readers) reader({ value: undefined, done: true });
    this.#readers = [];
  }

  next(): Promise<IteratorResult<Event, undefined>> {
    const event = this.#waiting.shift();
    if (event !== undefined) return Promise.resolve({ value: event, done: false });
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  return(): Promise<IteratorResult<Event, undefined>> {
    this.#leave();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  readonly #leave = (): void => {
    this.#waiting.length = 0;
    this.end();
  };
}
