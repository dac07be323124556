import { describe, expect, test } from "vitest";
import {
  type ControlInput,
  keyInput,
  nameOfSource,
  PadReader,
  readMidi,
} from "../../../composer/model/dashboards/inputs.ts";
import { GO_TARGET, Learned, type LearnTarget } from "../../../composer/model/dashboards/learned.ts";
import { Pickup } from "../../../composer/model/dashboards/pickup.ts";

const FRONT: LearnTarget = { dashboard: "stage", tile: "front", side: 0 };
const knob = (value: number, source = "midi\nnano\nCC 7\n1"): ControlInput => ({ source, how: "absolute", value });
const shelfOf = (kept = new Map<string, string>()) => ({
  getItem: (name: string) => kept.get(name) ?? null,
  setItem: (name: string, value: string) => void kept.set(name, value),
});

describe("what devices say", () => {
  test("of MIDI are controllers, notes and the pitch wheel", () => {
    expect(readMidi("nano", [0xb0, 7, 127])).toEqual({ source: "midi\nnano\nCC 7\n1", how: "absolute", value: 1 });
    expect(readMidi("nano", [0xb3, 7, 0])).toMatchObject({ source: "midi\nnano\nCC 7\n4", value: 0 });
    expect(readMidi("nano", [0x90, 60, 127])).toEqual({ source: "midi\nnano\nnote 60\n1", how: "button", value: 1 });
    expect(readMidi("nano", [0x80, 60, 64])).toMatchObject({ source: "midi\nnano\nnote 60\n1", value: 0 });
    expect(readMidi("nano", [0x90, 60, 0])).toMatchObject({ value: 0 });
    expect(readMidi("nano", [0xe0, 127, 127])).toMatchObject({ how: "absolute", value: 1 });
    for (const bytes of [[0xf8], [0xfe], [0xc0, 1], [0xd0, 1], []]) expect(readMidi("nano", bytes)).toBeUndefined();
  });

  test("of a gamepad is what has changed: nothing at first, and a stick in the middle is at 0", () => {
    const reader = new PadReader();
    const pad = (button: number, stick: number) =>
      reader.read({ index: 0, id: "Pad (STANDARD)", buttons: [{ value: button }], axes: [stick] });
    expect(pad(1, 0.05)).toEqual([]);
    expect(pad(1, 0.1)).toEqual([]);
    expect(pad(0, -0.08)).toMatchObject([{ how: "button", value: 0 }]);
    expect(pad(0, 1)).toEqual([{ source: "gamepad\nPad (STANDARD)\nstick 0\n1", how: "stick", value: 1 }]);
    expect(pad(0, 0.12)).toMatchObject([{ how: "stick", value: 0 }]);
  });

  test("has names for people", () => {
    expect(nameOfSource("midi\nnano\nCC 7\n1")).toBe("CC 7, channel 1 of nano");
    expect(nameOfSource(keyInput("KeyQ", true, false).source)).toBe("key Q");
    expect(nameOfSource("gamepad\nPad (STANDARD)\nstick 0\n1")).toBe("stick 0 of Pad");
  });
});

