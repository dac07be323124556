import { expect, test } from "vitest";
import { History, type UndoEntry } from "../../composer/model/edit/history.ts";
import { layOut } from "../../composer/model/layout/lay-out.ts";
import { describeWire } from "../../composer/model/network/figures.ts";
import { kindOf, whyUnfit } from "../../composer/model/network/kind.ts";
import { describeAbsences } from "../../composer/model/network/missing-nodes.ts";
import { Notices } from "../../composer/model/notices.ts";
import { scalesOf } from "../../composer/model/render/scales.ts";
import { Trail } from "../../composer/model/render/trail.ts";
import { formatAge, formatValue, readNumber } from "../../composer/model/view/format.ts";
import { hueOf } from "../../composer/model/view/hue.ts";
import { best, score } from "../../composer/model/view/search.ts";
import { Settings } from "../../composer/model/view/settings.ts";
import type { Json } from "../../src/index.ts";
import { NO_DOUBTS } from "./stage.ts";

const typed = (typeHint: string, value: Json, path = "x") => ({ path, typeHint, value });

test.each([
  ["flt", 0.5, "x", "number"],
  ["bool", true, "x", "switch"],
  ["string", "words", "x", "text"],
  ["string", "#ff8800", "x", "colour"],
  ["vec2f", [0, 1], "colour", "vector"],
  ["vec3f", [0, 1, 0], "tint", "colour"],
  ["vec3f", [0, 1, 0], "location", "vector"],
  ["weather", [1, 2], "x", "vector"],
  ["weather", null, "x", "other"],
] as const)("a %s of %j named %s is a %s", (typeHint, value, path, kind) => {
  expect(kindOf(typed(typeHint, value as Json, path))).toBe(kind);
});

test("a whole number beyond 2^53 is a number", () => {
  expect(kindOf(typed("weather", 2n ** 60n))).toBe("number");
});

test("numbers of any type fit each other; a word or another number of numbers does not", () => {
  expect(whyUnfit(typed("int", 1), typed("percent", 1))).toBeUndefined();
  expect(whyUnfit(typed("vec3f", [1, 2, 3]), typed("vec3f", [1, 2, 3], "colour"))).toBeUndefined();
  expect(whyUnfit(typed("vec2f", [1, 2]), typed("vec3f", [1, 2, 3]))).toBe(
    "it takes 3 numbers, and this sends 2 numbers",
  );
  expect(whyUnfit(typed("string", "a"), typed("bool", true))).toBe("it takes on or off, and this sends text");
  expect(whyUnfit(typed("weather", null), typed("bool", true))).toBeUndefined();
});

test("values are written short", () => {
  expect([undefined, true, "", [0.25, 1]].map((value) => formatValue(value))).toEqual(["–", "on", "“”", "0.25  1"]);
  expect([200, 5000, 150_000, 7.3e6, Number.POSITIVE_INFINITY].map(formatAge)).toEqual([
    "now",
    "5 s",
    "2 min",
    "2 h",
    "never",
  ]);
});

test("what a person types is read kindly", () => {
  expect([" 0,5 ", "50%", "-3", "", "five"].map(readNumber)).toEqual([0.5, 50, -3, undefined, undefined]);
});

test("a name has always the same colour, and the names of the demo have different ones", () => {
  expect(hueOf("lamp")).toBe(hueOf("lamp"));
  const hues = ["oscillator", "fader", "lamp-left", "lamp-right"].map(hueOf);
  expect(new Set(hues).size).toBe(4);
  for (const hue of hues) expect(hue >= 0 && hue < 380).toBe(true);
});

const box = (key: string) => ({ key, width: 200, height: 100 });

test("signals run from left to right, and no box lies on another", () => {
  const boxes = ["a", "b", "c", "d", "alone"].map(box);
  const wires = [
    { from: "a", to: "b" },
    { from: "b", to: "c" },
    { from: "a", to: "d" },
  ];
  const positions = layOut({ boxes, wires });
  const x = (key: string): number => positions.get(key)?.x ?? Number.NaN;
  expect(x("a")).toBeLessThan(x("b"));
  expect(x("b")).toBeLessThan(x("c"));
  expect(x("d")).toBe(x("b"));
  const all = [...positions.values()];
  for (const [index, one] of all.entries())
    for (const other of all.slice(index + 1))
      expect(Math.abs(one.x - other.x) >= 200 || Math.abs(one.y - other.y) >= 100).toBe(true);
});

