/** Values on their way, by key: while one is, only the newest of those that are wanted meanwhile is kept. */
export class NewestOnly<Value> {
  readonly #waiting = new Map<string, Value | undefined>();

  /** Gives the value when it may go now. */
  want(key: string, value: Value): Value | undefined {
    const free = !this.#waiting.has(key);
    this.#waiting.set(key, free ? undefined : value);
    return free ? value : undefined;
  }

  /** One has arrived; gives the next one that may go. When it was not taken, nothing that waited is sent after it. */
  done(key: string, taken: boolean): Value | undefined {
    const next = taken ? this.#waiting.get(key) : undefined;
    if (next === undefined) this.#waiting.delete(key);
    else this.#waiting.set(key, undefined);
    return next;
  }
}
