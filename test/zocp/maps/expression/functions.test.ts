import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../../src/bytes/json.ts";
import { compileExpression } from "../../../../src/zocp/maps/expression/expression.ts";
import { FUNCTIONS } from "../../../../src/zocp/maps/expression/functions.ts";
import { resultOf } from "./result.ts";

const CASES: readonly [text: string, x: Json, result: Json][] = [
  ["abs(x)", [-2, 3], [2, 3]],
  ["sign(x)", [-2, 0, 3], [-1, 0, 1]],
  ["floor(x)", [1.7, -1.2], [1, -2]],
  ["ceil(x)", [1.2, -1.7], [2, -1]],
  ["round(x)", [1.5, 2.5, -1.5, 1.4], [2, 3, -2, 1]],
  ["sqrt(x)", 9, 3],
  ["pow(x, 3)", 2, 8],
  ["exp(x)", 1, Math.E],
  ["log(x)", Math.E, 1],
  ["sin(x)", Math.PI / 2, 1],
  ["cos(x)", Math.PI, -1],
  ["tan(x)", Math.PI / 4, 1],
  ["atan2(x, 1)", 1, Math.PI / 4],
  ["min(x, 2, 3)", 1, 1],
  ["min(x)", [3, 1, 2], 1],
  ["min(x, 2)", [3, 1], [2, 1]],
  ["max(x, 2, 3)", 1, 3],
  ["max(x)", [3, 1, 2], 3],
  ["max(x, [1, 5])", [3, 1], [3, 5]],
  ["clamp(x, 0, 1)", [-1, 0.5, 2], [0, 0.5, 1]],
  ["mix(10, 20, x)", 0.25, 12.5],
  ["mix([0, 1], [1, 0], x)", 0.25, [0.25, 0.75]],
  ["fit(x, 0, 127, 0, 1)", 127, 1],
  ["fit(x, 0, 1, 20, 10)", [0, 0.5, 2], [20, 15, 0]],
  ["step(0.5, x)", [0.4, 0.5, 0.6], [0, 1, 1]],
  ["smoothstep(0, 2, x)", [-1, 0.5, 1, 3], [0, 0.15625, 0.5, 1]],
  ["mod(x, 3)", [4, -1], [1, 2]],
  ["wrap(x, -1, 1)", [1.5, -1.5, 0.5, 1], [-0.5, 0.5, 0.5, -1]],
  ["deg(x)", Math.PI, 180],
  ["rad(x)", 180, Math.PI],
  ["mtof(x)", [69, 81], [440, 880]],
  ["ftom(x)", [440, 220], [69, 57]],
  ["dbtoamp(x)", [0, 20], [1, 10]],
  ["amptodb(x)", [1, 10], [0, 20]],
  ["length(x)", [3, 4], 5],
  ["length(x)", -2, 2],
  ["dot(x, [2, 3])", [4, 5], 23],
  ["if(x > 1, 5, 6)", 2, 5],
  ["noise(0) == noise(0)", 0, true],
  ["random(x) == random(x)", 7, true],
  ["ema(x, 0.5)", 3, 3],
  ["delta(x)", 3, 0],
];

describe("a function", () => {
  test.each(CASES)("%s of %j is %j", (text, x, result) => {
    const found = resultOf(text, x);
    if (typeof result === "boolean") return expect(found).toBe(result);
    const [numbers, wanted] = [[found].flat(), [result].flat()] as readonly [number[], number[]];
    expect(numbers).toHaveLength(wanted.length);
    for (const [index, number] of wanted.entries()) expect(numbers[index]).toBeCloseTo(number, 12);
  });

  test("has a row here", () => {
    const named = new Set(CASES.map(([text]) => text.replace(/\(.*/, "")));
    expect([...FUNCTIONS.keys()].filter((name) => !named.has(name))).toEqual([]);
  });

  test("of half units rounds as its inverse does", () => {
    const level = fc.double({ min: -100, max: 100, noNaN: true });
    const inverses = [
      "ftom(mtof(x))",
      "amptodb(dbtoamp(x))",
      "rad(deg(x))",
      "log(exp(x))",
      "fit(fit(x,1,2,3,4),3,4,1,2)",
    ];
    fc.assert(
      fc.property(level, fc.constantFrom(...inverses), (x, text) => {
        expect(resultOf(text, x)).toBeCloseTo(x, 8);
      }),
    );
  });

  test("that has bounds stays within them", () => {
    const any = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(any, (x) => {
        for (const text of ["clamp(x, -1, 2)", "wrap(x, -1, 2)", "smoothstep(-1, 1, x)", "noise(x)", "random(x)"]) {
          const result = resultOf(text, x);
          expect(result, text).toBeGreaterThanOrEqual(-1);
          expect(result, text).toBeLessThanOrEqual(2);
        }
      }),
    );
  });
});

describe("memory", () => {
  test("of ema goes a share of the way, and begins anew when the number of elements changes", () => {
    const link = compileExpression("ema(x, 0.5)").instance();
    const values: Json[] = [0, 4, 4, [8, 8], [0, 8], 1];
    expect(values.map((x) => link.evaluate({ x, now: 0 }))).toEqual([0, 2, 3, [8, 8], [4, 8], 1]);
  });

  test("of ema with any weight does not leave the values that came", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double())), (values) => {
        const link = compileExpression("ema(x[0], x[1])").instance();
        for (const x of values) {
          const result = link.evaluate({ x, now: 0 });
          if (result === undefined) continue;
          expect(result).toBeGreaterThanOrEqual(0);
          expect(result).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("of delta is the value before", () => {
    const link = compileExpression("delta(x)").instance();
    expect([1, 3, 2].map((x) => link.evaluate({ x, now: 0 }))).toEqual([0, 2, -1]);
  });

  test("belongs to a place in the expression, and to an instance", () => {
    const expression = compileExpression("[delta(x), delta(x * 2)]");
    const [one, other] = [expression.instance(), expression.instance()];
    one.evaluate({ x: 0, now: 0 });
    expect(one.evaluate({ x: 1, now: 0 })).toEqual([1, 2]);
    expect(other.evaluate({ x: 5, now: 0 })).toEqual([0, 0]);
  });

  test("misses no value in a branch that is not taken", () => {
    const link = compileExpression("x > 2 ? delta(x) : 0").instance();
    expect([1, 2, 3].map((x) => link.evaluate({ x, now: 0 }))).toEqual([0, 0, 1]);
  });
});

describe("chance", () => {
  const drawn = (seed: number, text = "random()"): (Json | undefined)[] => {
    const link = compileExpression(text).instance({ seed });
    return Array.from({ length: 1000 }, () => link.evaluate({ x: 0, now: 0 }));
  };

  test("gives the same numbers for the same seed, and others for another", () => {
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    expect(new Set(drawn(1)).size).toBeGreaterThan(990);
    expect(drawn(1, "random() == random()")).not.toContain(true);
  });

  test.each(["random()", "random(y + 1 + x)", "random([y, 0.5][0] * 3 + 1)"])("%s is spread evenly", (text) => {
    const numbers = drawn(3, text) as number[];
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = numbers.filter((number) => Math.floor(number * 10) === tenth).length;
      expect(share).toBeGreaterThan(50);
      expect(share).toBeLessThan(160);
    }
  });

  test("of noise is a line without jumps", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (x) => {
        const [here, near] = [resultOf("noise(x)", x), resultOf("noise(x)", x + 0.001)] as number[];
        expect(Math.abs((here ?? 9) - (near ?? 0))).toBeLessThan(0.002);
      }),
    );
  });
});
