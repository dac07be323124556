import fc from "fast-check";
import { expect, test } from "vitest";
import { readDashboard } from "../../../composer/model/dashboards/dashboard.ts";
import { freePlace, narrowed, type Placed, pushed, within } from "../../../composer/model/dashboards/grid.ts";
import { object } from "./keeping-show.ts";

const at = (id: string, column: number, row: number, columns = 1, rows = 1): Placed => ({
  ...{ id, at: [column, row] as const, size: [columns, rows] as const },
});

test("the first place that is free, in reading order", () => {
  expect(freePlace([], 4, [2, 1])).toEqual([0, 0]);
  expect(freePlace([at("a", 0, 0, 2)], 4, [2, 1])).toEqual([2, 0]);
  expect(freePlace([at("a", 1, 0, 2)], 4, [2, 1])).toEqual([0, 1]);
  expect(freePlace([at("a", 0, 0, 4, 3)], 4, [1, 1])).toEqual([0, 3]);
  expect(freePlace([at("a", 0, 0, 2)], 4, [9, 1])).toEqual([0, 1]);
});

test("a tile stays within the columns, and has a size", () => {
  expect(within({ at: [9, -3], size: [2, 0] }, 4)).toEqual({ at: [2, 0], size: [2, 1] });
  expect(within({ at: [3, 5], size: [9, 99] }, 4)).toEqual({ at: [0, 5], size: [4, 24] });
});

test("what a tile lies on goes below it, and what lies there further down; the others stay", () => {
  const tiles = [at("a", 0, 0), at("b", 0, 1), at("c", 1, 0), at("d", 0, 5)];
  expect(pushed(tiles, at("new", 0, 0))).toEqual([at("a", 0, 1), at("b", 0, 2)]);
  expect(pushed(tiles, at("c", 3, 0))).toEqual([]);
  expect(pushed(tiles, at("d", 0, 1, 2, 2))).toEqual([at("b", 0, 3)]);
});

test("after every move no field is two tiles'", () => {
  const some = fc.tuple(fc.nat(5), fc.nat(5), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));
  fc.assert(
    fc.property(fc.array(some, { maxLength: 8 }), some, (given, [x, y, w, h]) => {
      const tiles: Placed[] = [];
      for (const [index, [, , columns, rows]] of given.entries())
        tiles.push({ ...at(`t${index}`, 0, 0, columns, rows), at: freePlace(tiles, 6, [columns, rows]) });
      const moved = at("t0", x, y, w, h);
      const changed = new Map(pushed(tiles, moved).map((one) => [one.id, one]));
      const all = [moved, ...tiles.filter(({ id }) => id !== "t0").map((one) => changed.get(one.id) ?? one)];
      const fields = all.flatMap((one) =>
        Array.from({ length: one.size[0] * one.size[1] }, (_, index) =>
          [one.at[0] + (index % one.size[0]), one.at[1] + Math.floor(index / one.size[0])].join(),
        ),
      );
      expect(new Set(fields).size).toBe(fields.length);
    }),
  );
});

test("on a narrow screen faders have the whole width, small buttons half of it, in reading order", () => {
  const tiles = [
    { id: "b", kind: "toggle", at: [3, 0], size: [1, 1] },
    { id: "a", kind: "fader", at: [0, 0], size: [2, 1] },
    { id: "go", kind: "cue", at: [0, 1], size: [4, 2] },
  ];
  const narrow = narrowed(readDashboard("x", object({ columns: 6, tiles })).tiles, 6);
  expect(narrow.map(({ id, span }) => [id, span])).toEqual([
    ["a", 2],
    ["b", 1],
    ["go", 2],
  ]);
});
