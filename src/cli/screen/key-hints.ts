import { widthOf } from "../format/text.ts";
import type { Canvas } from "./canvas.ts";

/** A key, and what it does. */
export type KeyHint = readonly [key: string, what: string];

/** The keys that do something now, as many as there is room for; the last two always. */
export function drawKeys(canvas: Canvas, row: number, keys: readonly KeyHint[]): void {
  const shown = [...keys];
  while (shown.length > 2 && shown.reduce((sum, hint) => sum + widthOfHint(hint), -1) > canvas.columns)
    shown.splice(shown.length - 3, 1);
  let at = 1;
  for (const [key, what] of shown) {
    at = canvas.put(at, row, key, canvas.ink.bold);
    at = canvas.put(at + 1, row, what, canvas.ink.dim) + 2;
  }
}

function widthOfHint([key, what]: KeyHint): number {
  return widthOf(key) + widthOf(what) + 3;
}
