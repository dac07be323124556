import { Observable } from "../observable.ts";
import type { Change } from "./change.ts";
import type { Lock } from "./lock.ts";

/** Something that was done and can be undone. */
export interface UndoEntry {
  /** Numbers what this page did; given when it is noted. */
  readonly id?: number;
  /** As it stands in "Undo …": "connect fader/level to lamp/brightness". */
  readonly name: string;
  /** What the lock must allow for it: it is not undone either while that is not allowed. */
  readonly needs: Parameters<Lock["allows"]>[0];
  readonly undo: () => void;
  readonly redo: () => void;
  /** Deeds in a row with the same word become one, when one soon follows the other: an arrow key that is pressed again and again. */
  readonly merge?: string | undefined;
  /** A hand that has not let go: all that it does to the same is one entry, however long it takes and whatever another hand does. */
  readonly hand?: number | undefined;
  /** Whether any of it has come to pass; without it, it has. */
  readonly trace?: Trace | undefined;
  readonly doubts: Doubts;
  /** Asks for what the doubts need and no event tells: while it is the next to be taken back or done again. */
  readonly look?: (() => void) | undefined;
  /** What became of what, as data: known once it has come to pass. None of what only this page can take back. */
  readonly changes?: (() => readonly Change[]) | undefined;
}

/**
 * Why the present is not what this page has left: then somebody else's work would be lost with what is undone, or done again. Every act
 * has to say both.
 */
export interface Doubts {
  readonly undo: () => string | undefined;
  readonly redo: () => string | undefined;
}

/** What became of what was sent for a entry. */
interface Trace {
  /** How many answers are awaited. */
  open: number;
  arrived: boolean;
}

/** Of each thing that was sent: whether it came to pass. */
export type Outcomes = readonly Promise<boolean>[];

/** Something that can be done, done again and taken back over the network. */
export interface Act extends Pick<UndoEntry, "name" | "needs" | "merge" | "hand" | "doubts" | "look" | "changes"> {
  readonly undo: () => Outcomes;
  readonly redo: () => Outcomes;
}

/** What this page did, newest last, and what it took back. */
export class History extends Observable {
  #ids = 0;
  #done: readonly UndoEntry[] = [];
  #undone: readonly UndoEntry[] = [];
  #last = Number.NEGATIVE_INFINITY;
  /** Answers that are awaited, also to what was taken back and done again. */
  #open = 0;

  /** Whether something that was done, taken back or done again is still on its way. */
  get busy(): boolean {
    return this.#open > 0;
  }

  get done(): readonly UndoEntry[] {
    return this.#done;
  }

  /** What was taken back and can be done again. */
  get undone(): readonly UndoEntry[] {
    return this.#undone;
  }

  /** What `undo` would take back. */
  get last(): UndoEntry | undefined {
    return this.#done.at(-1);
  }

  /** What `redo` would do again. */
  get next(): UndoEntry | undefined {
    return this.#undone.at(-1);
  }

  get undoable(): string | undefined {
    return this.last?.name;
  }

  get redoable(): string | undefined {
    return this.next?.name;
  }

  /** Notes what has been done already. Returns the entry that it has become a part of, or itself. */
  add(entry: UndoEntry, now: number): UndoEntry {
    const at = this.#sameGesture(entry, now);
    const before = this.#done[at];
    const one = { ...(before === undefined ? entry : joined(before, entry)), id: before?.id ?? ++this.#ids };
    this.#done = before === undefined ? [...this.#done, one].slice(-MOST) : this.#done.with(at, one);
    this.#undone = [];
    this.#last = now;
    this.changed();
    return one;
  }

  /** Does it and notes it. When nothing of it comes to pass after all there is nothing to undo. */
  do({ undo, redo, ...about }: Act, now: number): void {
    const trace: Trace = { open: 0, arrived: false };
    const later = (act: () => Outcomes) => (): void => {
      for (const outcome of act()) void this.#arrival(outcome);
    };
    const entry = this.add({ ...about, trace, undo: later(undo), redo: later(redo) }, now);
    for (const outcome of redo()) void this.#follow(entry.trace ?? trace, outcome);
  }

  undo(): string | undefined {
    const entry = this.last;
    if (entry === undefined) return undefined;
    this.#done = this.#done.slice(0, -1);
    this.#undone = [...this.#undone, entry];
    this.#last = Number.NEGATIVE_INFINITY;
    entry.undo();
    this.changed();
    return entry.name;
  }

  redo(): string | undefined {
    const entry = this.next;
    if (entry === undefined) return undefined;
    this.#undone = this.#undone.slice(0, -1);
    this.#done = [...this.#done, entry];
    this.#last = Number.NEGATIVE_INFINITY;
    entry.redo();
    this.changed();
    return entry.name;
  }

  async #follow(trace: Trace, outcome: Promise<boolean>): Promise<void> {
    trace.open += 1;
    const arrived = await this.#arrival(outcome);
    trace.open -= 1;
    trace.arrived ||= arrived;
    if (trace.open > 0) return;
    // Others are told of it from now on.
    if (trace.arrived) return this.changed();
    this.#done = this.#done.filter((entry) => entry.trace !== trace);
    this.#undone = this.#undone.filter((entry) => entry.trace !== trace);
    this.changed();
  }

  async #arrival(outcome: Promise<boolean>): Promise<boolean> {
    this.#open += 1;
    try {
      return await outcome;
    } finally {
      this.#open -= 1;
    }
  }

  /** Where the entry is that this one goes on with; -1 when there is none. */
  #sameGesture({ merge, hand }: UndoEntry, now: number): number {
    if (merge === undefined) return -1;
    if (hand !== undefined) return this.#done.findLastIndex((other) => other.hand === hand && other.merge === merge);
    const { last } = this;
    const goesOn = last !== undefined && last.hand === undefined && last.merge === merge;
    return goesOn && now - this.#last < SAME_GESTURE ? this.#done.length - 1 : -1;
  }
}

/** What is undone is what the first has done and all after it; what may have been changed since is what the last has left. */
function joined(first: UndoEntry, last: UndoEntry): UndoEntry {
  const doubts = { undo: last.doubts.undo, redo: first.doubts.redo };
  return { ...last, undo: first.undo, trace: first.trace, doubts, changes: () => joinedChanges(first, last) };
}

/** Both are of the same things in the same order. */
function joinedChanges(first: UndoEntry, last: UndoEntry): readonly Change[] {
  const before = first.changes?.() ?? [];
  return (last.changes?.() ?? []).map((change, at) => ({ ...change, was: (before[at] ?? change).was }));
}

const MOST = 200;
const SAME_GESTURE = 1000;
