import { pad } from "../format/text.ts";
import type { Canvas } from "../screen/canvas.ts";

/** All keys. */
export function drawHelp(canvas: Canvas): void {
  const { ink, rows } = canvas;
  canvas.put(1, 0, "zocp monitor", ink.bold);
  canvas.put(15, 0, "keys", ink.dim);
  for (const [index, [keys, what]] of HELP.entries()) {
    canvas.put(3, 2 + index, pad(keys, 16), ink.bold);
    canvas.put(20, 2 + index, what, keys === "" ? ink.dim : "");
  }
  canvas.put(1, rows - 1, "any key", ink.bold);
  canvas.put(9, rows - 1, "back to the list", ink.dim);
}

const HELP: readonly (readonly [keys: string, what: string])[] = [
  ["↑ ↓  PgUp PgDn", "select; Home and End"],
  ["Enter, Space", "on a node: show or hide its parameters"],
  ["Tab", "hide or show those of all nodes"],
  ["/", "filter: a part of node/parameter, or a glob"],
  ["", ""],
  ["Enter", "write a value: 0.5  50%  on  1 0.2 0  a text"],
  ["← →  - +", "a step less or more; with Shift ten"],
  ["Space", "a bool on or off; an event: fire it"],
  ["w", "wire: from an emitter to a sensor, or back"],
  ["x", "cut a wire; asks first"],
  ["", ""],
  ["Esc", "out of everything; takes the filter away"],
  ["Ctrl-L", "draw everything anew"],
  ["q, Ctrl-C", "end"],
  ["", ""],
  ["", "r readable  w writable  e emitter  s sensor"],
];