test("a ring of wires and a wire to oneself are laid out too, the same whatever the order", () => {
  const wires = [
    { from: "a", to: "b" },
    { from: "b", to: "a" },
    { from: "c", to: "c" },
  ];
  const boxes = ["a", "b", "c"].map(box);
  expect(layOut({ boxes, wires })).toEqual(layOut({ boxes: [...boxes].reverse(), wires }));
});

test("the order in which nodes and wires were found makes no difference to where they are", () => {
  // Every name feeds several others, with rings, so that the mean positions of boxes are sums of many parts.
  const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
  const wires = names.flatMap((from, index) => [
    { from, to: names[(index * 5 + 1) % 12] ?? "" },
    { from, to: names[(index * 7 + 3) % 12] ?? "" },
    { from, to: names[(index + 1) % 12] ?? "" },
  ]);
  const boxes = names.map(box);
  const expected = layOut({ boxes, wires });
  for (let turn = 1; turn < wires.length; turn += 1) {
    const turned = [...wires.slice(turn), ...wires.slice(0, turn)];
    expect(layOut({ boxes: [...boxes].reverse(), wires: turned })).toEqual(expected);
    expect(layOut({ boxes, wires: turned.reverse() })).toEqual(expected);
  }
});

test("a hundred boxes are about as wide as a screen", () => {
  const boxes = Array.from({ length: 100 }, (_, index) => box(`n${index}`));
  const wires = boxes.slice(50).map(({ key }, index) => ({ from: `n${index}`, to: key }));
  const positions = [...layOut({ boxes, wires }).values()];
  const width = Math.max(...positions.map(({ x }) => x)) - Math.min(...positions.map(({ x }) => x)) + 200;
  const height = Math.max(...positions.map(({ y }) => y)) - Math.min(...positions.map(({ y }) => y)) + 100;
  expect(width / height).toBeGreaterThan(0.7);
  expect(width / height).toBeLessThan(4);
});

test("movements of one hand are one entry; after a while it is another", () => {
  const history = new History();
  const undone: string[] = [];
  const entry = (id: string): UndoEntry => ({
    ...{ name: "set x", needs: "values", merge: "set x", doubts: NO_DOUBTS },
    undo: () => void undone.push(id),
    redo: () => {},
  });
  history.add(entry("first"), 0);
  history.add(entry("second"), 500);
  history.add(entry("third"), 2000);
  expect(history.done).toHaveLength(2);
  history.undo();
  history.undo();
  expect(undone).toEqual(["third", "first"]);
  expect(history.undo()).toBeUndefined();
});

test("a new entry ends what could be done again", () => {
  const history = new History();
  const nothing = { needs: "wires", doubts: NO_DOUBTS, undo: () => {}, redo: () => {} } as const;
  history.add({ name: "a", ...nothing }, 0);
  history.undo();
  expect(history.redoable).toBe("a");
  history.add({ name: "b", ...nothing }, 1);
  expect(history.redoable).toBeUndefined();
});

test("the newest notices stay, and the same is not told twice", () => {
  const notices = new Notices();
  for (const text of ["a", "b", "b", "c", "d", "e"]) notices.tell(text);
  expect(notices.all.map(({ text }) => text)).toEqual(["b", "c", "d", "e"]);
});

test("search prefers beginnings, then words, then letters in order; a name counts more than a note", () => {
  const found = (...texts: readonly string[]) => texts.map((text) => ({ text, note: "" }));
  const answers = best("lam", found("island-mail", "my/lamp", "lamp", "flame")).map(({ text }) => text);
  expect(answers).toEqual(["lamp", "my/lamp", "flame", "island-mail"]);
  const noted = [
    { text: "lamp/level", note: "flt" },
    { text: "desk", note: "drives the lamp" },
    { text: "lamp", note: "node, 4 parameters" },
  ];
  expect(best("lamp", noted).map(({ text }) => text)).toEqual(["lamp", "lamp/level", "desk"]);
  expect(score("xyz", "lamp")).toBe(0);
});

