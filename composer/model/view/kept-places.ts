import type { Point } from "../network/shown-node.ts";
import type { Shelf } from "./settings.ts";

/** Where nodes were put, by name: they keep it themselves, but not over a restart of their programs. */
export class KeptPlaces {
  readonly #shelf: Shelf;
  #places: Map<string, Point>;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
    this.#places = read(shelf);
  }

  of(name: string): Point | undefined {
    return this.#places.get(name);
  }

  get all(): ReadonlyMap<string, Point> {
    return this.#places;
  }

  /** Places that others know, where this browser knows none. Gives the names of these. */
  learn(places: ReadonlyMap<string, Point>): ReadonlySet<string> {
    const fresh = [...places].filter(([name]) => !this.#places.has(name));
    if (fresh.length > 0) {
      // As if they were older than all that this browser has seen itself.
      this.#places = new Map([...fresh, ...this.#places].slice(-MOST));
      this.#write();
    }
    return new Set(fresh.map(([name]) => name));
  }

  keep(name: string, { x, y }: Point): void {
    const before = this.#places.get(name);
    if (before?.x === x && before.y === y) return;
    // The newest last: the oldest are forgotten first.
    this.#places.delete(name);
    this.#places.set(name, { x, y });
    this.#write();
  }

  #write(): void {
    try {
      this.#shelf.setItem(NAME, JSON.stringify([...this.#places].slice(-MOST)));
    } catch {
      // A full or forbidden storage: then they last as long as the page.
    }
  }
}

function read(shelf: Shelf): Map<string, Point> {
  const found = new Map<string, Point>();
  try {
    const kept: unknown = JSON.parse(shelf.getItem(NAME) ?? "[]");
    for (const [name, { x, y }] of kept as readonly (readonly [string, Point])[])
      if (typeof name === "string" && Number.isFinite(x) && Number.isFinite(y)) found.set(name, { x, y });
  } catch {
    // What is no list of places was not written here.
  }
  return found;
}

const NAME = "zocp-composer-places";
const MOST = 1000;
