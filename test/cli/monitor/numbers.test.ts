import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitNumber } from "../../../src/cli/format/fit-number.ts";
import { widthOf } from "../../../src/cli/format/text.ts";
import { describeParameter, describeRange, describeValue } from "../../../src/cli/monitor/describe.ts";
import { digitsFor, shareOf, stepped } from "../../../src/cli/monitor/numbers.ts";
import type { Json } from "../../../src/index.ts";
import { parameter } from "./stage.ts";

const FREE = { min: undefined, max: undefined };

describe("where a number is in its range", () => {
  test.each<[Json | undefined, Json | undefined, Json | undefined, number | undefined]>([
    [0.5, 0, 1, 0.5],
    [0, 0, 1, 0],
    [1, 0, 1, 1],
    [-5, 0, 1, 0],
    [7, 0, 1, 1],
    [Number.POSITIVE_INFINITY, 0, 1, 1],
    [Number.NEGATIVE_INFINITY, 0, 1, 0],
    [0, -1, 1, 0.5],
    [Number.NaN, 0, 1, undefined],
    [0.5, 1, 0, undefined],
    [0.5, 1, 1, undefined],
    [0.5, undefined, 1, undefined],
    [0.5, 0, undefined, undefined],
    [0.5, 0, Number.NaN, undefined],
    ["0.5", 0, 1, undefined],
    [true, 0, 1, undefined],
    [[0.5], [0], [1], undefined],
    [1n, 0, 2, undefined],
    // Nobody can say where in an endless range something is.
    [5, 0, Number.POSITIVE_INFINITY, undefined],
    [Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY, undefined],
    [0, -1e308, 1e308, 0.5],
  ])("%o from %o to %o is at %o", (value, min, max, share) => {
    expect(shareOf({ typeHint: "flt", step: undefined, value, min, max })).toBe(share);
  });
});

describe("a step", () => {
  test.each<[string, Parameters<typeof parameter>[1], Json, number, number | undefined]>([
    ["of a hundredth of the range", {}, 0.5, 1, 0.51],
    ["backwards", {}, 0.5, -1, 0.49],
    ["of ten", {}, 0.5, 10, 0.6],
    ["up to the end of the range", {}, 0.995, 10, 1],
    ["down to its beginning", {}, 0.005, -1, 0],
    ["back into the range", {}, 9, -1, 1],
    ["as the parameter says", { step: 0.25 }, 0.5, 1, 0.75],
    ["of an eighth", { step: 0.125 }, 0.5, 1, 0.625],
    ["of a third", { step: 1 / 3 }, 0, 3, 1],
    ["of a whole number", { typeHint: "int", min: 0, max: 10 }, 3, 1, 4],
    ["of a whole number without a range", { typeHint: "int", ...FREE }, -3, -10, -13],
    ["of a whole number that was none", { typeHint: "int", ...FREE }, 2.4, 1, 3],
    ["of percents", { typeHint: "percent", ...FREE }, 50, 1, 51],
    ["without a range", FREE, 0.5, 1, 0.6],
    ["without a range, thrice", FREE, 0, 3, 0.3],
    ["with a lower bound only", { min: 0, max: undefined }, 0.05, -1, 0],
    ["with an upper bound only", { min: undefined, max: 1 }, 0.95, 1, 1],
    ["where the step makes no sense", { step: 0 }, 0.5, 1, 0.51],
    ["where the step is less than nothing", { step: -1 }, 0.5, 1, 0.51],
    ["where the range is turned round", { min: 1, max: 1 }, 1, 1, 1],
    // So wide is the range of who has none: one key must not send 10 to the power of 36.
    ["in the range of all numbers of 32 bits", { min: -3.4e38, max: 3.4e38 }, 0.5, 1, 0.6],
    ["in the range of all numbers", { min: -1.7e308, max: 1.7e308 }, 0.5, 1, 0.6],
    ["in an endless range", { min: 0, max: Number.POSITIVE_INFINITY }, 0.5, 1, 0.6],
    ["of frequencies", { min: 20, max: 20_020 }, 440, 1, 640],
    ["of a bool", { typeHint: "bool" }, 1, 1, undefined],
    ["of a text", { typeHint: "string" }, "a", 1, undefined],
    ["of a vector", { typeHint: "vec2f" }, [1, 2], 1, undefined],
    ["of nothing", {}, null, 1, undefined],
    ["of what is no number", {}, Number.NaN, 1, undefined],
    ["of what has no end", {}, Number.POSITIVE_INFINITY, 1, undefined],
    ["of a whole number that is too large", { typeHint: "int" }, 2n ** 60n, 1, undefined],
  ])("%s", (_what, more, from, steps, value) => {
    expect(stepped(parameter("p", more), from, steps)).toBe(value);
  });

  test("stays on the grid, however many there are", () => {
    let value = 0;
    for (let count = 1; count <= 100; count++) {
      value = stepped(parameter("p"), value, 1) ?? Number.NaN;
      expect(value).toBe(count / 100);
    }
  });

  test("there and back leads to the same number, and never out of the range", () => {
    const domain = parameter("p", { min: -5, max: 5, step: 0.05 });
    fc.assert(
      fc.property(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -30, max: 30 }), (at, steps) => {
        const from = at / 20;
        const there = stepped(domain, from, steps) ?? Number.NaN;
        expect(there >= -5 && there <= 5).toBe(true);
        if (there > -5 && there < 5) expect(stepped(domain, there, -steps)).toBeCloseTo(from, 12);
      }),
    );
  });
});

