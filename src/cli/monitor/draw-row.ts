import type { Json } from "../../index.ts";
import { fitNumber } from "../format/fit-number.ts";
import { cut, widthOf } from "../format/text.ts";
import type { Canvas } from "../screen/canvas.ts";
import { drawField, type TextField, textOf } from "../screen/text-field.ts";
import { describeRange, describeValue } from "./describe.ts";
import { shareOf } from "./numbers.ts";
import type { NodeRow, ParameterRow, Row } from "./rows.ts";
import { placeName, type SeenNetwork, type SeenNode } from "./seen.ts";

/** The columns of the list. A width of 0 leaves one out. */
interface Layout {
  readonly name: number;
  readonly value: number;
  readonly bar: number;
  readonly access: number;
  readonly range: number;
}

interface RowLook {
  readonly layout: Layout;
  readonly network: SeenNetwork;
  readonly selected: boolean;
  /** What its node was asked to set and did not confirm yet. */
  readonly wanted: Json | undefined;
  /** What is being written in place of its value. */
  readonly field: { readonly field: TextField; readonly fresh: boolean } | undefined;
}

/** How wide the columns are: by names only, so that nothing moves sideways while values change. */
export function layOut(rows: readonly Row[], columns: number): Layout {
  const longest = longestName(rows);
  const name = Math.max(8, Math.min(longest, Math.floor(columns * 0.28)));
  return {
    name,
    value: columns >= 72 ? 14 : 10,
    bar: columns >= 100 ? 16 : columns >= 56 ? 10 : 0,
    access: columns >= 68 ? 4 : 0,
    range: columns >= 110 ? 20 : 0,
  };
}

/** It is the same for as long as the list is. */
function longestName(rows: readonly Row[]): number {
  const known = LONGEST.get(rows);
  if (known !== undefined) return known;
  const widths = rows.map((row) => (row.kind === "node" ? 0 : widthOf(row.parameter.path)));
  const longest = widths.reduce((most, width) => Math.max(most, width), 0);
  LONGEST.set(rows, longest);
  return longest;
}

export function drawRow(canvas: Canvas, at: number, row: Row, look: RowLook): void {
  if (look.selected) canvas.put(0, at, "▌", canvas.ink.accent);
  if (row.kind === "node") drawNode(canvas, at, row, look);
  else drawParameter(canvas, at, row, look);
}

function drawNode(canvas: Canvas, at: number, { node, open }: NodeRow, { selected }: RowLook): void {
  const { ink, columns } = canvas;
  canvas.put(1, at, open ? "▾" : "▸", selected ? ink.accent : ink.dim);
  const quiet = node.gone === undefined ? "" : ink.dim;
  const [state, style] = stateOf(canvas, node);
  const name = cut(node.name, Math.max(8, columns - 18 - Math.min(24, widthOf(state))));
  const end = canvas.put(3, at, name, ink.bold + quiet);
  if (state !== "") canvas.put(end + 2, at, cut(state, columns - end - 3), style);
  else {
    const count = node.parameters.length;
    canvas.put(end + 2, at, open ? "" : `${count} parameter${count === 1 ? "" : "s"}`, ink.dim);
    if (columns >= 72) canvas.putRight(columns - 3, at, node.id.slice(0, 8), ink.dim);
  }
}

function stateOf({ ink }: Canvas, node: SeenNode): readonly [string, string] {
  if (node.gone !== undefined) return [`left (${node.gone})`, ink.dim];
  if (node.suspected) return ["does not answer", ink.warning];
  if (!node.complete) return ["has not told its parameters yet", ink.dim];
  if (node.locked) return [node.lockReason === "" ? "locked" : `locked: ${node.lockReason}`, ink.warning];
  return ["", ""];
}

