import { expect, test } from "vitest";
import { type Bounded, rangeOf, stepped, stepsOf, turnsOf } from "../../composer/model/network/range.ts";
import { formatExact, readTyped } from "../../composer/model/view/format.ts";
import { Gesture, type HandInput, type Pointing } from "../../composer/model/view/gesture.ts";
import { type Grip, grip, slideNumber } from "../../composer/model/view/slide.ts";
import { Typing } from "../../composer/model/view/typing.ts";
import { SeededRandom } from "../../src/net/sim/seeded-random.ts";

const LENGTH = 200;

/** A fader of 200 pixels as a page makes one of the parts of the model: what is sent, and which drags there were. */
class Fader {
  readonly sent: number[] = [];
  drags = 0;
  readonly #gesture = new Gesture("x");
  readonly #parameter: Bounded;
  #value: number;
  #held: { readonly grip: Grip; readonly start: number } | undefined;

  constructor(value: number, parameter: Partial<Bounded> = {}) {
    this.#value = value;
    this.#parameter = { typeHint: "flt", value, min: 0, max: 1, step: 0.01, ...parameter };
  }

  handle(input: HandInput): void {
    const range = rangeOf(this.#parameter);
    for (const effect of this.#gesture.handle(input)) {
      if (effect.type === "end") this.#held = undefined;
      else if (effect.type === "begin") {
        this.drags += 1;
        const press = { knob: this.#value, pressed: effect.pressed.x / LENGTH, reach: 13 / LENGTH };
        const [taken] = grip(effect.by, [press]);
        this.#held = taken && { grip: taken, start: this.#value };
      } else if (this.#held !== undefined) {
        const slid = { start: this.#held.start, range, whole: false };
        this.#send(slideNumber(this.#held.grip, slid, effect.at.x / LENGTH, effect.moved.x / LENGTH));
      }
    }
  }

  key(key: string, held: object = {}): void {
    const steps = stepsOf({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...held });
    if (steps !== undefined) this.#send(stepped(this.#value, steps, rangeOf(this.#parameter), false));
  }

  turn(deltaY: number, held: object = {}): void {
    const steps = turnsOf({ deltaX: 0, deltaY, shiftKey: false, altKey: false, ...held });
    if (steps !== undefined) this.#send(stepped(this.#value, steps, rangeOf(this.#parameter), false));
  }

  #send(number: number): void {
    if (number !== this.#value) this.sent.push(number);
    this.#value = number;
  }
}

const press = (by: Pointing, x: number, y = 10): HandInput => ({ type: "press", pointer: 1, by, x, y });
const move = (x: number, y = 10): HandInput => ({ type: "move", pointer: 1, x, y, pressed: true });
const RELEASE: HandInput = { type: "release", pointer: 1 };

test("a hand that trembles, taps, double clicks or scrolls sends nothing, wherever on the fader and however often", () => {
  const random = new SeededRandom(4, "hands");
  const fader = new Fader(0.29);
  for (let tries = 0; tries < 1000; tries += 1) {
    const by: Pointing = random.next() < 0.5 ? "mouse" : "finger";
    const slack = by === "mouse" ? 3 : 7;
    const [x, y] = [random.next() * LENGTH, random.next() * 28];
    fader.handle(press(by, x, y));
    for (let moves = 0; moves < 5; moves += 1)
      fader.handle(move(x + (random.next() * 2 - 1) * slack, y + (random.next() * 2 - 1) * slack));
    // A swipe up or down, of a finger that leans by less than it goes.
    if (by === "finger" && random.next() < 0.5) {
      fader.handle(move(x, y + 9));
      for (let way = 20; way < 300; way += 40) fader.handle(move(x + (random.next() * 2 - 1) * way, y + way));
    }
    fader.handle(random.next() < 0.8 ? RELEASE : { type: "cancel" });
    // It passes over it without being pressed.
    fader.handle({ type: "move", pointer: 1, x: random.next() * LENGTH, y: 10, pressed: false });
  }
  expect([fader.sent, fader.drags]).toEqual([[], 0]);
});

test("every drag ends where the hand is, stays within the range and is over when the hand lets go", () => {
  const random = new SeededRandom(6, "drags");
  for (let tries = 0; tries < 300; tries += 1) {
    const start = Math.round(random.next() * 100) / 100;
    const fader = new Fader(start);
    const by: Pointing = tries % 2 === 0 ? "mouse" : "finger";
    const from = start * LENGTH;
    fader.handle(press(by, from));
    let at = from + (random.next() < 0.5 ? -10 : 10);
    fader.handle(move(at));
    const begun = at;
    for (let moves = 0; moves < 10; moves += 1) {
      at = random.next() * 3 * LENGTH - LENGTH;
      fader.handle(move(at, random.next() * 500));
    }
    const wanted = Math.min(1, Math.max(0, start + (at - begun) / LENGTH));
    expect(fader.sent.at(-1) ?? start).toBeCloseTo(wanted, 1);
    expect(Math.abs((fader.sent.at(-1) ?? start) - wanted)).toBeLessThanOrEqual(0.005 + 1e-9);
    expect(fader.sent.every((number) => number >= 0 && number <= 1)).toBe(true);
    const before = fader.sent.length;
    fader.handle(RELEASE);
    for (const x of [0, 100, 200]) fader.handle(move(x));
    expect([fader.sent.length, fader.drags]).toEqual([before, 1]);
  }
});

test("a mouse beside the knob fetches it by a drag, never by a press", () => {
  const fader = new Fader(0.1);
  fader.handle(press("mouse", 180));
  fader.handle(RELEASE);
  expect(fader.sent).toEqual([]);
  fader.handle(press("mouse", 180));
  fader.handle(move(184));
  expect(fader.sent).toEqual([0.92]);
});

test("a finger never makes a fader jump, wherever it takes hold of it", () => {
  for (let at = 0; at <= LENGTH; at += 5) {
    const fader = new Fader(0.29);
    fader.handle(press("finger", at));
    fader.handle(move(at + 8));
    expect(fader.sent).toEqual([]);
    fader.handle(move(at + 10));
    expect(fader.sent).toEqual([0.3]);
  }
});

test("a second pointer neither moves, nor ends, nor takes over a drag", () => {
  const fader = new Fader(0.5);
  fader.handle(press("finger", 100));
  fader.handle(move(110));
  fader.handle({ ...press("mouse", 0), pointer: 2 } as HandInput);
  for (const x of [0, 50, 199]) fader.handle({ type: "move", pointer: 2, x, y: 10, pressed: true });
  fader.handle({ type: "release", pointer: 2 });
  expect(fader.sent).toEqual([]);
  fader.handle(move(130));
  expect([fader.sent, fader.drags]).toEqual([[0.6], 1]);
});

test("a window that loses the focus ends the drag: the value stays where the hand was last", () => {
  const fader = new Fader(0.5);
  for (const input of [press("mouse", 100), move(110), move(130)]) fader.handle(input);
  fader.handle({ type: "cancel" });
  for (const input of [move(10), move(190), RELEASE]) fader.handle(input);
  expect(fader.sent).toEqual([0.6]);
});

test("keys step within the range and send nothing at its end; those of the browser and of other things send nothing", () => {
  const fader = new Fader(0.98);
  for (let presses = 0; presses < 5; presses += 1) fader.key("ArrowUp");
  expect(fader.sent).toEqual([0.99, 1]);
  for (const key of ["Enter", "Tab", "Escape", " ", "a", "1", "Delete", "F5", "Shift", "Dead"]) fader.key(key);
  for (const held of ["ctrlKey", "altKey", "metaKey"])
    for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp"]) fader.key(key, { [held]: true });
  expect(fader.sent).toHaveLength(2);
  for (const key of ["ArrowLeft", "ArrowDown", "PageDown"]) fader.key(key);
  fader.key("ArrowDown", { shiftKey: true });
  expect(fader.sent.slice(2)).toEqual([0.99, 0.98, 0.88, 0.78]);
});

test("who scrolls the page past a fader moves nothing; with Alt the wheel moves it", () => {
  const fader = new Fader(0.5);
  for (let turns = 0; turns < 100; turns += 1) fader.turn(turns % 2 === 0 ? 120 : -7, { shiftKey: turns % 3 === 0 });
  expect(fader.sent).toEqual([]);
  fader.turn(-120, { altKey: true });
  fader.turn(120, { altKey: true });
  expect(fader.sent).toEqual([0.51, 0.5]);
});

type Stroke = "focus" | "enter" | "blur" | "escape" | "paint" | "gone";

test.each<[name: string, strokes: readonly (Stroke | { readonly type: string })[], sent: readonly string[]]>([
  ["Enter in a field that nobody edited", ["focus", "enter", "enter"], []],
  ["a field that is looked at and left", ["focus", "paint", "blur"], []],
  ["what was typed and given up", ["focus", { type: "7" }, "escape", "blur"], []],
  ["Enter, and then the field is left", ["focus", { type: "7" }, "enter", "blur"], ["7"]],
  ["what was typed, and the field is left", ["focus", { type: "7" }, "blur"], ["7"]],
  ["a value that comes meanwhile", ["focus", { type: "7" }, "paint", "enter"], ["7"]],
  ["a field that is taken off the page", ["focus", { type: "7" }, "gone"], []],
  ["two numbers, one after the other", ["focus", { type: "7" }, "enter", { type: "8" }, "enter"], ["7", "8"]],
])("of %s is sent what a person typed and meant", (_, strokes, sent) => {
  const typing = new Typing();
  const stored = 1_234_567.891;
  const told: string[] = [];
  let text = formatExact(stored);
  for (const stroke of strokes) {
    const given =
      typeof stroke !== "string" || stroke === "escape" || stroke === "paint" || stroke === "focus"
        ? undefined
        : stroke === "enter"
          ? typing.take(text)
          : typing.leave(text, stroke !== "gone");
    if (typeof stroke !== "string") {
      text = stroke.type;
      typing.change(true);
    }
    if (stroke === "escape") typing.drop();
    if (stroke === "paint" && typing.yields({ focused: true, all: true })) text = formatExact(stored);
    if (given !== undefined) told.push(given);
  }
  expect(told).toEqual(sent);
});

test("the text of a field that was not touched would be the stored number, even if it were sent", () => {
  for (const stored of [1_234_567, 0xff8800, 0.1 + 0.2, 1e-9, -123.456789]) {
    const parameter: Bounded = { typeHint: "flt", value: stored, min: undefined, max: undefined, step: undefined };
    expect(readTyped(formatExact(stored), parameter)).toEqual({ number: stored });
  }
});
