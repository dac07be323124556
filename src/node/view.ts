/**
 * A read-only map that shows what another one holds at this moment. Nothing is copied: looking up one entry among ten thousand
 * costs the same as among ten, and a loop over it sees what comes and goes meanwhile, as a loop over a `Map` does.
 */
export class View<Shown> implements ReadonlyMap<string, Shown> {
  readonly #source: ReadonlyMap<string, unknown>;
  readonly #show: (name: string) => Shown;

  /** `show` makes what is shown of the entry of a name; the same object each time. */
  constructor(source: ReadonlyMap<string, unknown>, show: (name: string) => Shown) {
    this.#source = source;
    this.#show = show;
  }

  get size(): number {
    return this.#source.size;
  }

  has(name: string): boolean {
    return this.#source.has(name);
  }

  get(name: string): Shown | undefined {
    return this.#source.has(name) ? this.#show(name) : undefined;
  }

  forEach(callback: (shown: Shown, name: string, map: ReadonlyMap<string, Shown>) => void, self?: unknown): void {
    for (const [name, shown] of this) callback.call(self, shown, name, this);
  }

  keys(): MapIterator<string> {
    return this.#source.keys();
  }

  *values(): MapIterator<Shown> {
    for (const name of this.#source.keys()) yield this.#show(name);
  }

  *entries(): MapIterator<[string, Shown]> {
    for (const name of this.#source.keys()) yield [name, this.#show(name)];
  }

  [Symbol.iterator](): MapIterator<[string, Shown]> {
    return this.entries();
  }

  /** How a console of the host prints it: as the map that it looks like. */
  [Symbol.for("nodejs.util.inspect.custom")](): ReadonlyMap<string, Shown> {
    return new Map(this);
  }
}
