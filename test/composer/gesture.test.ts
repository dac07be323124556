import { expect, test } from "vitest";
import { nudgeOf } from "../../composer/model/edit/nudge.ts";
import { stepsOf, turnsOf } from "../../composer/model/network/range.ts";
import { Gesture, type HandEffect, type HandInput, type Pointing } from "../../composer/model/view/gesture.ts";
import { grip, slideNumber } from "../../composer/model/view/slide.ts";
import { Typing } from "../../composer/model/view/typing.ts";

const press = (by: Pointing, pointer = 1, x = 100, y = 50): HandInput => ({ type: "press", pointer, by, x, y });
const move = (x: number, y = 50, pointer = 1, pressed = true): HandInput => ({ type: "move", pointer, x, y, pressed });
const release = (pointer = 1): HandInput => ({ type: "release", pointer });

/** What comes of it, in words. */
function play(inputs: readonly HandInput[], axis: "x" | "both" = "x"): readonly string[] {
  const gesture = new Gesture(axis);
  return inputs.flatMap((input) => gesture.handle(input)).map(tell);
}

function tell(effect: HandEffect): string {
  if (effect.type === "begin") return `begin ${effect.by}`;
  return effect.type === "end" ? "end" : `drag ${effect.moved.x} ${effect.moved.y}`;
}

test.each<[string, readonly HandInput[], readonly string[]]>([
  ["a click", [press("mouse"), release()], []],
  ["a tap", [press("finger"), release()], []],
  ["a click of an unsteady hand", [press("mouse"), move(103), move(101), release()], []],
  ["a double click", [press("mouse"), release(), move(102), press("mouse", 1, 102), move(100), release()], []],
  ["a tap of an unsteady finger", [press("finger"), move(105), release()], []],
  ["a pointer that only passes", [move(0), move(200)], []],
  ["a mouse that moves up and down", [press("mouse"), move(102, 300), release()], []],
  ["a swipe that scrolls", [press("finger"), move(104, 60), move(130, 200), move(300, 200), release()], []],
  ["a swipe that leans", [press("finger"), move(108, 60), move(150, 200), release()], []],
  ["a swipe that the browser takes", [press("finger"), move(104, 56), { type: "cancel" }, move(300)], []],
  ["a drag", [press("mouse"), move(110), move(120), release()], ["begin mouse", "drag 0 0", "drag 10 0", "end"]],
  [
    "a finger that slides, whatever it does later",
    [press("finger"), move(112), move(132, 300), release()],
    ["begin finger", "drag 0 0", "drag 20 250", "end"],
  ],
  [
    "a second finger, which changes nothing",
    [
      press("finger"),
      press("finger", 2, 300),
      move(400, 50, 2),
      move(112),
      move(122),
      release(2),
      move(132),
      release(),
    ],
    ["begin finger", "drag 0 0", "drag 10 0", "drag 20 0", "end"],
  ],
  [
    "a release that nobody told",
    [press("mouse"), move(110), move(150, 50, 1, false), move(200)],
    ["begin mouse", "drag 0 0", "end"],
  ],
  [
    "a window that loses the focus, or a control that rests",
    [press("mouse"), move(110), { type: "cancel" }, move(150), release()],
    ["begin mouse", "drag 0 0", "end"],
  ],
])("%s", (_, inputs, effects) => {
  expect(play(inputs)).toEqual(effects);
});

test("a pad begins in any direction with a mouse, sideways with a finger", () => {
  expect(play([press("mouse"), move(100, 60)], "both")).toEqual(["begin mouse", "drag 0 0"]);
  expect(play([press("finger"), move(100, 70), move(150, 70)], "both")).toEqual([]);
  expect(play([press("finger"), move(112, 52), move(112, 90)], "both")).toEqual([
    "begin finger",
    "drag 0 0",
    "drag 0 38",
  ]);
});

const whole = { start: 0.29, range: { least: 0, most: 1, step: 0.01 }, whole: false };

test("a finger moves the knob from where it is, wherever it lies", () => {
  const [taken] = grip("finger", [{ knob: 0.29, pressed: 0.9, reach: 0.05 }]);
  if (taken === undefined) throw new Error("no grip");
  expect(slideNumber(taken, whole, 0.9, 0)).toBe(0.29);
  expect(slideNumber(taken, whole, 0.95, 0.05)).toBe(0.34);
  expect(slideNumber(taken, whole, 3, 2)).toBe(1);
});

