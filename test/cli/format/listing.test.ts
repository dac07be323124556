import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { coloursFor } from "../../../src/cli/format/colours.ts";
import { formatListing, formatRole } from "../../../src/cli/format/listing.ts";
import { widthOf } from "../../../src/cli/format/text.ts";
import type { NodeView, ParameterView, ShownLink } from "../../../src/cli/views/node-view.ts";

const PLAIN = coloursFor({});

function parameter(more: Partial<ParameterView> = {}): ParameterView {
  return {
    ...{ path: "level", value: 0.5, typeHint: "flt", access: "rws", min: 0, max: 1, step: undefined, unit: undefined },
    ...{ description: undefined, subscribers: [], drives: [] },
    ...more,
  };
}

function node(more: Partial<NodeView> = {}): NodeView {
  const id = "3fa4c2d1".repeat(4);
  return { id, name: "lamp", address: "tcp://10.0.0.1:5", headers: new Map(), complete: true, parameters: [], ...more };
}

function link(more: Partial<ShownLink> = {}): ShownLink {
  return {
    ...{ emitter: { node: "desk", parameter: "fader" }, sensor: { node: "lamp", parameter: "level" } },
    ...{ state: "waiting", reason: "", options: new Map(), by: "", at: 0 },
    ...more,
  };
}

const list = (nodes: readonly NodeView[], columns?: number): readonly string[] =>
  formatListing(nodes, { colours: PLAIN, columns });
/** The lines below the one of the node. */
const below = (more: Partial<NodeView>, columns?: number): readonly string[] => list([node(more)], columns).slice(1);

describe("the line of a node", () => {
  test.each<[Partial<NodeView>, string]>([
    [{}, "lamp  3fa4c2d1  tcp://10.0.0.1:5  no parameters"],
    [{ complete: false }, "lamp  3fa4c2d1  tcp://10.0.0.1:5"],
    [{ address: "" }, "lamp  3fa4c2d1  no parameters"],
    [{ locked: "" }, "lamp  3fa4c2d1  tcp://10.0.0.1:5  no parameters  locked"],
    [{ locked: "the show is on\n" }, "lamp  3fa4c2d1  tcp://10.0.0.1:5  no parameters  locked: the show is on\\u000a"],
    [{ name: "\u001b[2Jlamp" }, "\\u001b[2Jlamp  3fa4c2d1  tcp://10.0.0.1:5  no parameters"],
  ])("of %o is %j", (more, line) => {
    expect(list([node(more)])).toEqual([line]);
  });

  test("keeps the beginning of the id, however narrow the terminal and however long the name is", () => {
    const long = node({ name: "a name that is much longer than it has to be" });
    expect(list([long], 40)).toEqual(["a name that is much longer th…  3fa4c2d1"]);
    expect(list([node()], 20)).toEqual(["lamp  3fa4c2d1  tcp…"]);
    expect(list([node({ name: "光".repeat(40) })], 21)).toEqual(["光光光光光…  3fa4c2d1"]);
  });

  test.each([
    [{ plays: true, term: 0, auto: false }, "plays"],
    [{ plays: true, term: 3, auto: false }, "plays, term 3"],
    [{ plays: false, term: 0, auto: false }, "understudy of the \\u0007show"],
    [{ plays: false, term: 2, auto: true }, "understudy of the \\u0007show, takes over by itself"],
  ])("says what it is of a show: %o", (role, words) => {
    expect(formatRole({ of: "the \u0007show", presses: 0, since: 0, ...role })).toBe(words);
  });
});

describe("the line of a parameter", () => {
  test.each<[Partial<ParameterView>, string]>([
    [{}, "  level  0.5  float  rw·s  0 … 1"],
    [{ value: undefined }, "  level  null  float  rw·s  0 … 1"],
    [{ value: 0.1 + 0.2, unit: "°C" }, "  level  0.3 °C  float  rw·s  0 … 1"],
    [{ unit: "\u0007" }, "  level  0.5 \\u0007  float  rw·s  0 … 1"],
    [{ value: "x".repeat(60), typeHint: "string" }, `  level  "${"x".repeat(30)}…  string  rw·s  0 … 1`],
    [{ access: "" }, "  level  0.5  float  ····  0 … 1"],
    [{ access: "rwes" }, "  level  0.5  float  rwes  0 … 1"],
    [{ access: "se" }, "  level  0.5  float  ··es  0 … 1"],
    [{ min: undefined, max: undefined }, "  level  0.5  float  rw·s"],
    [{ min: undefined }, "  level  0.5  float  rw·s  ≤ 1"],
    [{ max: undefined }, "  level  0.5  float  rw·s  ≥ 0"],
    [{ step: 0.1 }, "  level  0.5  float  rw·s  0 … 1 step 0.1"],
    [{ min: undefined, max: undefined, step: 5 }, "  level  0.5  float  rw·s  step 5"],
    [{ min: -3.4028234663852886e38, max: undefined }, "  level  0.5  float  rw·s  ≥ -3.40282e+38"],
    [{ typeHint: "vec2f", value: [1, 2], min: [0, 0], max: [9, 9] }, "  level  [1,2]  vec2f  rw·s  [0,0] … [9,9]"],
    [{ drives: ["a/b", '"c, d"/e'] }, '  level  0.5  float  rw·s  0 … 1  → a/b, "c, d"/e'],
    [{ path: "a\u202eb" }, "  a\\u202eb  0.5  float  rw·s  0 … 1"],
  ])("of %o is %j", (more, line) => {
    expect(below({ parameters: [parameter(more)] })).toEqual([line]);
  });

  test("is shortened on a narrow terminal: values first, then what is least needed", () => {
    const parameters = [parameter({ value: "a long text in it", typeHint: "string", drives: ["lamp/level"] })];
    expect(below({ parameters }, 80)).toEqual(['  level  "a long text in it"  string  rw·s  0 … 1  → lamp/level']);
    expect(below({ parameters }, 42)).toEqual(['  level  "a long t…  string  rw·s  0 … 1', "    → lamp/level"]);
    expect(below({ parameters }, 20)).toEqual(['  level  "a lo…  st…', "    → lamp/level"]);
  });

  test("has its links below where they do not fit, and never a target in two", () => {
    const drives = ['"a, very, long"/name', "lamp-left/level", "c/d"];
    expect(below({ parameters: [parameter({ drives })] }, 42)).toEqual([
      "  level  0.5  float  rw·s  0 … 1",
      '    → "a, very, long"/name',
      "    → lamp-left/level, c/d",
    ]);
  });
});

