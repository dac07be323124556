import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type ForeignValue, fromForeign, type NumberRule, toForeign } from "../../../src/bridges/core/conversion.ts";
import type { Kind } from "../../../src/bridges/core/kind.ts";
import type { Json } from "../../../src/index.ts";

const float: Kind = { typeHint: "flt", min: 0, max: 1 };
const midi: NumberRule = { range: [0, 127], round: true };

describe("a value that goes out", () => {
  test.each<readonly [string, Json, Kind, NumberRule, readonly ForeignValue[]]>([
    ["a number without a range", 0.5, { typeHint: "flt" }, {}, [0.5]],
    ["a number with a range", 0.5, float, midi, [64]],
    ["the least", 0, float, midi, [0]],
    ["a whole number", 2.5, { typeHint: "int" }, {}, [3]],
    ["a percentage without bounds", 50, { typeHint: "percent" }, { range: [0, 1] }, [0.5]],
    ["a switch", true, { typeHint: "bool" }, {}, [true]],
    ["a switch with a range", true, { typeHint: "bool" }, midi, [127]],
    ["a text", "hall", { typeHint: "string" }, {}, ["hall"]],
    ["a vector", [0, 0.5, 1], { typeHint: "vec3f", min: 0, max: 1 }, { range: [0, 255], round: true }, [0, 128, 255]],
    [
      "a vector with a range for each",
      [1, 1],
      { typeHint: "vec2f", min: [0, 0], max: [1, 2] },
      { range: [0, 10] },
      [10, 5],
    ],
    ["anything else", new Map<string, Json>([["a", 1]]), { typeHint: "any" }, {}, ['{"a": 1}']],
  ])("%s", (_, value, kind, rule, args) => {
    expect(toForeign(value, kind, rule)).toEqual({ args });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("%s is not sent, alone or in a vector", (value) => {
    expect(toForeign(value, float, midi)).toHaveProperty("refused");
    expect(toForeign([0, value], { typeHint: "vec2f" })).toHaveProperty("refused");
  });
});

describe("a value that comes in", () => {
  test.each<readonly [string, readonly ForeignValue[], Kind, NumberRule, Json]>([
    ["a number", [0.5], float, {}, 0.5],
    ["a number of a range", [127], float, midi, 1],
    ["a whole number", [2.5], { typeHint: "int" }, {}, 3],
    ["a number as text", ["0.25"], float, {}, 0.25],
    ["a long", [5n], { typeHint: "flt" }, {}, 5],
    ["a switch for a number", [true], { typeHint: "flt", min: 2, max: 4 }, {}, 4],
    ["a number for a switch", [127], { typeHint: "bool" }, midi, true],
    ["a number under the half", [63], { typeHint: "bool" }, midi, false],
    ["a number for a text", [3], { typeHint: "string" }, {}, "3"],
    ["an impulse for an event", [], { typeHint: "bool", event: true }, {}, true],
    ["an impulse for an event with a range", [], { typeHint: "flt", min: 0, max: 5, event: true }, {}, 5],
    ["out of range, where it is moved", [1.5], { ...float, clamp: true }, {}, 1],
    ["out of range, where another node decides", [1.5], float, { unbounded: true }, 1.5],
  ])("%s", (_, args, kind, rule, value) => {
    expect(fromForeign(args, kind, rule)).toEqual({ value, surplus: 0 });
  });

  test("leaves the components that are missing as they are, and counts those that are too many", () => {
    const kind = { typeHint: "vec3f" };
    expect(fromForeign([1], kind, {}, [4, 5, 6])).toEqual({ value: [1, 5, 6], surplus: 0 });
    expect(fromForeign([1, 2, 3, 4, 5], kind)).toEqual({ value: [1, 2, 3], surplus: 2 });
  });

  test("does not flicker where a fader rests in the middle of a switch", () => {
    const kind = { typeHint: "bool" };
    expect(fromForeign([0.46], kind, {}, true)).toEqual({ value: true, surplus: 0 });
    expect(fromForeign([0.54], kind, {}, false)).toEqual({ value: false, surplus: 0 });
    expect(fromForeign([0.44], kind, {}, true)).toEqual({ value: false, surplus: 0 });
  });

  test.each<readonly [string, readonly ForeignValue[], Kind, string]>([
    ["nothing", [], float, "no value"],
    ["nil", [null], float, "nil is no number"],
    ["a word", ["loud"], float, '"loud" is no number'],
    ["NaN", [Number.NaN], float, "NaN is no number"],
    ["too much", [1.5], float, "1.5 is over the maximum 1"],
    ["too little in a vector", [0, -1], { typeHint: "vec2f", min: 0, max: 1 }, "-1 is under the minimum 0"],
    ["a word for a switch", ["x"], { typeHint: "bool" }, "neither on nor off"],
    ["nil for a text", [null], { typeHint: "string" }, "nil is no text"],
  ])("%s is refused", (_, args, kind, says) => {
    expect(fromForeign(args, kind)).toMatchObject({ refused: expect.stringContaining(says) as string });
  });
});

test("what goes out and comes back is what it was, for every type", () => {
  const numbers = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.oneof(numbers, fc.boolean(), fc.string(), fc.tuple(numbers, numbers)), (value) => {
      const typeHint = Array.isArray(value)
        ? "vec2f"
        : { number: "flt", boolean: "bool", string: "string" }[typeof value as "number"];
      const kind = { typeHint: typeHint as string, min: 0, max: 1 };
      const out = toForeign(value as Json, kind);
      if ("refused" in out) throw new Error(out.refused);
      expect(fromForeign(out.args, kind)).toEqual({ value, surplus: 0 });
    }),
  );
});
