import { describe, expect, test } from "vitest";

import { widthOf } from "../../../src/cli/format/text.ts";
import { listHeight } from "../../../src/cli/monitor/draw.ts";
import { layOut } from "../../../src/cli/monitor/draw-row.ts";
import { Monitor } from "../../../src/cli/monitor/monitor.ts";
import { rowsOf } from "../../../src/cli/monitor/rows.ts";
import type { SeenNetwork, SeenNode, SeenParameter } from "../../../src/cli/monitor/seen.ts";
import { makeInk } from "../../../src/cli/screen/ink.ts";
import { idOf, keys, network, node, parameter, stage } from "./stage.ts";

interface Look {
  readonly columns?: number;
  readonly rows?: number;
  readonly press?: readonly string[];
}

function draw(seen: SeenNetwork, { columns = 80, rows = 16, press = [] }: Look = {}): readonly string[] {
  const monitor = new Monitor();
  monitor.handleNetwork(seen);
  for (const key of keys(...press)) monitor.handleKey(key, 0);
  return monitor.draw({ columns, rows, ink: makeInk("none") }, 0).texts();
}

const nodeRow = (more: Partial<SeenNode>, columns = 80): string =>
  draw(network([{ ...node("lamp", [parameter("level")]), ...more }]), { columns })[2] ?? "";
const row = (more: Partial<SeenParameter>, columns = 80, path = "level"): string =>
  draw(network([node("lamp", [parameter(path, more)])]), { columns })[3] ?? "";

describe("the row of a node", () => {
  test.each<[string, Partial<SeenNode>, string]>([
    ["that left", { gone: "goodbye" }, "▌▸ lamp  left (goodbye)"],
    ["that does not answer", { suspected: true }, "▌▾ lamp  does not answer"],
    ["that has told nothing", { complete: false }, "▌▾ lamp  has not told its parameters yet"],
    ["that is locked", { locked: true }, "▌▾ lamp  locked"],
    [
      "that is locked for a reason",
      { locked: true, lockReason: "the show\n is on" },
      "▌▾ lamp  locked: the show\\u000a is on",
    ],
    ["that left, and was locked", { gone: "expired", locked: true }, "▌▸ lamp  left (expired)"],
  ])("says how it is: %s", (_what, more, text) => {
    expect(nodeRow(more)).toBe(text);
  });

  test("has its id at the right where there is room, and how many parameters it hides", () => {
    expect(nodeRow({})).toBe(`▌▾ lamp${" ".repeat(63)}6c616d70`);
    expect(nodeRow({}, 71)).toBe("▌▾ lamp");
    const folded = draw(network([node("lamp", [parameter("level")]), node("desk", [])]), { press: ["tab"] });
    expect(folded[2]).toMatch(/^▌▸ desk {2}0 parameters +6465736b$/);
    expect(folded[3]).toMatch(/^ ▸ lamp {2}1 parameter +6c616d70$/);
  });

  test("keeps room for how it is behind a long name", () => {
    const line = nodeRow({ name: "n".repeat(90), suspected: true });
    expect(line).toMatch(/^▌▾ n+… {2}does not answer$/);
    expect(widthOf(line)).toBeLessThanOrEqual(80);
  });
});

describe("the row of a parameter", () => {
  test.each<[string, Partial<SeenParameter>, string]>([
    ["a number in its range", {}, "    level              0.500  ━━━━━─────  rw·s"],
    ["a number below it", { value: -1 }, "    level             -1.000  ──────────  rw·s"],
    ["a number beyond it", { value: 9 }, "    level              9.000  ━━━━━━━━━━  rw·s"],
    ["half of a column", { value: 0.55 }, "    level              0.550  ━━━━━╸────  rw·s"],
    ["what is no number", { value: Number.NaN }, "    level                NaN              rw·s"],
    ["a number without a range", { min: undefined }, "    level                0.5              rw·s"],
    ["a large counter", { min: undefined, value: 16_777_217 }, "    level           16777217              rw·s"],
    ["a very large number", { min: undefined, value: -1.234567e300 }, "    level      -1.23457e+300              rw·s"],
    ["a vector", { value: [0.25, 1] }, "    level     0.250 1.000                 rw·s"],
    ["an empty list", { value: [] }, "    level     []                          rw·s"],
    ["a text", { value: "光\u001b" }, '    level     "光\\u001b"                  rw·s'],
    ["nothing", { value: undefined }, "    level                                 rw·s"],
    [
      "a fade",
      { owner: { kind: "fade", name: "show", tag: "", priority: 100, since: 0 } },
      "    level              0.500  ━━━━━─────  rw·s  fade show",
    ],
  ])("that is %s", (_what, more, text) => {
    expect(row(more)).toBe(text);
  });

  test("never shows a number without its exponent, however narrow the terminal is", () => {
    expect(row({ min: undefined, value: -1.234567e300 }, 60)).toContain(" -1.23e+300");
    expect(row({ min: undefined, value: 123_456_789_012 }, 60)).toContain(" 1.2346e+11");
  });

  test("has its range where there is room", () => {
    expect(row({ unit: "%", step: 0.1 }, 120)).toMatch(/ {2}rw·s {2}0 … 1 step 0\.1 %$/);
    expect(row({ min: -3.4028234663852886e38, max: 3.4028234663852886e38 }, 120)).toContain("-3.40282e+38 … 3.40…");
  });

  test("has its links behind all else, both ways", () => {
    const wall = node("wall", [parameter("in", { subscribers: [[idOf("desk"), "x"]] })]);
    const desk = node("desk", [
      parameter("x", {
        subscribers: [
          [idOf("wall"), "in"],
          [idOf("gone"), "y"],
        ],
      }),
    ]);
    expect(draw(network([wall, desk]), { columns: 100 })[3]).toMatch(/rw·s {2}← wall\/in {2}→ wall\/in, 676f6e65\/y$/);
  });
});

