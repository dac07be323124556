import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { describeMove, showApart } from "../../../src/cli/format/moved.ts";
import { widthOf } from "../../../src/cli/format/text.ts";
import type { Json } from "../../../src/index.ts";

describe("two values beside each other", () => {
  test.each<[Json, Json, [string, string]]>([
    [0.5, 0.6, ["0.5", "0.6"]],
    [0.1 + 0.2, 0.4, ["0.3", "0.4"]],
    // With six digits they would be the same.
    [0.1234567, 0.1234568, ["0.1234567", "0.1234568"]],
    [1_234_567.5, 1_234_567.6, ["1234567.5", "1234567.6"]],
    [
      [0.1234567, 1],
      [0.1234568, 1],
      ["[0.1234567,1]", "[0.1234568,1]"],
    ],
    ["on", true, ['"on"', "true"]],
    ["1", 1, ['"1"', "1"]],
    [null, 0, ["null", "0"]],
    ["a\u0007", "a", ['"a\\u0007"', '"a"']],
  ])("%j and %j are seen to differ", (one, other, texts) => {
    expect(showApart(one, other)).toEqual(texts);
  });

  test("that are long are shown from shortly before they differ", () => {
    const [start, one, other] = ["x".repeat(60), "one", "other"];
    expect(showApart(`${start}${one}`, `${start}${other}`)).toEqual(['…xxxxxxxone"', '…xxxxxxxother"']);
    expect(showApart("光".repeat(40), `${"光".repeat(40)}!`)).toEqual(['…光光光光光光光光"', '…光光光光光光光光!"']);
  });

  test("are the same text only when they are the same value", () => {
    const value = fc.oneof(
      fc.double({ noNaN: true }).map((number) => number || 0),
      fc.string({ unit: "grapheme-ascii", maxLength: 60 }),
      fc.array(fc.double({ noNaN: true, min: 0.1, max: 1 }), { maxLength: 3 }),
    );
    fc.assert(
      fc.property(value, value, fc.string({ unit: "grapheme-ascii", maxLength: 60 }), (a, b, start) => {
        const [one, other] = [a, b].map((part) => (typeof part === "string" ? start + part : part)) as [Json, Json];
        const shown = showApart(one, other);
        expect(shown[0] === shown[1]).toBe(JSON.stringify(one) === JSON.stringify(other));
        for (const text of shown) expect(widthOf(text)).toBeLessThanOrEqual(40);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a value that a node took in place of another one", () => {
  test.each<[Json, Json, string | undefined]>([
    [0.5, 0.5, undefined],
    [1, 5, "lamp/level took 1, not 5"],
    [1, true, "lamp/level took 1, not true"],
    [[1, 0], [1, 2], "lamp/level took [1,0], not [1,2]"],
    // Numbers of 32 bits are no news.
    [Math.fround(0.1), 0.1, undefined],
    [[Math.fround(0.1), 1], [0.1, 1], undefined],
    [new Map<string, Json>([["x", Math.fround(0.1)]]), new Map<string, Json>([["x", 0.1]]), undefined],
    [
      new Map<string, Json>([["y", 0.1]]),
      new Map<string, Json>([["x", 0.1]]),
      'lamp/level took {"y":0.1}, not {"x":0.1}',
    ],
    [[0.1], [0.1, 0.2], "lamp/level took [0.1], not [0.1,0.2]"],
    [0.1000001, 0.1, "lamp/level took 0.1000001, not 0.1"],
    // A whole number that does not fit into 32 bits is another number.
    [16_777_216, 16_777_217, "lamp/level took 16777216, not 16777217"],
    ["\u001b[2J", "x", 'lamp/level took "\\u001b[2J", not "x"'],
  ])("%j, not %j", (kept, wanted, text) => {
    expect(describeMove("lamp/level", kept, wanted)).toBe(text);
  });
});
