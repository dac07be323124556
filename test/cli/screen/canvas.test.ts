import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { widthOf } from "../../../src/cli/format/text.ts";
import { Canvas } from "../../../src/cli/screen/canvas.ts";
import { difference } from "../../../src/cli/screen/difference.ts";
import { drawHelp } from "../../../src/cli/screen/help.ts";
import { inkFor, makeInk, mix } from "../../../src/cli/screen/ink.ts";
import { drawKeys, type KeyHint } from "../../../src/cli/screen/key-hints.ts";
import { drawField, editText, type TextField, textField, textOf } from "../../../src/cli/screen/text-field.ts";
import { SimulatedTerminal } from "./simulated-terminal.ts";

const INK = makeInk("none");
const drawn = (columns: number, rows: number, draw: (canvas: Canvas) => void): readonly string[] => {
  const canvas = new Canvas(columns, rows, INK);
  draw(canvas);
  return canvas.texts();
};

describe("a text on a canvas", () => {
  test.each<[string, number, string, string, number]>([
    ["as it is", 0, "abc", "abc", 3],
    ["further right", 2, "abc", "  abc", 5],
    ["up to the edge", 7, "abc", "       abc", 10],
    ["beyond the edge", 8, "abc", "        ab", 11],
    ["before the beginning", -2, "abc", "c", 1],
    ["wide", 0, "光光", "光光", 4],
    ["wide, half beyond the edge", 9, "光", "", 11],
    ["wide, half before the beginning", -1, "光a", " a", 2],
    ["with marks", 0, "e\u0301x", "e\u0301x", 2],
    ["with signs that steer", 0, "\u0007x", "\\u0007x", 7],
    ["with what nobody sees", 0, "a\u200b\u200eb", "ab", 2],
    ["of nothing", 3, "", "", 3],
  ])("%s", (_what, column, text, expected, behind) => {
    let at = 0;
    const [line] = drawn(10, 1, (canvas) => {
      at = canvas.put(column, 0, text);
    });
    expect([line, at]).toEqual([expected, behind]);
  });

  test("that ends at a column", () => {
    expect(drawn(6, 1, (canvas) => canvas.putRight(5, 0, "abc"))).toEqual(["   abc"]);
    expect(drawn(6, 1, (canvas) => canvas.putRight(4, 0, "光x"))).toEqual(["  光x"]);
    expect(drawn(4, 1, (canvas) => canvas.putRight(3, 0, "abcdef"))).toEqual(["cdef"]);
  });

  test("is drawn nowhere on rows that are not there", () => {
    expect(drawn(3, 1, (canvas) => [-1, 1, 9].map((row) => canvas.put(0, row, "x")))).toEqual([""]);
    expect(new Canvas(0, 0, INK).texts()).toEqual([]);
    expect(drawn(0, 2, (canvas) => canvas.put(0, 0, "x"))).toEqual(["", ""]);
  });

  test("in a style begins and ends it, and says it once", () => {
    const canvas = new Canvas(8, 1, INK);
    canvas.put(0, 0, "ab", INK.bold);
    canvas.put(2, 0, "c");
    canvas.put(3, 0, "d", INK.reverse);
    expect(canvas.lines()).toEqual(["\u001b[0m\u001b[1mab\u001b[0mc\u001b[0m\u001b[7md\u001b[0m"]);
  });
});

test("whatever pictures follow each other, a terminal shows the last one", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme-ascii", maxLength: 12 }),
    fc.constantFrom("光光", "e\u0301", "👩‍🚀x", "━─", "\u001b[2J", "      "),
  );
  const put = fc.tuple(
    fc.integer({ min: -2, max: 14 }),
    fc.integer({ min: 0, max: 2 }),
    text,
    fc.constantFrom("", "\u001b[1m"),
  );
  fc.assert(
    fc.property(fc.array(fc.array(put, { maxLength: 6 }), { minLength: 1, maxLength: 5 }), (pictures) => {
      const terminal = new SimulatedTerminal(14, 3);
      let before = new Canvas(14, 3, INK);
      for (const puts of pictures) {
        const next = new Canvas(14, 3, INK);
        for (const [column, row, what, style] of puts) next.put(column, row, what, style);
        terminal.write(difference(before.cells, next.cells));
        expect(terminal.texts()).toEqual(next.texts());
        before = next;
      }
    }),
    { numRuns: 100 },
  );
});

describe("the keys at the foot of a screen", () => {
  const KEYS: readonly KeyHint[] = [
    ["Enter", "value"],
    ["w", "wire"],
    ["x", "cut"],
    ["?", "help"],
    ["q", "end"],
  ];

  test.each([
    [80, " Enter value  w wire  x cut  ? help  q end"],
    [42, " Enter value  w wire  x cut  ? help  q end"],
    [41, " Enter value  w wire  ? help  q end"],
    [30, " Enter value  ? help  q end"],
    [20, " ? help  q end"],
    [10, " ? help  q"],
    [1, ""],
  ])("on %i columns are as many as there is room for, the last two always", (columns, line) => {
    expect(drawn(columns, 1, (canvas) => drawKeys(canvas, 0, KEYS))).toEqual([line]);
  });
});