test.each([
  [20, { name: 8, value: 10, bar: 0, access: 0, range: 0 }],
  [56, { name: 8, value: 10, bar: 10, access: 0, range: 0 }],
  [68, { name: 8, value: 10, bar: 10, access: 4, range: 0 }],
  [72, { name: 8, value: 14, bar: 10, access: 4, range: 0 }],
  [100, { name: 8, value: 14, bar: 16, access: 4, range: 0 }],
  [110, { name: 8, value: 14, bar: 16, access: 4, range: 20 }],
])("%i columns are shared by what is needed most", (columns, layout) => {
  expect(layOut(rowsOf(stage(), { filter: "", isOpen: () => true }), columns)).toEqual(layout);
  const long = rowsOf(network([node("a", [parameter("p".repeat(99))])]), { filter: "", isOpen: () => true });
  expect(layOut(long, columns).name).toBe(Math.max(8, Math.floor(columns * 0.28)));
});

describe("the foot of the screen", () => {
  const foot = (press: readonly string[], columns = 80): readonly string[] =>
    draw(stage(), { press, columns }).slice(-3);

  test.each<[string, readonly string[], string, string]>([
    ["a node", [], "", " Enter value  ←→ step  Space on/off  w wire  x cut  / filter  ? help  q end"],
    [
      "a parameter",
      ["down"],
      " desk/fader  0.5  float  re  0 … 1",
      " Enter value  ←→ step  Space on/off  w wire  x cut  / filter  ? help  q end",
    ],
    [
      "a value that is written",
      ["end", "up", "enter"],
      " lamp/title  Act one  string  rw",
      " Enter sets it  Esc leaves it as it is",
    ],
    ["a filter that is written", ["/", "x"], "", " Enter keeps the filter  Esc takes it back"],
    [
      "a wire that is made",
      ["down", "w"],
      " desk/fader → a sensor:",
      " ↑↓ choose  letters find  Enter makes the wire  Esc makes none",
    ],
    [
      "a wire that is cut",
      ["down", "x"],
      " cut desk/fader → lamp/level ?",
      " ↑↓ another wire  y cuts it  Esc keeps it",
    ],
  ])("is for %s", (_what, press, first, last) => {
    const [about, , hints] = foot(press);
    expect([about, hints]).toEqual([first, last]);
  });

  test("says which of several links is to be cut", () => {
    const subscribers = [
      [idOf("lamp"), "level"],
      [idOf("lamp"), "on"],
    ] as const;
    const seen = network([
      node("lamp", [parameter("level"), parameter("on")]),
      node("desk", [parameter("x", { subscribers })]),
    ]);
    const asked = (...press: string[]): string => draw(seen, { press: ["down", "x", ...press] }).at(-3) ?? "";
    expect([asked(), asked("down"), asked("down", "down"), asked("up")]).toEqual([
      " cut desk/x → lamp/level ?  (1 of 2)",
      " cut desk/x → lamp/on ?  (2 of 2)",
      " cut desk/x → lamp/level ?  (1 of 2)",
      " cut desk/x → lamp/on ?  (2 of 2)",
    ]);
  });

  test("says who holds a parameter while it is selected, and cuts what is too long with a sign", () => {
    const monitor = new Monitor();
    monitor.handleNetwork(stage());
    for (const key of keys("down")) monitor.handleKey(key, 0);
    monitor.handleHolder({ key: `${idOf("desk")}/fader`, text: `moved last by ${"x".repeat(90)}` });
    const line = (): string =>
      monitor
        .draw({ columns: 40, rows: 12, ink: makeInk("none") }, 0)
        .texts()
        .at(-2) ?? "";
    expect(line()).toBe(` moved last by ${"x".repeat(23)}…`);
    for (const key of keys("down")) monitor.handleKey(key, 0);
    expect(line()).toBe("");
  });

  test("tells a message for a while, a fault for longer", () => {
    const monitor = new Monitor();
    const line = (now: number): string =>
      monitor
        .draw({ columns: 40, rows: 12, ink: makeInk("none") }, now)
        .texts()
        .at(-2) ?? "";
    monitor.tell("done", "quiet", 1000);
    expect([line(1000), line(5999), line(6000)]).toEqual([" done", " done", ""]);
    monitor.tell("refused", "fault", 10_000);
    expect([line(21_999), line(22_000)]).toEqual([" refused", ""]);
  });
});

test.each([1, 4, 6, 7, 24, 100])("of %i rows the list has what is left, and one at least", (rows) => {
  expect(listHeight(rows)).toBe(Math.max(1, rows - 6));
  expect(draw(stage(), { rows })).toHaveLength(rows);
});

test.each([0, 1, 20, 40, 80, 200])("nothing is wider than a terminal of %i columns", (columns) => {
  for (const press of [
    [],
    ["?"],
    ["/", "long filter that nobody needs"],
    ["down", "w", "le"],
    ["down", "x"],
    ["end", "up", "enter"],
  ])
    for (const line of draw(stage(), { columns, press })) expect(widthOf(line)).toBeLessThanOrEqual(columns);
});
