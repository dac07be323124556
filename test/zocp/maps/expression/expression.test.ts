import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../../src/bytes/json.ts";
import { compileExpression } from "../../../../src/zocp/maps/expression/expression.ts";
import { faultOf, resultOf } from "./result.ts";

describe("an operator", () => {
  test.each<[string, Json, Json]>([
    ["x + 1", 2, 3],
    ["x - 1", 2, 1],
    ["-x", 2, -2],
    ["x * 3", 2, 6],
    ["x / 4", 2, 0.5],
    ["x % 3", 5, 2],
    ["x % 3", -1, 2],
    ["x ^ 3", 2, 8],
    ["x == 2", 2, true],
    ["x != 2", 2, false],
    ["x < 2", 2, false],
    ["x <= 2", 2, true],
    ["x > 1", 2, true],
    ["x >= 3", 2, false],
    ["x > 1 and x < 3", 2, true],
    ["x < 1 or x > 3", 2, false],
    ["not x", 0.5, false],
    ["not x", 0.4, true],
    ["x > 0.5 ? 10 : 20", 1, 10],
    ["x > 0.5 ? 10 : 20", 0, 20],
    ["x[1]", [4, 5, 6], 5],
    ["x[y + 1.7]", [4, 5, 6], 5],
    ["[x, x / 2, 0]", 1, [1, 0.5, 0]],
  ])("%s of %j is %j", (text, x, result) => {
    expect(resultOf(text, x)).toEqual(result);
  });

  test.each<[string, Json, string]>([
    ["1 + 2 * x ^ 2", 3, "a power before a product before a sum"],
    ["19 - 2 * 2 ^ 3 + 16", 0, "a sum from left to right"],
    ["10 + 3 ^ 2 ^ 0 * 9 - 18 + 2 ^ x - 2 ^ x", 1, "powers from right to left"],
    ["x - -1 - 2 ^ -1 * 2", 19, "a minus before a product, in an exponent too"],
    ["28 + -3 ^ 2", 0, "a power before its minus"],
    ["not x > 3 and x > 1 ? 19 : 0", 2, "a comparison before not, not before and"],
    ["false and false or true ? 19 : 0", 0, "and before or"],
    ["x ? 19 : x ? 1 : 2", 1, "the choice that is written last belongs to the one before"],
    ["(1 + 2) * 6 + 1", 0, "brackets before anything"],
    ["-x.y + 20", [0, 1], "an element before a minus"],
    ["[3, 19][1]", 0, "an element of a vector that is written there"],
  ])("%s is 19: %3$s", (text, x) => {
    expect(resultOf(text, x)).toBe(19);
  });

  test("takes the elements of vectors one by one, and a number beside each", () => {
    expect(resultOf("x * [1, 2, 3] + 1", [1, 1, 1])).toEqual([2, 3, 4]);
    expect(resultOf("1 - x", [0.25, 0.5])).toEqual([0.75, 0.5]);
    expect(resultOf("x + [1, 2]", [1, 2, 3])).toBeUndefined();
  });

  test("makes one vector of several, of at most 16 elements", () => {
    expect(resultOf("[x, 1]", [0.1, 0.2, 0.3])).toEqual([0.1, 0.2, 0.3, 1]);
    const four = [1, 2, 3, 4];
    expect(resultOf("[x, x, x, x]", four)).toEqual([...four, ...four, ...four, ...four]);
    expect(resultOf("[x, x, x, x, 1]", four)).toBeUndefined();
  });

  test("names elements by place and by colour; one that is not there is no result", () => {
    const elements = [..."xyzwrgba"].map((name) => resultOf(`x.${name}`, [1, 2, 3, 4]));
    expect(elements).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    expect(resultOf("x.z", [1, 2])).toBeUndefined();
    expect(resultOf("x[-1]", [1, 2])).toBeUndefined();
    expect(resultOf("x[0] + x.r", 2)).toBe(4);
  });

  test("compares texts as texts, vectors by all elements, and anything else as numbers", () => {
    expect(resultOf("x == 'go' ? 1 : 0", "go")).toBe(1);
    expect(resultOf('x < "b"', "a")).toBe(true);
    expect(resultOf("x == 1", "1")).toBe(true);
    expect(resultOf("x == [1, 2]", [1, 2])).toBe(true);
    expect(resultOf("x == [1, 2]", [1, 3])).toBe(false);
    expect(resultOf("x == [1, 2]", [1, 2, 3])).toBe(false);
    expect(resultOf("x < 2", [1, 1])).toBe(true);
    expect(resultOf("x < 2", [1, 2])).toBe(false);
  });

  test("takes yes and no for 1 and 0, and a text for the number that it says", () => {
    expect(resultOf("x + 1", true)).toBe(2);
    expect(resultOf("x * 2", " 1.5 ")).toBe(3);
    expect(resultOf("x * 2", "loud")).toBeUndefined();
    expect(resultOf("x + 0", "")).toBeUndefined();
    expect(["true", "1", "on", "0", "off", ""].map((x) => resultOf("x ? 1 : 0", x))).toEqual([1, 1, 1, 0, 0, 0]);
    expect(resultOf("x and [1, 0]", [0.7, 0])).toBe(true);
  });
});

