import { formatAddress, type Json, type JsonObject } from "../../../src/browser.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import { changeTile, type Dashboard, type Tile } from "./dashboard.ts";
import type { KeptDashboard } from "./dashboards.ts";
import { freePlace, type Placed, pushed, within } from "./grid.ts";
import { sizeOf, tileKindsOf } from "./kinds.ts";
import type { DashboardOp } from "./ops.ts";

/** What is put on a dashboard. */
export type Pinned = { readonly parameter: ShownParameter } | { readonly kind: "cue" | "label" };

/** Puts something where there is room. */
export function pinOps({ name, columns, tiles }: Dashboard, pinned: Pinned): readonly DashboardOp[] {
  const kind = "kind" in pinned ? pinned.kind : (tileKindsOf(pinned.parameter)[0] ?? "text");
  const size = sizeOf(kind, columns);
  const fields: Json = new Map<string, Json>([
    ["id", freshId()],
    ["kind", kind],
    ...("parameter" in pinned ? [["parameter", addressOf(pinned.parameter)] as const] : []),
    ...(kind === "label" ? [["label", "Heading"] as const] : []),
    ["at", freePlace(tiles, columns, size)],
    ["size", size],
  ]);
  return [{ op: "put-tile", name, tile: fields }];
}

/** A tile stands elsewhere, or is larger; what it lies on then makes room. */
export function placeOps({ name, columns, tiles }: Dashboard, placed: Placed): readonly DashboardOp[] {
  const moved = { id: placed.id, ...within(placed, columns) };
  const before = tiles.find(({ id }) => id === placed.id);
  if (before === undefined || (same(before.at, moved.at) && same(before.size, moved.size))) return [];
  return [moved, ...pushed(tiles, moved)].flatMap(({ id, at, size }) => {
    const tile = tiles.find((one) => one.id === id);
    return tile === undefined ? [] : [{ op: "put-tile" as const, name, tile: changeTile(tile.written, { at, size }) }];
  });
}

/** Something else is said of a tile; undefined takes it away. */
export function changeOps(
  { name }: Dashboard,
  tile: Tile,
  fields: Readonly<Record<string, Json | undefined>>,
): readonly DashboardOp[] {
  return [{ op: "put-tile", name, tile: changeTile(tile.written, fields) }];
}

/** How people call a tile. */
export function nameOfTile({ label, parameter, kind, cue }: Tile): string {
  if (label !== "") return label;
  if (parameter !== undefined) return `${parameter.node}/${parameter.path}`;
  return kind === "cue" && cue === "" ? "GO" : kind;
}

/** A name that no dashboard has. */
export function freshName(all: readonly KeptDashboard[]): string {
  const taken = new Set(all.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? "Dashboard" : `Dashboard ${number}`;
    if (!taken.has(name)) return name;
  }
}

/** A new dashboard as it is written. */
export function emptyDashboard(): JsonObject {
  return new Map<string, Json>([["tiles", []]]);
}

/** Two people may put a tile at the same time: none of them is to take the other's place. */
function freshId(): string {
  return Math.floor(Math.random() * 36 ** 8)
    .toString(36)
    .padStart(8, "0");
}

function addressOf({ node, path }: ShownParameter): string {
  return formatAddress({ node: node.name, parameter: path });
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.every((number, index) => number === b[index]);
}
