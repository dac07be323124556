import type { Point } from "../network/shown-node.ts";

/** Nodes that were arranged: they go to their new positions on a way that the eye can follow. Who is new, or taken by a hand, is where it is. */
export class Gliding {
  #from: ReadonlyMap<string, Point> = new Map();
  #since = Number.NEGATIVE_INFINITY;

  /** From where they stand now. Very many would be drawn too slowly. */
  begin(from: ReadonlyMap<string, Point>, now: number): void {
    if (from.size > MOST) return;
    this.#from = from;
    this.#since = now;
  }

  /** Where a node is drawn that belongs there. */
  at(key: string, place: Point, now: number): Point {
    const from = this.#from.get(key);
    if (from === undefined || this.isOver(now)) return place;
    // Quick at first, and slow where it ends.
    const left = (1 - Math.max(0, now - this.#since) / DURATION) ** 3;
    return { x: place.x + (from.x - place.x) * left, y: place.y + (from.y - place.y) * left };
  }

  isOver(now: number): boolean {
    return now - this.#since >= DURATION;
  }
}

/** Milliseconds, and nodes. */
const DURATION = 170;
const MOST = 200;