describe("a name", () => {
  test("reads the time: dt since the value before, t of the show or of the node", () => {
    const link = compileExpression("[dt, t]").instance();
    expect(link.evaluate({ x: 0, now: 5000 })).toEqual([0, 5]);
    expect(link.evaluate({ x: 0, now: 5250, t: 81 })).toEqual([0.25, 81]);
  });

  test("reads what was: prev of x, and y, the last result, which begins at 0", () => {
    const link = compileExpression("[prev, y[0] + x]").instance();
    expect([1, 2, 3].map((x) => link.evaluate({ x, now: 0 }))).toEqual([
      [1, 1],
      [1, 3],
      [2, 4],
    ]);
    link.reset();
    expect(link.evaluate({ x: 9, now: 0 })).toEqual([9, 9]);
  });

  test("reads the bounds of the sensor, which are infinite where there are none", () => {
    const link = compileExpression("clamp(x, min, max)").instance();
    expect(link.evaluate({ x: 5, now: 0, min: 0, max: 1 })).toBe(1);
    expect(link.evaluate({ x: 5, now: 0 })).toBe(5);
    expect(link.evaluate({ x: [5, 5], now: 0, max: [1, 2] })).toEqual([1, 2]);
  });

  test("reads what was added: the sources of a sensor", () => {
    const join = compileExpression("max(a, b) * x", { sources: ["a", "b"] }).instance();
    expect(join.evaluate({ x: 2, now: 0, sources: [3, 4] })).toBe(8);
    expect(join.evaluate({ x: 2, now: 0, sources: [3] })).toBeUndefined();
    expect(faultOf("max(a, b)")).toMatch(/^column 5: there is no "a"/);
  });

  test("is pi or tau", () => {
    expect(resultOf("tau / pi", 0)).toBe(2);
  });

  test("tells whether an expression needs every value", () => {
    const stateful = ["y + 1", "prev", "dt", "ema(x, 1)", "delta(x)", "random()"];
    const free = ["x", "t", "random(x)", "noise(t)", "min + max"];
    expect(stateful.filter((text) => !compileExpression(text).stateful)).toEqual([]);
    expect(free.filter((text) => compileExpression(text).stateful)).toEqual([]);
    expect([...compileExpression("clamp(x, min, max) + t").names]).toEqual(["x", "min", "max", "t"]);
  });
});

describe("a value that is none", () => {
  test.each<[string, Json]>([
    ["x", Number.NaN],
    ["1 / x", 0],
    ["sqrt(x)", -1],
    ["log(x)", 0],
    ["[1, 1 / x]", 0],
    ["x", null],
    ["x", new Map()],
    ["x", []],
    ["x", ["a"]],
    ["x", new Array(17).fill(0)],
    ["x", "a".repeat(1001)],
    ["x + 0", "1".repeat(101)],
  ])("%s of %o has no result", (text, x) => {
    expect(resultOf(text, x)).toBeUndefined();
  });

  test("leaves the last result, and no memory is lost by it", () => {
    const link = compileExpression("[y[0], ema(x, 0.5), delta(x)] + 1").instance();
    const results = [1, Number.NaN, 3].map((x) => link.evaluate({ x, now: 0 }));
    expect(results).toEqual([[1, 2, 1], undefined, [2, 3, 3]]);
  });

  test("may be on the way to a result", () => {
    expect(resultOf("clamp(1 / x, 0, 10)", 0)).toBe(10);
    expect(resultOf("x == 1 ? 5 : 0 / 0", 1)).toBe(5);
  });

  test("is not a big whole number", () => {
    expect(resultOf("x * 2", 2n ** 60n)).toBe(2 ** 61);
    expect(resultOf("x * 2", [2n ** 60n])).toEqual([2 ** 61]);
  });
});

