import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { describeHolding } from "../../../src/cli/monitor/ask-holder.ts";
import { HELP } from "../../../src/cli/monitor/help.ts";
import { Monitor } from "../../../src/cli/monitor/monitor.ts";
import type { SeenNetwork } from "../../../src/cli/monitor/seen.ts";
import { makeInk } from "../../../src/cli/screen/ink.ts";
import { idOf, keys, network, node, parameter, stage } from "./stage.ts";

function draw(seen: SeenNetwork, { columns = 80, rows = 16, press = [] as string[] } = {}): readonly string[] {
  const monitor = new Monitor();
  monitor.handleNetwork(seen);
  for (const key of keys(...press)) monitor.handleKey(key, 0);
  return monitor.draw({ columns, rows, ink: makeInk("none") }, 0).texts();
}

describe("the picture of the monitor", () => {
  test("at 80 columns", () => {
    expect(draw(stage(), { press: ["down"] })).toEqual([
      " zocp monitor  2 nodes, 7 parameters",
      "",
      " ▾ desk                                                               6465736b",
      "▌   fader              0.500  ━━━━━─────  r·e·  → lamp/level",
      "    cue                    3  ━━━───────  rwe·",
      " ▾ lamp                                                               6c616d70",
      "    level              0.500  ━━━━━─────  rw·s  ← desk/fader",
      "    on                   off              rw·s",
      "    fire                 off              rw·s",
      '    title     "Act one"                   rw··',
      "    heat                21.5              r···",
      "",
      "",
      " desk/fader  0.5  float  re  0 … 1",
      "",
      " Enter value  ←→ step  Space on/off  w wire  x cut  / filter  ? help  q end",
    ]);
  });

  test("at 60 columns has everything that is needed", () => {
    const lines = draw(stage(), { columns: 60 });
    expect(lines[3]).toBe("    fader          0.500  ━━━━━─────  → lamp/level");
    expect(lines.at(-1)).toBe(" Enter value  ←→ step  Space on/off  w wire  ? help  q end");
  });

  test("says how each node is", () => {
    const text = draw(
      network([
        node("a", [], { locked: true, lockReason: "the show is running" }),
        node("b", [], { suspected: true }),
        node("c", [], { gone: "goodbye" }),
        node("d", [], { complete: false }),
      ]),
    ).join("\n");
    for (const words of [
      "a  locked: the show is running",
      "b  does not answer",
      "c  left (goodbye)",
      "d  has not told its parameters yet",
      "3 nodes, 0 parameters",
    ])
      expect(text).toContain(words);
  });

  test("says that it looks for nodes, that nothing fits, and what all keys are", () => {
    expect(draw(network([]))[0]).toContain("looking for nodes …");
    expect(draw(stage(), { press: ["/", "zzz"] }).join("\n")).toContain("nothing fits");
    expect(draw(stage(), { press: ["?"], rows: 24 }).join("\n")).toMatch(
      /wire an emitter to a sensor[\s\S]*any key back/,
    );
  });

  test("explains its keys on 60 columns without cutting a word", () => {
    const lines = draw(stage(), { press: ["?"], columns: 60, rows: 20 });
    expect(lines.join("\n")).not.toContain("…");
    for (const [, what] of HELP) expect(lines.join("\n")).toContain(what);
  });

  test("knows the names of wires' other ends, also of nodes that a pattern leaves out", () => {
    const seen = network(
      [node("lamp", [parameter("level")]), node("desk", [parameter("x", { subscribers: [[idOf("lamp"), "level"]] })])],
      "lamp",
    );
    expect(draw(seen).join("\n")).toContain("← desk/x");
  });

  test("keeps the selection in sight", () => {
    const crowd = network(Array.from({ length: 50 }, (_, index) => node(`node-${String(index).padStart(2, "0")}`)));
    expect(draw(crowd, { press: ["end"] }).join("\n")).toMatch(/▌▾ node-49/);
    expect(draw(crowd, { press: ["page-down", "page-down", "page-up"] }).join("\n")).toMatch(/▌▾ node-/);
  });

  test("is never wider or higher than the terminal, whatever nodes call themselves", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
    const hostile = fc.oneof(name, fc.constantFrom("\u001b[2J\u001b[31m", "光".repeat(40), "\u202e\u0007", "a\nb"));
    const value = fc.oneof(hostile, fc.double(), fc.constantFrom(null, [1, 2, 3], [[]], true));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(hostile, hostile, value), { maxLength: 8 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.constantFrom("down", "up", "enter", "tab", "w", "x", "/", "escape", "?", "y", "end", "a"), {
          maxLength: 12,
        }),
        (given, columns, rows, press) => {
          const seen = network(
            given.map(([name, path, value]) =>
              node(name, [parameter(path, { value, unit: name, description: path })], {
                locked: true,
                lockReason: name,
              }),
            ),
          );
          const monitor = new Monitor();
          monitor.handleNetwork(seen);
          for (const key of keys(...press)) monitor.handleKey(key, 0);
          const { cells } = monitor.draw({ columns, rows, ink: makeInk("none") }, 0);
          expect(cells).toHaveLength(rows);
          for (const row of cells) expect(row).toHaveLength(columns);
          expect(cells.flat().some(({ text }) => /\p{Cc}/u.test(text))).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("shows a part of 200 nodes × 20 parameters", () => {
    const parameters = Array.from({ length: 20 }, (_, index) => parameter(`value-${index}`));
    const seen = network(Array.from({ length: 200 }, (_, index) => node(`node-${index}`, parameters)));
    const monitor = new Monitor();
    monitor.handleNetwork(seen);
    for (const key of keys("tab")) monitor.handleKey(key, 0);
    expect(monitor.draw({ columns: 140, rows: 50, ink: makeInk("full") }, 0).texts()[40]).toContain("value-");
  });
});

test("who holds a parameter is told in words", () => {
  expect(describeHolding({ by: "self", name: "lamp", ago: 1 })).toBe("");
  expect(describeHolding({ by: "signal", name: "desk", ago: 0.25 })).toBe("moved last by desk over a wire, 0.3 s ago");
  const fade = { tag: "show/1.5#3", priority: 100, target: 0.8, left: 2.1 };
  expect(describeHolding({ by: "fade", name: "show", fade })).toBe("fades to 0.8, 2.1 s left: show/1.5#3 of show");
  const overlay = { tag: "show/blackout", name: "show", priority: 200, below: 0.5 };
  expect(describeHolding({ by: "self", name: "lamp", overlay })).toBe("covered by show, 0.5 below");
});

test("a parameter that fades, or is covered, says so in its row", () => {
  const owner = { kind: "fade", name: "show", tag: "show/1.5#3", priority: 100, since: 0 } as const;
  expect(draw(network([node("lamp", [parameter("level", { owner })])]))[3]).toContain("rw·s  fade show/1.5#3");
});
