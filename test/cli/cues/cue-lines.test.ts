import { describe, expect, test } from "vitest";

import {
  CueNews,
  describeCue,
  describeUnderstudies,
  formatCues,
  formatUnderstudies,
} from "../../../src/cli/cues/cue-lines.ts";
import { toJsonText } from "../../../src/cli/format/json.ts";
import type { ShowStateCue } from "../../../src/show.ts";
import { cue, state } from "./stage.ts";

const UNDERSTUDY = { id: "7d2f".repeat(8), name: "show (understudy)", auto: false, follows: true };

function line(more: Partial<ShowStateCue>, position: { active?: string; next?: string } = {}): string {
  const cues = [{ ...cue("7", { name: "Dusk" }), ...more }];
  return formatCues(state({ cues, active: undefined, next: undefined, ...position }))[0] ?? "";
}

describe("a cue as a line", () => {
  test.each<[Partial<ShowStateCue>, string]>([
    [{}, "  7  Dusk     4.0 s"],
    [{ lasts: 0 }, "  7  Dusk     0.0 s"],
    [{ lasts: 3600 }, "  7  Dusk  3600.0 s"],
    [{ state: "running" }, "  7  Dusk     4.0 s  running"],
    [{ state: "standby" }, "  7  Dusk     4.0 s  standby"],
    [{ disabled: true }, "  7  Dusk     4.0 s  off"],
    [{ missing: ["a", "b"] }, "  7  Dusk     4.0 s  missing: a, b"],
    [{ note: "after the horn" }, "  7  Dusk     4.0 s  after the horn"],
    [{ note: "" }, "  7  Dusk     4.0 s"],
    [{ state: "done", disabled: true, missing: ["a"], note: "n" }, "  7  Dusk     4.0 s  done  off  missing: a  n"],
    [{ name: undefined, scene: "blue" }, "  7  blue     4.0 s"],
    [{ name: undefined }, "  7       4.0 s"],
    [{ name: "a\u001b[2J", note: "\u0007" }, "  7  a\\u001b[2J     4.0 s  \\u0007"],
  ])("%o is %j", (more, text) => {
    expect(line(more)).toBe(text);
  });

  test("has a mark where the show is, and where it goes next", () => {
    expect([line({}, { active: "k7" }), line({}, { next: "k7" }), line({}, { active: "k7", next: "k7" })]).toEqual([
      ...["> 7  Dusk     4.0 s", "* 7  Dusk     4.0 s", "> 7  Dusk     4.0 s"],
    ]);
  });

  test("stands in columns with the others", () => {
    const cues = [cue("1", { name: "光" }), cue("12.25", { name: "Dusk" }), cue("3", {})];
    expect(formatCues(state({ cues }))).toEqual([
      "  1      光       4.0 s",
      "  12.25  Dusk     4.0 s",
      "  3               4.0 s",
    ]);
    expect(formatCues(state({ cues: [] }))).toEqual([]);
  });
});

describe("who stands ready", () => {
  test.each([
    [{}, "understudy: show (understudy) 7d2f7d2f"],
    [{ auto: true }, "understudy: show (understudy) 7d2f7d2f, takes over by itself"],
    [{ follows: false }, "understudy: show (understudy) 7d2f7d2f, does not follow yet"],
    [
      { auto: true, follows: false, name: "\u0007" },
      "understudy: \\u0007 7d2f7d2f, takes over by itself, does not follow yet",
    ],
  ])("%o is %j", (more, text) => {
    expect(formatUnderstudies(state({ understudies: [{ ...UNDERSTUDY, ...more }] }))).toEqual([text]);
  });

  test("is nobody, or two play and people decide", () => {
    expect(formatUnderstudies(state())).toEqual([]);
    expect(formatUnderstudies(state({ disputed: "9c01".repeat(8) }))).toEqual([
      'played here and on 9c019c01: "zocp takeover ID" says which goes on',
    ]);
  });

  test("is told to programs with all that is known", () => {
    expect(JSON.parse(toJsonText(describeUnderstudies(state({ understudies: [UNDERSTUDY] }))))).toEqual({
      understudies: [UNDERSTUDY],
    });
  });
});

describe("news of cues", () => {
  test("are all of them at first, and nothing while nothing is otherwise", () => {
    const news = new CueNews();
    expect(news.news(state()).map((one) => one.cue)).toEqual(["1", "1.5", "2", "3"]);
    expect(news.news(state())).toEqual([]);
    expect(news.news(state({ active: "k2", next: "k3", remaining: 0 }))).toEqual([]);
  });

  test.each<[string, Partial<ShowStateCue>]>([
    ["its state", { state: "done" }],
    ["its note", { note: "now" }],
    ["who is missing", { missing: [] }],
    ["what follows it", { follow: { end: 5 } }],
    ["its number", { cue: "1.6" }],
    ["whether it is off", { disabled: true }],
  ])("are one whose %s is otherwise", (_what, more) => {
    const news = new CueNews();
    news.news(state());
    const cues = state().cues.map((one) => (one.id === "k1.5" ? { ...one, ...more } : one));
    expect(news.news(state({ cues })).map(({ id }) => id)).toEqual(["k1.5"]);
    expect(news.news(state({ cues }))).toEqual([]);
  });

  test("are a cue that is new, and one that came back as it was is none", () => {
    const news = new CueNews();
    const [first, ...others] = state().cues;
    news.news(state());
    news.news(state({ cues: others }));
    expect(news.news(state({ cues: [...(first ? [first] : []), ...others, cue("4")] })).map((one) => one.cue)).toEqual([
      "4",
    ]);
  });

  test("are for programs one object each, without what is not there", () => {
    const told = JSON.parse(toJsonText(describeCue(cue("1", { follow: { start: 2 } }))));
    expect(told).toEqual({
      ...{ id: "k1", cue: "1", disabled: false, wait: 0, lasts: 4, targets: 2, links: 0, calls: 0, events: 0 },
      ...{ state: "idle", follow: { start: 2 }, missing: [] },
    });
  });
});
