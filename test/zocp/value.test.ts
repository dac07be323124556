import { describe, expect, test } from "vitest";

import type { Json } from "../../src/bytes/json.ts";
import { checkValue, clampValue, coerceValue, isFloat, sameValue, showValue } from "../../src/zocp/codec/value.ts";

test.each<[string, Json, Json | undefined, Json | undefined]>([
  ["int", 5, undefined, undefined],
  ["int", 2n ** 64n, undefined, undefined],
  ["flt", 0.5, 0, 1],
  ["flt", Number.POSITIVE_INFINITY, 0, undefined],
  ["flt", Number.NaN, undefined, undefined],
  ["float", 1, undefined, undefined],
  ["percent", 50, 0, 100],
  ["bool", false, undefined, undefined],
  ["string", "", undefined, undefined],
  ["vec2f", [0, 1], 0, 1],
  ["vec3f", [0, 5, 10], [0, 5, 10], [0, 5, 10]],
  ["vec5f", [1, 2, 3, 4, 5], undefined, undefined],
  ["my own type", new Map([["any", "thing"]]), undefined, undefined],
])("a %s may be %o", (typeHint, value, min, max) => {
  expect(checkValue(value, { typeHint, min, max })).toBeUndefined();
});

test.each<[string, Json, Json | undefined, Json | undefined, string]>([
  ["int", 0.5, undefined, undefined, "0.5 is not a whole number"],
  [
    "int",
    2 ** 60,
    undefined,
    undefined,
    "1.152921504606847e+18 is not exact: whole numbers beyond ±9007199254740991 have to be bigints",
  ],
  ["int", true, undefined, undefined, "true is not a whole number"],
  ["int", 2n ** 64n, undefined, 10, "18446744073709551616 is above the maximum 10"],
  ["flt", "1", undefined, undefined, '"1" is not a number'],
  ["flt", null, undefined, undefined, "null is not a number"],
  ["flt", -0.1, 0, undefined, "-0.1 is below the minimum 0"],
  ["flt", Number.NaN, 0, 1, "NaN is below the minimum 0"],
  ["bool", 1, undefined, undefined, "1 is not true or false"],
  ["string", ["x"], undefined, undefined, '["x"] is not a text'],
  ["vec2f", [1], undefined, undefined, "[1] is not a list of 2 numbers"],
  ["vec2f", [1, "2"], undefined, undefined, '[1, "2"] is not a list of 2 numbers'],
  ["vec2f", [1, 2], undefined, [1, 1], "2 is above the maximum 1"],
  ["vec3f", 5, undefined, undefined, "5 is not a list of 3 numbers"],
])("a %s cannot be %o", (typeHint, value, min, max, reason) => {
  expect(checkValue(value, { typeHint, min, max })).toBe(reason);
});

test.each<[Json, Json | undefined, Json | undefined, Json]>([
  [5, 0, 1, 1],
  [-5, 0, 1, 0],
  [0.5, 0, 1, 0.5],
  [[-1, 2], 0, 1, [0, 1]],
  [
    [-1, 2],
    [-1, 0],
    [0, 1],
    [-1, 1],
  ],
  ["x", 0, 1, "x"],
])("%o within %o and %o is clamped to %o", (value, min, max, clamped) => {
  expect(clampValue(value, { typeHint: "flt", min, max })).toEqual(clamped);
});

test.each<[Json, Json]>([
  [Number.NaN, Number.NaN],
  [0, -0],
  [1, 1n],
  [2n ** 64n, 2n ** 64n],
  [
    [1, [Number.NaN]],
    [1, [Number.NaN]],
  ],
  [new Map([["a", 1]]), new Map([["a", 1]])],
])("%o is the same as %o", (a, b) => {
  expect(sameValue(a, b)).toBe(true);
  expect(sameValue(b, a)).toBe(true);
});

test.each<[Json, Json]>([
  [1, true],
  [0, null],
  [1, "1"],
  [[1], [1, 2]],
  [[], new Map()],
  [new Map([["a", 1]]), new Map([["b", 1]])],
  [0, Number.NaN],
])("%o is not the same as %o", (a, b) => {
  expect(sameValue(a, b)).toBe(false);
  expect(sameValue(b, a)).toBe(false);
});

test("a big whole number for a float becomes the float nearest to it", () => {
  expect(coerceValue(2n ** 64n, "flt")).toBe(2 ** 64);
  expect(coerceValue([2n ** 64n, 1], "vec2f")).toEqual([2 ** 64, 1]);
  expect(coerceValue(2n ** 64n, "int")).toBe(2n ** 64n);
});

test("the types that Python writes with a decimal point are known", () => {
  expect(["flt", "float", "percent", "vec2f", "vec12f"].map(isFloat)).not.toContain(false);
  expect(["int", "bool", "string", "vecf", "vec2"].map(isFloat)).not.toContain(true);
});

test("a long value is shown by its beginning", () => {
  expect(showValue("x".repeat(100))).toHaveLength(61);
});

describe("a value of no particular type", () => {
  const nested = (levels: number): Json => (levels === 0 ? 0 : [nested(levels - 1)]);

  test("may have as many digits as Python reads, and as many levels as fit into every message", () => {
    expect(checkValue(10n ** 4300n - 1n, { typeHint: "any" })).toBeUndefined();
    expect(checkValue(-(10n ** 4300n), { typeHint: "any" })).toBe("the whole number has more than 4,300 digits");
    expect(checkValue([10n ** 4300n], { typeHint: "any" })).toBe("the whole number has more than 4,300 digits");
    expect(checkValue(10n ** 4300n, { typeHint: "int" })).toBe("the whole number has more than 4,300 digits");
    expect(checkValue(nested(50), { typeHint: "any" })).toBeUndefined();
    expect(checkValue(nested(51), { typeHint: "any" })).toBe("the value is nested more than 50 levels deep");
  });
});
