import { expect, test } from "vitest";
import { compileExpression } from "../../../../src/zocp/maps/expression/expression.ts";
import { faultOf } from "./result.ts";

// Each of them took hold of some other expression language, or of this one if it were written without care.
test.each([
  "constructor",
  "__proto__",
  "toString()",
  "x.constructor",
  "x.__proto__.polluted",
  "x['constructor']('return process')()",
  "constructor.constructor('return 1')()",
  "hasOwnProperty('x')",
  "valueOf()",
  "globalThis.process.exit(1)",
  "process",
  "this",
  "eval('1')",
  "import('node:fs')",
  "(() => x)()",
  "x = 1",
  "while(true) 1",
  "`x`",
  "/(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaa!')",
  "x\u0000",
  "new Array(1e9)",
  "random(1e999)",
  `${"(".repeat(500)}x${")".repeat(500)}`,
  "[".repeat(1000),
  "-".repeat(1000),
  "((((((((((((((((((((".repeat(50),
  "a".repeat(1000),
  '"'.repeat(999),
])("%j is refused, and nothing happens", (text) => {
  expect(faultOf(text)).toMatch(/^column \d+: /);
  expect({}).not.toHaveProperty("polluted");
});

test("an index that is a text is a number or nothing", () => {
  for (const index of ["constructor", "__proto__", "length", "toString"]) {
    const link = compileExpression(`x['${index}']`).instance();
    expect(link.evaluate({ x: [1, 2], now: 0 })).toBeUndefined();
    expect(link.evaluate({ x: "text", now: 0 })).toBeUndefined();
  }
});

test("names that every object has are added without harm", () => {
  const sources = ["constructor", "__proto__", "toString"];
  const link = compileExpression("constructor + __proto__ + toString", { sources }).instance();
  expect(link.evaluate({ x: 0, now: 0, sources: [1, 2, 3] })).toBe(6);
});

test("no vector grows: what a result was goes into the next", () => {
  const link = compileExpression("[y, y, x]").instance();
  const sizes = Array.from({ length: 50 }, () => link.evaluate({ x: 1, now: 0 })).map((value) =>
    Array.isArray(value) ? value.length : 0,
  );
  expect(Math.max(...sizes)).toBeLessThanOrEqual(16);
});
