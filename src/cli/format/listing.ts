import type { Json } from "../../index.ts";
import type { NodeView, ParameterView } from "../views.ts";
import type { Colours } from "./colours.ts";
import { cut, pad, printable, showQuoted, showValue, widthOf } from "./text.ts";

interface Place {
  readonly colours: Colours;
  /** Undefined where no person looks: then nothing is cut to the width of a terminal. */
  readonly columns: number | undefined;
}

/** Nodes and their parameters for people: one table, so that the eye finds a column in every node. */
export function formatListing(nodes: readonly NodeView[], place: Place): readonly string[] {
  const rows = nodes.map((node) => node.parameters.map(cells));
  const widths = columnWidths(rows.flat(), place.columns);
  return nodes.flatMap((node, index) => [
    ...(index === 0 ? [] : [""]),
    formatNode(node, place),
    ...(rows[index] ?? []).map((row) => formatRow(row, widths, place)),
  ]);
}

/** A parameter cell by cell: name, value, type, access, range, links. */
type Row = readonly [string, string, string, string, string, string];

function cells(parameter: ParameterView): Row {
  const { path, value, typeHint, access, unit, drives } = parameter;
  const shown = showQuoted(value, LONGEST_VALUE) + (unit ? ` ${printable(unit)}` : "");
  const links = drives.length === 0 ? "" : `→ ${drives.map(printable).join(", ")}`;
  return [printable(path), shown, showType(typeHint), showAccess(access), showRange(parameter), links];
}

function showType(typeHint: string): string {
  return typeHint === "flt" ? "float" : printable(typeHint);
}

/** Each letter has its place, so that a column of sensors is seen as one. */
function showAccess(access: string): string {
  return [..."rwes"].map((letter) => (access.includes(letter) ? letter : "·")).join("");
}

function showRange({ min, max, step }: ParameterView): string {
  const bound = (value: Json | undefined): string => (value === undefined ? "" : cut(showValue(value), LONGEST_BOUND));
  const range =
    min === undefined && max === undefined
      ? ""
      : min === undefined
        ? `≤ ${bound(max)}`
        : max === undefined
          ? `≥ ${bound(min)}`
          : `${bound(min)} … ${bound(max)}`;
  return step === undefined ? range : `${range}${range === "" ? "" : " "}step ${bound(step)}`;
}

function columnWidths(rows: readonly Row[], columns: number | undefined): readonly number[] {
  const widest = (index: number): number => Math.max(0, ...rows.map((row) => widthOf(row[index] ?? "")));
  const natural = [0, 1, 2, 3, 4].map(widest);
  const longestName = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(12, Math.floor(columns / 3));
  natural[0] = Math.min(natural[0] ?? 0, longestName);
  if (columns === undefined) return natural;
  // What does not fit is taken from the values first: a name cannot be guessed, a value can be asked for.
  const excess = natural.reduce((sum, width) => sum + width + GAP, INDENT) - columns;
  if (excess > 0) natural[1] = Math.max(NARROWEST, (natural[1] ?? 0) - excess);
  return natural;
}

function formatNode({ name, id, address, parameters, complete }: NodeView, { colours, columns }: Place): string {
  const rest = `${id.slice(0, 8)}  ${address}${parameters.length === 0 && complete ? "  no parameters" : ""}`;
  const shown = printable(name);
  return `${colours.bold(shown)}  ${colours.dim(cut(rest, Math.max(8, (columns ?? 10_000) - widthOf(shown) - 2)))}`;
}

function formatRow(row: Row, widths: readonly number[], { colours, columns }: Place): string {
  const styles = [plain, plain, colours.dim, colours.dim, colours.dim, colours.cyan];
  let room = (columns ?? Number.POSITIVE_INFINITY) - INDENT;
  let line = "";
  row.forEach((cell, index) => {
    const width = widths[index] ?? Number.POSITIVE_INFINITY;
    const text = cut(cell, Math.min(width, room));
    const filled = Number.isFinite(width) ? pad(text, Math.min(width, Math.max(0, room)) + GAP) : text;
    if (text !== "") line += (styles[index] ?? plain)(text);
    line += filled.slice(text.length);
    room -= width + GAP;
  });
  return `${" ".repeat(INDENT)}${line.trimEnd()}`;
}

function plain(text: string): string {
  return text;
}

const INDENT = 2;
const GAP = 2;
const NARROWEST = 6;
const LONGEST_VALUE = 32;
const LONGEST_BOUND = 12;
