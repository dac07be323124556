import fc from "fast-check";
import { expect, test } from "vitest";
import { crossed } from "../../composer/model/view/knife.ts";

const at = (x: number, y: number) => ({ x, y });
const LINES = new Map([
  ["flat", [at(0, 0), at(50, 0), at(100, 0)]],
  ["bent", [at(0, 20), at(50, 60), at(100, 20)]],
  ["point", [at(30, 10)]],
  ["short", [at(40, 10), at(40, 10)]],
]);

test("a cut meets the lines that it goes across, and no other", () => {
  expect(crossed(at(10, -10), at(10, 100), LINES)).toEqual(["flat", "bent"]);
  expect(crossed(at(10, 10), at(90, 10), LINES)).toEqual([]);
  expect(crossed(at(50, 50), at(50, 100), LINES)).toEqual(["bent"]);
});

test("a click cuts nothing, nor does a cut that lies along a line", () => {
  expect(crossed(at(50, 0), at(50, 0), LINES)).toEqual([]);
  expect(crossed(at(-10, 0), at(200, 0), LINES)).toEqual([]);
});

test("a cut that ends on a line, or goes through one of its corners, meets it once", () => {
  expect(crossed(at(20, -30), at(20, 0), LINES)).toEqual(["flat"]);
  expect(crossed(at(50, -30), at(50, 10), LINES)).toEqual(["flat"]);
});

test("which way a cut is drawn makes no difference", () => {
  const place = fc.record({ x: fc.integer({ min: -20, max: 120 }), y: fc.integer({ min: -20, max: 80 }) });
  const both = fc.property(place, place, (from, to) => {
    expect(crossed(from, to, LINES)).toEqual(crossed(to, from, LINES));
  });
  fc.assert(both);
});
