import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { CueNews, describeCue, formatCues } from "../../../src/cli/cues/cue-lines.ts";
import { Cues } from "../../../src/cli/cues/cues.ts";
import { momentOf } from "../../../src/cli/cues/moment.ts";
import { toJsonText } from "../../../src/cli/format/json.ts";
import { makeInk } from "../../../src/cli/screen/ink.ts";
import type { ShowState } from "../../../src/show.ts";
import { cue, state } from "./stage.ts";

function draw(
  told: ShowState,
  { columns = 80, rows = 11, now = 1000, trouble = undefined as string | undefined } = {},
) {
  const cues = new Cues("show");
  cues.handleState(told, 1000);
  cues.handleReach({ name: "show", trouble });
  return cues.draw({ columns, rows, ink: makeInk("none") }, now).texts();
}

describe("the screen of a show", () => {
  test("at 80 columns", () => {
    expect(draw(state())).toEqual([
      " The Harbour  show                                2 nodes, 1 missing: cam@foyer",
      "",
      "    1    House out                        4.0",
      "  ▶ 1.5  Dusk        ███████░░░░░░░  2.0 left ↓  1 missing  2 moving",
      "▌ ● 2    Storm                            0.5    after the horn",
      "    3    Blackout                         off",
      "",
      "",
      " after the horn",
      "",
      " Space go  b back  p pause  g goto  !! panic  ? help  q end",
    ]);
  });

  test("at 60 columns has who is missing in place of the bar that is not there", () => {
    const lines = draw(state({ next: "k1", cues: [cue("1", { name: "House out", missing: ["house"] })] }), {
      columns: 60,
    });
    expect(lines[2]).toBe("▌ ● 1    House out   1 missing       4.0");
    expect(lines.at(-1)).toBe(" Space go  b back  p pause  g goto  !! panic  ? help  q end");
  });

  test("moves on between two answers of the show, and stands while it is paused", () => {
    expect(momentOf({ state: state(), at: 1000 }, 2000)).toEqual({ progress: 0.75, remaining: 1 });
    expect(momentOf({ state: state(), at: 1000 }, 9000)).toEqual({ progress: 1, remaining: 0 });
    expect(momentOf({ state: state({ rate: 2 }), at: 1000 }, 1500)).toEqual({ progress: 0.75, remaining: 1 });
    expect(momentOf({ state: state({ paused: true }), at: 1000 }, 9000)).toEqual({ progress: 0.5, remaining: 2 });
    expect(draw(state(), { now: 2000 })[3]).toContain("1.0 left");
  });

  test("says what was refused, who took what, who does not answer, and the last note", () => {
    const told = state({
      refused: new Map([["lamp/level", "lamp is locked"]]),
      grabbed: new Map([["sound/gain", "desk"]]),
      nodes: [{ name: "old", id: "77", streams: true, locked: false, suspected: true }],
      notes: [{ at: 0, text: "house said nothing" }],
    });
    const text = draw(told, { rows: 24 }).join("\n");
    for (const words of [
      "refused lamp/level: lamp is locked",
      "sound/gain was taken by desk",
      "old does not answer",
      "house said nothing",
      "1 node, all here",
    ])
      expect(text).toContain(words);
    expect(draw(told, { rows: 10 }).join("\n")).toContain("and 3 more");
  });

  test("says that it is paused, in panic, or away, and shows the last that it knows", () => {
    expect(draw(state({ paused: true })).join("\n")).toMatch(/PAUSED: Space goes on\n.*p go on/);
    expect(draw(state({ panicked: true })).join("\n")).toMatch(/PANIC: everything stands; r releases\n.*r release/);
    const away = draw(state(), { trouble: "the show has left; waiting for it" });
    expect(away[0]).toContain("the show has left; waiting for it");
    expect(away.join("\n")).toContain("Dusk");
  });

  test("keeps the cue that is next in sight, in a list of any length", () => {
    const cues = Array.from({ length: 300 }, (_, index) => cue(String(index)));
    const lines = draw(state({ cues, active: "k149", next: "k150" }));
    expect(lines.join("\n")).toMatch(/▶ 149/);
    expect(lines.join("\n")).toMatch(/▌ ● 150/);
    expect(lines[2]).toMatch(/↑$/);
    expect(draw(state({ cues: [] })).join("\n")).toContain("this show has no cues yet");
  });

  test("is never wider or higher than the terminal, whatever stands in the file", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.constantFrom("\u001b[2J", "光".repeat(30), "a\nb\u202e"),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(hostile, hostile), { maxLength: 6 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 30 }),
        (given, columns, rows) => {
          const cues = given.map(([number, name]) => cue(number, { name, note: name, missing: [name] }));
          const refused = new Map(given);
          const told = state({ cues, refused, active: cues[0]?.id, next: cues[1]?.id, title: given[0]?.[1] });
          const screen = new Cues("show");
          screen.handleState(told, 0);
          const { cells } = screen.draw({ columns, rows, ink: makeInk("none") }, 0);
          expect(cells).toHaveLength(rows);
          for (const row of cells) expect(row).toHaveLength(columns);
          expect(cells.flat().some(({ text }) => /\p{Cc}/u.test(text))).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("without a terminal", () => {
  test("the cues are lines", () => {
    expect(formatCues(state())).toEqual([
      "  1    House out     4.0 s",
      "> 1.5  Dusk          4.0 s  running  missing: cam@foyer",
      "* 2    Storm         0.5 s  standby  after the horn",
      "  3    Blackout      0.0 s  off",
    ]);
  });

  test("a cue is one object for programs", () => {
    const text = toJsonText(describeCue(cue("1", { name: "House out", follow: { end: 0 }, missing: ["house"] })));
    expect(JSON.parse(text)).toMatchObject({
      id: "k1",
      cue: "1",
      name: "House out",
      missing: ["house"],
      follow: { end: 0 },
    });
  });

  test("only what is otherwise is told again", () => {
    const news = new CueNews();
    expect(news.news(state())).toHaveLength(4);
    expect(news.news(state({ remaining: 1, progress: 0.7 }))).toEqual([]);
    const [first, ...others] = state().cues;
    expect(news.news(state({ cues: [{ ...(first ?? cue("1")), state: "done" }, ...others] }))).toMatchObject([
      { cue: "1" },
    ]);
  });
});
