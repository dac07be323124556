import fc from "fast-check";
import { expect, test } from "vitest";

import { type Json, parseJson } from "../../src/bytes/json.ts";
import { formatJson } from "../../src/bytes/json-format.ts";
import { ProtocolError } from "../../src/errors.ts";
import { hostJson, json, toHost } from "./samples.ts";

// What pyZOCP puts on the wire, from recordings (ZOCP 1.2 and the transcripts of its nodes).
test.each<[string, Json]>([
  ['{"SIG": ["emit", NaN]}', new Map([["SIG", ["emit", Number.NaN]]])],
  ['{"SIG": ["emit", Infinity]}', new Map([["SIG", ["emit", Number.POSITIVE_INFINITY]]])],
  ['{"SIG": ["emit", -Infinity]}', new Map([["SIG", ["emit", Number.NEGATIVE_INFINITY]]])],
  ['{"GET": null}', new Map([["GET", null]])],
  ['["h\\u00e9llo \\ud83d\\ude00", 0.30000000000000004, 1e-07, 1e+22]', ["héllo 😀", 0.30000000000000004, 1e-7, 1e22]],
])("reads %s", (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test.each<[string, Json]>([
  [' \t\r\n{ "a"\n:\t[ 1 ,NaN ] } ', new Map([["a", [1, Number.NaN]]])],
  [
    '{"a": 1, "b": 2, "a": 3}',
    new Map([
      ["a", 3],
      ["b", 2],
    ]),
  ],
  ['{"a": {"x": 1}, "a": NaN}', new Map([["a", Number.NaN]])],
  ['["raw é 😀", "\\/", "\\u00E9"]', ["raw é 😀", "/", "é"]],
  ['["\\ud800", "\ud800"]', ["\ud800", "\ud800"]],
  ["1e400", Number.POSITIVE_INFINITY],
  ["[-0.0]", [-0]],
])("reads %j as Python does: white space, repeated names, escapes, lone surrogates", (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "7", "", " ", "1e3", "007"])(
  "takes %j for a name like any other",
  (name) => {
    for (const value of ["1", "NaN"]) {
      const parsed = parseJson(`{"z": ${value}, ${JSON.stringify(name)}: {"x": ${value}}}`);
      expect([...(parsed as Map<string, Json>).keys()]).toEqual(["z", name]);
      expect(({} as { x?: unknown }).x).toBeUndefined();
    }
  },
);

test("keeps the order of names that look like integers, at any depth", () => {
  for (const text of ['{"b": 1, "2": 1, "a": 1, "1": 1}', '[{"o": {"b": 1, "2": 1, "a": 1, "1": 1}}]']) {
    expect(formatJson(parseJson(text))).toBe(text);
  }
});

test.each<[string, Json]>([
  ["9007199254740991", 9007199254740991],
  ["-9007199254740991", -9007199254740991],
  ["9007199254740992", 9007199254740992n],
  ["9007199254740993", 9007199254740993n],
  ["[-9007199254740993]", [-9007199254740993n]],
  ['{"id": 18446744073709551615}', new Map([["id", 18446744073709551615n]])],
  ["1e16", 1e16],
  ["9007199254740993.0", 9007199254740992],
  ["123456789012345678901234567890", 123456789012345678901234567890n],
])("never changes the whole number in %s", (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test("never makes Infinity of a whole number, however long", () => {
  const digits = "9".repeat(400);
  expect(parseJson(digits)).toBe(BigInt(digits));
});

test("refuses a whole number of more digits than Python takes", () => {
  expect(parseJson("7".repeat(4300))).toBe(BigInt("7".repeat(4300)));
  expect(() => parseJson(`[${"7".repeat(4301)}]`)).toThrow(
    "a whole number has 4301 characters, at most 4300 are allowed: it ends at character 4302",
  );
});

test("reads a string of megabytes beside a bare word", () => {
  const long = "a".repeat(16_000_000);
  expect(parseJson(`[NaN, "${long}"]`)).toEqual([Number.NaN, long]);
  expect(() => parseJson(`[NaN, "${long}`)).toThrow(ProtocolError);
});

test.each([nest("[", "1", "]"), nest("[", "NaN", "]"), nest('{"a": ', "1", "}"), nest('{"7": ', "1", "}")])(
  "reads 64 levels and refuses 65",
  (nested) => {
    expect(formatJson(parseJson(nested(64)))).toBe(nested(64));
    expect(() => parseJson(nested(65))).toThrow("the text is nested more than 64 levels deep");
    expect(() => parseJson(nested(100_000))).toThrow("the text is nested more than 64 levels deep");
  },
);

test("takes another limit of depth", () => {
  expect(parseJson("[[1]]", { maxDepth: 2 })).toEqual([[1]]);
  expect(() => parseJson("[[1]]", { maxDepth: 1 })).toThrow("the text is nested more than 1 levels deep");
  expect(parseJson("1", { maxDepth: 0 })).toBe(1);
});

test.each([
  ["", "the text ends at character 0 where a value should be"],
  ["   ", "the text ends at character 3 where a value should be"],
  ["hello there", 'found "hello there" at character 0 where a value should be'],
  ["{", "the text ends at character 1 where a name in quotes should be"],
  ["{a: 1}", 'found "a: 1}" at character 1 where a name in quotes should be'],
  ["{'a': 1}", `found "'a': 1}" at character 1 where a name in quotes should be`],
  ['{"a" 1}', 'found "1}" at character 5 where a colon should be'],
  ['{"a": 1,}', 'found "}" at character 8 where a name in quotes should be'],
  ['{"a": 1 "b"}', 'found "\\"b\\"}" at character 8 where a comma or } should be'],
  ["[1, ]", 'found "]" at character 4 where a value should be'],
  ["[1 2]", 'found "2]" at character 3 where a comma or ] should be'],
  ["[1] 2", 'found "2" at character 4 where the end should be'],
  ["01", 'found "1" at character 1 where the end should be'],
  ["1.", 'found "." at character 1 where the end should be'],
  ["+1", 'found "+1" at character 0 where a value should be'],
  ["-", 'found "-" at character 0 where a value should be'],
  ["nan", 'found "nan" at character 0 where a value should be'],
  ["-NaN", 'found "-NaN" at character 0 where a value should be'],
  ["undefined", 'found "undefined" at character 0 where a value should be'],
  ["True", 'found "True" at character 0 where a value should be'],
  ["\ufeff1", 'found "\ufeff1" at character 0 where a value should be'],
  ["\u00a01", 'found "\u00a01" at character 0 where a value should be'],
  ['["\\x"]', 'found "\\"\\\\x\\"]" at character 1 where a string should be'],
  ['["a\nb"]', 'found "\\"a\\nb\\"]" at character 1 where a string should be'],
  ['["open', 'found "\\"open" at character 1 where a string should be'],
  ['["\\', 'found "\\"\\\\" at character 1 where a string should be'],
  [`[${"x".repeat(99)}]`, `found "${"x".repeat(19)}x" at character 1 where a value should be`],
])("says what is wrong with %j, and where", (text, message) => {
  expect(() => parseJson(text)).toThrow(new ProtocolError("bad-json", `not JSON: ${message}`));
});

test("reads back all that formatJson writes", () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = formatJson(value);
      expect(parseJson(text)).toEqual(value);
      expect(formatJson(parseJson(text))).toBe(text);
    }),
  );
});

