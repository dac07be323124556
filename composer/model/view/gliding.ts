import type { Point } from "../network/shown-node.ts";

/** Nodes that were arranged: they go to their new positions on a way that the eye can follow. Who is new, or taken by a hand, is where it is. */
export class Gliding {
  #from: ReadonlyMap<string, Point> = new Map();
  #since = Number.NEGATIVE_INFINITY;
  /** Those of very many whose turn has not come. */
  #waiting: Set<string> | undefined;

  /** From where they stand now. Very many would be drawn too slowly, and who wants no motion sees none: these are where they belong. */
  begin(from: ReadonlyMap<string, Point>, now: number, still = false): void {
    const many = from.size > MOST;
    this.#from = from;
    this.#since = still || many ? Number.NEGATIVE_INFINITY : now;
    this.#waiting = many ? new Set(from.keys()) : undefined;
    this.next();
  }

  /** For another picture. So many of very many stand where they belong in each: all that comes into sight at once would hold the page up. */
  next(): void {
    if (this.#waiting === undefined) return;
    for (const key of [...this.#waiting].slice(0, PART)) this.#waiting.delete(key);
  }

  /** Where a node is drawn that belongs there. */
  at(key: string, place: Point, now: number): Point {
    const from = this.#from.get(key);
    if (from === undefined || this.isOver(now)) return place;
    if (this.#waiting !== undefined) return this.#waiting.has(key) ? from : place;
    // Quick at first, and slow where it ends.
    const left = (1 - Math.max(0, now - this.#since) / DURATION) ** 3;
    return { x: place.x + (from.x - place.x) * left, y: place.y + (from.y - place.y) * left };
  }

  isOver(now: number): boolean {
    return this.#waiting === undefined ? now - this.#since >= DURATION : this.#waiting.size === 0;
  }
}

/** Milliseconds, and nodes: more than so many do not glide, and so many of these move with one picture. */
const DURATION = 170;
const MOST = 200;
const PART = 40;