describe("what stands below the parameters of a node", () => {
  test.each<[Partial<ShownLink>, string]>([
    [{ reason: "desk is not here" }, "  desk/fader ⇢ lamp/level: desk is not here"],
    [{ state: "asked" }, "  desk/fader ⇢ lamp/level: asked"],
    [{ state: "refused", reason: "desk is locked" }, "  desk/fader ⇢ lamp/level: desk is locked"],
    [
      { state: "cut", reason: "cut by ada", at: new Date(2026, 0, 2, 20, 14).getTime() },
      "  desk/fader ✗ lamp/level: cut by ada, 20:14; lamp's program wants it",
    ],
    [{ state: "cut", reason: "cut by ada" }, "  desk/fader ✗ lamp/level: cut by ada; lamp's program wants it"],
    [{ state: "made" }, "  desk/fader → lamp/level"],
    [{ state: "made", priority: 150 }, "  desk/fader → lamp/level: priority 150"],
    [{ state: "made", priority: 0, mute: true }, "  desk/fader → lamp/level: muted, priority 0"],
    [{ state: "made", dropped: 1 }, "  desk/fader → lamp/level: 1 value dropped"],
    [{ state: "made", dropped: 12 }, "  desk/fader → lamp/level: 12 values dropped"],
    [
      { state: "made", refusals: { count: 3, of: 50, reason: "it is no number" } },
      "  desk/fader → lamp/level: 3 of 50 values refused: it is no number",
    ],
    [{ reason: "desk is not here", priority: 150 }, "  desk/fader ⇢ lamp/level: desk is not here (priority 150)"],
    [{ state: "made", via: "box" }, "  desk/fader → lamp/level via box"],
    [{ state: "made", via: "box", mute: true }, "  desk/fader → lamp/level via box: muted"],
    [{ reason: "\u001b[2J" }, "  desk/fader ⇢ lamp/level: \\u001b[2J"],
  ])("of a link: %o", (more, line) => {
    expect(below({ parameters: [parameter()], waiting: [link(more)] }).slice(1)).toEqual([line]);
  });

  test("is who holds a parameter, and how links fare", () => {
    const holding = { by: "set", name: "desk", ago: 12 } as const;
    const figures = {
      ...{ emitter: "fader", peer: "ab".repeat(16), name: "", sensors: [], options: {}, sent: 2, bytes: 80 },
      ...{ conflated: 0, dropped: 0, rate: 1, age: undefined, roundTrip: undefined },
    };
    expect(below({ parameters: [parameter({ holding })], links: [figures] })).toEqual([
      "  level  0.5  float  rw·s  0 … 1",
      "  level ← set by desk, 0:12 ago",
      "  fader → abababab: 2 sent (80 B), 1/s",
    ]);
  });
});

test.each([20, 40, 80, 200])("no line is wider than %i columns, whatever nodes call themselves", (columns) => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
    fc.constantFrom("光".repeat(40), "e\u0301".repeat(70), "\u001b[2J", "\u202e"),
  );
  const value = fc.oneof(text, fc.double(), fc.constantFrom(null, true, [1, 2, 3]));
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text, value), { maxLength: 5 }), (given) => {
      const nodes = given.map(([name, path, value]) =>
        node({
          ...{ name, locked: path, waiting: [link({ reason: name })] },
          parameters: [parameter({ path, value, unit: path, drives: [name, path], max: value })],
        }),
      );
      const lines = list(nodes, columns);
      expect(Math.max(0, ...lines.map(widthOf))).toBeLessThanOrEqual(columns);
      expect(lines.join("")).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    }),
    { numRuns: 10 },
  );
});

test("no nodes make no lines, and ten thousand parameters do", () => {
  expect(list([])).toEqual([]);
  const parameters = Array.from({ length: 10_000 }, (_, index) => parameter({ path: `p${index}` }));
  expect(below({ parameters }, 80)).toHaveLength(10_000);
});
