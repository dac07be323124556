import type { Pair, Tile } from "./dashboard.ts";

/** A rectangle on a grid: of its fields none may be another's. */
export interface Placed {
  readonly id: string;
  readonly at: Pair;
  readonly size: Pair;
}

/** Where something of that size fits, in reading order. */
export function freePlace(tiles: readonly Placed[], columns: number, size: Pair): Pair {
  const width = Math.min(size[0], columns);
  for (let row = 0; ; row += 1) {
    for (let column = 0; column + width <= columns; column += 1) {
      const one = { id: "", at: [column, row] as const, size: [width, size[1]] as const };
      if (!tiles.some((tile) => overlap(tile, one))) return one.at;
    }
  }
}

/** A place and a size within the columns. */
export function within({ at, size }: Pick<Placed, "at" | "size">, columns: number): Pick<Placed, "at" | "size"> {
  const width = clamp(size[0], 1, columns);
  return {
    at: [clamp(at[0], 0, columns - width), clamp(at[1], 0, FARTHEST)],
    size: [width, clamp(size[1], 1, TALLEST)],
  };
}

/**
 * The tiles that have to move when one stands where it stands now: what it lies on goes below it, and what lies there further down.
 * Everything else stays.
 */
export function pushed(tiles: readonly Placed[], moved: Placed): readonly Placed[] {
  const settled: Placed[] = [moved];
  const others = tiles.filter(({ id }) => id !== moved.id).toSorted(byPlace);
  const changed: Placed[] = [];
  for (const tile of others) {
    let place = tile;
    for (let under = settled.find((one) => overlap(one, place)); under !== undefined; ) {
      place = { ...place, at: [place.at[0], under.at[1] + under.size[1]] };
      under = settled.find((one) => overlap(one, place));
    }
    settled.push(place);
    if (place !== tile) changed.push(place);
  }
  return changed;
}

/** How a dashboard is laid out on a narrow screen: two columns, in reading order; what is dragged sideways has the whole width. */
export function narrowed(tiles: readonly Tile[], columns: number): readonly (Tile & { readonly span: number })[] {
  return tiles
    .toSorted(byPlace)
    .map((tile) => ({ ...tile, span: WIDE.has(tile.kind) || tile.size[0] * 2 > columns ? NARROW : 1 }));
}

/** From the left to the right, and from the top to the bottom. */
export function byPlace(a: Placed, b: Placed): number {
  return a.at[1] - b.at[1] || a.at[0] - b.at[0];
}

function overlap(a: Placed, b: Placed): boolean {
  if (a.id === b.id) return false;
  return [0, 1].every((side) => {
    const [from, to] = [a.at[side] ?? 0, b.at[side] ?? 0];
    return from < to + (b.size[side] ?? 1) && to < from + (a.size[side] ?? 1);
  });
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

const WIDE: ReadonlySet<Tile["kind"]> = new Set(["fader", "pad", "meter", "text", "colour", "label"]);
const NARROW = 2;
const FARTHEST = 999;
const TALLEST = 24;
