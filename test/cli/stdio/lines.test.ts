import { describe, expect, test } from "vitest";

import { Lines } from "../../../src/cli/stdio/lines.ts";
import { SeededRandom } from "../../../src/net/sim/seeded-random.ts";

interface Read {
  readonly lines: [text: string, number: number][];
  readonly bad: [why: string, number: number][];
}

/** Cuts these pieces of bytes into lines. */
function read(
  pieces: readonly (string | Uint8Array)[],
  { limit, end = true }: { limit?: number; end?: boolean } = {},
): Read {
  const found: Read = { lines: [], bad: [] };
  const lines = new Lines((text, number) => found.lines.push([text, number]), {
    bad: (why, number) => found.bad.push([why, number]),
    ...(limit !== undefined && { limit }),
  });
  for (const piece of pieces) lines.push(typeof piece === "string" ? Buffer.from(piece) : piece);
  if (end) lines.end();
  return found;
}

describe("the end of a line", () => {
  test.each([
    [
      "a\nb\n",
      [
        ["a", 1],
        ["b", 2],
      ],
    ],
    [
      "a\r\nb\r\n",
      [
        ["a", 1],
        ["b", 2],
      ],
    ],
    [
      "a\nb",
      [
        ["a", 1],
        ["b", 2],
      ],
    ],
    ["  a \t\n", [["a", 1]]],
    ["\n\n\na\n", [["a", 4]]],
    ["   \n\t\r\na", [["a", 3]]],
    ["a\rb\n", [["a\rb", 1]]],
    ["a\u2028b\n", [["a\u2028b", 1]]],
    ["", []],
    ["\n", []],
  ])("of %j", (text, lines) => {
    expect(read([text])).toEqual({ lines, bad: [] });
  });

  test("is waited for", () => {
    expect(read(['{"emit":'], { end: false }).lines).toEqual([]);
    expect(read(['{"emit":', "[1]}"], { end: false }).lines).toEqual([]);
    expect(read(['{"emit":', "[1]}\n"], { end: false }).lines).toEqual([['{"emit":[1]}', 1]]);
  });

  test("is not said twice", () => {
    const seen: string[] = [];
    const lines = new Lines((text) => seen.push(text));
    lines.push(Buffer.from("a"));
    lines.end();
    lines.end();
    lines.push(Buffer.from("b\n"));
    expect(seen).toEqual(["a", "b"]);
  });
});

test("lines are the same however their bytes are cut", () => {
  const random = new SeededRandom(7);
  const texts = Array.from({ length: 200 }, (_, index) => `${index}:${"ü€🎭x".repeat(Math.floor(random.next() * 8))}`);
  const bytes = Buffer.from(`${texts.join("\n")}\n`);
  for (let round = 0; round < 30; round++) {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; ) {
      const size = 1 + Math.floor(random.next() * 40);
      pieces.push(bytes.subarray(at, at + size));
      at += size;
    }
    expect(read(pieces).lines).toEqual(texts.map((text, index) => [text, index + 1]));
  }
});

describe("a line that is too long", () => {
  const why = "it is longer than 8 bytes";

  test("is left out at the byte beyond the limit, and not at the limit", () => {
    expect(read(["12345678\n123456789\nx\n"], { limit: 8 })).toEqual({
      lines: [
        ["12345678", 1],
        ["x", 3],
      ],
      bad: [[why, 2]],
    });
  });

  test("is counted in bytes, not in letters", () => {
    expect(read(["üüüü\nüüüüü\n"], { limit: 8 })).toEqual({ lines: [["üüüü", 1]], bad: [[why, 2]] });
  });

  test("is left out whole when it comes in pieces, also the last one without its end", () => {
    expect(read(["1234", "5678", "9", "0\nok\n", "123456789"], { limit: 8 })).toEqual({
      lines: [["ok", 2]],
      bad: [
        [why, 1],
        [why, 3],
      ],
    });
  });

  test("may have a mebibyte by itself, and no byte more", () => {
    const most = "x".repeat(0x10_0000);
    const { lines, bad } = read([`${most}\n${most}y\nz\n`]);
    expect(lines.map(([text, number]) => [text.length, number])).toEqual([
      [0x10_0000, 1],
      [1, 3],
    ]);
    expect(bad).toEqual([["it is longer than 1048576 bytes", 2]]);
  });

  test("is let go of while it comes: what is kept does not grow", () => {
    const found: Read = { lines: [], bad: [] };
    const lines = new Lines((text, number) => found.lines.push([text, number]), {
      bad: (text, number) => found.bad.push([text, number]),
      limit: 1000,
    });
    const piece = Buffer.alloc(999, "x");
    for (let index = 0; index < 10_000; index++) lines.push(piece);
    lines.push(Buffer.from("\nnext\n"));
    expect(found).toEqual({ lines: [["next", 2]], bad: [["it is longer than 1000 bytes", 1]] });
  });
});

describe("a line that is no text", () => {
  test.each([
    ["fc", "it is not UTF-8: byte 1 is 0xfc, as in Latin-1 or Windows-1252; save it as UTF-8"],
    ["41c3", "it is not UTF-8: byte 2 is 0xc3, as in Latin-1 or Windows-1252; save it as UTF-8"],
    ["4100", "it is not UTF-8: byte 2 is 0x00, as in UTF-16; save it as UTF-8"],
    ["eda080", "it is not UTF-8: byte 1 is 0xed, as in Latin-1 or Windows-1252; save it as UTF-8"],
    ["c0af", "it is not UTF-8: byte 1 is 0xc0, as in Latin-1 or Windows-1252; save it as UTF-8"],
  ])("%s is left out with the byte that is wrong, and the next is taken", (hex, why) => {
    expect(read([Buffer.from(`${hex}0a`, "hex"), "next\n"])).toEqual({ lines: [["next", 2]], bad: [[why, 1]] });
  });
});
