import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Printable, toJsonText, toReadableText } from "../../../src/cli/format/json.ts";
import { showQuoted } from "../../../src/cli/format/text.ts";
import { parseValue } from "../../../src/cli/stdio/value.ts";
import { parseWord } from "../../../src/cli/stdio/word.ts";
import { type Json, parseJson } from "../../../src/index.ts";

describe("JSON for programs", () => {
  test.each<[Printable, string]>([
    [undefined, "null"],
    [null, "null"],
    [true, "true"],
    [0, "0"],
    [-0, "0"],
    [1.5, "1.5"],
    [1e21, "1e+21"],
    [5e-324, "5e-324"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"],
    [2n ** 70n, "1180591620717411303424"],
    [-1n, "-1"],
    [Number.NaN, "null"],
    [Number.POSITIVE_INFINITY, "null"],
    ["", '""'],
    ['"\\\n\u0007', '"\\"\\\\\\n\\u0007"'],
    ["\ud800", '"\\ud800"'],
    ["光", '"光"'],
    [[], "[]"],
    [[1, undefined, [null]], "[1,null,[null]]"],
    [{}, "{}"],
    [{ b: 1, a: undefined, c: null }, '{"b":1,"c":null}'],
    [new Map(), "{}"],
    [
      new Map<string, Printable>([
        ["2", 1],
        ["1", { x: [] }],
        ["__proto__", "p"],
      ]),
      '{"2":1,"1":{"x":[]},"__proto__":"p"}',
    ],
  ])("of %o is %s", (value, text) => {
    expect(toJsonText(value)).toBe(text);
  });

  test("is one line, and what the host's own JSON reads as the same", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = toJsonText(value as Printable);
        expect(text).not.toMatch(/[\n\r]/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 200 },
    );
  });

  test("is what our reader reads back as the same text, with the order of its names", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const text = toJsonText(value as Printable);
        expect(toJsonText(parseJson(text))).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});

describe("JSON for people", () => {
  test.each<[Printable, number | undefined, string]>([
    [0.1 + 0.2, undefined, "0.30000000000000004"],
    [0.1 + 0.2, 6, "0.3"],
    [1 / 3, 6, "0.333333"],
    [-1234.5678, 6, "-1234.57"],
    [1234567, 6, "1234567"],
    [0.000001234567, 6, "0.00000123457"],
    [1.5e-9, 6, "1.5e-9"],
    [Number.NaN, 6, "NaN"],
    [Number.NEGATIVE_INFINITY, 6, "-Infinity"],
    [[0.1 + 0.2, { a: 2 / 3 }], 3, '[0.3,{"a":0.667}]'],
    [12n, 3, "12"],
  ])("of %o with %s digits is %s", (value, digits, text) => {
    expect(toReadableText(value, digits)).toBe(text);
  });

  test("has every digit of a number unless it is asked for fewer", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        const read = Number(toReadableText(value));
        expect(Object.is(read, value === 0 ? 0 : value)).toBe(true);
      }),
    );
  });
});

describe("what is shown can be typed again", () => {
  const typed = (value: Json, typeHint: string): Json => parseValue([toReadableText(value)], { typeHint });

  test.each<[string, Json]>([
    ["flt", 0.1 + 0.2],
    ["flt", -1e-7],
    ["flt", 1e21],
    ["flt", 5e-324],
    ["flt", Number.MAX_VALUE],
    ["flt", Number.NaN],
    ["flt", Number.NEGATIVE_INFINITY],
    ["int", 2 ** 53 - 1],
    ["int", 9007199254740993n],
    ["int", -1],
    ["percent", 50.5],
    ["bool", true],
    ["bool", false],
    ["string", "two words"],
    ["string", ""],
    ["string", '"'],
    ["string", "50%"],
    ["string", "\u001b[2J"],
    ["vec2f", [0.5, -1e-7]],
    ["vec3f", [1, 2, 3]],
    [
      "colour",
      new Map<string, Json>([
        ["r", 1],
        ["g", [null, "x"]],
      ]),
    ],
    ["list", []],
  ])("as %s: %o", (typeHint, value) => {
    expect(typed(value, typeHint)).toEqual(value);
  });

  test("whatever number it is, and as a bare word, too", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(typed(value, "flt"))).toBe(value === 0 ? 0 : value);
        expect(Number(parseWord(toReadableText(value)))).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 300 },
    );
  });

  test("whatever text it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (value) => {
        expect(typed(value, "string")).toBe(value);
        expect(parseWord(toReadableText(value))).toBe(value);
      }),
      { numRuns: 200 },
    );
  });

  test("whatever whole number it is, however large", () => {
    fc.assert(
      fc.property(fc.bigInt(), (value) => {
        expect(BigInt(String(typed(value, "int")))).toBe(value);
      }),
    );
  });

  test("also the text that stands in quotes among words, where it is not cut", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 30 }), (value) => {
        expect(parseWord(showQuoted(value, 200))).toBe(value);
      }),
    );
  });
});
