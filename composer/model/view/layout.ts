import { compareNames } from "../network/compare-names.ts";
import type { Point } from "../network/shown-node.ts";

/** What is to be laid out. */
export interface Plan {
  readonly boxes: readonly { readonly key: string; readonly width: number; readonly height: number }[];
  /** From the box of the emitter to that of the sensor. */
  readonly wires: readonly { readonly from: string; readonly to: string }[];
}

/**
 * Finds a place for every box: signals run from left to right, boxes of one column are ordered so that few wires cross, and what
 * has no wire stands below. The same show gives the same picture on every page.
 */
export function layOut({ boxes, wires }: Plan): ReadonlyMap<string, Point> {
  const sorted = [...boxes].sort((a, b) => compareNames(a.key, b.key));
  const joined = wires.filter(({ from, to }) => from !== to).sort(compareWires);
  const wired = new Set(joined.flatMap(({ from, to }) => [from, to]));
  const columns = columnsOf(
    sorted.filter(({ key }) => wired.has(key)),
    joined,
  );
  for (let pass = 0; pass < PASSES; pass += 1) order(columns, joined, pass % 2 === 0);
  const positions = placeColumns(columns);
  placeLoose(
    sorted.filter(({ key }) => !wired.has(key)),
    positions,
  );
  return new Map([...positions].map(([key, { x, y }]) => [key, { x, y }]));
}

/** In a fixed order: sums of the same numbers in another order differ in their last digit, and a ring is cut elsewhere. */
function compareWires(one: Edge, other: Edge): number {
  return compareNames(one.from, other.from) || compareNames(one.to, other.to);
}

type Box = Plan["boxes"][number];
type Edge = Plan["wires"][number];
type Place = Point & { readonly width: number; readonly height: number };

function columnsOf(boxes: readonly Box[], wires: readonly Edge[]): Box[][] {
  const ranks = ranksOf(boxes, wires);
  const columns: Box[][] = [];
  for (const box of boxes) (columns[ranks.get(box.key) ?? 0] ??= []).push(box);
  return columns.filter((column) => column !== undefined);
}

/** How far right each belongs: one more than what feeds it. A wire that closes a ring does not count. */
function ranksOf(boxes: readonly Box[], wires: readonly Edge[]): ReadonlyMap<string, number> {
  const inputs = new Map<string, string[]>(boxes.map(({ key }) => [key, []]));
  for (const { from, to } of wires) inputs.get(to)?.push(from);
  const ranks = new Map<string, number>();
  const visiting = new Set<string>();
  const rank = (key: string): number => {
    const known = ranks.get(key);
    if (known !== undefined || visiting.has(key)) return known ?? -1;
    visiting.add(key);
    const found = Math.max(-1, ...(inputs.get(key) ?? []).map(rank)) + 1;
    visiting.delete(key);
    ranks.set(key, found);
    return found;
  };
  // What feeds others and is fed by none goes first, so that a ring is cut where it matters least.
  const roots = [...boxes].sort((a, b) => (inputs.get(a.key)?.length ?? 0) - (inputs.get(b.key)?.length ?? 0));
  for (const { key } of roots) rank(key);
  return ranks;
}

/** Sorts each column by the mean place of what it is wired to in the column beside it. */
function order(columns: Box[][], wires: readonly Edge[], rightwards: boolean): void {
  const positions = new Map<string, number>();
  for (const column of columns)
    for (const [index, { key }] of column.entries()) positions.set(key, index / column.length);
  for (const column of columns) {
    const weight = new Map(
      column.map(({ key }) => {
        const near = wires.flatMap(({ from, to }) =>
          (rightwards ? to === key : from === key) ? [rightwards ? from : to] : [],
        );
        const sum = near.reduce((total, other) => total + (positions.get(other) ?? 0), 0);
        return [key, near.length === 0 ? (positions.get(key) ?? 0) : sum / near.length] as const;
      }),
    );
    column.sort((a, b) => (weight.get(a.key) ?? 0) - (weight.get(b.key) ?? 0));
  }
}

/** Columns side by side, each centred; a column that would be too high becomes several. */
function placeColumns(columns: readonly Box[][]): Map<string, Place> {
  const total = columns.flat().reduce((sum, { height }) => sum + height + GAP, 0);
  // About as wide as a screen is, however many nodes there are.
  const highest = Math.max(TALL, Math.sqrt(total * 300) * 0.75);
  const positions = new Map<string, Place>();
  let x = 0;
  for (const column of columns.flatMap((boxes) => split(boxes, highest))) {
    let y = -heightOf(column) / 2;
    for (const box of column) {
      positions.set(box.key, { x, y, width: box.width, height: box.height });
      y += box.height + GAP;
    }
    x += Math.max(...column.map(({ width }) => width)) + CHANNEL;
  }
  return positions;
}

function split(boxes: readonly Box[], highest: number): Box[][] {
  const parts: Box[][] = [[]];
  for (const box of boxes) {
    const part = parts.at(-1) ?? [];
    if (part.length > 0 && heightOf(part) + GAP + box.height > highest) parts.push([box]);
    else part.push(box);
  }
  return parts.filter((part) => part.length > 0);
}

/** What has no wire: rows below the rest, as wide as that is. */
function placeLoose(boxes: readonly Box[], positions: Map<string, Place>): void {
  const all = [...positions.values()];
  const right = Math.max(3 * 300, Math.sqrt(boxes.length) * 320, ...all.map((place) => place.x + place.width));
  let y = all.length === 0 ? 0 : Math.max(...all.map((place) => place.y + place.height)) + CHANNEL;
  let [x, row] = [0, 0];
  for (const { key, width, height } of boxes) {
    if (x > 0 && x + width > right) {
      y += row + GAP;
      [x, row] = [0, 0];
    }
    positions.set(key, { x, y, width, height });
    x += width + GAP * 2;
    row = Math.max(row, height);
  }
}

function heightOf(column: readonly Box[]): number {
  return column.reduce((sum, { height }) => sum + height + GAP, -GAP);
}

const PASSES = 6;
const GAP = 28;
/** Between columns: room for wires to bend. */
const CHANNEL = 150;
const TALL = 1200;
