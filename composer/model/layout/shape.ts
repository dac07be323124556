import type { Point } from "../network/shown-node.ts";
import { boundsOf, CHANNEL, GAP, type Placed } from "./plan.ts";

/**
 * Brings what is laid out into a form that fits a screen: columns that would be a tower become several, and a row without end, as
 * a ring of nodes gives, becomes several rows.
 */
export function shapeToScreen(placed: readonly Placed[]): readonly Placed[] {
  const total = placed.reduce((sum, { height }) => sum + height + GAP, 0);
  const highest = Math.max(TALL, Math.sqrt(total * WIDE) * 0.75);
  const { width, height } = boundsOf(placed);
  if (height > highest) return splitColumns(placed, highest);
  return width > LONG && width > height * FLAT ? inRows(placed) : placed;
}

/** The boxes column by column, each from above. */
function columnsOf(placed: readonly Placed[]): readonly Placed[][] {
  const columns: Placed[][] = [];
  let right = Number.NEGATIVE_INFINITY;
  for (const box of [...placed].sort((a, b) => a.x - b.x || a.y - b.y)) {
    // Boxes of a column may be narrower or wider than others: a column begins where all before it have ended.
    if (box.x >= right) columns.push([box]);
    else columns.at(-1)?.push(box);
    right = Math.max(right, box.x + box.width);
  }
  return columns.map((column) => column.sort((a, b) => a.y - b.y));
}

function splitColumns(placed: readonly Placed[], highest: number): readonly Placed[] {
  let x = 0;
  return columnsOf(placed)
    .flatMap((column) => split(column, highest))
    .flatMap((column) => {
      const left = x;
      let y = -heightOf(column) / 2;
      x += Math.max(...column.map(({ width }) => width)) + CHANNEL;
      return column.map((box) => {
        const at: Point = { x: left, y };
        y += box.height + GAP;
        return { ...box, ...at };
      });
    });
}

function split(column: readonly Placed[], highest: number): readonly Placed[][] {
  const parts: Placed[][] = [[]];
  for (const box of column) {
    const part = parts.at(-1) ?? [];
    if (part.length > 0 && heightOf(part) + GAP + box.height > highest) parts.push([box]);
    else part.push(box);
  }
  return parts;
}

function heightOf(column: readonly Placed[]): number {
  return column.reduce((sum, { height }) => sum + height + GAP, -GAP);
}

/** So many rows, each below the one before, that together they are about as wide and high as a screen. */
function inRows(placed: readonly Placed[]): readonly Placed[] {
  const { width, height } = boundsOf(placed);
  const columns = columnsOf(placed);
  const rows = Math.min(columns.length, Math.max(2, Math.round(Math.sqrt(width / ((height + CHANNEL) * SCREEN)))));
  const each = Math.ceil(columns.length / rows);
  let top = 0;
  return Array.from({ length: Math.ceil(columns.length / each) }, (_, row) => {
    const part = columns.slice(row * each, (row + 1) * each).flat();
    const bounds = boundsOf(part);
    const moved = part.map((box) => ({ ...box, x: box.x - bounds.left, y: box.y - bounds.top + top }));
    top += bounds.height + CHANNEL;
    return moved;
  }).flat();
}

const TALL = 1200;
/** About how wide a column is with its channel. */
const WIDE = 300;
/** Pixels from which on a row is folded, when it is so many times as wide as high; and the form of a screen. */
const LONG = 2600;
const FLAT = 3;
const SCREEN = 1.6;
