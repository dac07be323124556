import { expect, test } from "vitest";
import { type Bounded, drawnSpan, onStep, rangeOf, stepped } from "../../composer/model/network/range.ts";
import { cssColour, hexColour, likeColour } from "../../composer/model/view/colour.ts";
import { formatExact, formatNumber, formatValue, readNumber, readTyped } from "../../composer/model/view/format.ts";
import type { Json } from "../../src/index.ts";

test.each([
  [0, "0"],
  [42, "42"],
  [-7, "-7"],
  [1_234_567, "1234567"],
  [0xff8800, "16746496"],
  [2_147_483_647, "2147483647"],
  [9_007_199_254_740_991, "9007199254740991"],
  [0.5, "0.500"],
  [0.25, "0.250"],
  [12.5, "12.50"],
  [0.123456789, "0.123…"],
  [0.1234, "0.1234"],
  [0.99999, "0.999…"],
  [-0.99999, "-0.999…"],
  [12.3456, "12.34…"],
  [1234.5, "1234.5"],
  [1_234_567.25, "1234567.25"],
  [1_234_567.125, "1234567.1…"],
  [0.00012345678, "1.23…e-4"],
  [1e-5, "1.00e-5"],
  [1e21, "1e+21"],
  [Number.NaN, "NaN"],
] as const)("%d is shown as %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("what is shown without … reads back as the same number, and what is shown with it never claims more than is so", () => {
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let tries = 0; tries < 20_000; tries += 1) {
    const size = 10 ** Math.floor(random() * 16 - 7);
    const value = (tries % 3 === 0 ? Math.round(random() * 1000) / 1000 : random()) * size * (tries % 2 === 0 ? 1 : -1);
    const text = formatNumber(value);
    const shown = Number(text.replace("…", ""));
    if (!text.includes("…")) expect(shown, text).toBe(value + 0);
    else {
      expect(Math.abs(shown), text).toBeLessThanOrEqual(Math.abs(value));
      const room = Math.abs(value) < 0.001 ? Math.abs(value) / 90 : Math.max(0.001, Math.abs(value) / 90);
      expect(Math.abs(shown - value), text).toBeLessThanOrEqual(room);
    }
    expect(Number(formatExact(value))).toBe(value + 0);
  }
});

test("whole numbers beyond 2^53, vectors and colours are shown as they are", () => {
  expect(formatValue(2n ** 60n)).toBe("1152921504606846976");
  expect(formatExact(2n ** 60n)).toBe("1152921504606846976");
  expect(formatValue([0.25, 1, 0.333333])).toBe("0.25  1  0.33…");
  expect(formatExact([0.123456789, 2], 0)).toBe("0.123456789");
  expect(formatValue("#Ff8800")).toBe("#Ff8800");
});

const bounds = (typeHint: string, min?: Json, max?: Json): Bounded => ({
  typeHint,
  min,
  max,
  step: undefined,
  value: 0,
});
const [INT, FLOAT] = ["int", "flt"].map((typeHint) => bounds(typeHint)) as [Bounded, Bounded];

test.each([
  ["flt", 0, 1, "50%", 0.5],
  ["flt", 20, 20_000, "100 %", 20_000],
  ["flt", undefined, 200, "10%", 20],
  ["flt", undefined, undefined, "50%", 0.5],
  ["int", 0, 255, "50%", 128],
  ["percent", 0, 200, "50%", 50],
])("%s from %s to %s: %s is a share of the range", (typeHint, min, max, text, number) => {
  expect(readTyped(text, bounds(typeHint, min, max))).toEqual({ number });
});

test("what is typed is sent as it is, or not at all", () => {
  expect(["0xff8800", "#ff8800", "1,5", "+3", "12345678901234567890"].map(readNumber)).toEqual([
    ...[0xff8800, 0xff8800, 1.5, 3, 12345678901234567890n],
  ]);
  expect(["1e400", "Infinity", "1,234,567", "5 6", "--1", "NaN"].map(readNumber)).toEqual(Array(6).fill(undefined));
  expect(readTyped("1.5", INT)).toEqual({ wrong: "1.5 is no whole number" });
  expect(readTyped("five", FLOAT)).toEqual({ wrong: '"five" is no number' });
  expect(readTyped("9007199254740993", INT)).toEqual({ number: 9007199254740993n });
  expect(readTyped("9007199254740993", FLOAT)).toEqual({ number: 9007199254740992 });
});

test.each([
  ["flt", undefined, 1, { least: 0, most: 1 }],
  ["int", undefined, 255, { least: 0, most: 255 }],
  ["flt", 0, 5, { least: 0, most: 5 }],
  ["flt", -1, 1, { least: -1, most: 1 }],
  ["flt", undefined, -1, undefined],
  ["flt", undefined, 0, undefined],
  ["flt", 0, undefined, undefined],
  ["flt", 3, 3, undefined],
  ["flt", undefined, undefined, undefined],
  ["percent", undefined, undefined, { least: 0, most: 100 }],
  ["percent", undefined, 1, { least: 0, most: 1 }],
  ["percent", 20, undefined, { least: 20, most: 100 }],
  ["percent", 0, 1, { least: 0, most: 1 }],
] as const)("a %s from %s to %s is drawn between %j", (typeHint, min, max, span) => {
  expect(drawnSpan(bounds(typeHint, min, max))).toEqual(span);
});

test("a number outside of what is drawn comes back step by step", () => {
  const range = rangeOf(bounds("percent"));
  expect(range).toEqual({ least: 0, most: 100, step: 1 });
  expect(stepped(150, -1, range, false)).toBe(149);
  expect(stepped(100, 1, range, false)).toBe(100);
  expect(stepped(0, -1, range, false)).toBe(0);
  expect(stepped(0.1, 1, rangeOf(bounds("flt", undefined, 1)), false)).toBe(0.11);
});

test("steps leave no dust, and whole numbers are whole", () => {
  const range = { least: 0, most: 1, step: 0.1 };
  expect(onStep(0.1 + 0.2, range, false)).toBe(0.3);
  expect(onStep(3.4, { least: 0, most: 10, step: 0.5 }, true)).toBe(4);
});

test("a colour field that is closed as it was opened changes nothing, and keeps the digits of what it did not change", () => {
  const fine = [0.123456, 0.5, 0.987654];
  expect(likeColour(hexColour(fine), fine)).toBeUndefined();
  expect(likeColour("#1f00fc", fine)).toEqual([0.123456, 0, 0.987654]);
  expect(likeColour("#FF8800", "#ff8800")).toBeUndefined();
  expect(likeColour("#ff8801", "#FF8800")).toBe("#ff8801");
  expect(likeColour("#ff0000", [0, 0, 0, 0.3])).toEqual([1, 0, 0, 0.3]);
});

test("the scale of a colour is what its node says, also when it is dark", () => {
  expect(likeColour("#ff0000", [0, 0, 0], 255)).toEqual([255, 0, 0]);
  expect(cssColour([1, 1, 1], [255, 255, 255])).toBe("rgb(1 1 1)");
  expect(hexColour([1, 1, 1], 1)).toBe("#ffffff");
});
