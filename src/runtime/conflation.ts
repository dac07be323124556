import type { Frames } from "../bytes/frames.ts";

/**
 * What waits for peers that are slower than we are: of each emitter only the newest value. Memory stays bounded, and the
 * last value always arrives.
 */
export class Conflation {
  readonly #waiting = new Map<string, Map<string, Frames>>();

  /** Keeps this value in the place of an older one of the same emitter. */
  keep(peer: string, emitter: string, content: Frames): void {
    let values = this.#waiting.get(peer);
    if (values === undefined) this.#waiting.set(peer, (values = new Map()));
    // Taken out first, so that the order is that of the newest values.
    values.delete(emitter);
    values.set(emitter, content);
  }

  /** Whether anything waits for this peer. */
  holds(peer: string): boolean {
    return this.#waiting.size > 0 && this.#waiting.has(peer);
  }

  /** Takes the oldest of the values that wait for a peer. */
  next(peer: string): { readonly emitter: string; readonly content: Frames } | undefined {
    const values = this.#waiting.get(peer);
    for (const [emitter, content] of values ?? []) {
      values?.delete(emitter);
      return { emitter, content };
    }
    this.#waiting.delete(peer);
    return undefined;
  }

  forget(peer: string): void {
    this.#waiting.delete(peer);
  }
}