test("settings that are nonsense are forgotten, one by one", () => {
  const shelf = { getItem: () => '{"view": "list", "theme": "pink", "evil": 1}', setItem: () => {} };
  const { choices } = new Settings(shelf);
  expect(choices.view).toBe("list");
  expect(choices.theme).toBe("system");
  expect("evil" in choices).toBe(false);
});

test("a trail keeps the last value of each twentieth of a second, and no more than 120", () => {
  const trail = new Trail();
  for (let time = 0; time < 20_000; time += 25) trail.add(time, time);
  expect(trail.length).toBe(120);
  const values: number[] = [];
  trail.each((_, value) => values.push(value));
  expect(values.at(-1)).toBe(19_975);
  expect(values).toEqual([...values].sort((a, b) => a - b));
});

test.each([
  [
    "of one range share a scale",
    [
      [0, 1],
      [0, 1],
    ],
    [0, 0],
  ],
  [
    "of ranges that differ a little share one, too",
    [
      [0, 1],
      [-1, 1],
      [0, 2],
    ],
    [0, 0, 0],
  ],
  [
    "of very different ranges have one each",
    [
      [0, 1],
      [0, 255],
      [0, 1],
      [-40, 0],
    ],
    [0, 1, 0, 2],
  ],
  [
    "far from each other have one each",
    [
      [0, 1],
      [1000, 1001],
    ],
    [0, 1],
  ],
] as const)("traces %s", (_, ranges, scales) => {
  const traces = ranges.map(([min, max]) => ({ parameter: { min, max }, values: [] }) as never);
  expect(scalesOf(traces)).toEqual(scales);
});

test("a trace without a range has that of its values, and one that never moved still has one", () => {
  const trace = (...values: number[]): never => ({ parameter: {}, values }) as never;
  expect(scalesOf([trace(0, 1), trace(0.2, 0.9), trace(0, 500), trace(300), trace()])).toEqual([0, 0, 1, 1, 0]);
});

test("a wire tells how it fares as its emitter's node counts, and what this page left out", () => {
  const emitter = { rate: 24.6, at: 1000, conflated: 2, skipped: 3 };
  const wire = { emitter, made: true, reason: "" } as never;
  const figures = { rate: 30, age: 200, conflated: 7, dropped: 1, roundTrip: 0.4567 };
  expect(describeWire(wire, figures, 5000)).toBe(
    "30 values/s · last one now · 7 conflated · 1 lost · round trip 0.5 ms · 5 not drawn here",
  );
  const idle = { rate: 0, age: undefined, conflated: 0, dropped: 0, roundTrip: undefined };
  const quiet = { emitter: { ...emitter, conflated: 0, skipped: 0 }, made: true, reason: "" } as never;
  expect(describeWire(quiet, idle, 5000)).toBe("0.0 values/s · none yet · 0 conflated");
  expect(describeWire(quiet, undefined, 5000)).toBe("25 values/s · last one 4 s ago");
});

test("the banner names who is missed: ghosts for which wires wait, and nodes that do not answer", () => {
  const node = (name: string, present = true, suspected = false) => ({ name, present, suspected });
  const [desk, lamp, fan] = [node("desk"), node("lamp", false), node("fan", true, true)];
  const wire = (from: object, to: object, made: boolean) => ({ emitter: { node: from }, sensor: { node: to }, made });
  const show = (wires: readonly object[], nodes: readonly { present: boolean }[]): never =>
    ({ nodes, wires, ghosts: nodes.filter(({ present }) => !present) }) as never;
  expect(describeAbsences(show([wire(desk, lamp, false)], [desk, lamp]))).toBe("lamp is gone: 1 wire waits");
  expect(describeAbsences(show([], [desk, lamp]))).toBe("");
  expect(describeAbsences(show([wire(desk, fan, true)], [desk, fan]))).toBe("fan does not answer");
  const crowd = ["a", "b", "c", "d"].map((name) => node(name, false));
  const wires = crowd.map((ghost) => wire(desk, ghost, false));
  expect(describeAbsences(show(wires, [desk, ...crowd]))).toBe("a, b and 2 others are gone: 4 wires wait");
});
