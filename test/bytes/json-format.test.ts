import fc from "fast-check";
import { expect, test } from "vitest";

import { type Json, parseJson } from "../../src/bytes/json.ts";
import { formatJson, formatString } from "../../src/bytes/json-format.ts";
import { json } from "./samples.ts";

const nested = new Map<string, Json>().set("b", null).set("7", new Map([["__proto__", false]]));

// Each spelling is what json.dumps of Python 3.11 writes for the same float; see ZOCP 1.2.
test.each([
  [1, "1.0"],
  [0, "0.0"],
  [-0, "-0.0"],
  [-2.5, "-2.5"],
  [0.1 + 0.2, "0.30000000000000004"],
  [1e-4, "0.0001"],
  [0.00012, "0.00012"],
  [9.999e-5, "9.999e-05"],
  [1e-5, "1e-05"],
  [1e-7, "1e-07"],
  [1.5e-10, "1.5e-10"],
  [1e15, "1000000000000000.0"],
  [123456789012345.6, "123456789012345.6"],
  [9999999999999998, "9999999999999998.0"],
  [1e16, "1e+16"],
  [123456789012345680, "1.2345678901234568e+17"],
  [1e22, "1e+22"],
  [-1e100, "-1e+100"],
  [Number.MAX_VALUE, "1.7976931348623157e+308"],
  [Number.MIN_VALUE, "5e-324"],
  [2.2250738585072014e-308, "2.2250738585072014e-308"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
  [Number.NEGATIVE_INFINITY, "-Infinity"],
])("spells the float %d as Python does: %s", (value, spelling) => {
  expect(formatJson(value, { floats: true })).toBe(spelling);
});

// Each spelling is what json.dumps of Python 3.11 writes for the same string.
test.each([
  ["", '""'],
  ["/osc/path", '"/osc/path"'],
  ["héllo 😀", '"h\\u00e9llo \\ud83d\\ude00"'],
  ['say "hi" \\', '"say \\"hi\\" \\\\"'],
  ["\b\f\n\r\t", '"\\b\\f\\n\\r\\t"'],
  ["\0\x1f\x7f\x80", '"\\u0000\\u001f\\u007f\\u0080"'],
  ["\u2028\ufeff\uffff", '"\\u2028\\ufeff\\uffff"'],
  ["\ud800x\udc00", '"\\ud800x\\udc00"'],
])("spells the string %j as Python does", (text, spelling) => {
  expect(formatString(text)).toBe(spelling);
});

test.each<[string, Json]>([
  ["null", null],
  ["true", true],
  ["[]", []],
  ["{}", new Map()],
  ['[1, [2, "a"]]', [1, [2, "a"]]],
  ['{"b": null, "7": {"__proto__": false}}', nested],
  ["18446744073709551615", 18446744073709551615n],
  ["[NaN, -Infinity]", [Number.NaN, Number.NEGATIVE_INFINITY]],
])("writes %s with Python's separators, in the order given", (text, value) => {
  expect(formatJson(value)).toBe(text);
});

test("writes a whole number plainly, and all numbers with a point when floats are asked for", () => {
  expect(formatJson([1, 0.5, -3])).toBe("[1, 0.5, -3]");
  expect(formatJson(new Map([["v", [1, 0.5, -3]]]), { floats: true })).toBe('{"v": [1.0, 0.5, -3.0]}');
});

test("warns by its spelling of a whole number that is not exact", () => {
  expect(formatJson(2 ** 53 - 1)).toBe("9007199254740991");
  expect(formatJson(2 ** 53)).toBe("9007199254740992.0");
  expect(formatJson(1e21)).toBe("1e+21");
  expect(formatJson(-0)).toBe("-0.0");
});

test("writes nothing but printable ASCII", () => {
  fc.assert(fc.property(json, (value) => /^[ -~]*$/.test(formatJson(value))));
});

test("writes floats that are read as the same float", () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      const text = formatJson(value, { floats: true });
      expect(parseJson(text)).toBe(value);
      expect(text).toMatch(/[.e]|NaN|Infinity/);
    }),
  );
});
