import { describe, expect, test } from "vitest";

import { Cues } from "../../../src/cli/cues/cues.ts";
import { layOutCues } from "../../../src/cli/cues/draw-cue.ts";
import { momentOf, showTime } from "../../../src/cli/cues/moment.ts";
import { troublesOf } from "../../../src/cli/cues/troubles.ts";
import { widthOf } from "../../../src/cli/format/text.ts";
import { makeInk } from "../../../src/cli/screen/ink.ts";
import type { ShowState, ShowStateCue } from "../../../src/show.ts";
import { keys } from "../monitor/stage.ts";
import { cue, state } from "./stage.ts";

function draw(
  told: ShowState | undefined,
  { columns = 80, rows = 12, press = [] as string[], trouble = undefined as string | undefined } = {},
) {
  const cues = new Cues("show");
  if (told !== undefined) cues.handleState(told, 1000);
  cues.handleReach({ name: "show", trouble });
  for (const key of keys(...press)) cues.handleKey(key, 1000);
  return cues.draw({ columns, rows, ink: makeInk("none") }, 1000).texts();
}

/** The row of one cue, which is neither on stage nor next. */
function row(more: Partial<ShowStateCue>, columns = 80, told: Partial<ShowState> = {}): string {
  const one = { ...cue("7", { name: "Dusk" }), ...more };
  return draw(state({ cues: [one], active: undefined, next: undefined, ...told }), { columns })[2] ?? "";
}

const onStage = (more: Partial<ShowState>, one: Partial<ShowStateCue> = {}): string =>
  row({ state: "running", ...one }, 80, { active: "k7", running: [], streamed: [], ...more });

describe("the row of a cue", () => {
  test.each<[string, Partial<ShowStateCue>, string]>([
    ["at rest", {}, "▌   7    Dusk                             4.0"],
    ["with a scene for a name", { name: undefined, scene: "blue" }, "▌   7    blue                             4.0"],
    ["without a name", { name: undefined }, "▌   7                                     4.0"],
    ["that is switched off", { disabled: true }, "▌   7    Dusk                             off"],
    ["that waits", { state: "waiting" }, "▌   7    Dusk                           waits"],
    ["that waits first", { wait: 2.5 }, "▌   7    Dusk                         2.5+4.0"],
    ["that takes a minute and a half", { lasts: 90 }, "▌   7    Dusk                            90.0"],
    ["that takes almost a hundred seconds", { lasts: 99.96 }, "▌   7    Dusk                             100"],
    ["that takes an hour", { lasts: 3600 }, "▌   7    Dusk                            3600"],
    ["that waits and takes hours", { wait: 12_000, lasts: 18_000 }, "▌   7    Dusk                       200m+300m"],
    ["that the next one follows", { follow: { end: 0 } }, "▌   7    Dusk                             4.0 ↓"],
    ["with a note", { note: "after the horn" }, "▌   7    Dusk                             4.0    after the horn"],
    ["with somebody missing", { missing: ["a", "b"] }, "▌   7    Dusk                             4.0    2 missing"],
    ["with a number that is long", { cue: "123.45678901" }, "▌   123.456…  Dusk                             4.0"],
    ["whose name would steer a terminal", { name: "a\u001b[2J" }, "▌   7    a\\u001b[2J                       4.0"],
  ])("%s", (_what, more, text) => {
    expect(row(more)).toBe(text);
  });

  test.each<[string, Partial<ShowState>, string]>([
    ["half done", { progress: 0.5, remaining: 2 }, "███████░░░░░░░  2.0 left"],
    ["begun", { progress: 0, remaining: 4 }, "░░░░░░░░░░░░░░  4.0 left"],
    ["done by a part of a column", { progress: 0.5625, remaining: 2 }, "███████▉░░░░░░  2.0 left"],
    ["done", { progress: 1, remaining: 0 }, "██████████████  0.0 left"],
    ["of minutes", { progress: 0.5, remaining: 125.4 }, "███████░░░░░░░  125 left"],
    ["of an hour", { progress: 0.5, remaining: 3600 }, "███████░░░░░░░ 3600 left"],
    ["of many hours", { progress: 0.5, remaining: 36_000 }, "███████░░░░░░░ 600m left"],
    ["whose progress is no number", { progress: Number.NaN, remaining: 4 }, "░░░░░░░░░░░░░░  4.0 left"],
  ])("that runs shows how far it is, and never writes over it: %s", (_what, told, text) => {
    expect(onStage(told).slice(21)).toBe(text);
  });

  test("that is on stage says what is wrong first, and what moves", () => {
    const told = {
      ...{ refused: new Map([["a/b", "locked"]]), grabbed: new Map([["c/d", "desk"]]) },
      ...{ running: ["a/b", "a/c"], streamed: ["e/f"] },
    };
    expect(row({ state: "done", missing: ["x"] }, 120, { active: "k7", ...told })).toMatch(
      / {4}1 refused {2}1 missing {2}1 taken {2}2 moving {2}1 streamed$/,
    );
    expect(row({ state: "done" }, 60, { active: "k7", ...told })).toMatch(/1 refused .* 4\.0$/);
  });

  test("that has ended on stage says since when", () => {
    const since = new Date(2026, 0, 2, 20, 14).getTime();
    const told = { active: "k7", running: [], streamed: [], since };
    expect(row({ state: "done" }, 80, told)).toMatch(/ since 20:14$/);
    expect(row({ state: "done", note: "a word for the night" }, 80, told)).toMatch(/ since 20:14 {2}a word for the …$/);
  });

  test("has columns as wide as names and numbers need, within a third of the terminal", () => {
    const long = [cue("1"), cue("12.25", { name: "n".repeat(90) })];
    expect(layOutCues(long, 80)).toEqual({ number: 5, name: 24, bar: 14 });
    expect(layOutCues(long, 60)).toEqual({ number: 5, name: 20, bar: 9 });
    expect(layOutCues(long, 200)).toEqual({ number: 5, name: 60, bar: 20 });
    expect(layOutCues([cue("1", { name: "光光光光光光" })], 80)).toEqual({ number: 3, name: 12, bar: 14 });
    expect(layOutCues([cue("123456789012")], 80)).toEqual({ number: 8, name: 10, bar: 14 });
  });
});

