import { widthOf } from "../format/text.ts";
import { wrap } from "../format/wrap.ts";
import type { Canvas } from "./canvas.ts";
import { drawKeys, type KeyHint } from "./key-hints.ts";

/** All keys of a screen, a line each; one without a key is a remark, and an empty one a gap. */
export function drawHelp(canvas: Canvas, title: string, lines: readonly KeyHint[]): void {
  const { ink, columns, rows } = canvas;
  const at = canvas.put(1, 0, title, ink.bold);
  canvas.put(at + 2, 0, "keys", ink.dim);
  const column = 5 + Math.max(0, ...lines.map(([key]) => widthOf(key)));
  let row = 2;
  for (const [key, what] of lines) {
    if (row < rows - 2) canvas.put(3, row, key, ink.bold);
    const remark = key === "" && what !== "";
    const start = remark ? 3 : column;
    for (const part of wrap(what, Math.max(8, columns - start - 1)))
      if (row < rows - 2) canvas.put(start, row++, part, remark ? ink.dim : "");
  }
  drawKeys(canvas, rows - 1, [["any key", "back"]]);
}