test("a mouse beside the knob fetches it; on the knob it moves it from where it is", () => {
  const [beside] = grip("mouse", [{ knob: 0.29, pressed: 0.9, reach: 0.05 }]);
  const [on] = grip("mouse", [{ knob: 0.29, pressed: 0.3, reach: 0.05 }]);
  if (beside === undefined || on === undefined) throw new Error("no grip");
  expect(slideNumber(beside, whole, 0.92, 0.02)).toBe(0.92);
  expect(slideNumber(on, whole, 0.32, 0.02)).toBe(0.31);
});

test("a number between two steps, or outside of what is drawn, changes by nothing but a movement", () => {
  const fine = { ...whole, start: 0.123456 };
  expect(slideNumber({ knob: 0.123456, fetches: false }, fine, 0.5, 0)).toBe(0.123456);
  const out = { ...whole, start: 1.5 };
  expect(slideNumber({ knob: 1.5, fetches: false }, out, 0.5, 0)).toBe(1.5);
  expect(slideNumber({ knob: 1.5, fetches: false }, out, 0.5, -0.25)).toBe(1.25);
  expect(slideNumber({ knob: 1.5, fetches: false }, out, 0.5, 0.25)).toBe(1.5);
});

const plain = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

test("keys of the browser step nothing, and the wheel only with Alt", () => {
  expect(stepsOf({ ...plain, key: "ArrowLeft" })).toBe(-1);
  expect(stepsOf({ ...plain, key: "ArrowUp", shiftKey: true })).toBe(10);
  for (const held of ["ctrlKey", "altKey", "metaKey"])
    expect(stepsOf({ ...plain, key: "ArrowLeft", [held]: true })).toBeUndefined();
  expect(turnsOf({ ...plain, deltaX: 0, deltaY: 120 })).toBeUndefined();
  expect(turnsOf({ ...plain, deltaX: 0, deltaY: 120, altKey: true })).toBe(-1);
  expect(turnsOf({ ...plain, deltaX: 0, deltaY: -120, altKey: true, shiftKey: true })).toBe(10);
  expect(turnsOf({ ...plain, deltaX: 0, deltaY: 0, altKey: true })).toBeUndefined();
});

test("an arrow moves nodes a little, with Shift further, and no other key does", () => {
  expect(nudgeOf({ ...plain, key: "ArrowUp" })).toEqual({ x: 0, y: -8 });
  expect(nudgeOf({ ...plain, key: "ArrowRight", shiftKey: true })).toEqual({ x: 40, y: 0 });
  expect(nudgeOf({ ...plain, key: "ArrowLeft", altKey: true })).toBeUndefined();
  expect(nudgeOf({ ...plain, key: "Home" })).toBeUndefined();
});

test("only what was typed is sent, once, and not what was given up", () => {
  const typing = new Typing();
  expect(typing.take("0.123")).toBeUndefined();
  expect(typing.leave("0.123", true)).toBeUndefined();
  typing.change(true);
  expect(typing.take("0.5")).toBe("0.5");
  expect(typing.take("0.5")).toBeUndefined();
  typing.change(true);
  typing.drop();
  expect(typing.leave("0.7", true)).toBeUndefined();
  typing.change(true);
  expect(typing.leave("0.8", true)).toBe("0.8");
});

test("a field that is filled in by the browser, or that left the page, sends nothing", () => {
  const typing = new Typing();
  typing.change(false);
  expect(typing.leave("secret", true)).toBeUndefined();
  typing.change(true);
  expect(typing.leave("0.5", false)).toBeUndefined();
});

test("a newer value does not replace what is typed, nor what a caret stands in", () => {
  const typing = new Typing();
  expect(typing.yields({ focused: false, all: false })).toBe(true);
  expect(typing.yields({ focused: true, all: true })).toBe(true);
  expect(typing.yields({ focused: true, all: false })).toBe(false);
  typing.change(true);
  expect(typing.yields({ focused: true, all: true })).toBe(false);
});
