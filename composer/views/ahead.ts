/** Loads parts of the page before a hand opens them, once what is seen first is there. Returns how to leave that. */
export function loadAhead(...parts: readonly (() => Promise<unknown>)[]): () => void {
  const timer = setTimeout(() => {
    // One that does not come is asked for again, and told, when it is opened.
    for (const load of parts) load().catch(() => {});
  }, AFTER);
  return () => clearTimeout(timer);
}

/** Milliseconds. */
const AFTER = 1500;