describe("the screen around the cues", () => {
  test("says who is missing, and who stands ready", () => {
    const here = { streams: false, locked: false, suspected: false };
    const lamp = { name: "lamp", id: "1f", ...here };
    const ready = { id: "7d", name: "show", auto: true, follows: true };
    const title = (more: Partial<ShowState>, columns = 80): string => draw(state(more), { columns })[0] ?? "";
    expect(title({ nodes: [lamp] })).toMatch(/^ The Harbour {2}show +1 node, all here$/);
    expect(title({ nodes: [lamp, lamp], understudies: [ready] })).toMatch(/ 2 nodes, all here, 1 understudy$/);
    expect(title({ nodes: [], understudies: [ready, ready, { ...ready, follows: false }] })).toMatch(
      / 0 nodes, all here, 2 understudies$/,
    );
    expect(title({ nodes: [lamp, { name: "a", ...here }, { name: "b", ...here }] })).toMatch(
      / 3 nodes, 2 missing: a, b$/,
    );
    expect(title({ title: undefined, nodes: [lamp] })).toMatch(/^ show +1 node, all here$/);
    expect(title({}, 20)).toMatch(/^ The Har… {2}show/);
  });

  test("says what is the matter in place of all that while the show cannot be reached", () => {
    expect(draw(state(), { trouble: "the show has left; waiting for it" })[0]).toBe(
      ` The Harbour  show${" ".repeat(26)} the show has left; waiting for it`.replace(/ +the show has/, (gap) => gap),
    );
    expect(draw(undefined, { trouble: "looking for the show …" })[0]).toMatch(/^ zocp cues +looking for the show …$/);
  });

  test.each<[Partial<ShowState>, string]>([
    [{ paused: true }, " PAUSED: Space goes on"],
    [{ panicked: true, paused: true }, " PANIC: everything stands; r releases"],
    [{ blackout: true }, " BLACKOUT"],
    [{ blackout: true, paused: true }, " PAUSED: Space goes on"],
  ])("says that it stands: %o", (more, text) => {
    expect(draw(state(more)).at(-2)).toBe(` ${text}`);
  });

  test("shows the part of a long list in which the selection is, with arrows to the rest", () => {
    const cues = Array.from({ length: 40 }, (_, index) => cue(String(index + 1)));
    const lines = draw(state({ cues, active: undefined, next: "k20" }));
    expect(lines[2]?.endsWith("↑")).toBe(true);
    expect(lines[7]?.endsWith("↓")).toBe(true);
    expect(lines.findIndex((line) => line.startsWith("▌ ● 20"))).toBe(5);
    expect(draw(state({ cues, active: undefined, next: "k1" }))[2]).not.toContain("↑");
    expect(draw(state({ cues }), { press: ["end"] })[7]).toMatch(/^▌ {3}40 /);
  });

  test("says that there are no cues, and goes nowhere then", () => {
    const lines = draw(state({ cues: [], active: undefined, next: undefined }), {
      press: ["down", "up", "end", "enter"],
    });
    expect(lines.join("\n")).toContain("this show has no cues yet");
    expect(lines.join("\n")).not.toContain("go to cue");
  });

  test.each([0, 1, 20, 40, 80, 200])("is as wide as a terminal of %i columns", (columns) => {
    for (const press of [[], ["?"], ["g"], ["g", "123456789012345"], ["!"]])
      for (const line of draw(state(), { columns, press })) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });
});

describe("a moment of a show", () => {
  const told = { state: state({ remaining: 4, progress: 0.2, now: 50_000 }), at: 1000 };

  test.each([
    [1000, 0.2, 4],
    [3000, 0.6, 2],
    [5000, 1, 0],
    [99_000, 1, 0],
    // A clock that goes back does not make a fade longer.
    [0, 0.2, 4],
  ])("at %i is %d of it, with %d seconds left", (now, progress, remaining) => {
    const moment = momentOf(told, now);
    expect(moment.progress).toBeCloseTo(progress, 12);
    expect(moment.remaining).toBeCloseTo(remaining, 12);
  });

  test("stands while the show stands, and where nothing is left", () => {
    for (const more of [{ paused: true }, { panicked: true }, { remaining: 0 }]) {
      const { progress, remaining } = { ...told.state, ...more };
      expect(momentOf({ state: { ...told.state, ...more }, at: 1000 }, 3000)).toEqual({ progress, remaining });
    }
  });

  test("has the time of the show's clock", () => {
    expect([showTime(told, 1000), showTime(told, 1600), showTime(told, 900)]).toEqual([50_000, 50_600, 49_900]);
  });
});

test("troubles are counted, and nodes with a trouble of their own are not missing", () => {
  const here = { streams: false, locked: false, suspected: false };
  const nodes = [
    { name: "a", ...here },
    { name: "b", ...here, trouble: "two of that name" },
    { name: "c", id: "1", ...here },
  ];
  expect(troublesOf(state({ nodes, waiting: ["x"], refused: new Map([["a", "b"]]) }))).toEqual({
    ...{ missing: ["a"], moving: 2, streamed: 1, waiting: 1, refused: 1, grabbed: 0 },
  });
});
