import { type Delivery, formatAddress, formatMap, type Json, typeName } from "../../index.ts";
import type { Role } from "../../show.ts";
import type { NodeView, ParameterView, ShownLink } from "../views/node-view.ts";
import { timeOfDay } from "./clock.ts";
import type { Colours } from "./colours.ts";
import { showFigures } from "./figures.ts";
import { fitNumber } from "./fit-number.ts";
import { showHolding } from "./holding.ts";
import { cut, printable, showQuoted, showRounded, widthOf } from "./text.ts";

interface Place {
  readonly colours: Colours;
  /** Undefined where no person looks: then nothing is cut to the width of a terminal. */
  readonly columns: number | undefined;
}

/** Nodes and their parameters for people: one table, so that the eye finds a column in every node. */
export function formatListing(nodes: readonly NodeView[], place: Place): readonly string[] {
  const rows = nodes.map((node) => node.parameters.map(rowOf));
  const widths = columnWidths(rows.flat(), place.columns);
  return nodes.flatMap((node, index) => [
    ...(index === 0 ? [] : [""]),
    formatNode(node, place),
    ...(rows[index] ?? []).flatMap((row) => formatRow(row, widths, place)),
    ...node.parameters.flatMap((parameter) => formatHolding(parameter, place)),
    ...(node.links ?? []).map((link) => formatLink(link, place)),
    ...(node.waiting ?? []).map((link) => formatWaiting(link, node, place)),
  ]);
}

function formatLink(figures: Delivery, { colours, columns }: Place): string {
  const { emitter, name, peer } = figures;
  const text = `${printable(emitter)} → ${printable(name || peer.slice(0, 8))}: ${showFigures(figures)}`;
  return `${" ".repeat(INDENT)}${colours.cyan(cut(text, (columns ?? Number.POSITIVE_INFINITY) - INDENT))}`;
}

/** `level ← show/blackout by show, gone since 0:12, …` */
function formatHolding({ path, holding }: ParameterView, { colours, columns }: Place): readonly string[] {
  const held = holding && showHolding(holding);
  if (held === undefined) return [];
  return [
    `${" ".repeat(INDENT)}${colours.cyan(cut(`${printable(path)} ← ${held}`, (columns ?? Number.POSITIVE_INFINITY) - INDENT))}`,
  ];
}

/** `desk/fader ✗ lamp/level: cut by ada, 20:14; lamp's program wants it`, or why a link waits. */
function formatWaiting(
  { emitter, sensor, state, reason, priority, mute, options, dropped, refusals, at, via }: ShownLink,
  { name }: NodeView,
  { colours, columns }: Place,
) {
  const when = state === "cut" && at > 0 ? `, ${timeOfDay(new Date(at))}` : "";
  const wanted = state === "cut" ? `; ${name}'s program wants it` : "";
  const sign = state === "cut" ? "✗" : state === "made" ? "→" : "⇢";
  const weight = [
    ...(mute ? ["muted"] : []),
    ...(priority === undefined ? [] : [`priority ${priority}`]),
    ...(options.has("map") ? [formatMap(options.get("map"))] : []),
    ...(dropped === undefined ? [] : [`${dropped} ${dropped === 1 ? "value" : "values"} dropped`]),
    ...(refusals === undefined ? [] : [`${refusals.count} of ${refusals.of} values refused: ${refusals.reason}`]),
  ].join(", ");
  const why = state === "made" ? weight : `${reason || state}${when}${wanted}${weight === "" ? "" : ` (${weight})`}`;
  const text = `${formatAddress(emitter)} ${sign} ${formatAddress(sensor)}${via === undefined ? "" : ` via ${via}`}${why === "" ? "" : `: ${why}`}`;
  return `${" ".repeat(INDENT)}${colours.yellow(cut(printable(text), (columns ?? Number.POSITIVE_INFINITY) - INDENT))}`;
}

/** A parameter cell by cell: name, value, type, access, range; and its links. */
interface Row {
  readonly cells: readonly [string, string, string, string, string];
  readonly links: readonly string[];
}

function rowOf(parameter: ParameterView): Row {
  const { path, value, typeHint, access, unit, drives } = parameter;
  const shown = showQuoted(value, LONGEST_VALUE) + (unit ? ` ${printable(unit)}` : "");
  const cells = [
    printable(path),
    shown,
    printable(typeName(typeHint)),
    showAccess(access),
    showRange(parameter),
  ] as const;
  return { cells, links: drives.map(printable) };
}

