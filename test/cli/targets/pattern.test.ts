import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parsePattern } from "../../../src/cli/targets/pattern.ts";
import { isGlob } from "../../../src/cli/targets/targets.ts";

const ID = "3fa4c2d1aaaaaaaaaaaaaaaaaaaaaaaa";

describe("which parameters a pattern means", () => {
  test.each<[string | undefined, string, string, boolean]>([
    [undefined, "lamp", "level", true],
    ["", "lamp", "level", true],
    ["level", "lamp", "level", true],
    ["eve", "lamp", "level", true],
    ["LEVEL", "lamp", "level", true],
    ["level", "LAMP", "LEVEL", true],
    ["lamp/level", "lamp", "level", true],
    ["p/l", "lamp", "level", true],
    ["levels", "lamp", "level", false],
    ["lamp level", "lamp", "level", false],
    ["*", "lamp", "level", true],
    ["**", "lamp", "level", true],
    ["lamp/*", "lamp", "level", true],
    ["*/level", "lamp", "level", true],
    ["lamp*", "lamp", "level", true],
    ["*level", "lamp", "level", true],
    ["*amp/lev*", "lamp", "level", true],
    ["lamp", "lampion", "level", true],
    ["lamp*", "a lamp", "level", false],
    ["level*", "lamp", "level", false],
    ["l?mp/level", "lamp", "level", true],
    ["l??p/level", "lamp", "level", true],
    ["l?p/level", "lamp", "level", false],
    ["lamp/level?", "lamp", "level", false],
    ["?????level", "lamp", "level", true],
    ["*/*/level", "lamp", "a/level", true],
    ["lamp/*", "lamp", "a/b/c", true],
    // Only the two signs stand for something else.
    ["l[a]mp/level", "lamp", "level", false],
    ["l[a]*", "l[a]mp", "level", true],
    ["lamp.level", "lamp", "level", false],
    ["*(level|on)", "lamp", "level", false],
    ["^lamp", "lamp", "level", false],
    ["\\*", "lamp", "level", false],
    // A character is what a person takes for one.
    ["l?mp/*", "l😀mp", "level", true],
    ["?/*", "光", "level", true],
    ["l??mp/*", "l😀mp", "level", false],
    // Whichever way its letters are spelled.
    ["bu\u0308hne", "b\u00fchne", "level", true],
    ["b\u00fch*", "bu\u0308hne", "level", true],
    ["b?hne/*", "bu\u0308hne", "level", true],
    ["BÜHNE", "bühne", "level", true],
  ])("%j on %j/%j: %s", (pattern, node, path, fits) => {
    expect(parsePattern(pattern).parameter(node, path)).toBe(fits);
  });
});

describe("which nodes a pattern means", () => {
  test.each<[string | undefined, string, boolean]>([
    [undefined, "lamp", true],
    ["", "lamp", true],
    ["lamp", "lamp", true],
    ["AMP", "lamp", true],
    ["lamp/", "lamp", true],
    ["lamp/*", "lamp", true],
    ["lamp/level", "lamp", false],
    ["*", "lamp", true],
    ["l*p", "lamp", true],
    ["lam", "lamp", true],
    ["lam?", "lamp", true],
    ["lam?", "lamps", false],
    ["3fa4", "lamp", true],
    ["3FA4C2D1", "lamp", true],
    [ID, "lamp", true],
    ["3fa", "lamp", false],
    ["fa4c", "lamp", false],
    [`${ID}a`, "lamp", false],
    ["3fa4*", "lamp", false],
    ["bu\u0308hne", "b\u00fchne", true],
  ])("%j on %j: %s", (pattern, name, fits) => {
    expect(parsePattern(pattern).node(name, ID)).toBe(fits);
  });
});

describe("a glob", () => {
  /** The same in the words of a regular expression, which somebody else wrote. */
  function asExpression(glob: string): RegExp {
    const signs: Readonly<Record<string, string>> = { "*": ".*", "?": "." };
    const parts = [...glob].map((letter) => signs[letter] ?? letter.replace(/[\\^$.|?*+()[\]{}/]/, "\\$&"));
    return new RegExp(`^${parts.join("")}$`, "su");
  }
  const letters = (...more: readonly string[]) =>
    fc.array(fc.constantFrom("a", "b", "/", "😀", "[", ".", ...more), { maxLength: 12 }).map((all) => all.join(""));

  test("fits what a regular expression fits", () => {
    fc.assert(
      fc.property(letters("*", "?", "*", "?"), letters(), letters(), (glob, node, path) => {
        fc.pre(/[*?]/.test(glob));
        expect(parsePattern(glob).parameter(node, path)).toBe(asExpression(glob).test(`${node}/${path}`));
      }),
      { numRuns: 600 },
    );
  });

  test("fits every text from which it was made", () => {
    fc.assert(
      fc.property(letters("x"), letters("y"), fc.infiniteStream(fc.integer({ min: 0, max: 3 })), (node, path, dice) => {
        const roll = (): number => Number(dice.next().value);
        const glob = [...`${node}/${path}`].map((letter) => ["*", "?", letter, letter][roll()] ?? letter).join("");
        expect(parsePattern(glob).parameter(node, path)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ["lamp/level", false],
    ["lamp/*", true],
    ["l?mp/level", true],
    ['"*"/level', false],
    ['"a\\"*"/level', false],
    ['"a\\"*"/l?vel', true],
    ['"open*', true],
    ["", false],
  ])("is what has a star or a question mark outside of quotes: %s is %s", (address, glob) => {
    expect(isGlob(address)).toBe(glob);
  });
});
