import { Observable } from "./observable.ts";

/** Something that was done and can be undone. */
export interface Deed {
  /** As it stands in "Undo …": "connect fader/level to lamp/brightness". */
  readonly name: string;
  undo(): void;
  redo(): void;
  /** Deeds in a row with the same word become one: a fader that is dragged is one deed. */
  readonly merge?: string | undefined;
}

/** What this page did, newest last, and what it took back. */
export class History extends Observable {
  #done: readonly Deed[] = [];
  #undone: readonly Deed[] = [];
  #last = Number.NEGATIVE_INFINITY;

  get done(): readonly Deed[] {
    return this.#done;
  }

  /** What `undo` would take back. */
  get undoable(): string | undefined {
    return this.#done.at(-1)?.name;
  }

  get redoable(): string | undefined {
    return this.#undone.at(-1)?.name;
  }

  /** Notes what has been done already. */
  add(deed: Deed, now: number): void {
    const last = this.#done.at(-1);
    const merges = last !== undefined && deed.merge !== undefined && last.merge === deed.merge;
    const one = merges && now - this.#last < SAME_GESTURE ? { ...deed, undo: () => last.undo() } : undefined;
    this.#done = one === undefined ? [...this.#done, deed].slice(-MOST) : [...this.#done.slice(0, -1), one];
    this.#undone = [];
    this.#last = now;
    this.changed();
  }

  /** It did not come to pass after all. */
  forget(deed: Deed): void {
    this.#done = this.#done.filter((other) => other !== deed);
    this.changed();
  }

  undo(): string | undefined {
    const deed = this.#done.at(-1);
    if (deed === undefined) return undefined;
    this.#done = this.#done.slice(0, -1);
    this.#undone = [...this.#undone, deed];
    this.#last = Number.NEGATIVE_INFINITY;
    deed.undo();
    this.changed();
    return deed.name;
  }

  redo(): string | undefined {
    const deed = this.#undone.at(-1);
    if (deed === undefined) return undefined;
    this.#undone = this.#undone.slice(0, -1);
    this.#done = [...this.#done, deed];
    deed.redo();
    this.changed();
    return deed.name;
  }
}

const MOST = 200;
const SAME_GESTURE = 1000;
