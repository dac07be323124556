import type { Json, JsonObject } from "../../../src/browser.ts";
import type { Written } from "../keeping/store.ts";
import { tilesOf } from "./dashboard.ts";

/** One edit of dashboards, as a show takes it. Tiles are put one by one, so that two people can work on one dashboard. */
export type DashboardOp =
  | { readonly op: "put-dashboard"; readonly name: string; readonly dashboard: JsonObject }
  | { readonly op: "remove-dashboard"; readonly name: string }
  | { readonly op: "rename-dashboard"; readonly from: string; readonly to: string }
  | { readonly op: "put-tile"; readonly name: string; readonly tile: JsonObject }
  | { readonly op: "remove-tile"; readonly name: string; readonly id: string };

/** The dashboards with these edits. What cannot be any more, because somebody else was quicker, changes nothing. */
export function applyOps(dashboards: Written, ops: readonly DashboardOp[]): Written {
  return ops.reduce(applyOp, dashboards);
}

function applyOp(dashboards: Written, op: DashboardOp): Written {
  if (op.op === "put-dashboard") return new Map([...dashboards, [op.name, op.dashboard]]);
  const name = op.op === "rename-dashboard" ? op.from : op.name;
  const one = dashboards.get(name);
  if (one === undefined) return dashboards;
  if (op.op === "remove-dashboard") return new Map([...dashboards].filter(([other]) => other !== name));
  if (op.op === "rename-dashboard")
    return new Map([...dashboards].map(([other, written]) => [other === name ? op.to : other, written]));
  const tiles = tilesOf(one);
  const edited = op.op === "put-tile" ? putTile(tiles, op.tile) : tiles.filter((tile) => tile.get("id") !== op.id);
  return new Map([...dashboards, [name, new Map<string, Json>([...one, ["tiles", edited]])]]);
}

function putTile(tiles: readonly JsonObject[], tile: JsonObject): readonly JsonObject[] {
  const index = tiles.findIndex((one) => one.get("id") === tile.get("id"));
  return index < 0 ? [...tiles, tile] : tiles.with(index, tile);
}

/** What takes edits back, where they are done to these dashboards. */
export function inverseOf(dashboards: Written, ops: readonly DashboardOp[]): readonly DashboardOp[] {
  let present = dashboards;
  const back: DashboardOp[] = [];
  for (const op of ops) {
    back.unshift(...inverseOfOne(present, op));
    present = applyOp(present, op);
  }
  return back;
}

function inverseOfOne(dashboards: Written, op: DashboardOp): readonly DashboardOp[] {
  if (op.op === "rename-dashboard") return [{ op: "rename-dashboard", from: op.to, to: op.from }];
  const { name } = op;
  const before = dashboards.get(name);
  if (op.op === "put-dashboard" || op.op === "remove-dashboard")
    return before === undefined
      ? [{ op: "remove-dashboard", name }]
      : [{ op: "put-dashboard", name, dashboard: before }];
  const id = op.op === "remove-tile" ? op.id : op.tile.get("id");
  const tile = before && tilesOf(before).find((one) => one.get("id") === id);
  if (tile !== undefined) return [{ op: "put-tile", name, tile }];
  return op.op === "put-tile" ? [{ op: "remove-tile", name, id: String(id) }] : [];
}

/** An edit as a call carries it. */
export function writeOp(op: DashboardOp): JsonObject {
  return new Map<string, Json>(Object.entries(op));
}
