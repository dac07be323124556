import { type Json, type JsonObject, UsageError } from "../../index.ts";

/** Edits of dashboards. Tiles are put one by one, so that two people can work on one dashboard. */
export type DashboardOp =
  /** A whole dashboard, as it stands in the file; takes the place of the one of its name. */
  | { readonly op: "put-dashboard"; readonly name: string; readonly dashboard: JsonObject }
  | { readonly op: "remove-dashboard"; readonly name: string }
  | { readonly op: "rename-dashboard"; readonly from: string; readonly to: string }
  /** A tile that takes the place of the one of its id, or is new. */
  | { readonly op: "put-tile"; readonly name: string; readonly tile: JsonObject }
  | { readonly op: "remove-tile"; readonly name: string; readonly id: string };

/** The dashboards of a show with one edit. Throws `UsageError` for one that cannot be. */
export function editDashboards(dashboards: JsonObject, op: DashboardOp): JsonObject {
  if (op.op === "put-dashboard") return new Map([...dashboards, [op.name, op.dashboard]]);
  const name = op.op === "rename-dashboard" ? op.from : op.name;
  const one = dashboards.get(name);
  if (!(one instanceof Map)) throw new UsageError("not-found", `there is no dashboard ${JSON.stringify(name)}`);
  if (op.op === "rename-dashboard") return renamed(dashboards, op);
  if (op.op === "remove-dashboard") return new Map([...dashboards].filter(([other]) => other !== name));
  const tiles = tilesOf(one);
  const edited = op.op === "put-tile" ? putTile(tiles, op.tile) : tiles.filter((tile) => tile.get("id") !== op.id);
  return new Map([...dashboards, [name, new Map([...(one as JsonObject), ["tiles", edited]])]]);
}

function renamed(dashboards: JsonObject, { from, to }: { readonly from: string; readonly to: string }): JsonObject {
  if (from !== to && dashboards.has(to))
    throw new UsageError("invalid-argument", `there is a dashboard ${JSON.stringify(to)} already`);
  return new Map([...dashboards].map(([name, one]) => [name === from ? to : name, one]));
}

function putTile(tiles: readonly JsonObject[], tile: JsonObject): readonly JsonObject[] {
  const index = tiles.findIndex((one) => one.get("id") === tile.get("id"));
  return index < 0 ? [...tiles, tile] : tiles.with(index, tile);
}

function tilesOf(dashboard: Json): readonly JsonObject[] {
  const tiles = dashboard instanceof Map ? (dashboard as JsonObject).get("tiles") : undefined;
  return Array.isArray(tiles) ? tiles.filter((one): one is JsonObject => one instanceof Map) : [];
}
