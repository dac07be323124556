import { describe, expect, test } from "vitest";

import { coloursFor } from "../../../src/cli/format/colours.ts";
import { toJsonText } from "../../../src/cli/format/json.ts";
import { differenceOf, differencesOf, formatDifferences, refusalOf } from "../../../src/cli/format/plan.ts";
import type { Json } from "../../../src/index.ts";
import type { Change, Plan, PlannedWire } from "../../../src/show.ts";

const END = { node: "ab", parameter: "x" };
const WIRE: PlannedWire = { emitter: "desk/fader", sensor: "lamp/level", from: END, to: END, options: new Map() };
const NOTHING: Plan = { changes: [], missing: [], problems: [], extras: [], waiting: [], same: 0 };
const plain = (plan: Partial<Plan>): readonly string[] =>
  formatDifferences(differencesOf({ ...NOTHING, ...plan }), coloursFor({}));

function value(to: Json, from: Json | undefined): Change {
  return { kind: "value", address: "lamp/level", target: END, from, to };
}

describe("what is not as a file says", () => {
  test.each<[string, Change, string]>([
    ["a value", value(0.5, 0.8), "~ lamp/level  0.5 in the file, 0.8 now"],
    ["a value that nobody knows", value("on", undefined), '~ lamp/level  "on" in the file, nothing now'],
    ["a value that differs late", value(0.1234567, 0.1234568), "~ lamp/level  0.1234567 in the file, 0.1234568 now"],
    [
      "how sources are joined",
      { kind: "merge", address: "lamp/level", target: END, from: "latest", to: "highest" },
      '~ lamp/level  merge "highest" in the file, "latest" now',
    ],
    [
      "a place",
      { kind: "position", node: "lamp", target: "ab", from: [1, 2], to: [3, 4.5] },
      "~ lamp  stands elsewhere: [3,4.5] in the file, [1,2] now",
    ],
    [
      "a place where there was none",
      { kind: "position", node: "lamp", target: "ab", from: undefined, to: [3, 4] },
      "~ lamp  stands elsewhere: [3,4] in the file, none now",
    ],
    ["a link that is missing", { kind: "make", wire: WIRE }, "+ desk/fader → lamp/level  is not there"],
    [
      "a link whose end is missing",
      { kind: "make", wire: { ...WIRE, waits: "desk" } },
      "+ desk/fader → lamp/level  is to be kept until desk comes",
    ],
    ["a link too many", { kind: "cut", wire: WIRE }, "- desk/fader → lamp/level  is to be cut"],
    [
      "a link whose values travel otherwise",
      { kind: "options", wire: { ...WIRE, options: new Map([["rate", 50]]), before: new Map([["rate", 10]]) } },
      '~ desk/fader → lamp/level  {"rate":50} in the file, {"rate":10} now',
    ],
    [
      "a link that has options, and has none in the file",
      { kind: "options", wire: { ...WIRE, before: new Map([["rate", 10]]) } },
      '~ desk/fader → lamp/level  no options in the file, {"rate":10} now',
    ],
    [
      "a link that has none",
      { kind: "options", wire: { ...WIRE, options: new Map([["rate", 50]]) } },
      '~ desk/fader → lamp/level  {"rate":50} in the file, no options now',
    ],
  ])("is told in a line: %s", (_what, change, line) => {
    expect(plain({ changes: [change] })).toEqual([line]);
  });

  test("comes in the order in which it would be repaired, in columns", () => {
    const plan: Partial<Plan> = {
      changes: [value(1, 0), { kind: "make", wire: WIRE }],
      extras: [{ ...WIRE, sensor: "lamp/on" }],
      problems: [{ address: "lamp/old", reason: "lamp has no such parameter" }],
      missing: [{ name: "cam", reason: "is not here", fits: [] }],
    };
    expect(plain(plan)).toEqual([
      "~ lamp/level               1 in the file, 0 now",
      "+ desk/fader → lamp/level  is not there",
      "- desk/fader → lamp/on     is not in the file (--exact cuts it)",
      "! lamp/old                 lamp has no such parameter",
      "? cam                      is not here",
    ]);
  });

  test("has its colours on a terminal, and lets nothing steer it", () => {
    const colours = coloursFor({ isTTY: true }, {});
    const missing = [{ name: "cam\u001b[2J", reason: "is\u0007 not here", fits: [] }];
    expect(formatDifferences(differencesOf({ ...NOTHING, missing }), colours)).toEqual([
      "\u001b[33m?\u001b[39m cam\\u001b[2J  is\\u0007 not here",
    ]);
    expect(formatDifferences([], colours)).toEqual([]);
  });

  test("is not pushed to the right by one long name", () => {
    const long = "n".repeat(70);
    const missing = [long, "cam"].map((name) => ({ name, reason: "is not here", fits: [] }));
    expect(plain({ missing })).toEqual([`? ${long}  is not here`, `? ${"cam".padEnd(50)}  is not here`]);
  });
});

