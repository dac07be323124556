/**
 * Something that can be looked at again when it says so. It fits the store contract of Svelte, so a view reads it as `$thing`,
 * and knows nothing of Svelte.
 */
export class Observable {
  readonly #readers = new Set<(self: this) => void>();

  /** Calls back at once, and after every change. Returns how to stop. */
  subscribe(read: (self: this) => void): () => void {
    this.#readers.add(read);
    read(this);
    return () => this.#readers.delete(read);
  }

  /** For subclasses: tells everyone who looks. */
  protected changed(): void {
    for (const read of this.#readers) read(this);
  }
}
