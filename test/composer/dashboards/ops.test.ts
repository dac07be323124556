import fc from "fast-check";
import { expect, test } from "vitest";
import { changeTile, readDashboard, tilesOf } from "../../../composer/model/dashboards/dashboard.ts";
import { dashboardHash, dashboardIn } from "../../../composer/model/dashboards/link.ts";
import { applyOps, type DashboardOp, inverseOf } from "../../../composer/model/dashboards/ops.ts";
import type { Written } from "../../../composer/model/keeping/store.ts";
import { object } from "./keeping-show.ts";

const tile = (id: string, more: object = {}) => object({ id, kind: "label", at: [0, 0], size: [1, 1], ...more });
const START: Written = new Map([["stage", object({ columns: 4, tiles: [{ id: "a", kind: "cue" }] })]]);

test("a dashboard is read as far as it is known; what is not known is left out, and kept as it is written", () => {
  const written = object({
    ...{ columns: 99, mood: "calm" },
    tiles: [
      { id: "a", kind: "fader", parameter: "lamp/level", at: [1, 2], size: [3, 1], label: "Front", glow: true },
      { id: "b", kind: "knob" },
      { kind: "label" },
      { id: "c", kind: "fader", parameter: "nothing", at: [-1, 0.5], size: [0, 1] },
    ],
  });
  const { columns, tiles } = readDashboard("stage", written);
  expect(columns).toBe(24);
  expect(tiles).toMatchObject([
    { id: "a", kind: "fader", parameter: { node: "lamp", path: "level" }, at: [1, 2], size: [3, 1], label: "Front" },
    { id: "c", kind: "fader", parameter: undefined, at: [0, 0], size: [1, 1] },
  ]);
  const changed = changeTile(tiles[0]?.written ?? object({}), { label: undefined, at: [0, 0] });
  expect([...changed.keys()]).toEqual(["id", "kind", "parameter", "at", "size", "glow"]);
  expect(readDashboard("empty", object({}))).toMatchObject({ columns: 6, tiles: [] });
});

test("edits that cannot be any more change nothing", () => {
  const ops: readonly DashboardOp[] = [
    { op: "put-tile", name: "gone", tile: tile("x") },
    { op: "remove-tile", name: "stage", id: "zz" },
    { op: "remove-dashboard", name: "gone" },
    { op: "rename-dashboard", from: "gone", to: "here" },
  ];
  expect(applyOps(START, ops)).toEqual(START);
});

test("whatever is edited, the inverse gives back the same tiles", () => {
  const names = fc.constantFrom("stage", "booth");
  const ids = fc.constantFrom("a", "b", "c");
  const op: fc.Arbitrary<DashboardOp> = fc.oneof(
    fc.tuple(names, ids, fc.nat(9)).map(([name, id, at]) => ({
      ...{ op: "put-tile" as const, name, tile: tile(id, { at: [at, 0] }) },
    })),
    fc.tuple(names, ids).map(([name, id]) => ({ op: "remove-tile" as const, name, id })),
    names.map((name) => ({ op: "remove-dashboard" as const, name })),
    fc.tuple(names, fc.nat(9)).map(([name, columns]) => ({
      ...{ op: "put-dashboard" as const, name, dashboard: object({ columns }) },
    })),
  );
  const plain = (all: Written) =>
    [...all].map(([name, one]) => [name, one.get("columns"), tilesOf(one).toSorted(byId)]).toSorted();
  fc.assert(
    fc.property(fc.array(op, { maxLength: 8 }), (ops) => {
      const back = inverseOf(START, ops);
      expect(plain(applyOps(applyOps(START, ops), back))).toEqual(plain(START));
    }),
  );
});

test("a rename is taken back by its name", () => {
  const ops: readonly DashboardOp[] = [{ op: "rename-dashboard", from: "stage", to: "front" }];
  const after = applyOps(START, ops);
  expect([...after.keys()]).toEqual(["front"]);
  expect(applyOps(after, inverseOf(START, ops))).toEqual(START);
});

test.each([["stage"], ["Bühne links"], ["a/b #1 & more"], ["日本"]])("the link of %s leads to it", (name) => {
  expect(dashboardIn(dashboardHash(name))).toBe(name);
});

test("other links lead to no dashboard, and one that was cut is still one", () => {
  for (const hash of ["", "#", "#dashboard=", "#show", "dashboard=x"]) expect(dashboardIn(hash)).toBeUndefined();
  expect(dashboardIn("#dashboard=%E6%9")).toBe("%E6%9");
});

function byId(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): number {
  return String(a.get("id")) < String(b.get("id")) ? -1 : 1;
}
