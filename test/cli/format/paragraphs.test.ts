import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { describeSystemCode, systemCodeOf } from "../../../src/cli/format/file-errors.ts";
import { blocksOf, describeTerm, flow } from "../../../src/cli/format/paragraphs.ts";
import { widthOf } from "../../../src/cli/format/text.ts";
import { wrap } from "../../../src/cli/format/wrap.ts";
import { UsageError } from "../../../src/index.ts";

describe("a text in lines", () => {
  test.each<[string, number, string[]]>([
    ["", 10, [""]],
    ["one", 10, ["one"]],
    ["one two", 7, ["one two"]],
    ["one two", 6, ["one", "two"]],
    ["one two three", 9, ["one two", "three"]],
    ["a word-that-is-longer than this", 8, ["a", "word-that-is-longer", "than", "this"]],
    ["a b c", 0, ["a", "b", "c"]],
    ["a b c", -1, ["a", "b", "c"]],
    ["a b c", Number.POSITIVE_INFINITY, ["a b c"]],
    ["光光 光光", 8, ["光光", "光光"]],
    ["光光 光光", 9, ["光光 光光"]],
    ["e\u0301e\u0301 e\u0301", 4, ["e\u0301e\u0301 e\u0301"]],
    ["two  spaces", 20, ["two  spaces"]],
    ["two  spaces", 6, ["two", "spaces"]],
  ])("%j in %d columns", (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  test("loses no word, has no line that is wider unless it is one word, and none that could be longer", () => {
    const word = fc.constantFrom("a", "of", "node", "光", "e\u0301", "parameters", "👩‍🚀");
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 40 }), (words, width) => {
        const lines = wrap(words.join(" "), width);
        expect(lines.join(" ")).toBe(words.join(" "));
        for (const [index, line] of lines.entries()) {
          if (line.includes(" ")) expect(widthOf(line)).toBeLessThanOrEqual(width);
          const next = lines[index + 1]?.split(" ")[0];
          if (next !== undefined) expect(widthOf(`${line} ${next}`)).toBeGreaterThan(width);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("paragraphs", () => {
  const TEXT = "One two three\nfour.\n\nNext.\n  as it\n  is\nLast one.";

  test("are told from lines that stand as they are", () => {
    expect(blocksOf(TEXT)).toEqual([
      { asItIs: false, lines: ["One two three", "four."] },
      { asItIs: true, lines: [""] },
      { asItIs: false, lines: ["Next."] },
      { asItIs: true, lines: ["  as it", "  is"] },
      { asItIs: false, lines: ["Last one."] },
    ]);
    expect(blocksOf("")).toEqual([{ asItIs: true, lines: [""] }]);
  });

  test.each([
    [80, "One two three four.\n\nNext.\n  as it\n  is\nLast one."],
    [9, "One two\nthree\nfour.\n\nNext.\n  as it\n  is\nLast one."],
    [5, "One\ntwo\nthree\nfour.\n\nNext.\n  as it\n  is\nLast\none."],
  ])("are broken anew for %i columns", (width, text) => {
    expect(flow(TEXT, width)).toBe(text);
  });
});

describe("a term and its meaning", () => {
  test.each<[string, string, number, number, string]>([
    ["--port", "the port", 10, 80, "--port    the port"],
    ["--port", "", 10, 80, "--port"],
    [
      "--port",
      "the port of all the nodes of this show",
      10,
      42,
      "--port    the port of all the nodes of\n          this show",
    ],
    ["--port", "the port of all nodes", 10, 41, "--port\n      the port of all nodes"],
    ["--port", "the port of all nodes", 10, 20, "--port\n      the port of\n      all nodes"],
    ["--a-very-long-one", "what it means", 10, 80, "--a-very-long-one\n          what it means"],
    ["--port-tcp", "what it means", 10, 80, "--port-tcp\n          what it means"],
  ])("%s: %s (column %i of %i)", (term, meaning, indent, width, text) => {
    expect(describeTerm(term, meaning, { indent, width })).toBe(text);
  });
});

describe("what the system says of a file", () => {
  const error = (code: string): Error => Object.assign(new Error(code), { code });

  test.each([
    ["ENOENT", "there is no such folder"],
    ["ENOTDIR", "there is no such folder"],
    ["EISDIR", "it is a folder"],
    ["EACCES", "you may not"],
    ["EPERM", "you may not"],
    ["EROFS", "the disk is read-only"],
    ["ENOSPC", "the disk is full"],
    ["EDQUOT", "your share of the disk is full"],
    ["EFBIG", "the file is too large for this disk"],
    ["EBUSY", "another program holds it"],
    ["EIO", "the disk or its cable is broken"],
    ["EMFILE", "too many files are open"],
    ["ENFILE", "too many files are open"],
    ["ENAMETOOLONG", "its name is too long"],
    ["ELOOP", "its links lead round in a ring"],
    ["EXYZ", "EXYZ"],
    ["toString", "toString"],
  ])("%s means: %s", (code, meaning) => {
    expect(describeSystemCode(code)).toBe(meaning);
  });

  test.each<[string, unknown, string | undefined]>([
    ["an error of the system", error("ENOENT"), "ENOENT"],
    ["an error of Node.js", error("ERR_INVALID_ARG_TYPE"), undefined],
    ["an error without a code", new Error("odd"), undefined],
    ["a code that is a number", Object.assign(new Error(), { code: 5 }), undefined],
    ["one of ours", new UsageError("invalid-argument", "odd"), undefined],
    ["no error at all", { code: "ENOENT" }, undefined],
    ["nothing", undefined, undefined],
  ])("is known by its code only: %s", (_what, given, code) => {
    expect(systemCodeOf(given)).toBe(code);
  });
});
