import { type Json, type JsonObject, parseAddress } from "../../../src/browser.ts";
import { firstOfEach } from "../show/reader.ts";
import { within } from "./grid.ts";

/** A page of large controls for whoever performs, as a show file holds it. */
export interface Dashboard {
  readonly name: string;
  readonly columns: number;
  readonly tiles: readonly Tile[];
}

/** One control of a dashboard. */
export interface Tile {
  readonly id: string;
  readonly kind: TileKind;
  /** What it moves or shows. */
  readonly parameter: { readonly node: string; readonly path: string } | undefined;
  /** The id of the cue that it goes to; empty for GO. */
  readonly cue: string;
  /** What stands on it; empty for the name of its parameter. */
  readonly label: string;
  readonly colour: string;
  /** Column and row, from 0. */
  readonly at: Pair;
  /** How many columns and rows. */
  readonly size: Pair;
  /** As it stands in the file, with what this page does not know. */
  readonly written: JsonObject;
}

export type Pair = readonly [number, number];

const TILE_KINDS = [
  ...(["fader", "pad", "meter", "colour", "text"] as const),
  ...(["toggle", "momentary", "trigger", "cue", "label"] as const),
] as const;
export type TileKind = (typeof TILE_KINDS)[number];

/** What is of another kind than it should be is left out: a dashboard is shown as far as it is known. */
export function readDashboard(name: string, written: JsonObject): Dashboard {
  const told = written.get("columns");
  const columns = isWhole(told, 1) ? Math.min(told, WIDEST) : COLUMNS;
  const tiles = tilesOf(written).flatMap((tile) => readTile(tile, columns) ?? []);
  return { name, columns, tiles: firstOfEach(tiles, ({ id }) => id) };
}

function readTile(written: JsonObject, columns: number): Tile | undefined {
  const text = (field: string): string => {
    const value = written.get(field);
    return typeof value === "string" ? value : "";
  };
  const id = text("id");
  const kind = TILE_KINDS.find((one) => one === written.get("kind"));
  if (id === "" || kind === undefined) return undefined;
  const texts = { cue: text("cue"), label: text("label"), colour: text("colour") };
  const at = readPair(written.get("at"), 0) ?? ([0, 0] as const);
  const size = readPair(written.get("size"), 1) ?? ([1, 1] as const);
  // One that is larger than any screen would leave no room for another.
  const place = within({ at, size }, columns);
  return { id, kind, parameter: readAddress(text("parameter")), ...texts, ...place, written };
}

/** The tile as it is written, with some of its fields changed; undefined takes one away. */
export function changeTile(written: JsonObject, fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const changed = new Map(written);
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) changed.delete(name);
    else changed.set(name, value);
  }
  return changed;
}

/** The tiles of a dashboard as they are written. */
export function tilesOf(written: JsonObject): readonly JsonObject[] {
  const tiles = written.get("tiles");
  return Array.isArray(tiles) ? tiles.filter((one): one is JsonObject => one instanceof Map) : [];
}

function readAddress(text: string): Tile["parameter"] {
  try {
    const { node, parameter } = parseAddress(text);
    return { node, path: parameter };
  } catch {
    // A dashboard that somebody wrote by hand: the tile says that it has nothing to move.
    return undefined;
  }
}

function readPair(value: Json | undefined, least: number): Pair | undefined {
  const [x, y] = Array.isArray(value) ? (value as readonly Json[]) : [];
  return isWhole(x, least) && isWhole(y, least) ? [x, y] : undefined;
}

function isWhole(value: Json | undefined, least: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= least;
}

const COLUMNS = 6;
const WIDEST = 24;
