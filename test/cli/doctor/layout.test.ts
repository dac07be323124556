import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Line, layOut } from "../../../src/cli/doctor/layout.ts";
import { coloursFor } from "../../../src/cli/format/colours.ts";
import { widthOf } from "../../../src/cli/format/text.ts";

const PLAIN = coloursFor({});
const line = (cells: readonly string[], text: string, mark: Line["mark"] = "good"): Line => ({ mark, cells, text });
const show = (lines: readonly Line[], columns?: number): readonly string[] =>
  layOut(lines, { colours: PLAIN, columns });

describe("lines with cells", () => {
  const CARDS = [line(["eth0", "10.0.0.1/24"], "used"), line(["wlan0", "10.1.0.20/16"], "left out: no Wi-Fi", "plain")];

  test("stand in columns, each as wide as its widest", () => {
    expect(show(CARDS)).toEqual(["  ✓ eth0   10.0.0.1/24   used", "  · wlan0  10.1.0.20/16  left out: no Wi-Fi"]);
  });

  test("stand in columns as long as the longest line fits, to the column", () => {
    const longest = "  · wlan0  10.1.0.20/16  left out: no Wi-Fi".length;
    expect(show(CARDS, longest)).toEqual(show(CARDS));
    expect(show(CARDS, longest - 1)).toEqual([
      "  ✓ eth0  10.0.0.1/24",
      "    used",
      "  · wlan0  10.1.0.20/16",
      "    left out: no Wi-Fi",
    ]);
  });

  test("break their texts between words where even that is too wide", () => {
    expect(show(CARDS, 20)).toEqual([
      "  ✓ eth0",
      "    10.0.0.1/24",
      "    used",
      "  · wlan0",
      "    10.1.0.20/16",
      "    left out: no",
      "    Wi-Fi",
    ]);
  });

  test("leave out cells that are empty where they do not stand in columns", () => {
    const lines = [line(["eth0", "", ""], "no cable, or the other end is off")];
    expect(show(lines, 30)).toEqual(["  ✓ eth0", "    no cable, or the other end", "    is off"]);
  });

  test("give a cell that is empty its place in a column", () => {
    expect(show([line(["a", "b"], "one"), line(["long", ""], "two")])).toEqual([
      "  ✓ a     b  one",
      "  ✓ long     two",
    ]);
  });

  test("count columns, not characters", () => {
    expect(show([line(["光"], "x"), line(["abc"], "y"), line(["e\u0301"], "z")])).toEqual([
      ...["  ✓ 光   x", "  ✓ abc  y", "  ✓ e\u0301    z"],
    ]);
  });
});

describe("lines without cells", () => {
  test("do not push others below themselves, however long they are", () => {
    const long = line([], "a text that is much longer than the line of a terminal", "bad");
    expect(show([line(["eth0"], "used"), long], 24)).toEqual([
      "  ✓ eth0  used",
      "  ✗ a text that is much",
      "    longer than the line",
      "    of a terminal",
    ]);
  });

  test("have a sign for what they are", () => {
    const marks = ["good", "bad", "doubtful", "plain", "none"] as const;
    expect(show(marks.map((mark) => line([], mark, mark)))).toEqual([
      ...["  ✓ good", "  ✗ bad", "  ! doubtful", "  · plain", "    none"],
    ]);
  });

  test("have colours where they are wanted: what is plain is dim as a whole", () => {
    const coloured = layOut([line([], "a"), line([], "b", "bad"), line([], "c", "doubtful"), line([], "d", "plain")], {
      colours: coloursFor({ isTTY: true }, {}),
      columns: 40,
    });
    expect(coloured).toEqual([
      "  \u001b[32m✓\u001b[39m a",
      "  \u001b[31m✗\u001b[39m b",
      "  \u001b[33m!\u001b[39m c",
      "  \u001b[2m·\u001b[22m \u001b[2md\u001b[22m",
    ]);
  });
});

test("nothing makes no line", () => {
  expect(show([], 80)).toEqual([]);
  expect(show([line([], "")])).toEqual([]);
});

test("no line is wider than the terminal unless a word is, and no word is lost", () => {
  const word = fc.constantFrom("a", "node", "光光", "10.0.0.1/24", "e\u0301tage", "192.168.100.200:49152");
  const words = fc.array(word, { minLength: 1, maxLength: 9 }).map((all) => all.join(" "));
  const lines = fc.array(
    fc.record({
      mark: fc.constantFrom<Line["mark"]>("good", "bad", "doubtful", "plain", "none"),
      cells: fc.array(words, { maxLength: 3 }),
      text: words,
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 200 }), (given, columns) => {
      const shown = show(given, columns);
      for (const one of shown)
        if (one.trim().includes(" ") && !/^ {2}\S \S+$/.test(one)) expect(widthOf(one)).toBeLessThanOrEqual(columns);
      const all = shown.map((one) => one.slice(4)).join(" ");
      const expected = given.map(({ cells, text }) => [...cells, text].join(" ")).join(" ");
      expect(all.split(/\s+/).join(" ").trim()).toBe(expected);
    }),
    { numRuns: 80 },
  );
});
