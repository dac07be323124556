import { describe, expect, test } from "vitest";
import { Fingers } from "../../../composer/model/dashboards/fingers.ts";
import { Press, type PressEffect, type PressInput } from "../../../composer/model/dashboards/press.ts";

const down = (by: "mouse" | "finger", pointer = 1): PressInput => ({ type: "down", pointer, by, x: 100, y: 100 });
const move = (x: number, y: number, pointer = 1): PressInput => ({ type: "move", pointer, x, y });
const up = (pointer = 1): PressInput => ({ type: "up", pointer });
const told = (holds: boolean, ...inputs: readonly PressInput[]): readonly (readonly PressEffect[])[] => {
  const press = new Press(holds);
  return inputs.map((input) => press.handle(input));
};

describe("a button that is pressed and let go", () => {
  test("does so when it is let go, by finger and mouse", () => {
    expect(told(false, down("finger"), { type: "rested" }, up())).toEqual([[], [], ["press"]]);
    expect(told(false, down("mouse"), move(104, 100), up())).toEqual([[], [], ["press"]]);
  });

  test("does nothing where the hand went away, the browser scrolls, or another finger is lifted", () => {
    expect(told(false, down("finger"), move(100, 130), up())).toEqual([[], [], []]);
    expect(told(false, down("finger"), { type: "cancel" }, up())).toEqual([[], [], []]);
    expect(told(false, down("finger"), up(2), up())).toEqual([[], [], ["press"]]);
    expect(told(false, down("finger"), down("finger", 2), up(2), up())).toEqual([[], [], [], ["press"]]);
    expect(told(false, move(1, 1), up(), { type: "rested" }, { type: "cancel" })).toEqual([[], [], [], []]);
  });
});

describe("a button that is on while it is held", () => {
  test("is pressed at once by a mouse, and let go wherever that is by then", () => {
    expect(told(true, down("mouse"), move(300, 300), up())).toEqual([["press"], [], ["release"]]);
  });

  test("is pressed by a finger that lies still; one that scrolls presses nothing", () => {
    expect(told(true, down("finger"), { type: "rested" }, move(100, 180), up())).toEqual([
      [],
      ["press"],
      [],
      ["release"],
    ]);
    expect(told(true, down("finger"), move(100, 120), { type: "rested" }, up())).toEqual([[], [], [], []]);
    expect(told(true, down("finger"), { type: "cancel" }, { type: "rested" })).toEqual([[], [], []]);
  });

  test("flashes for a tap, and never stays on", () => {
    expect(told(true, down("finger"), up())).toEqual([[], ["press", "release"]]);
    expect(told(true, down("finger"), { type: "rested" }, { type: "cancel" })).toEqual([[], ["press"], ["release"]]);
    expect(told(true, down("mouse"), { type: "rested" }, { type: "cancel" })).toEqual([["press"], [], ["release"]]);
  });
});

describe("the fingers on a dashboard", () => {
  test("scroll by themselves only while another one drags a control, and after some pixels", () => {
    const fingers = new Fingers();
    fingers.down({ pointer: 2, x: 0, y: 500 });
    expect(fingers.move({ pointer: 2, x: 0, y: 400 })).toBe(0);
    fingers.down({ pointer: 1, x: 0, y: 100 });
    fingers.drags(1);
    fingers.down({ pointer: 3, x: 0, y: 300 });
    expect(fingers.move({ pointer: 3, x: 0, y: 295 })).toBe(0);
    expect(fingers.move({ pointer: 3, x: 0, y: 290 })).toBe(0);
    expect(fingers.move({ pointer: 3, x: 0, y: 270 })).toBe(20);
    expect(fingers.move({ pointer: 3, x: 0, y: 275 })).toBe(-5);
    expect(fingers.move({ pointer: 1, x: 50, y: 180 })).toBe(0);
  });

  test("stop scrolling when the control is let go, and are forgotten when they are lifted", () => {
    const fingers = new Fingers();
    for (const pointer of [1, 2]) fingers.down({ pointer, x: 0, y: 100 });
    fingers.drags(1);
    fingers.move({ pointer: 2, x: 0, y: 120 });
    fingers.up(1);
    expect(fingers.move({ pointer: 2, x: 0, y: 160 })).toBe(0);
    fingers.up(2);
    fingers.drags(1);
    expect(fingers.move({ pointer: 2, x: 0, y: 200 })).toBe(0);
  });
});