describe("who could stand for a node that is missing", () => {
  const advice = (name: string, ...fits: readonly string[]): string =>
    plain({ missing: [{ name, reason: "is not here", fits }] })[0]?.replace(/^.* is not here/, "") ?? "";

  test.each<[string, readonly string[], string]>([
    ["cam", [], ""],
    ["cam", ["cam2"], "; cam2 fits: --replace cam=cam2"],
    ["cam@foyer", ["cam@stage", "cam-3"], "; cam@stage, cam-3 fit: --replace cam@foyer=cam@stage"],
    // Double quotes are quotes in every shell.
    ["cam 1", ["cam 2"], '; cam 2 fits: --replace "cam 1=cam 2"'],
    ["Bühne", ["Foyer"], '; Foyer fits: --replace "Bühne=Foyer"'],
    ["it's", ["x"], '; x fits: --replace "it\'s=x"'],
    // What a shell would look into stands in single ones.
    ["a$b", ["x"], "; x fits: --replace 'a$b=x'"],
    ["a!", ["it's"], "; it's fits: --replace 'a!=it'\\''s'"],
    // A name with a sign of its own stands in quotes of its own.
    ["a=b", ["c"], "; c fits: --replace '\"a=b\"=c'"],
  ])("%j is told with what to type: %j", (name, fits, text) => {
    expect(advice(name, ...fits)).toBe(text);
  });
});

describe("for programs", () => {
  test.each<[Change, object]>([
    [value(0.5, 0.8), { change: "value", address: "lamp/level", file: 0.5, now: 0.8 }],
    [value(0.5, undefined), { change: "value", address: "lamp/level", file: 0.5 }],
    [
      { kind: "make", wire: WIRE },
      { change: "make", emitter: "desk/fader", sensor: "lamp/level" },
    ],
    [
      { kind: "make", wire: { ...WIRE, options: new Map([["rate", 5]]), waits: "desk" } },
      { change: "make", emitter: "desk/fader", sensor: "lamp/level", options: { rate: 5 }, waits: "desk" },
    ],
    [
      { kind: "cut", wire: WIRE },
      { change: "cut", emitter: "desk/fader", sensor: "lamp/level" },
    ],
  ])("a change is one object: %o", (change, json) => {
    expect(JSON.parse(toJsonText(differenceOf(change).json))).toEqual(json);
  });

  test("what was refused is the change, and why", () => {
    const refused = refusalOf({ change: value(0.5, 0.8), reason: "lamp is locked" });
    expect(refused).toMatchObject({ sign: "!", subject: "lamp/level", text: "refused: lamp is locked" });
    expect(JSON.parse(toJsonText(refused.json))).toEqual({
      refused: { change: "value", address: "lamp/level", file: 0.5, now: 0.8 },
      reason: "lamp is locked",
    });
  });
});
