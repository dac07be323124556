import type { Point } from "../network/shown-node.ts";
import type { Alignment } from "../view/alignments.ts";
import type { Placed, PlaceMap } from "./plan.ts";

/** Where boxes are when they are put in order; of two that are in order already each stays where it is. */
export function align(boxes: readonly Placed[], how: Alignment): PlaceMap {
  const [x, y] = [WIDE, HIGH];
  if (how === "across") return spaced(boxes, x);
  if (how === "down") return spaced(boxes, y);
  if (how === "left") return along(boxes, x, 0);
  if (how === "right") return along(boxes, x, 1);
  if (how === "top") return along(boxes, y, 0);
  if (how === "bottom") return along(boxes, y, 1);
  // One below the other with their middles in a line, or one beside the other.
  return along(boxes, how === "column" ? x : y, 0.5);
}

/** The same part of each on one line: that of the outermost edges, or the middle between them. */
function along(boxes: readonly Placed[], axis: Axis, part: number): PlaceMap {
  const starts = boxes.map((box) => box[axis.at]);
  const ends = boxes.map((box) => box[axis.at] + box[axis.size]);
  const line = Math.min(...starts) + (Math.max(...ends) - Math.min(...starts)) * part;
  return new Map(boxes.map((box) => [box.key, axis.put(box, line - box[axis.size] * part)]));
}

/** The same gap between all of them: the first and the last stay, unless there is no room between them. */
function spaced(boxes: readonly Placed[], axis: Axis): PlaceMap {
  const sorted = boxes.toSorted((a, b) => a[axis.at] - b[axis.at] || (a.key < b.key ? -1 : 1));
  const [first, last] = [sorted.at(0), sorted.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const room = last[axis.at] + last[axis.size] - first[axis.at];
  const filled = sorted.reduce((sum, box) => sum + box[axis.size], 0);
  const gap = Math.max(LEAST, (room - filled) / Math.max(1, sorted.length - 1));
  let next = first[axis.at];
  return new Map(
    sorted.map((box) => {
      const place = axis.put(box, next);
      next += box[axis.size] + gap;
      return [box.key, place] as const;
    }),
  );
}

interface Axis {
  readonly at: "x" | "y";
  readonly size: "width" | "height";
  put(box: Point, at: number): Point;
}

const WIDE: Axis = { at: "x", size: "width", put: ({ y }, x) => ({ x: Math.round(x), y }) };
const HIGH: Axis = { at: "y", size: "height", put: ({ x }, y) => ({ x, y: Math.round(y) }) };
/** Pixels between boxes that would lie on each other. */
const LEAST = 28;
