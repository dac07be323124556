import { CANVAS_KINDS, type CanvasItem, FOLDS } from "./canvas.ts";
import { takeRest } from "./read-timing.ts";
import { readEntries } from "./read-values.ts";
import type { Spot } from "./spot.ts";

/** What lies on the graph, by ids. */
export function readCanvas(spot: Spot | undefined): ReadonlyMap<string, CanvasItem> {
  return readEntries(spot, readItem);
}

function readItem(spot: Spot): CanvasItem {
  const entries = spot.entries();
  const kind = entries.get("kind")?.word(CANVAS_KINDS);
  if (kind === undefined) throw spot.problem('it lacks its kind: "kind": "frame"');
  return {
    kind,
    title: entries.get("title")?.text(),
    text: entries.get("text")?.text(),
    colour: entries.get("colour")?.text(),
    at: readPair(entries.get("at"), -FARTHEST) ?? [0, 0],
    size: readPair(entries.get("size"), 1) ?? DEFAULT_SIZE,
    folded: readEntries(entries.get("folded"), (one) => one.word(FOLDS)),
    rest: takeRest(entries, ["kind", "title", "text", "colour", "at", "size", "folded"]),
  };
}

function readPair(spot: Spot | undefined, min: number): readonly [number, number] | undefined {
  if (spot === undefined) return undefined;
  const [x, y, ...more] = spot.items().map((one) => one.number(min, FARTHEST));
  if (x === undefined || y === undefined || more.length > 0) throw spot.wrong("a list of two numbers");
  return [x, y];
}

const FARTHEST = 1_000_000;
const DEFAULT_SIZE = [240, 120] as const;