/** Each letter has its place, so that a column of sensors is seen as one. */
function showAccess(access: string): string {
  return [..."rwes"].map((letter) => (access.includes(letter) ? letter : "·")).join("");
}

function showRange({ min, max, step }: ParameterView): string {
  const bound = (value: Json | undefined): string =>
    value === undefined ? "" : cut(showRounded(value), LONGEST_BOUND);
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
  const widest = (index: number): number => Math.max(0, ...rows.map(({ cells }) => widthOf(cells[index] ?? "")));
  const natural = [0, 1, 2, 3, 4].map(widest);
  const longestName = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(12, Math.floor(columns / 3));
  natural[0] = Math.min(natural[0] ?? 0, longestName);
  if (columns === undefined) return natural;
  // What does not fit is taken from the values first: a name cannot be guessed, a value can be asked for.
  const excess = natural.reduce((sum, width) => sum + width + GAP, INDENT) - columns;
  if (excess > 0) natural[1] = Math.max(NARROWEST, (natural[1] ?? 0) - excess);
  return natural;
}

function formatNode(node: NodeView, { colours, columns }: Place): string {
  const { name, id, address, parameters, complete, locked, role } = node;
  const facts = [
    ...[id.slice(0, ID), address],
    ...(parameters.length === 0 && complete ? ["no parameters"] : []),
    ...(locked === undefined ? [] : [locked === "" ? "locked" : `locked: ${printable(locked)}`]),
    ...(role === undefined ? [] : [formatRole(role)]),
  ];
  const rest = facts.filter((fact) => fact !== "").join("  ");
  const width = columns ?? Number.POSITIVE_INFINITY;
  // A name that is cut can be told by the id behind it.
  const shown = cut(printable(name), Math.max(1, width - GAP - ID));
  const room = width - widthOf(shown) - GAP;
  return `${colours.bold(shown)}  ${colours.dim(cut(room > ID ? rest : id.slice(0, ID), room))}`;
}

/** `plays, term 3`, or `understudy of show, takes over by itself`. */
export function formatRole(role: Role): string {
  if (role.plays) return role.term === 0 ? "plays" : `plays, term ${role.term}`;
  return `understudy of ${printable(role.of)}${role.auto ? ", takes over by itself" : ""}`;
}

/** Wires that do not fit into the line follow below it: they are what a person looks for. */
function formatRow(row: Row, widths: readonly number[], { colours, columns }: Place): readonly string[] {
  const width = columns ?? Number.POSITIVE_INFINITY;
  const links = row.links.length === 0 ? "" : `→ ${row.links.join(", ")}`;
  const used = INDENT + widths.reduce((sum, one) => sum + one + GAP, 0);
  const fits = used + widthOf(links) <= width;
  const line = formatCells(row.cells, widths, { colours, room: width - INDENT });
  const first = `${" ".repeat(INDENT)}${fits ? line + colours.cyan(links) : line}`.trimEnd();
  if (fits || links === "") return [first];
  return [
    first,
    ...wrap(row.links, width - 2 * INDENT).map((text) => `${" ".repeat(2 * INDENT)}${colours.cyan(text)}`),
  ];
}

function formatCells(
  cells: Row["cells"],
  widths: readonly number[],
  { colours, room }: { readonly colours: Colours; readonly room: number },
): string {
  const styles = [plain, plain, colours.dim, colours.dim, colours.dim];
  let left = room;
  let line = "";
  for (const [index, width] of widths.entries()) {
    const text = fitNumber(cells[index] ?? "", Math.min(width, left));
    line += (styles[index] ?? plain)(text) + " ".repeat(Math.max(0, Math.min(width + GAP, left) - widthOf(text)));
    left -= width + GAP;
  }
  return line;
}

/** `→ a, b, c` in lines: one target more where there is room for it. */
function wrap(targets: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const target of targets) {
    const last = lines.at(-1);
    const longer = last === undefined ? `→ ${target}` : `${last}, ${target}`;
    if (last === undefined || widthOf(longer) > width) lines.push(`→ ${target}`);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => cut(line, width));
}

function plain(text: string): string {
  return text;
}

const INDENT = 2;
const GAP = 2;
/** Digits of an id that are shown. */
const ID = 8;
const NARROWEST = 6;
const LONGEST_VALUE = 32;
const LONGEST_BOUND = 12;
