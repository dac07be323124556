import { expect, test } from "vitest";
import { type Kind, kindOf, numberOf } from "../../composer/model/network/kind.ts";
import {
  type Bounded,
  drawnSpan,
  onStep,
  type Range,
  rangeOf,
  stepped,
  stepsOf,
  widened,
  withComponent,
} from "../../composer/model/network/range.ts";
import { ticksOf, within } from "../../composer/model/network/recorders.ts";
import { Trail } from "../../composer/model/render/trail.ts";
import { cssColour, hexColour, likeColour } from "../../composer/model/view/colour.ts";
import { formatNumber, readTyped } from "../../composer/model/view/format.ts";
import { fillOf, grip, partOf, slideNumber } from "../../composer/model/view/slide.ts";
import { formatJson, type Json } from "../../src/browser.ts";

const [NAN, ENDLESS, LARGEST] = [Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_VALUE];
const UNIT: Range = { least: 0, most: 1, step: 0.01 };
const FREE: Range = { least: -ENDLESS, most: ENDLESS, step: 0.1 };

const bounded = (given: Partial<Bounded>): Bounded => ({
  ...{ typeHint: "flt", value: 0, min: undefined, max: undefined, step: undefined },
  ...given,
});

// pyZOCP sends NaN and Infinity as they are, and a node that has not told a value has none: a key must bring both back into use.
test.each<[now: number, steps: number, range: Range, whole: boolean, result: number]>([
  [NAN, 1, UNIT, false, 0.01],
  [NAN, -1, UNIT, false, 0],
  [NAN, 10, { least: 20, most: 30, step: 0.5 }, false, 25],
  [ENDLESS, 1, UNIT, false, 0.01],
  [-ENDLESS, -1, UNIT, false, 0],
  [NAN, 1, FREE, false, 0.1],
  [NAN, -1, { least: -ENDLESS, most: 10, step: 1 }, true, -1],
  [NAN, 1, { least: -ENDLESS, most: -10, step: 1 }, true, -10],
  [NAN, -1, { least: -1, most: 1, step: 0.25 }, false, -0.25],
  [NAN, 1, { least: 2, most: ENDLESS, step: 1 }, true, 3],
  [0, 1, { least: -LARGEST, most: LARGEST, step: 0.1 }, false, 0.1],
  [5, -1, { least: -1e300, most: 1e300, step: 1 }, true, 4],
  [2 ** 60, 1, { least: -(2 ** 63), most: 2 ** 63, step: 1 }, true, 2 ** 60],
  [1e200, 1, { ...FREE, step: 1 }, false, 1e200],
])("%d by %d steps of %j is a number again (whole: %s): %d", (now, steps, range, whole, result) => {
  expect(stepped(now, steps, range, whole)).toBe(result);
});

test("no key, from no number, in no range, ever gives what is no number", () => {
  const numbers = [NAN, ENDLESS, -ENDLESS, 0, -0, 1e-320, 0.1, -7, 2 ** 53, 1e300, LARGEST, -LARGEST];
  const bounds = [undefined, ...numbers];
  for (const min of bounds)
    for (const max of bounds)
      for (const now of numbers)
        for (const typeHint of ["flt", "int", "percent"]) {
          const range = rangeOf(bounded({ typeHint, value: now, min, max }));
          for (const steps of [-10, -1, 1, 10]) {
            const result = stepped(now, steps, range, typeHint === "int");
            expect(Number.isFinite(result), `${typeHint} ${min}…${max}: ${now} by ${steps} is ${result}`).toBe(true);
          }
        }
});

test.each<[start: number, at: number, moved: number, result: number]>([
  [NAN, 0.5, 0, 0],
  [NAN, 0.5, 0.25, 0.25],
  [NAN, 0.5, -0.25, 0],
  [ENDLESS, 0.5, 0, 1],
  [-ENDLESS, 0.5, 0, 0],
  [0.123456, 0.9, 0, 0.123456],
  [7, 0.9, 0, 7],
  [7, 0.9, -6.5, 0.5],
])("a hand that takes a fader of %d from 0 to 1 at %d and moves it by %d sends %d", (start, at, moved, result) => {
  const [taken] = grip("finger", [{ knob: partOf(start, UNIT), pressed: at, reach: 0.05 }]);
  if (taken === undefined) throw new Error("no grip");
  expect(slideNumber(taken, { start, range: UNIT, whole: false }, at, moved)).toBe(result);
});

// By hand: steps begin at the bound, and the last one is where the next would be beyond the other.
test.each<[value: number, range: Range, result: number]>([
  [6, { least: 1, most: 10, step: 4 }, 5],
  [8, { least: 1, most: 10, step: 4 }, 9],
  [10, { least: 1, most: 10, step: 4 }, 9],
])("the whole number of %d within %j is %d, which its node takes", (value, range, result) => {
  expect(onStep(value, range, true)).toBe(result);
});

