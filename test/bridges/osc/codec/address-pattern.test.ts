import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AddressPattern } from "../../../../src/osc.ts";

const fits = (pattern: string, address: string): boolean => new AddressPattern(pattern).matches(address);

describe("a pattern", () => {
  test.each([
    ["/a/b", "/a/b", true],
    ["/a/b", "/a/bc", false],
    ["/a/?", "/a/b", true],
    ["/a?b", "/a/b", false],
    ["/*/b", "/abc/b", true],
    ["/*", "/a/b", false],
    ["/a*c", "/ac", true],
    ["/fader[1-3]", "/fader2", true],
    ["/fader[1-3]", "/fader4", false],
    ["/fader[!1-3]", "/fader4", true],
    ["/fader[!1-3]", "/fader/", false],
    ["/[3-1]", "/2", true],
    ["/[a-]", "/-", true],
    ["/{mute,level}", "/level", true],
    ["/{mute,level}x", "/mutex", true],
    ["/{mute,level}", "/mut", false],
    ["/{,a}b", "/b", true],
    ["//level", "/level", true],
    ["//level", "/a/level", true],
    ["//level", "/a/b/level", true],
    ["//level", "/alevel", false],
    ["/a//level", "/a/level", true],
    ["/a//level", "/b/level", false],
    ["/a[b", "/a[b", true],
    ["/a{b", "/a{b", true],
    ["", "", true],
    ["", "/", false],
  ])("%s and %s: %s", (pattern, address, expected) => {
    expect(fits(pattern, address)).toBe(expected);
  });

  test("is told from an address", () => {
    for (const pattern of ["/a*", "/?", "/[ab]", "/{a,b}", "//a"]) expect(AddressPattern.is(pattern)).toBe(true);
    for (const address of ["/a", "/a/b", "/1/fader%20"]) expect(AddressPattern.is(address)).toBe(false);
  });
});

test("it matches what a regular expression of the same meaning does", () => {
  const words = fc.constantFrom("/", "//", "*", "?", "a", "b", "[ab]", "[!a]", "{a,bb}", "{,b}");
  const patterns = fc.array(words, { maxLength: 7 }).map((all) => all.join(""));
  const addresses = fc.array(fc.constantFrom("/", "a", "b", "c"), { maxLength: 8 }).map((all) => all.join(""));
  fc.assert(
    fc.property(patterns, addresses, (pattern, address) => {
      expect(fits(pattern, address)).toBe(expressionOf(pattern).test(address));
    }),
    { numRuns: 5000 },
  );
});

function expressionOf(pattern: string): RegExp {
  const source = pattern.replaceAll(
    /\/{2,}|\*|\?|\[!|\{|\}|,/g,
    (sign) => MEANINGS[sign[0] === "/" ? "//" : sign] ?? sign,
  );
  return new RegExp(`^${source}$`, "s");
}

const MEANINGS: Readonly<Record<string, string>> = {
  "//": "/(?:.+/)?",
  "*": "[^/]*",
  "?": "[^/]",
  "[!": "[^/",
  "{": "(?:",
  "}": ")",
  ",": "|",
};
