import { expect, test } from "vitest";
import { onStep, type Range, rangeOf, stepped, withoutDust } from "../../composer/model/network/range.ts";
import {
  formatAge,
  formatClock,
  formatExact,
  formatTime,
  formatValue,
  readTyped,
  roundFigure,
} from "../../composer/model/view/format.ts";
import { grip, slideNumber } from "../../composer/model/view/slide.ts";
import type { Json } from "../../src/index.ts";
import { SeededRandom } from "../../src/net/sim/seeded-random.ts";

const of = (value: Json, typeHint = "flt", more: object = {}) => ({
  typeHint,
  value,
  min: undefined,
  max: undefined,
  step: undefined,
  ...more,
});

test.each<[now: Json, text: string, typeHint: string, result: Json]>([
  [1_764_526_000_123, "+1", "int", 1_764_526_000_124],
  [1_764_526_000_123, "-=1", "flt", 1_764_526_000_122],
  [1_764_526_000_123.5, "+0.25", "flt", 1_764_526_000_123.75],
  [1_234_567_890_123, "*2", "int", 2_469_135_780_246],
  [2n ** 60n, "+1", "int", 2n ** 60n + 1n],
  [2n ** 60n, "-=1", "int", 2n ** 60n - 1n],
  [2n ** 60n, "*3", "int", 3n * 2n ** 60n],
  [-(2n ** 60n), "/2", "int", -(2 ** 59)],
  [7, "+1152921504606846976", "int", 2n ** 60n + 7n],
  [0.1, "+0.2", "flt", 0.3],
  [0.7, "+0.1", "flt", 0.8],
  [100.1, "-=100", "flt", 0.1],
  [0.07, "*100", "flt", 7],
  [1, "/3", "flt", 0.333333333333333],
  [1e-20, "*2", "flt", 2e-20],
  [1e300, "*10", "flt", 1e301],
])("%s %s (%s) is %s, to the last digit", (now, text, typeHint, result) => {
  const read = readTyped(text, of(now, typeHint));
  expect(read).toEqual({ number: result });
});

test("what would be no number, or beyond all numbers, is not sent", () => {
  for (const [now, text] of [
    [1e300, "*1e300"],
    [0, "/0"],
    [Number.NaN, "*2"],
    ["word", "*2"],
    [true, "+x"],
  ] as const)
    expect(readTyped(text, of(now)), `${now} ${text}`).toHaveProperty("wrong");
});

test("sums of decimals are what a person reckons by hand, whatever chance takes", () => {
  const random = new SeededRandom(3, "sums");
  for (let tries = 0; tries < 3000; tries += 1) {
    const decimals = Math.floor(random.next() * 5);
    // As whole numbers of the last decimal they are exact.
    const [a, b] = [random, random].map((one) => Math.floor(one.next() * 10 ** (decimals + 5)));
    const [now, by] = [a, b].map((whole = 0) => whole / 10 ** decimals) as [number, number];
    const sum = ((a ?? 0) + (b ?? 0)) / 10 ** decimals;
    const difference = ((a ?? 0) - (b ?? 0)) / 10 ** decimals;
    expect(readTyped(`+${by}`, of(now))).toEqual({ number: sum });
    expect(readTyped(`-=${by}`, of(now))).toEqual({ number: difference });
  }
});

test("a key moves a large number by its step, and leaves every other digit", () => {
  const free: Range = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, step: 0.5 };
  expect(stepped(1_764_526_000_123.5, 1, free, false)).toBe(1_764_526_000_124);
  expect(stepped(1_764_526_000_123.5, -1, free, false)).toBe(1_764_526_000_123);
  expect(stepped(1_764_526_000_123, 1, { ...free, step: 1 }, true)).toBe(1_764_526_000_124);
  expect(stepped(0.1, 2, { ...free, step: 0.1 }, false)).toBe(0.3);
});

test("a hundred steps up and down again end where they began", () => {
  for (const [min, max] of [
    [0, 1],
    [-1, 1],
    [0, 0.3],
    [10, 20],
    [-1e6, 1e6],
    [0.1, 0.7],
  ] as const) {
    const range = rangeOf(of(min, "flt", { min, max }));
    let now: number = min;
    for (let steps = 0; steps < 100; steps += 1) now = stepped(now, 1, range, false);
    expect(now, `${min} to ${max}`).toBe(max);
    for (let steps = 0; steps < 100; steps += 1) now = stepped(now, -1, range, false);
    expect(now, `${min} to ${max}`).toBe(min);
  }
});

