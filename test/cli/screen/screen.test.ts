import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Canvas } from "../../../src/cli/screen/canvas.ts";
import { difference } from "../../../src/cli/screen/difference.ts";
import { makeInk } from "../../../src/cli/screen/ink.ts";
import { Screen } from "../../../src/cli/screen/screen.ts";
import { SimulatedTerminal } from "./simulated-terminal.ts";

const INK = makeInk("indexed");
const HOSTILE = [
  "\u001b[2J",
  "\u0007",
  "光",
  "👩‍🚀",
  "\u202e",
  "e\u0301",
  "\u200b\u200f",
  "a\u0300\u0301\u0302".repeat(9),
  "x",
];

function canvasOf(rows: readonly string[], columns = 12): Canvas {
  const canvas = new Canvas(columns, rows.length, INK);
  for (const [row, text] of rows.entries()) canvas.put(0, row, text, row % 2 === 0 ? "" : INK.bold);
  return canvas;
}

describe("what is written when a picture changes", () => {
  test("is only what is different", () => {
    const text = difference(canvasOf(["level 0.25 x"]).cells, canvasOf(["level 0.35 x"]).cells);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
    expect(text.replace(/\u001b\[[\d;]*[A-Za-z]/g, "")).toBe("35 x");
    expect(text).toContain("\u001b[1;9H");
    expect(difference(canvasOf(["same"]).cells, canvasOf(["same"]).cells)).toBe("");
  });

  test("makes any picture of any other, with wide and hostile characters too", () => {
    const rows = fc.array(fc.array(fc.constantFrom(...HOSTILE, "ab", " ", "…"), { maxLength: 14 }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const terminal = new SimulatedTerminal(12, 3);
        const [first, second] = [before, after].map((lines) => canvasOf(lines.map((line) => line.join(""))));
        if (first === undefined || second === undefined) return;
        terminal.write(difference([], first.cells));
        terminal.write(difference(first.cells, second.cells));
        expect(terminal.texts()).toEqual(second.texts());
      }),
    );
  });

  test("puts everything in its place, also where the terminal finds a character narrower or wider", () => {
    const terminal = new SimulatedTerminal(12, 1, () => 1);
    terminal.write(difference([], canvasOf(["光光ab"]).cells));
    expect(terminal.texts()[0]?.slice(4)).toBe("ab");
  });
});

describe("a screen", () => {
  const size = { fd: -1, columns: 12, rows: 1 };

  test("waits for a terminal that is busy, and draws nothing twice", () => {
    const written: string[] = [];
    let ready = false;
    const screen = new Screen(size, (text) => ready && written.push(text) > 0);
    expect(screen.draw(canvasOf(["a"]))).toBe(false);
    ready = true;
    expect(screen.draw(canvasOf(["b"]))).toBe(true);
    expect(screen.draw(canvasOf(["b"]))).toBe(true);
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/\?1049h.*2J.*b/s);
    screen.close();
    expect(written.at(-1)).toContain("?1049l");
  });

  test("draws all of it anew when the size is another one, or something else wrote on it", () => {
    const written: string[] = [];
    const terminal = { ...size };
    const screen = new Screen(terminal, (text) => written.push(text) > 0);
    screen.draw(canvasOf(["a"]));
    terminal.columns = 13;
    screen.draw(canvasOf(["a"], 13));
    screen.forget();
    screen.draw(canvasOf(["a"], 13));
    expect(written.map((text) => [text.includes("?1049h"), text.includes("2J")])).toEqual([
      [true, true],
      [false, true],
      [true, true],
    ]);
    screen.close();
  });

  test("that cannot be given back now is given back at the exit, and only once", () => {
    const before = process.listenerCount("exit");
    let ready = true;
    const screen = new Screen(size, () => ready);
    screen.draw(canvasOf(["a"]));
    screen.forget();
    screen.draw(canvasOf(["b"]));
    ready = false;
    screen.close();
    expect(process.listenerCount("exit")).toBe(before + 1);
    ready = true;
    screen.close();
    expect(process.listenerCount("exit")).toBe(before);
  });
});

describe("a canvas", () => {
  test("never holds what could steer a terminal, and never more columns than it has", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), fc.integer({ min: -5, max: 25 }), (text, column) => {
        const canvas = new Canvas(20, 1, INK);
        canvas.put(column, 0, text);
        const cells = canvas.cells[0] ?? [];
        expect(cells).toHaveLength(20);
        expect(cells.map((cell) => cell.text).join("")).not.toMatch(STEERING);
      }),
    );
  });

  test("leaves no half of a wide character behind", () => {
    const canvas = new Canvas(6, 1, INK);
    canvas.put(0, 0, "光光光");
    canvas.put(1, 0, "x");
    canvas.put(4, 0, "y");
    expect(canvas.cells[0]?.map(({ text }) => text)).toEqual([" ", "x", "光", "", "y", " "]);
  });
});

const STEERING = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
