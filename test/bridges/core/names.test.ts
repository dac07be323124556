import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { CapturePattern, fillIn, placesIn } from "../../../src/bridges/core/capture-pattern.ts";
import { escapeName, unescapeName } from "../../../src/bridges/core/escaping.ts";

const OSC = /[\s#*,/?[\]{}\0]/;
const MQTT = /[+#/\0]/;

describe("a name in a foreign address", () => {
  test.each([
    ["OSC", OSC],
    ["MQTT", MQTT],
  ])("of %s comes back as it was, and holds nothing that is forbidden", (_, forbidden) => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const escaped = escapeName(name, forbidden);
        expect(forbidden.test(escaped)).toBe(false);
        expect(unescapeName(escaped)).toBe(name);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ["stage left", "stage%20left"],
    ["a/b", "a%2Fb"],
    ["100%", "100%25"],
    ["%20", "%2520"],
    ["größe", "größe"],
  ])("%s is written as %s", (name, escaped) => {
    expect(escapeName(name, OSC)).toBe(escaped);
  });

  test("that holds what only looks like an escape stays", () => {
    for (const text of ["%", "%zz", "%ff", "a%2"]) expect(unescapeName(text)).toBe(text);
  });
});

describe("a pattern with captures", () => {
  test.each([
    ["/fader{n}", "/fader12", { n: "12" }],
    ["/{page}/fader{n}", "/3/fader12", { page: "3", n: "12" }],
    ["/{a}{b}", "/xyz", { a: "x", b: "yz" }],
    ["/*/{n}", "/a/b/c", { n: "c" }],
    ["lamp*/*", "lamp1/level", {}],
    ["lamp?/level", "lamp1/level", {}],
    ["*", "", {}],
  ])("%s fits %s", (pattern, text, captures) => {
    expect(Object.fromEntries(new CapturePattern(pattern).match(text) ?? [["none", ""]])).toEqual(captures);
  });

  test.each([
    ["/fader{n}", "/fader"],
    ["/fader{n}", "/fader1/2"],
    ["lamp?/level", "lamp/level"],
    ["/a", "/ab"],
    ["", "a"],
  ])("%s does not fit %s", (pattern, text) => {
    expect(new CapturePattern(pattern).match(text)).toBeUndefined();
  });

  test("gives back what its places were filled with", () => {
    const part = fc
      .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 8 })
      .map((text) => text.replaceAll("/", "-"));
    fc.assert(
      fc.property(part, part, (node, parameter) => {
        const text = fillIn(
          "/{node}/x/{parameter}",
          new Map([
            ["node", node],
            ["parameter", parameter],
          ]),
        );
        expect(Object.fromEntries(new CapturePattern("/{node}/x/{parameter}").match(text) ?? [])).toEqual({
          node,
          parameter,
        });
      }),
    );
  });

  test("says which places a text has, and whether it can fit one text only", () => {
    expect(placesIn("/{node}/{parameter}")).toEqual(["node", "parameter"]);
    expect(["/a", "/{n}", "/*", "/?"].map((text) => new CapturePattern(text).literal)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
