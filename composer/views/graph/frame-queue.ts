import { flushSync } from "svelte";

/**
 * Lets things be drawn in turn, as many in one picture as there is time for: a hundred nodes that unfold at once would hold the
 * page up for seconds.
 */
export class FrameQueue {
  readonly #waiting = new Set<() => void>();
  #frame: number | undefined;

  /** Calls back when it is this one's turn, once. Returns how to give the place in the queue away. */
  ask(take: () => void): () => void {
    this.#waiting.add(take);
    this.#frame ??= requestAnimationFrame(() => this.#pass());
    return () => this.#waiting.delete(take);
  }

  #pass(): void {
    const begin = performance.now();
    for (const take of this.#waiting) {
      this.#waiting.delete(take);
      take();
      // Only what has been drawn shows how long it took.
      flushSync();
      if (performance.now() - begin > SHARE) break;
    }
    this.#frame = this.#waiting.size === 0 ? undefined : requestAnimationFrame(() => this.#pass());
  }
}

/** Milliseconds of one picture. */
const SHARE = 7;
