import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { emitterOf } from "../../src/gateway/emitter-key.ts";
import { type Json, parseJson } from "../../src/index.ts";

describe("the emitter of a message", () => {
  test.each([
    ['{"SIG": ["fader", 0.5]}', '"fader"'],
    ['{"SIG":["fader",null]}', '"fader"'],
    ['{"SIG": ["cam.location", [0.0, 1.6, NaN]]}', '"cam.location"'],
    ['{"SIG": ["say \\"x\\"", "a ] } \\" text"]}', '"say \\"x\\""'],
    ['{ "SIG" : [ "x" , [ 1 ] ] }\n', '"x"'],
  ])("of %s is %s", (text, emitter) => {
    expect(emitterOf(text)).toBe(emitter);
  });

  test.each([
    '{"SIG": ["a", 1], "MOD": {"a": {"value": 1}}}',
    '{"SIG": ["a", 1], "SUB": ["x", "y", "z", null]}',
    '{"SIG": ["a", 1], "SIG": ["b", 2]}',
    '{"MOD": {"SIG": ["a", 1]}}',
    '{"GET": null}',
    '{"SIG": ["a"]}',
    '{"SIG": ["a", 1, 2]}{',
    "",
  ])("is not told of %s, which is more or something else", (text) => {
    expect(emitterOf(text)).toBeUndefined();
  });

  test("is only told of messages that are one signal and nothing else", () => {
    const part = fc.constantFrom('{"SIG": [', '"a"', ", ", "1", "[", "]", "}", '"MOD": ', "{", "\\", '"', " ");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const text = `{"SIG": ["a", ${parts.join("")}`;
        if (emitterOf(text) === undefined) return;
        let json: Json;
        try {
          json = parseJson(text);
        } catch {
          return; // Not JSON: it has no effect, whether it arrives or not.
        }
        expect([...(json as ReadonlyMap<string, Json>).keys()]).toEqual(["SIG"]);
      }),
      { numRuns: 2000 },
    );
  });

  test("is found in a time that grows no faster than the text", () => {
    const evil = `{"SIG": ["a",${" ".repeat(60_000)}x"`;
    const begin = performance.now();
    for (let i = 0; i < 20; i++) expect(emitterOf(evil)).toBeUndefined();
    // A quadratic search would take minutes.
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});
