import { CHANNEL, GAP, type PlaceMap, type Plan, type PlanBox, type PlanWire } from "./plan.ts";

/**
 * The layering that takes no time: boxes stand in columns, each right of what feeds it, and those of one column are ordered so that
 * few wires cross. It is what is seen until the better one is done, or when that cannot be had.
 */
export function layColumns({ boxes, wires }: Plan): PlaceMap {
  const ranks = ranksOf(boxes, wires);
  const columns: PlanBox[][] = [];
  for (const box of boxes) (columns[ranks.get(box.key) ?? 0] ??= []).push(box);
  const there = columns.filter((column) => column !== undefined);
  const feeds = neighboursOf(wires, "to", "from");
  const fed = neighboursOf(wires, "from", "to");
  for (let pass = 0; pass < PASSES; pass += 1) order(there, pass % 2 === 0 ? feeds : fed);
  return placeColumns(there);
}

/** How far right each belongs: one more than what feeds it. A wire that closes a ring does not count. */
function ranksOf(boxes: readonly PlanBox[], wires: readonly PlanWire[]): ReadonlyMap<string, number> {
  const inputs = neighboursOf(wires, "to", "from");
  const of = (key: string): readonly string[] => inputs.get(key) ?? [];
  const ranks = new Map<string, number>();
  const visiting = new Set<string>();
  const visit = (key: string): number => {
    const known = ranks.get(key);
    if (known !== undefined || visiting.has(key)) return known ?? -1;
    visiting.add(key);
    const found = of(key).reduce((most, input) => Math.max(most, visit(input)), -1) + 1;
    visiting.delete(key);
    ranks.set(key, found);
    return found;
  };
  // What feeds others and is fed by few goes first, so that a ring is cut where it matters least.
  const roots = [...boxes].sort((a, b) => of(a.key).length - of(b.key).length);
  for (const { key } of roots) visit(key);
  return ranks;
}

/** Sorts each column by the mean place of what it is wired to. */
function order(columns: readonly PlanBox[][], near: ReadonlyMap<string, readonly string[]>): void {
  const at = new Map<string, number>();
  for (const column of columns) for (const [index, { key }] of column.entries()) at.set(key, index / column.length);
  for (const column of columns) {
    const weights = new Map(column.map(({ key }) => [key, meanOf(near.get(key) ?? [], at) ?? at.get(key) ?? 0]));
    column.sort((a, b) => (weights.get(a.key) ?? 0) - (weights.get(b.key) ?? 0));
  }
}

function meanOf(keys: readonly string[], at: ReadonlyMap<string, number>): number | undefined {
  return keys.length === 0 ? undefined : keys.reduce((sum, key) => sum + (at.get(key) ?? 0), 0) / keys.length;
}

function neighboursOf(wires: readonly PlanWire[], of: End, other: End): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const wire of wires) {
    const known = found.get(wire[of]);
    if (known === undefined) found.set(wire[of], [wire[other]]);
    else known.push(wire[other]);
  }
  return found;
}

/** Columns side by side, each centred. */
function placeColumns(columns: readonly (readonly PlanBox[])[]): PlaceMap {
  const places = new Map<string, { x: number; y: number }>();
  let x = 0;
  for (const column of columns) {
    let y = -column.reduce((sum, { height }) => sum + height + GAP, -GAP) / 2;
    for (const { key, height } of column) {
      places.set(key, { x, y });
      y += height + GAP;
    }
    x += Math.max(...column.map(({ width }) => width)) + CHANNEL;
  }
  return places;
}

type End = "from" | "to";
const PASSES = 6;