test("reads the same values from Python's spelling of floats", () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(parseJson(formatJson(value, { floats: true }))).toEqual(value);
    }),
  );
});

test("agrees with the host's parser where that loses nothing, with and without white space", () => {
  fc.assert(
    fc.property(hostJson, fc.constantFrom(undefined, 1, "\t"), (value, space) => {
      const text = JSON.stringify(value, undefined, space);
      expect(toHost(parseJson(text))).toEqual(JSON.parse(text));
    }),
  );
});

test("reads every number as the host's parser does", () => {
  const digits = fc.tuple(fc.maxSafeInteger(), fc.nat({ max: 20 }), fc.integer({ min: -30, max: 30 }));
  fc.assert(
    fc.property(
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), digits.map(spell)),
      (text) => {
        if (!/^-?\d+$/.test(text)) expect(parseJson(text)).toBe(JSON.parse(text));
      },
    ),
    { numRuns: 2000 },
  );
});

test("accepts of any text what the host's parser accepts", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), noise), (text) => {
      if (hostAccepts(text)) parseJson(text);
      else if (!/NaN|Infinity/.test(text)) expect(() => parseJson(text)).toThrow(ProtocolError);
    }),
    { numRuns: 1000 },
  );
});

test("throws nothing but ProtocolError, whatever the text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), noise), (text) => {
      expect(problem(() => parseJson(text))).toSatisfy(isProtocolErrorOrNothing);
      expect(problem(() => parseJson(text, { maxDepth: 4 }))).toSatisfy(isProtocolErrorOrNothing);
    }),
    { numRuns: 1000 },
  );
});

test("refuses every truncation of an object, an array or a string", () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = formatJson([value]);
      for (let end = 0; end < text.length; end++) expect(() => parseJson(text.slice(0, end))).toThrow(ProtocolError);
    }),
  );
});

/** Texts made of the pieces that JSON is made of: nearly right far more often than arbitrary characters are. */
const noise = fc
  .array(fc.constantFrom(...'{}[]:,"\\-+.eE017 \n'.split(""), "\\u", "null", "tru", "NaN", "-Infinity", '"a"', "9e9"))
  .map((pieces) => pieces.join(""));

/** Digits with a point somewhere in between, and an exponent or none. */
function spell([whole, decimals, exponent]: readonly [number, number, number]): string {
  const all = String(Math.abs(whole)).padStart(decimals + 1, "0");
  const point = all.length - decimals;
  const sign = whole < 0 ? "-" : "";
  const fraction = decimals > 0 ? `.${all.slice(point)}` : "";
  return `${sign}${all.slice(0, point).replace(/^0+(?=\d)/, "")}${fraction}${exponent % 3 === 0 ? "" : `e${exponent}`}`;
}

function nest(open: string, middle: string, close: string): (levels: number) => string {
  return (levels) => open.repeat(levels) + middle + close.repeat(levels);
}

function hostAccepts(text: string): boolean {
  return problem(() => JSON.parse(text)) === undefined;
}

function problem(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

function isProtocolErrorOrNothing(error: unknown): boolean {
  return error === undefined || error instanceof ProtocolError;
}