test("the ends of a fader are its bounds themselves, and what lies between is on a step", () => {
  const random = new SeededRandom(11, "faders");
  for (let tries = 0; tries < 1000; tries += 1) {
    const least = Math.round((random.next() - 0.5) * 2000) / 10;
    const most = Math.round(least * 10 + 1 + random.next() * 1000) / 10;
    const range = rangeOf(of(least, "flt", { min: least, max: most, step: 0.1 }));
    expect(onStep(least - 1, range, false)).toBe(least);
    expect(onStep(most + 1, range, false)).toBe(most);
    const number = onStep(least + random.next() * (most - least), range, false);
    expect(number).toBe(Math.round(number * 10) / 10);
    expect(number >= least && number <= most).toBe(true);
  }
});

test("a hand that comes back to where it took hold leaves the number as it was stored", () => {
  const random = new SeededRandom(5, "hands");
  for (let tries = 0; tries < 500; tries += 1) {
    const start = random.next();
    const [taken] = grip(tries % 2 === 0 ? "finger" : "mouse", [{ knob: start, pressed: start, reach: 0.05 }]);
    if (taken === undefined) throw new Error("no grip");
    const slid = { start, range: { least: 0, most: 1, step: 0.01 }, whole: false };
    slideNumber(taken, slid, random.next(), random.next() - 0.5);
    expect(slideNumber(taken, slid, start, 0)).toBe(start);
  }
});

test("what a field shows exactly reads back as what is stored, of every type", () => {
  const random = new SeededRandom(9, "exact");
  for (let tries = 0; tries < 2000; tries += 1) {
    const value = (random.next() - 0.5) * 10 ** Math.floor(random.next() * 30 - 12);
    expect(readTyped(formatExact(value), of(value))).toEqual({ number: value });
    const whole = BigInt(Math.floor(random.next() * 2 ** 50)) * BigInt(1 + tries * 977);
    const read = readTyped(formatExact(whole), of(whole, "int"));
    expect("number" in read && BigInt(read.number)).toBe(whole);
  }
});

test.each<[Json | undefined, string]>([
  [undefined, "–"],
  [null, "null"],
  ["", "“”"],
  ["a\u202Eb", "a⟨U+202E⟩b"],
  [true, "on"],
  [false, "off"],
  [[], ""],
  [[1, 0.5], "1  0.50"],
  [[1, 2, 3, 4, 5], "[1, 2, 3, 4, 5]"],
  [["a"], '["a"]'],
  [new Map([["a", 1]]), '{"a": 1}'],
])("%o is shown as %s", (value, text) => {
  expect(formatValue(value)).toBe(text);
});

test("figures that somebody measured are rounded, and ages and times are as people say them", () => {
  expect([0, 12, 0.4567, 12.3456, 123.456, 1e6, 0.0001].map((figure) => roundFigure(figure))).toEqual([
    "0",
    "12",
    "0.457",
    "12.35",
    "123.5",
    "1.00e+6",
    "1.00e-4",
  ]);
  expect(
    [0, 999, 1000, 59_999, 60_000, 3_599_999, 3_600_000, 90_000_000, Number.POSITIVE_INFINITY].map(formatAge),
  ).toEqual(["now", "now", "1 s", "59 s", "1 min", "59 min", "1 h", "25 h", "never"]);
  expect([0, 59.96, 60, 3599.96, 3723.2, -1.25, -0.01].map((seconds) => formatTime(seconds, 1))).toEqual([
    "0:00.0",
    "1:00.0",
    "1:00.0",
    "1:00:00.0",
    "1:02:03.2",
    "-0:01.3",
    "0:00.0",
  ]);
  expect(formatClock(new Date(2026, 10, 30, 1, 4, 5, 7))).toBe("01:04:05.007");
});

test("dust is taken off, digits are not", () => {
  expect(withoutDust(0.1 + 0.2)).toBe(0.3);
  expect(withoutDust(1.1 - 1, 1.1, 1)).toBe(0.1);
  expect(withoutDust(1e22 + 1)).toBe(1e22);
  expect(withoutDust(0)).toBe(0);
  expect(withoutDust(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect(withoutDust(5e-324)).toBe(5e-324);
});