function drawParameter(canvas: Canvas, row: number, { node, parameter, key }: ParameterRow, look: RowLook): void {
  const { ink, columns } = canvas;
  const { layout, selected, wanted, field, network } = look;
  const quiet = node.suspected ? ink.dim : "";
  canvas.put(INDENT, row, cut(parameter.path, layout.name), selected ? ink.bold : quiet);
  let at = INDENT + layout.name + 2;
  if (field !== undefined) return drawEditor(canvas, { ...field, column: at, row });
  drawValue(canvas, { column: at, row, width: layout.value }, look, parameter);
  at += layout.value + 2;
  const value = wanted ?? parameter.value;
  if (layout.bar > 0)
    drawBar(canvas, { column: at, row, width: layout.bar }, shareOf({ ...domainOf(parameter), value }));
  at += layout.bar === 0 ? 0 : layout.bar + 2;
  if (layout.access > 0) at = canvas.put(at, row, showAccess(parameter.access), ink.dim) + 2;
  if (layout.range > 0) {
    const unit = parameter.unit ? ` ${parameter.unit}` : "";
    canvas.put(at, row, cut(describeRange(parameter) + unit, layout.range), ink.dim);
    at += layout.range + 2;
  }
  const { owner } = parameter;
  if (owner !== undefined)
    at = canvas.put(at, row, cut(`${owner.kind} ${owner.tag || owner.name}`, columns - at - 2), ink.accent) + 2;
  canvas.put(at, row, cut(describeWires(network, node, key), columns - at - 2), ink.dim);
}

interface Editor {
  readonly field: TextField;
  readonly fresh: boolean;
  readonly column: number;
  readonly row: number;
}

function drawEditor(canvas: Canvas, { field, fresh, column, row }: Editor): void {
  const width = Math.max(4, canvas.columns - column - 4);
  canvas.put(column, row, "=", canvas.ink.accent);
  if (fresh) canvas.put(column + 2, row, cut(textOf(field), width) || " ", canvas.ink.reverse);
  else drawField(canvas, field, { column: column + 2, row, width });
}

interface Spot {
  readonly column: number;
  readonly row: number;
  readonly width: number;
}

/** Numbers stand right, below each other; everything else left. */
function drawValue(
  canvas: Canvas,
  { column, row, width }: Spot,
  { wanted, selected }: RowLook,
  parameter: ParameterRow["parameter"],
): void {
  const { ink } = canvas;
  const value = wanted ?? parameter.value;
  const text = fitNumber(describeValue(parameter, value), width);
  const style = wanted !== undefined ? ink.accent : value === false ? ink.dim : selected ? ink.bold : "";
  const right = typeof value === "number" || typeof value === "boolean" || typeof value === "bigint";
  canvas.put(right ? column + width - widthOf(text) : column, row, text, style);
}

function drawBar(canvas: Canvas, { column, row, width }: Spot, share: number | undefined): void {
  if (share === undefined) return;
  const halves = Math.round(share * width * 2);
  const full = Math.floor(halves / 2);
  const at = canvas.put(column, row, "━".repeat(full) + (halves % 2 === 1 ? "╸" : ""), canvas.ink.accent);
  canvas.put(at, row, "─".repeat(column + width - at), canvas.ink.dim);
}

function domainOf({ typeHint, min, max, step }: ParameterRow["parameter"]) {
  return { typeHint, min, max, step };
}

/** Each letter has its place, so that a column of sensors is seen as one. */
function showAccess(access: string): string {
  return [..."rwes"].map((letter) => (access.includes(letter) ? letter : "·")).join("");
}

/** `→ lamp/level, wall/bar` of an emitter, `← desk/fader` of a sensor. */
function describeWires(network: SeenNetwork, { id }: SeenNode, key: string): string {
  const wires = network.wires.get(key) ?? [];
  const path = key.slice(id.length + 1);
  const out = wires.filter(({ emitter }) => emitter.id === id && emitter.path === path);
  const into = wires.filter((wire) => !out.includes(wire));
  return [
    into.length === 0 ? "" : `← ${into.map(({ emitter }) => placeName(network, emitter)).join(", ")}`,
    out.length === 0 ? "" : `→ ${out.map(({ sensor }) => placeName(network, sensor)).join(", ")}`,
  ]
    .filter((part) => part !== "")
    .join("  ");
}

const INDENT = 4;
const LONGEST = new WeakMap<readonly Row[], number>();
