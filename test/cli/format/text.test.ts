import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { cut, pad, piecesOf, printable, showQuoted, showValue, widthOf } from "../../../src/cli/format/text.ts";

const ANY = fc.string({ unit: "binary", maxLength: 30 });
const SEEN = fc.string({ unit: "grapheme", maxLength: 30 });

describe("how wide a text is on a terminal", () => {
  test.each([
    ["nothing", "", 0],
    ["ASCII", "lamp/level ~", 12],
    ["Latin letters", "Bühne naïve", 11],
    ["a letter and an accent", "e\u0301", 1],
    ["a letter and nine accents", `a${"\u0300".repeat(9)}`, 1],
    ["Greek and Cyrillic", "Ωя", 2],
    ["Hebrew and Arabic", "\u05d0\u0627", 2],
    ["Chinese", "光", 2],
    ["Japanese in full and in half width", "カｶ", 3],
    ["Korean, whole and in parts", "한\u1112\u1161\u11ab", 4],
    ["letters of full width", "Ａ１", 4],
    ["a face", "😀", 2],
    ["an astronaut, made of three", "👩‍🚀", 2],
    ["a family of four", "👨‍👩‍👧‍👦", 2],
    ["a flag", "🇩🇪", 2],
    ["a hand with its colour of skin", "👍🏽", 2],
    ["a heart as a letter, and as a picture", "❤❤\ufe0f", 3],
    ["a key cap", "1\ufe0f⃣", 2],
    ["lines and blocks", "━─█░▶●", 6],
    ["arrows, signs and an ellipsis", "→✗…✓", 4],
    ["letters of Thailand and India that terminals give two columns", "\u0e01\u0e33\u0915\u094d\u0937", 4],
    ["signs that steer, as they are written out", "\u0007\u202e", 12],
    ["marks of direction, and joiners alone", "\u200e\u200f\u200b\ufeff", 0],
    ["characters of the second plane", "\u{20000}", 2],
  ])("%s", (_what, text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test("of two texts is that of both together, where nothing joins them", () => {
    fc.assert(
      fc.property(SEEN, SEEN, (a, b) => {
        expect(widthOf(`${a} ${b}`)).toBe(widthOf(a) + 1 + widthOf(b));
      }),
    );
  });
});

describe("a text without what could disturb a terminal", () => {
  test.each([
    ["a\u001b[31mb", "a\\u001b[31mb"],
    ["\u0000\u0007\b\t\n\r", "\\u0000\\u0007\\u0008\\u0009\\u000a\\u000d"],
    ["\u007f\u0080\u009b2J\u009f", "\\u007f\\u0080\\u009b2J\\u009f"],
    ["\u2028\u2029", "\\u2028\\u2029"],
    ["\u202a\u202b\u202c\u202d\u202e", "\\u202a\\u202b\\u202c\\u202d\\u202e"],
    ["\u2066\u2067\u2068\u2069", "\\u2066\\u2067\\u2068\\u2069"],
    ["\u00a0ä光\ud83d\ude00", "\u00a0ä光\ud83d\ude00"],
    ["c:\\u001b", "c:\\u001b"],
  ])("%j is %j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test("has none of it, whatever it was, and stays as it is the second time", () => {
    fc.assert(
      fc.property(ANY, (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
        expect(printable(printable(text))).toBe(printable(text));
      }),
    );
  });
});

describe("a text that is cut", () => {
  test.each([
    ["\u0007\u0007\u0007", 13, "\u0007\u0007…"],
    ["abc", 4, "abc"],
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["abcd", 1, "…"],
    ["abcd", 0, ""],
    ["abcd", -5, ""],
    ["", 0, ""],
    ["", 5, ""],
    ["光光", 4, "光光"],
    ["光光光", 5, "光光…"],
    ["光光光", 4, "光…"],
    ["光光", 2, "…"],
    ["光", 1, "…"],
    ["a光b", 3, "a…"],
    ["👩‍🚀", 2, "👩‍🚀"],
    ["👩‍🚀👩‍🚀", 4, "👩‍🚀👩‍🚀"],
    ["👩‍🚀👩‍🚀👩‍🚀", 5, "👩‍🚀👩‍🚀…"],
    ["e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"],
    ["e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301…"],
  ])("%j to %i columns is %j", (text, width, shown) => {
    expect(cut(text, width)).toBe(shown);
  });

  test("is never wider than it may be, begins as it did, and is whole exactly where it fits", () => {
    fc.assert(
      fc.property(fc.oneof(SEEN, ANY), fc.integer({ min: 0, max: 40 }), (text, width) => {
        const shown = cut(text, width);
        expect(widthOf(shown)).toBeLessThanOrEqual(width);
        if (widthOf(text) <= width && width > 0) expect(shown).toBe(text);
        else expect(text.startsWith(shown.replace(/…$/, ""))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("takes no longer for a text of a million letters", () => {
    expect(cut("光".repeat(1_000_000), 9)).toBe("光光光光…");
    expect(cut("x".repeat(1_000_000), 4)).toBe("xxx…");
  });
});

test("a text is filled up to a width, and left alone where it is wider", () => {
  expect([pad("a", 3), pad("光", 3), pad("e\u0301", 2), pad("abcd", 3), pad("", 0), pad("a", -1)]).toEqual([
    ...["a  ", "光 ", "e\u0301 ", "abcd", "", "a"],
  ]);
});

describe("a text character by character", () => {
  const pieces = (text: string): string[] => [...piecesOf(text)].map((piece) => `${piece.text}${piece.width}`);

  test.each([
    ["ab", ["a1", "b1"]],
    ["光e\u0301", ["光2", "e\u03011"]],
    ["👩‍🚀x", ["👩‍🚀2", "x1"]],
    ["\u200ea\u200b", ["a1"]],
    ["\u0301", []],
    ["\u0007", ["\\1", "u1", "01", "01", "01", "71"]],
    [`a${"\u0300".repeat(40)}b`, ["a1", "b1"]],
  ])("%j", (text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });

  test("is as wide as the text that can be printed, less what is invisible", () => {
    fc.assert(
      fc.property(ANY, (text) => {
        const width = [...piecesOf(text)].reduce((sum, piece) => sum + piece.width, 0);
        expect(width).toBe(widthOf(printable(text)));
      }),
    );
  });
});

describe("a value for people", () => {
  test.each([
    ["text", "text", '"text"'],
    ["", "", '""'],
    ["two\nlines", "two\\u000alines", '"two\\nlines"'],
    ["\u202e", "\\u202e", '"\\u202e"'],
    [0.1 + 0.2, "0.30000000000000004", "0.3"],
    [-0, "0", "0"],
    [1e21, "1e+21", "1e+21"],
    [123_456_789, "123456789", "123456789"],
    [Number.NaN, "NaN", "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity", "-Infinity"],
    [2n ** 64n, "18446744073709551616", "18446744073709551616"],
    [true, "true", "true"],
    [null, "null", "null"],
    [[], "[]", "[]"],
    [[1, [0.123_456_789, "a"]], '[1,[0.123456789,"a"]]', '[1,[0.123457,"a"]]'],
    [new Map([["a", 1]]), '{"a":1}', '{"a":1}'],
    [undefined, "", "null"],
  ])("%o alone is %j, and among words %j", (value, alone, among) => {
    expect([showValue(value), showQuoted(value)]).toEqual([alone, among]);
  });

  test.each([
    [40, `"${"x".repeat(38)}…`],
    [10, '"xxxxxxxx…'],
    [1, "…"],
    [0, ""],
  ])("among words is not longer than %i columns", (width, shown) => {
    expect(showQuoted("x".repeat(60), width)).toBe(shown);
  });
});
