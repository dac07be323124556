import type { Key } from "./keys.ts";

/**
 * Tells presses from a key that is held down: a terminal sends the same for both. The first press counts at once. The same key again within a
 * second waits a moment: when it comes once more meanwhile, it is held, and counts no more until it is let go.
 */
export class HeldKeys {
  #last: { readonly key: Key; readonly at: number } | undefined;
  #waiting: { readonly key: Key; readonly until: number } | undefined;

  /** When it wants `handleTimeout`, in milliseconds; Infinity for never. */
  get deadline(): number {
    return this.#waiting?.until ?? Number.POSITIVE_INFINITY;
  }

  /** Gives the keys that were pressed: this one, one that waited, both or none. */
  handle(key: Key, now: number): readonly Key[] {
    const last = this.#last;
    this.#last = { key, at: now };
    if (last === undefined || !isSame(last.key, key)) return [...this.#release(), key];
    if (now - last.at < REPEAT) {
      this.#waiting = undefined;
      return [];
    }
    if (now - last.at >= FIRST) return [...this.#release(), key];
    this.#waiting = { key, until: now + REPEAT };
    return [];
  }

  /** A key was pressed that may be held down. Gives the one that waited. */
  handleOther(): readonly Key[] {
    this.#last = undefined;
    return this.#release();
  }

  /** The key that waited was pressed. */
  handleTimeout(now: number): readonly Key[] {
    return now < this.deadline ? [] : this.#release();
  }

  #release(): readonly Key[] {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting === undefined ? [] : [waiting.key];
  }
}

function isSame(a: Key, b: Key): boolean {
  return a.name === b.name && a.text === b.text;
}

/** Milliseconds between two signs of a held key, and before the second one, at most: what keyboards are set to. */
const REPEAT = 120;
const FIRST = 1000;