test.each<[min: Json | undefined, max: Json | undefined, span: object | undefined]>([
  [-LARGEST, LARGEST, undefined],
  [-1e308, 1e308, undefined],
  [0, LARGEST, { least: 0, most: LARGEST }],
  [NAN, 1, { least: 0, most: 1 }],
  [0, NAN, undefined],
  [-ENDLESS, 1, { least: 0, most: 1 }],
  [0, ENDLESS, undefined],
  [-(2n ** 63n), 2n ** 63n - 1n, { least: -(2 ** 63), most: 2 ** 63 }],
  ["0", "1", undefined],
  [[0, 1], [2, 3], { least: 0, most: 2 }],
  [[], [2], { least: 0, most: 2 }],
  [5, -5, undefined],
])("between %s and %s a number is drawn as %j", (min, max, span) => {
  expect(drawnSpan(bounded({ min, max }))).toEqual(span);
});

test.each<[component: number, span: object | undefined]>([
  [0, { least: -1, most: 1 }],
  [1, { least: 0, most: 10 }],
  [2, undefined],
])("each component of a vector has its own bounds: %d", (component, span) => {
  expect(drawnSpan({ typeHint: "vec3f", min: [-1, 0], max: [1, 10] }, component)).toEqual(span);
});

test.each<[given: Partial<Bounded>, step: number]>([
  [{ min: 0, max: 1 }, 0.01],
  [{ min: 0, max: 1, step: 0.25 }, 0.25],
  [{ min: 0, max: 1, step: 0 }, 0.01],
  [{ min: 0, max: 1, step: -1 }, 0.01],
  [{ min: 0, max: 1, step: NAN }, 0.01],
  [{ min: 0, max: 1, step: "big" }, 0.01],
  [{ typeHint: "int", min: 0, max: 255 }, 3],
  [{ typeHint: "int", min: 0, max: 10 }, 1],
  [{ typeHint: "int" }, 1],
  [{ typeHint: "", value: 5n }, 1],
  [{}, 0.1],
  [{ typeHint: "percent" }, 1],
])("a key moves %o by %d", (given, step) => {
  expect(rangeOf(bounded(given)).step).toBe(step);
});

test("what is no number widens no range", () => {
  for (const now of [NAN, ENDLESS, -ENDLESS]) expect(widened(UNIT, now)).toEqual(UNIT);
  expect(widened(UNIT, -2)).toEqual({ ...UNIT, least: -2 });
  expect(widened(UNIT, 3)).toEqual({ ...UNIT, most: 3 });
});

test.each<[value: Json | undefined, component: number | undefined, number: number, result: string]>([
  [undefined, undefined, 0.5, "0.5"],
  [undefined, 0, 0.5, "[0.5]"],
  [undefined, 2, 0.5, "[0, 0, 0.5]"],
  [[1], 2, 0.5, "[1, 0, 0.5]"],
  [[1, 2, 3], 1, 0.5, "[1, 0.5, 3]"],
  [[1, 2n ** 60n, 3], 0, 0.5, "[0.5, 1152921504606846976, 3]"],
  ["red", 1, 0.5, "[0, 0.5]"],
])("%s with component %s as %d is %s: no hole is ever sent", (value, component, number, result) => {
  expect(formatJson(withComponent(value, component, number))).toBe(result);
});

const DIGITS = "9".repeat(400);
test.each<[text: string, given: Partial<Bounded>]>([
  [DIGITS, {}],
  [`-${DIGITS}`, {}],
  [`${DIGITS}%`, {}],
  [`${DIGITS}%`, { min: -1, max: 1 }],
  [`-${DIGITS}%`, { min: 0, max: 5 }],
  [`${DIGITS}%`, { typeHint: "percent" }],
  [`${DIGITS}%`, { typeHint: "int", min: 0, max: 255 }],
  [`+${DIGITS}`, { value: 1 }],
  [`*${DIGITS}`, { value: 2.5 }],
  ["1e308%", { min: 0, max: 1e300 }],
])("%s typed into %o is sent as no endless number", (text, given) => {
  const read = readTyped(text, bounded(given));
  expect("wrong" in read ? "not sent" : read.number).toBe("not sent");
});

test("a whole number of 400 digits is one for a parameter that takes whole numbers: its node decides", () => {
  expect(readTyped(DIGITS, bounded({ typeHint: "int" }))).toEqual({ number: BigInt(DIGITS) });
  expect(readTyped("+1", bounded({ typeHint: "int", value: BigInt(DIGITS) }))).toEqual({ number: 10n ** 400n });
});

