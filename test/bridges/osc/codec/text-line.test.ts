import { describe, expect, test } from "vitest";

import { formatLine, parseLine } from "../../../../src/bridges/osc/codec/text-line.ts";

describe("a line of text", () => {
  test.each([
    ["/lamp/level 0.5", "f", 0.5],
    ["/lamp/level .5", "f", 0.5],
    ["/lamp/level -1e3", "f", -1000],
    ["/scene 3", "i", 3],
    ["/scene -0", "i", -0],
    ["/count 2147483648", "h", 2_147_483_648n],
    ["/name hall", "s", "hall"],
    ['/name "Act \\"two\\""', "s", 'Act "two"'],
    ['/name "3"', "s", "3"],
  ])("%s is a message", (line, type, value) => {
    expect(parseLine(line)?.args).toEqual([{ type, value }]);
  });

  test.each(["true T", "false F", "nil N", "impulse I"])("%s carries nothing", (words) => {
    const [word, type] = words.split(" ");
    expect(parseLine(`/x ${word}`)).toEqual({ address: "/x", args: [{ type }] });
  });

  test("may have several arguments, or none", () => {
    expect(parseLine("  /xy 0.25   1 ")?.args).toHaveLength(2);
    expect(parseLine("/go")).toEqual({ address: "/go", args: [] });
  });

  test.each(["", "   ", "level 0.5", '/a "\\x"'])("%j is none", (line) => {
    expect(parseLine(line)).toBeUndefined();
  });

  test.each(["/lamp/level 0.5", "/lamp/level 1.0", '/a 1 -2 0.25 true false nil impulse hall "two words" "3"'])(
    "%s is written as it was read",
    (line) => {
      const message = parseLine(line);
      expect(message && formatLine(message)).toBe(line);
    },
  );
});