describe("a text that is no expression", () => {
  test.each<[string, string]>([
    ["", "column 1: the expression ends where a value should be"],
    ["x +", "column 4: the expression ends where a value should be"],
    ["x x", 'column 3: found "x" where an operator or the end should be'],
    ["2x", 'column 2: found "x" where an operator or the end should be'],
    ["x + * 2", 'column 5: found "*" where a value should be'],
    ["(x", "column 3: the expression ends where an operator or ) should be"],
    ["x)", 'column 2: found ")" where an operator or the end should be'],
    ["clamp(x 0)", 'column 9: found "0" where a comma or ) should be'],
    ["[x, 1", "column 6: the expression ends where a comma or ] should be"],
    ["x ? 1", "column 6: the expression ends where an operator or : should be"],
    ["x.red", 'column 3: no element has the name "red"; there are x y z w r g b a'],
    ["x.", "column 3: the expression ends where the name of an element should be"],
    ["x ** 2", 'column 3: found "**"; did you mean "^"?'],
    ["x && 1", 'column 3: found "&&"; did you mean "and"?'],
    ["x || 1", 'column 3: found "||"; did you mean "or"?'],
    ["!x", 'column 1: found "!"; did you mean "not"?'],
    ["x = 1", 'column 3: found "="; did you mean "=="?'],
    ["x; 1", 'column 2: found ";", which no expression has'],
    ["x + 🎭", 'column 5: found "🎭", which no expression has'],
    ["x == 'a", "column 6: the text has no closing '"],
    ["0 < x < 1", "column 7: comparisons form no chain; did you mean a < b and b < c?"],
    ["1e999", "column 1: 1e999 is too large for a number"],
    ["smoothstp(0, 1, x)", 'column 1: there is no "smoothstp"; did you mean "smoothstep"?'],
    ["pref", 'column 1: there is no "pref"; did you mean "prev"?'],
    ["sin", "column 1: sin is a function; did you mean sin(x)?"],
    ["x(1)", "column 1: x is a value and no function; did you mean x * (…)?"],
    ["clamp(x, 0)", "column 1: clamp takes 3 values, not 2"],
    ["sin()", "column 1: sin takes 1 value, not 0"],
    ["random(1, 2)", "column 1: random takes 0 to 1 values, not 2"],
    ["min()", "column 1: min takes 1 value or more, not 0"],
  ])("%j is refused", (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  test.each<[string, string, string]>([
    ["1,000 characters", `x${" ".repeat(999)}`, `x${" ".repeat(1000)}`],
    ["32 levels of brackets", `${"(".repeat(32)}x${")".repeat(32)}`, `${"(".repeat(33)}x${")".repeat(33)}`],
    ["32 levels of signs", `${"-".repeat(32)}x`, `${"-".repeat(33)}x`],
    ["32 levels of choices", `${"x?1:".repeat(32)}0`, `${"x?1:".repeat(33)}0`],
    ["32 levels of powers", `x${"^x".repeat(32)}`, `x${"^x".repeat(33)}`],
    ["200 operations", `x${"+x".repeat(200)}`, `x${"+x".repeat(201)}`],
  ])("has more than %s", (_limit, longest, more) => {
    expect(() => compileExpression(longest)).not.toThrow();
    expect(faultOf(more)).toMatch(/limit is 1000|more than (32|200)/);
  });
});

test("what was read gives the same whatever stands between the signs", () => {
  const space = fc.stringMatching(/^[ \t\n]{0,3}$/);
  fc.assert(
    fc.property(fc.array(space, { minLength: 9, maxLength: 9 }), fc.double(), (spaces, x) => {
      const spread = ["mix(", "x", ",", "[1,2]", "[", "1", "]", ", 0.5", ")"]
        .map((sign, i) => sign + spaces[i])
        .join("");
      expect(resultOf(spread, x)).toEqual(resultOf("mix(x,[1,2][1],0.5)", x));
    }),
  );
});