// Percentages by hand: a share of what is drawn, a hundredth without bounds, and the value itself where percents are counted.
test.each<[text: string, given: Partial<Bounded>, number: number]>([
  ["0%", { min: -3, max: 7 }, -3],
  ["100%", { min: -3, max: 7 }, 7],
  ["25%", { min: -3, max: 7 }, -0.5],
  ["150%", { min: 0, max: 4 }, 6],
  ["-50%", { min: 0, max: 4 }, -2],
  ["12,5 %", { max: 8 }, 1],
  ["33%", { typeHint: "int", min: 0, max: 10 }, 3],
  ["35%", { typeHint: "int", min: 0, max: 10 }, 4],
  ["35%", { typeHint: "percent" }, 35],
  ["7%", {}, 0.07],
  ["-0", {}, -0],
  ["0x10", {}, 16],
  ["#0000ff", {}, 255],
  ["  1e-3 ", {}, 0.001],
])("%s typed into %o is %d", (text, given, number) => {
  expect(readTyped(text, bounded(given))).toEqual({ number });
});

test.each([
  ...["", " ", "%", "-", "+", "*", "/", "=", "1/2", "1..2", "1,2,3", "0x", "#ff880", "NaN", "-Infinity"],
  ...["1e999", "５", "1_000", "two", "+=", "*=", "*2%", "+*2", "\u0000", "\ud800"],
])("%j is no number, whatever there was before", (text) => {
  for (const value of [0, 1, 2n ** 60n, NAN, "text", undefined])
    expect("wrong" in readTyped(text, bounded({ value })), String(value)).toBe(true);
});

test.each<[number: number, least: number, most: number, part: number, from: number, size: number]>([
  [0.25, 0, 1, 0.25, 0, 0.25],
  [-1, -1, 1, 0, 0, 0.5],
  [0, -1, 1, 0.5, 0.5, 0],
  [0.5, -1, 1, 0.75, 0.5, 0.25],
  [3, -1, 1, 2, 0.5, 0.5],
  [5, 4, 8, 0.25, 0, 0.25],
  [-5, -10, -2, 0.625, 0.625, 0.375],
  [NAN, -1, 1, 0, 0, 0.5],
  [ENDLESS, 0, 1, ENDLESS, 0, 1],
])("%d between %d and %d is at %d, and filled from %d by %d", (number, least, most, part, from, size) => {
  expect(partOf(number, { least, most })).toBe(part);
  expect(fillOf(number, { least, most })).toEqual({ from, size });
});

test.each<[value: Json | undefined, css: string, hex: string]>([
  [undefined, "rgb(0 0 0)", "#000000"],
  [[NAN, ENDLESS, -1], "rgb(0 255 0)", "#00ff00"],
  [[1, 0.5, 0], "rgb(255 128 0)", "#ff8000"],
  [[255, 127.5, 0], "rgb(255 128 0)", "#ff8000"],
  [[1], "rgb(255 0 0)", "#ff0000"],
  [[255n, 0n, 0n], "rgb(255 0 0)", "#ff0000"],
  [[300, 0, 0], "rgb(255 0 0)", "#ff0000"],
  ["#f80", "#f80", "#ff8800"],
  ["#FF880080", "#FF880080", "#ff8800"],
  ["red;}", "transparent", "#000000"],
  ["#ff88", "transparent", "#000000"],
])("the colour %s is drawn as %s, and stands in its field as %s", (value, css, hex) => {
  expect([cssColour(value), hexColour(value)]).toEqual([css, hex]);
});

// What is sent for a chosen colour: what was not changed keeps its digits, and nothing is ever sent that is no number.
test.each<[hex: string, now: Json | undefined, max: Json | undefined, sent: Json | undefined]>([
  ["#ff0000", undefined, undefined, [1, 0, 0]],
  ["#00ff00", [NAN, 0.2, 0.7], undefined, [0, 1, 0]],
  ["#00ffb3", [NAN, 0.2, 0.7], undefined, [0, 1, 0.7]],
  ["#ff0000", [], 255, [255, 0, 0]],
  ["#0000ff", [0, 0, 0, NAN], undefined, [0, 0, 1, NAN]],
  ["#102030", [0, 0, 0], 255, [16, 32, 48]],
  ["#000000", undefined, undefined, undefined],
  ["#ff0000", "#00ff0080", undefined, "#ff000080"],
])("choosing %s where %s stands (at most %s) sends %o", (hex, now, max, sent) => {
  const chosen = likeColour(hex, now, max);
  expect(Array.isArray(chosen) ? chosen.slice(0, 3) : chosen).toEqual(Array.isArray(sent) ? sent.slice(0, 3) : sent);
});

