import type { Json } from "../../index.ts";
import { cut } from "../format/text.ts";
import { Canvas } from "../screen/canvas.ts";
import { drawHelp } from "../screen/help.ts";
import type { Ink } from "../screen/ink.ts";
import { drawKeys, type KeyHint } from "../screen/key-hints.ts";
import type { Message } from "../screen/message.ts";
import { drawField } from "../screen/text-field.ts";
import type { Mode } from "./acts.ts";
import type { Holder } from "./ask-holder.ts";
import { describeParameter } from "./describe.ts";
import { drawRow, layOut } from "./draw-row.ts";
import { HELP } from "./help.ts";
import type { List } from "./list.ts";
import { placeName, type SeenNetwork } from "./seen.ts";

/** What there is to draw. */
export interface Picture {
  readonly list: List;
  readonly mode: Mode;
  /** Values that are wanted and not confirmed yet, by key. */
  readonly wanted: ReadonlyMap<string, Json>;
  readonly message: Message | undefined;
  readonly holder: Holder | undefined;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
  readonly ink: Ink;
}

/** The monitor as a picture: a title, the list, what is known of the selected parameter, and the keys. */
export function drawMonitor(picture: Picture, { columns, rows, ink }: Size): Canvas {
  const canvas = new Canvas(columns, rows, ink);
  if (picture.mode.type === "help") {
    drawHelp(canvas, "zocp monitor", HELP);
    return canvas;
  }
  drawTitle(canvas, picture);
  drawList(canvas, picture);
  drawFoot(canvas, picture);
  return canvas;
}

/** How many rows the list has on a screen of so many. */
export function listHeight(rows: number): number {
  return Math.max(1, rows - ABOVE - BELOW);
}

function drawTitle(canvas: Canvas, { list, mode }: Picture): void {
  const { ink, columns } = canvas;
  const at = canvas.put(1, 0, "zocp monitor", ink.bold);
  canvas.put(at + 2, 0, countOf(list.network), ink.dim);
  if (mode.type === "filter") {
    const width = Math.min(24, Math.max(8, columns - 46));
    canvas.put(columns - width - 3, 0, "/", ink.accent);
    drawField(canvas, mode.field, { column: columns - width - 2, row: 0, width });
  } else if (list.filter !== "") canvas.putRight(columns - 2, 0, ` /${list.filter}`, ink.accent);
}

function countOf({ nodes }: SeenNetwork): string {
  const here = nodes.filter(({ gone }) => gone === undefined);
  const parameters = here.reduce((sum, node) => sum + node.parameters.length, 0);
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
  return here.length === 0 ? "looking for nodes …" : `${count(here.length, "node")}, ${count(parameters, "parameter")}`;
}

function drawList(canvas: Canvas, { list, mode, wanted }: Picture): void {
  const height = listHeight(canvas.rows);
  const { rows, top } = list.window(height);
  const layout = layOut(list.rows, canvas.columns);
  const { selected, network } = list;
  for (const [index, row] of rows.entries()) {
    const field = mode.type === "value" && row === selected ? mode : undefined;
    const look = { layout, network, selected: row === selected, wanted: wanted.get(row.key), field };
    drawRow(canvas, ABOVE + index, row, look);
  }
  if (list.rows.length === 0 && network.nodes.length > 0)
    canvas.put(3, ABOVE, mode.type === "wire" ? "there is nothing to wire it to" : "nothing fits", canvas.ink.dim);
  drawBar(canvas, { height, top, count: list.rows.length });
}

/** Where in a long list this part is. */
function drawBar(
  canvas: Canvas,
  { height, top, count }: { readonly height: number; readonly top: number; readonly count: number },
): void {
  if (count <= height) return;
  const length = Math.max(1, Math.round((height * height) / count));
  const start = Math.round((top / (count - height)) * (height - length));
  for (let row = 0; row < length; row++) canvas.put(canvas.columns - 1, ABOVE + start + row, "▕", canvas.ink.dim);
}

function drawFoot(canvas: Canvas, picture: Picture): void {
  const { ink, rows, columns } = canvas;
  const { list, mode, message, holder } = picture;
  const row = rows - BELOW + 1;
  const { selected, network } = list;
  if (selected?.kind === "parameter" && mode.type !== "cut" && mode.type !== "wire") {
    const at = canvas.put(
      1,
      row,
      placeName(network, { id: selected.node.id, path: selected.parameter.path }),
      ink.bold,
    );
    canvas.put(at + 2, row, cut(describeParameter(selected.parameter), columns - at - 3), ink.dim);
  }
  const question = questionOf(picture);
  if (question !== "") {
    const at = canvas.put(1, row, cut(question, columns - 2), ink.accent + ink.bold);
    if (mode.type === "wire")
      drawField(canvas, mode.field, { column: at + 2, row, width: Math.max(2, columns - at - 3) });
  }
  if (message !== undefined)
    canvas.put(1, row + 1, cut(message.text, columns - 2), message.tone === "fault" ? ink.fault : "");
  else if (holder !== undefined && holder.key === selected?.key)
    canvas.put(1, row + 1, cut(holder.text, columns - 2), ink.dim);
  drawKeys(canvas, rows - 1, KEYS[mode.type]);
}

function questionOf({ list: { network }, mode }: Picture): string {
  if (mode.type === "wire") {
    const from = placeName(network, mode.from);
    return mode.wants === "s" ? `${from} → a sensor:` : `an emitter → ${from}:`;
  }
  if (mode.type !== "cut") return "";
  const wire = mode.wires[mode.index];
  if (wire === undefined) return "";
  const of = mode.wires.length > 1 ? `  (${mode.index + 1} of ${mode.wires.length})` : "";
  return `cut ${placeName(network, wire.emitter)} → ${placeName(network, wire.sensor)} ?${of}`;
}

const KEYS: Readonly<Record<Mode["type"], readonly KeyHint[]>> = {
  browse: [
    ["Enter", "value"],
    ["←→", "step"],
    ["Space", "on/off"],
    ["w", "wire"],
    ["x", "cut"],
    ["/", "filter"],
    ["Tab", "fold"],
    ["?", "help"],
    ["q", "end"],
  ],
  value: [
    ["Enter", "sets it"],
    ["Esc", "leaves it as it is"],
  ],
  filter: [
    ["Enter", "keeps the filter"],
    ["Esc", "takes it back"],
  ],
  wire: [
    ["↑↓", "choose"],
    ["letters", "find"],
    ["Enter", "makes the wire"],
    ["Esc", "makes none"],
  ],
  cut: [
    ["↑↓", "another wire"],
    ["y", "cuts it"],
    ["Esc", "keeps it"],
  ],
  help: [],
};
/** Rows above and below the list. */
const ABOVE = 2;
const BELOW = 4;