describe("the digits behind the point", () => {
  test.each<[Parameters<typeof parameter>[1], number | undefined]>([
    [{}, 3],
    [{ max: 10 }, 3],
    [{ max: 11 }, 2],
    [{ max: 1000 }, 2],
    [{ max: 1001 }, 1],
    [{ typeHint: "int" }, 0],
    [{ step: 1 }, 2],
    [{ step: 0.1 }, 2],
    [{ step: 0.125 }, 3],
    [{ step: 0.0005 }, 4],
    [{ step: 1e-9 }, 6],
    [{ step: 1 / 3 }, 6],
    [{ step: 5, ...FREE }, 2],
    [{ step: 0, ...FREE }, undefined],
    [FREE, undefined],
    [{ min: 0, max: undefined }, undefined],
  ])("with %o are %o", (more, digits) => {
    expect(digitsFor(parameter("p", more))).toBe(digits);
  });
});

describe("a value in the list", () => {
  const show = (value: Json | undefined, more: Parameters<typeof parameter>[1] = {}): string =>
    describeValue(parameter("p", more), value);

  test.each<[Json | undefined, Parameters<typeof parameter>[1], string]>([
    [true, {}, "on"],
    [false, {}, "off"],
    [0.5, {}, "0.500"],
    [-0.0001, {}, "0.000"],
    [-0.0006, {}, "-0.001"],
    [0, { typeHint: "int" }, "0"],
    [-0, {}, "0.000"],
    [4_294_967_295, { typeHint: "int", ...FREE }, "4294967295"],
    [4_294_967_295, FREE, "4294967295"],
    [16_777_217, FREE, "16777217"],
    [1_234_567.5, FREE, "1234568"],
    [0.1 + 0.2, FREE, "0.3"],
    [1e21, FREE, "1e+21"],
    [-3.4028234663852886e38, FREE, "-3.40282e+38"],
    [1.5e-9, FREE, "1.5e-9"],
    [Number.NaN, {}, "NaN"],
    [Number.NEGATIVE_INFINITY, {}, "-Infinity"],
    [9_007_199_254_740_993n, { typeHint: "int" }, "9007199254740993"],
    [[0.5, 1], {}, "0.500 1.000"],
    [[0.5, Number.NaN], {}, "0.500 NaN"],
    [[], {}, "[]"],
    [[0.5, "a"], {}, '[0.5,"a"]'],
    ["Act one", {}, '"Act one"'],
    ["", {}, '""'],
    ["\u001b[2J", {}, '"\\u001b[2J"'],
    [null, {}, "null"],
    [undefined, {}, ""],
    [new Map<string, Json>([["a", 1 / 3]]), {}, '{"a":0.333333}'],
  ])("%o (%o) is %j", (value, more, text) => {
    expect(show(value, more)).toBe(text);
  });

  test.each([
    ["0.500", 10, "0.500"],
    ["-1.23457e+300", 14, "-1.23457e+300"],
    ["-1.23457e+300", 10, "-1.23e+300"],
    ["-1.23457e+300", 9, "-1.2e+300"],
    ["-1.23457e+300", 6, "…"],
    ["1234567.891", 10, "1234567.89"],
    ["1234567.891", 8, "1234568"],
    ["12345678901", 10, "1.2346e+10"],
    ["-Infinity", 6, "…"],
  ])("the number %s in %i columns is %s: what is left of it is no other number", (text, width, shown) => {
    expect(fitNumber(text, width)).toBe(shown);
  });

  test("a number is never cut into another one", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e307, max: 1e307 }),
        fc.integer({ min: 9, max: 20 }),
        (value, width) => {
          const text = fitNumber(show(value, FREE), width);
          expect(widthOf(text)).toBeLessThanOrEqual(width);
          expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 0.05 + 5e-324);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("what is known of a parameter", () => {
  test.each<[Parameters<typeof parameter>[1], string]>([
    [{}, "0.5  float  rws  0 … 1"],
    [{ value: 0.1 + 0.2, ...FREE }, "0.30000000000000004  float  rws"],
    [{ value: "Act one", typeHint: "string", ...FREE, access: "rw" }, "Act one  string  rw"],
    [{ value: true, typeHint: "bool", ...FREE, event: true }, "bool  rws  event"],
    [{ value: [1, 2], typeHint: "vec2f", ...FREE }, "vec2f  rws"],
    [{ unit: "%", description: "how bright it is", step: 0.1 }, "0.5  float  rws  0 … 1 step 0.1  %  how bright it is"],
    [{ value: undefined, access: "", ...FREE }, "float"],
  ])("%o: %j", (more, text) => {
    expect(describeParameter(parameter("p", more))).toBe(text);
  });

  test.each<[Parameters<typeof parameter>[1], string]>([
    [{}, "0 … 1"],
    [FREE, ""],
    [{ min: undefined }, "≤ 1"],
    [{ max: undefined }, "≥ 0"],
    [{ step: 0.5 }, "0 … 1 step 0.5"],
    [{ ...FREE, step: 0.5 }, "step 0.5"],
    [{ min: 0, max: 0.1 + 0.2 }, "0 … 0.3"],
    [{ min: -3.4028234663852886e38, max: 3.4028234663852886e38 }, "-3.40282e+38 … 3.40282e+38"],
    [{ min: [0, 0], max: [1, 1] }, "[0,0] … [1,1]"],
  ])("its range with %o is %j", (more, text) => {
    expect(describeRange(parameter("p", more))).toBe(text);
  });
});