test.each<[value: Json | undefined, index: number, number: number]>([
  [true, 0, 1],
  [false, 0, 0],
  [2n ** 70n, 0, 2 ** 70],
  ["5", 0, NAN],
  [null, 0, NAN],
  [undefined, 0, NAN],
  [[], 0, NAN],
  [[1, true, 3n], 1, 1],
  [[1, true, 3n], 2, 3],
  [[1, true, 3n], 3, NAN],
  [[[1]], 0, NAN],
  [new Map(), 0, NAN],
])("component of %s at %d is %d", (value, index, number) => {
  expect(numberOf(value, index)).toBe(number);
});

test.each<[typeHint: string, path: string, value: Json | undefined, kind: Kind]>([
  ["", "x", undefined, "other"],
  ["", "x", NAN, "number"],
  ["", "x", [1, 2], "vector"],
  ["", "x", [1], "other"],
  ["", "x", [1, 2, 3, 4, 5], "other"],
  ["", "x", [1, "2"], "other"],
  ["mine", "x", undefined, "other"],
  ["mine", "x", true, "switch"],
  ["vec2f", "colour", undefined, "vector"],
  ["vec3f", "colour", undefined, "colour"],
  ["vec4f", "back.tint", undefined, "colour"],
  ["vec3f", "rgbx", [1, 2], "colour"],
  ["string", "x", "#12g", "text"],
  ["string", "x", "#123", "colour"],
])("a %s %s with %s is of kind %s", (typeHint, path, value, kind) => {
  expect(kindOf({ typeHint, path, value })).toBe(kind);
});

test.each<[start: number, end: number, most: number]>([
  [0, ENDLESS, 7],
  [-ENDLESS, 0, 7],
  [NAN, 5, 7],
  [0, 1e300, 7],
  [0, 1e-9, 7],
  [1e15, 1e15 + 1, 7],
  [5, 5, 7],
  [5, 1, 7],
])("times along %d to %d are few, each a number, and within", (start, end, most) => {
  const ticks = ticksOf({ start, end }, most);
  expect(ticks.length).toBeLessThanOrEqual(most + 1);
  expect(ticks.every((tick) => tick >= start && tick <= end)).toBe(true);
  expect(new Set(ticks).size).toBe(ticks.length);
});

test.each([
  [NAN, 10],
  [NAN + 1, 10],
  [ENDLESS, 90],
  [-ENDLESS, 10],
  [-0, 10],
  [10.000001, 10.000001],
])("a replay that is sent to %d goes to %d", (seconds, result) => {
  expect(within({ start: 10, end: 90 }, seconds)).toBe(result);
});

test("what is no number, or endless, is no point of a sparkline", () => {
  const trail = new Trail();
  const seen: [number, number][] = [];
  for (const [at, value] of [0, NAN, ENDLESS, -ENDLESS, NAN, 0.5, -ENDLESS, 1].entries()) trail.add(at * 100, value);
  trail.each((time, value) => seen.push([time, value]));
  expect(seen).toEqual([
    [0, 0],
    [500, 0.5],
    [700, 1],
  ]);
});

test("a sparkline keeps the last of each twentieth of a second, and the newest 120 of them", () => {
  const trail = new Trail();
  for (let at = 0; at < 10_000; at += 10) trail.add(at, at);
  const seen: number[] = [];
  trail.each((time, value) => seen.push(time, value));
  expect(trail.length).toBe(120);
  // The last began at 9950 and holds what came until 9990.
  expect(seen.slice(-2)).toEqual([9950, 9990]);
  expect(seen.slice(0, 2)).toEqual([9950 - 119 * 50, 9990 - 119 * 50]);
});

test.each([
  [-0, "0"],
  [ENDLESS, "Infinity"],
  [-ENDLESS, "-Infinity"],
  [5e-324, "5.00e-324"],
  [LARGEST, "1.7976931348623157e+308"],
  [-1e-7, "-1.00e-7"],
  [2 ** 53, "9007199254740992"],
  [999.9996, "999.9…"],
  [0.0009999, "9.999e-4"],
  [0.00099996, "9.99…e-4"],
])("%d is shown as %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test.each<[key: string, held: string, steps: number | undefined]>([
  ["ArrowUp", "", 1],
  ["ArrowRight", "", 1],
  ["ArrowDown", "", -1],
  ["ArrowLeft", "shiftKey", -10],
  ["PageUp", "", 10],
  ["PageDown", "shiftKey", -10],
  ["ArrowUp", "altKey", undefined],
  ["PageDown", "metaKey", undefined],
  ["Home", "", undefined],
  ["a", "", undefined],
  ["Enter", "", undefined],
  ["Tab", "", undefined],
])("the key %s with %j moves a control by %s steps", (key, held, steps) => {
  const modifiers = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
  expect(stepsOf({ key, ...modifiers, ...(held !== "" && { [held]: true }) })).toBe(steps);
});