describe("learning", () => {
  test("takes the first knob that is really moved; until then, and by that, nothing else happens", () => {
    const learned = new Learned(shelfOf());
    expect(learned.hear(knob(0.5))).toBe(false);
    learned.wait(FRONT);
    expect(learned.hear(knob(0.5))).toBe(true);
    expect(learned.hear(knob(0.51))).toBe(true);
    expect(learned.waiting).toEqual(FRONT);
    expect(learned.hear(knob(0.6))).toBe(true);
    expect(learned.waiting).toBeUndefined();
    expect(learned.sourcesOf(FRONT)).toEqual(["midi\nnano\nCC 7\n1"]);
    expect(learned.hear(knob(0.7))).toBe(false);
  });

  test("takes a key when it is pressed, not when it is let go, and a stick when it is pushed far", () => {
    const learned = new Learned(shelfOf());
    learned.wait(GO_TARGET);
    learned.hear(keyInput("KeyQ", false, false));
    learned.hear({ source: "stick", how: "stick", value: 0.3 });
    expect(learned.waiting).toEqual(GO_TARGET);
    learned.hear(keyInput("KeyQ", true, false));
    expect(learned.targetOf("key\nKeyQ")).toEqual(GO_TARGET);
    learned.wait(FRONT);
    learned.hear({ source: "stick", how: "stick", value: -0.9 });
    expect(learned.targetOf("stick")).toEqual(FRONT);
  });

  test("a knob moves one thing, several may move the same, and what is forgotten moves nothing", () => {
    const learned = new Learned(shelfOf());
    for (const target of [FRONT, GO_TARGET]) {
      learned.wait(target);
      learned.hear(keyInput("KeyQ", true, false));
    }
    expect(learned.sourcesOf(FRONT)).toEqual([]);
    learned.wait(GO_TARGET);
    learned.hear(keyInput("KeyW", true, false));
    expect(learned.sourcesOf(GO_TARGET)).toEqual(["key\nKeyQ", "key\nKeyW"]);
    learned.forget("key\nKeyQ");
    expect(learned.sourcesOf(GO_TARGET)).toEqual(["key\nKeyW"]);
    learned.wait(FRONT);
    learned.wait(undefined);
    expect(learned.hear(keyInput("KeyE", true, false))).toBe(false);
  });

  test("is kept by the browser; what is no list of knobs there is left alone", () => {
    const kept = new Map<string, string>();
    const learned = new Learned(shelfOf(kept));
    learned.wait({ ...FRONT, side: 1 });
    learned.hear(keyInput("KeyQ", true, false));
    expect(new Learned(shelfOf(kept)).targetOf("key\nKeyQ")).toEqual({ ...FRONT, side: 1 });
    for (const wrong of ["{no", "[]", '{"key\\nKeyQ": 7, "a": {"tile": 1}}'])
      expect(new Learned(shelfOf(new Map([["zocp-composer-learned", wrong]]))).all.size).toBe(0);
    const full = { getItem: () => null, setItem: () => expect.fail("full") };
    const lasting = new Learned(full);
    lasting.wait(FRONT);
    lasting.hear(keyInput("KeyQ", true, false));
    expect(lasting.all.size).toBe(1);
  });
});

describe("a knob that is elsewhere", () => {
  const moves = (pickup: Pickup, parameter: number, ...knobs: readonly number[]) =>
    knobs.map((one) => {
      const there = pickup.move(one, parameter);
      if (there !== undefined) pickup.left(there);
      return there;
    });

  test("takes hold when it comes to where the parameter is, from either side", () => {
    expect(moves(new Pickup(), 0.5, 0, 0.2, 0.4, 0.49, 0.49)).toEqual([undefined, undefined, undefined, 0.49, 0.49]);
    expect(moves(new Pickup(), 0.5, 1, 0.7, 0.51)).toEqual([undefined, undefined, 0.51]);
  });

  test("takes hold when it passes it", () => {
    expect(moves(new Pickup(), 0.5, 0.2, 0.8)).toEqual([undefined, 0.8]);
  });

  test("loses hold when something else has moved the parameter", () => {
    const pickup = new Pickup();
    expect(moves(pickup, 0.5, 0.5)).toEqual([0.5]);
    expect(pickup.move(0.6, 0.5)).toBe(0.6);
    pickup.left(0.6);
    expect(pickup.move(0.61, 0.1)).toBeUndefined();
    expect(pickup.move(0.12, 0.1)).toBe(0.12);
  });

  test("keeps hold of a parameter with few steps", () => {
    const pickup = new Pickup();
    pickup.move(0.5, 0.5);
    pickup.left(0.5);
    expect(pickup.move(0.62, 0.5)).toBe(0.62);
    pickup.left(0.75);
    expect(pickup.move(0.63, 0.75)).toBe(0.63);
  });
});
