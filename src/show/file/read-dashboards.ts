import { type Dashboard, type DashboardTile, TILE_KINDS, type TileKind } from "./dashboard.ts";
import { takeRest } from "./read-timing.ts";
import { readEntries } from "./read-values.ts";
import type { Spot } from "./spot.ts";

/** Dashboards by name: on each of them every id once. */
export function readDashboards(spot: Spot | undefined): ReadonlyMap<string, Dashboard> {
  return readEntries(spot, readDashboard);
}

function readDashboard(spot: Spot): Dashboard {
  const entries = spot.entries();
  const ids = new Set<string>();
  const tiles = (entries.get("tiles")?.items() ?? []).map((one) => {
    const tile = readTile(one);
    if (ids.has(tile.id)) throw one.problem(`the id ${JSON.stringify(tile.id)} belongs to two tiles`);
    ids.add(tile.id);
    return tile;
  });
  return {
    note: entries.get("note")?.text(),
    columns: readWhole(entries.get("columns"), 1, WIDEST),
    tiles,
    rest: takeRest(entries, ["note", "columns", "tiles"]),
  };
}

function readTile(spot: Spot): DashboardTile {
  const entries = spot.entries();
  const kind = entries.get("kind")?.word(TILE_KINDS);
  if (kind === undefined) throw spot.problem('the tile lacks its kind: "kind": "fader"');
  const id = entries.get("id")?.filled();
  if (id === undefined) throw spot.problem('the tile lacks its id: "id": "a1"');
  const parameter = entries.get("parameter")?.address();
  if (parameter === undefined && !ALONE.has(kind)) throw spot.problem(`a tile of the kind ${kind} wants a parameter`);
  return {
    ...{ id, kind, parameter },
    cue: entries.get("cue")?.filled(),
    label: entries.get("label")?.text(),
    colour: entries.get("colour")?.text(),
    at: readPair(entries.get("at"), 0, FARTHEST) ?? [0, 0],
    size: readPair(entries.get("size"), 1, WIDEST) ?? [1, 1],
    rest: takeRest(entries, FIELDS),
  };
}

function readPair(spot: Spot | undefined, min: number, max: number): readonly [number, number] | undefined {
  if (spot === undefined) return undefined;
  const [x, y, ...more] = spot.items().map((one) => readWhole(one, min, max));
  if (x === undefined || y === undefined || more.length > 0) throw spot.wrong("a list of two whole numbers");
  return [x, y];
}

function readWhole(spot: Spot | undefined, min: number, max: number): number | undefined {
  const number = spot?.number(min, max, "a whole number");
  if (spot !== undefined && !Number.isInteger(number)) throw spot.wrong(`a whole number from ${min} to ${max}`);
  return number;
}

/** What needs no parameter. */
const ALONE: ReadonlySet<TileKind> = new Set(["cue", "label"]);
const FIELDS = ["id", "kind", "parameter", "cue", "label", "colour", "at", "size"];
const WIDEST = 24;
const FARTHEST = 999;
