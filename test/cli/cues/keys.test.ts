import { describe, expect, test } from "vitest";

import type { CueAct } from "../../../src/cli/cues/acts.ts";
import { Cues } from "../../../src/cli/cues/cues.ts";
import { makeInk } from "../../../src/cli/screen/ink.ts";
import type { ShowState } from "../../../src/show.ts";
import { keys } from "../monitor/stage.ts";
import { state } from "./stage.ts";

const SIZE = { columns: 80, rows: 20, ink: makeInk("none") };

function open(told: ShowState | undefined = state(), trouble?: string) {
  const cues = new Cues("show");
  if (told !== undefined) cues.handleState(told, 1000);
  cues.handleReach({ name: "show", trouble });
  const pressAt = (now: number, ...words: string[]): CueAct[] =>
    keys(...words).flatMap((key) => [...cues.handleKey(key, now)]);
  return {
    cues,
    pressAt,
    press: (...words: string[]): CueAct[] => pressAt(1000, ...words),
    text: (now = 1000): string => cues.draw(SIZE, now).texts().join("\n"),
  };
}

test("Space is GO, for the cue that is next on the screen, at the time of the show's clock", () => {
  expect(open().pressAt(1600, " ")).toEqual([{ type: "go", standby: "k2", sent: 50_600 }]);
  expect(open(state({ next: undefined, paused: true })).press(" ")).toMatchObject([{ type: "go", standby: undefined }]);
});

test("GO behind the last cue is not sent, and says what can be done", () => {
  const { press, text } = open(state({ next: undefined }));
  expect(press(" ")).toEqual([]);
  expect(text()).toContain("there is no cue after this one: g goes to one");
});

test("nothing is sent, now or later, while the show cannot be reached", () => {
  const { press, text, cues } = open(state(), "the show does not answer");
  expect(press(" ", "b", "p", "g2", "enter", "!!")).toEqual([]);
  expect(text()).toContain("not sent: the show does not answer");
  cues.handleReach({ name: "show", trouble: undefined });
  expect(press("?", "escape")).toEqual([]);
});

test("b goes back, p pauses and goes on, r releases a panic only", () => {
  expect(open().press("b", "p", "r")).toEqual([{ type: "back" }, { type: "pause" }]);
  expect(open(state({ paused: true, panicked: true })).press("p", "r")).toEqual([
    { type: "resume" },
    { type: "release" },
  ]);
});

describe("GOTO", () => {
  test("asks, beginning with the cue that is chosen", () => {
    const { press, text } = open();
    press("down", "g");
    expect(text()).toMatch(/go to cue 3 +Blackout/);
    expect(press("enter")).toEqual([{ type: "goto", cue: "3" }]);
    expect(press("g", "escape", "enter", "escape")).toEqual([]);
  });

  test("takes the number that is written instead", () => {
    const { press, text } = open();
    press("g", "1.5");
    expect(text()).toMatch(/go to cue 1\.5 +Dusk/);
    expect(press("enter")).toEqual([{ type: "goto", cue: "1.5" }]);
    expect(press("g", "ctrl-u", "enter")).toEqual([]);
  });
});

describe("panic", () => {
  test("is ! twice within two seconds", () => {
    const { pressAt, text } = open();
    expect(pressAt(1000, "!")).toEqual([]);
    expect(text()).toContain("! again stops everything");
    expect(pressAt(2500, "!")).toEqual([{ type: "panic" }]);
    expect(pressAt(3000, "!")).toEqual([]);
    expect(text(5001)).not.toContain("! again");
    expect(pressAt(5001, "!")).toEqual([]);
  });

  test("is taken back by any other key, which does what it always does", () => {
    const { press } = open();
    expect(press("!", "escape", "!", " ")).toMatchObject([{ type: "go" }]);
    expect(press("!", "b", "!")).toEqual([{ type: "back" }]);
  });
});

test("the selection follows the show until a cue is chosen, and again at Escape and after GO", () => {
  const { press, cues, text } = open();
  expect(text()).toMatch(/▌ ● 2 /);
  press("up", "up", "up");
  expect(text()).toMatch(/▌ {3}1 /);
  cues.handleState(state({ active: "k2", next: "k3" }), 2000);
  expect(text()).toMatch(/▌ {3}1 /);
  press("escape");
  expect(text()).toMatch(/▌ ● 3 /);
  press("home", " ");
  expect(text()).toMatch(/▌ ● 3 /);
});

test("q ends the screen, but not where a number is written or the keys are explained", () => {
  expect(open().press("g", "q", "escape", "?", "q", "q")).toEqual([{ type: "end" }]);
});
