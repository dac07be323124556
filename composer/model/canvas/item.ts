import type { Json, JsonObject } from "../../../src/browser.ts";
import { isCoordinate, type Point } from "../network/shown-node.ts";
import type { Fold } from "../view/folds.ts";

/** What lies on the graph besides nodes, as a show file holds it. */
export interface CanvasItem extends Point {
  readonly id: string;
  readonly kind: CanvasKind;
  readonly title: string;
  readonly text: string;
  readonly colour: string;
  readonly width: number;
  readonly height: number;
  /** Of a view: how nodes are folded, by their names. */
  readonly folded: ReadonlyMap<string, Fold>;
}

const KINDS = ["frame", "note", "view"] as const;
type CanvasKind = (typeof KINDS)[number];

/** Fields as they are written; undefined for one that is not there. */
export type Fields = Readonly<Record<string, Json | undefined>>;

/** A rectangle on the graph. */
export interface Area extends Point {
  readonly width: number;
  readonly height: number;
}

/** Undefined for an item of a kind that this page does not know. What is of another type than it should be is left out. */
export function readItem(id: string, written: JsonObject): CanvasItem | undefined {
  const kind = KINDS.find((one) => one === written.get("kind"));
  if (kind === undefined) return undefined;
  const text = (field: string): string => {
    const value = written.get(field);
    return typeof value === "string" ? value : "";
  };
  const [x, y] = readPair(written.get("at")) ?? [0, 0];
  // What is turned inside out, or has no inside, could neither be seen nor taken hold of.
  const [width, height] = readPair(written.get("size"), 1) ?? [240, 120];
  const texts = { title: text("title"), text: text("text"), colour: text("colour") };
  return { id, kind, ...texts, x, y, width, height, folded: readFolded(written.get("folded")) };
}

/** Where it is, as it is written. */
export function writeArea({ x, y, width, height }: Area): Fields {
  return { at: [Math.round(x), Math.round(y)], size: [Math.round(width), Math.round(height)] };
}

/** Whether one rectangle lies in another. */
export function liesIn(one: Area, other: Area): boolean {
  const [right, bottom] = [one.x + one.width, one.y + one.height];
  const across = one.x >= other.x && right <= other.x + other.width;
  return across && one.y >= other.y && bottom <= other.y + other.height;
}

/** The smallest rectangle around some others, with room on all sides; undefined around none. */
export function areaAround(areas: readonly Area[], room: number): Area | undefined {
  const [first] = areas;
  if (first === undefined) return undefined;
  const x = Math.min(...areas.map((area) => area.x)) - room;
  const y = Math.min(...areas.map((area) => area.y)) - room;
  const right = Math.max(...areas.map((area) => area.x + area.width)) + room;
  const bottom = Math.max(...areas.map((area) => area.y + area.height)) + room;
  return { x, y, width: right - x, height: bottom - y };
}

function readPair(value: Json | undefined, least = Number.NEGATIVE_INFINITY): readonly [number, number] | undefined {
  const [x, y] = Array.isArray(value) ? (value as readonly Json[]) : [];
  return isCoordinate(x) && isCoordinate(y) && Math.min(x, y) >= least ? [x, y] : undefined;
}

function readFolded(value: Json | undefined): ReadonlyMap<string, Fold> {
  const entries = value instanceof Map ? [...(value as JsonObject)] : [];
  return new Map(
    entries.flatMap(([name, fold]) => (fold === "ports" || fold === "header" ? [[name, fold] as const] : [])),
  );
}