describe("all keys of a screen", () => {
  const LINES: readonly KeyHint[] = [
    ["↑ ↓", "choose a cue, and one more word"],
    ["", ""],
    ["", "a remark about all of it"],
    ["q", "end"],
  ];

  test("stand below each other, with gaps and remarks", () => {
    expect(drawn(50, 9, (canvas) => drawHelp(canvas, "zocp x", LINES))).toEqual([
      " zocp x  keys",
      "",
      "   ↑ ↓  choose a cue, and one more word",
      "",
      "   a remark about all of it",
      "   q    end",
      "",
      "",
      " any key back",
    ]);
  });

  test("go on below where they are too long, and never into the last line", () => {
    expect(drawn(22, 8, (canvas) => drawHelp(canvas, "zocp x", LINES))).toEqual([
      " zocp x  keys",
      "",
      "   ↑ ↓  choose a cue,",
      "        and one more",
      "        word",
      "",
      "",
      " any key back",
    ]);
  });
});

describe("colours of a terminal", () => {
  test.each<[NodeJS.ProcessEnv, string]>([
    [{}, "indexed"],
    [{ TERM: "xterm-256color" }, "indexed"],
    [{ COLORTERM: "truecolor" }, "full"],
    [{ COLORTERM: "24bit" }, "full"],
    [{ TERM: "xterm-direct" }, "full"],
    [{ TERM: "dumb", COLORTERM: "truecolor" }, "none"],
    [{ NO_COLOR: "1", COLORTERM: "truecolor" }, "none"],
    [{ NO_COLOR: "" }, "indexed"],
  ])("of %o are %s", (environment, depth) => {
    expect(inkFor(environment).depth).toBe(depth);
  });

  test.each<[readonly [number, number, number], number]>([
    [[0, 0, 0], 16],
    [[255, 255, 255], 231],
    [[255, 0, 0], 196],
    [[0, 255, 0], 46],
    [[0, 0, 255], 21],
    [[128, 128, 128], 244],
    [[8, 8, 8], 232],
    [[238, 238, 238], 255],
    [[95, 135, 175], 67],
  ])("%j is the colour %i of 256", (colour, index) => {
    expect(makeInk("indexed").fore(colour)).toBe(`\u001b[38;5;${index}m`);
    expect(makeInk("full").back(colour)).toBe(`\u001b[48;2;${colour.join(";")}m`);
    expect(makeInk("none").fore(colour)).toBe("");
  });

  test("none leaves what needs no colour", () => {
    expect([INK.bold, INK.reverse, INK.dim, INK.accent, INK.warning, INK.fault]).toEqual([
      ...["\u001b[1m", "\u001b[7m", "", "", "", ""],
    ]);
  });

  test("between two are mixed, and no further", () => {
    expect([0, 0.5, 1, -1, 9].map((part) => mix([0, 100, 255], [100, 0, 255], part))).toEqual([
      ...[
        [0, 100, 255],
        [50, 50, 255],
        [100, 0, 255],
        [0, 100, 255],
        [100, 0, 255],
      ],
    ]);
  });
});

describe("a text that is written into so many columns", () => {
  const line = (field: TextField, width = 8): string =>
    drawn(20, 1, (canvas) => drawField(canvas, field, { column: 0, row: 0, width }))[0] ?? "";

  test.each<[TextField, string]>([
    [{ before: "", after: "" }, ""],
    [{ before: "abc", after: "" }, "abc"],
    [{ before: "abcdefg", after: "" }, "abcdefg"],
    [{ before: "abcdefgh", after: "" }, "bcdefgh"],
    [{ before: "abc", after: "def" }, "abcdef"],
    [{ before: "", after: "abcdefghijk" }, "abcdefgh"],
    [{ before: "光光光光", after: "" }, "光光光"],
    [{ before: "abcdefgh", after: "xyz" }, "bcdefghx"],
  ])("%j", (field, shown) => {
    expect(line(field)).toBe(shown);
  });

  test("is never wider, however it is edited, and its halves are always the whole", () => {
    const key = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 2 }).map((text) => ({ name: "text", text })),
      fc
        .constantFrom("left", "right", "home", "end", "backspace", "delete", "ctrl-a", "ctrl-e", "ctrl-w", "up")
        .map((name) => ({ name, text: "" })),
      fc.constantFrom("a\nb", "\r\n光", "").map((text) => ({ name: "paste", text })),
    );
    fc.assert(
      fc.property(fc.array(key, { maxLength: 30 }), fc.integer({ min: 1, max: 20 }), (all, width) => {
        let field = textField("start");
        for (const one of all) {
          const next = editText(field, one);
          if (["left", "right", "home", "end"].includes(one.name)) expect(next && textOf(next)).toBe(textOf(field));
          field = next ?? field;
          expect(textOf(field)).toBe(field.before + field.after);
          expect(widthOf(line(field, width))).toBeLessThanOrEqual(Math.max(width, 2));
        }
      }),
      { numRuns: 100 },
    );
  });

  test("holds 4096 characters, and no more", () => {
    const long = editText(textField("a"), { name: "paste", text: "x".repeat(9999) });
    expect(long && textOf(long)).toHaveLength(4096);
    const middle = editText({ before: "", after: "y".repeat(4090) }, { name: "paste", text: "x".repeat(99) });
    expect(middle && textOf(middle)).toBe("x".repeat(6) + "y".repeat(4090));
  });
});
