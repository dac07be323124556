import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { emitterOf, mayBeMessage } from "../../src/gateway/pages/texts.ts";
import { type Json, parseJson } from "../../src/index.ts";
import { cpuTime } from "../patience.ts";

describe("what may be a message of ZOCP", () => {
  test.each([
    '{"GET": null}',
    ' {"SIG": ["fader", NaN]}\n',
    "{}",
    `{"SET": {"text": {"value": "${"x".repeat(2000)}"}}}`,
  ])("is %s", (text) => {
    expect(mayBeMessage(text)).toBe(true);
  });

  test.each(["x", "", "{", '["GET"]', "7", '{"GET": null}}', "x".repeat(2000), `[${"1, ".repeat(2000)}1]`])(
    "is not %s",
    (text) => {
      expect(mayBeMessage(text)).toBe(false);
    },
  );
});

describe("the emitter of a message", () => {
  test.each([
    [String.raw`{"SIG": ["f\u0061der", 0.5]}`, "fader"],
    ['{"SIG": ["fader", 0.5]}', "fader"],
    ['{"SIG":["fader",null]}', "fader"],
    ['{"SIG": ["cam.location", [0.0, 1.6, NaN]]}', "cam.location"],
    ['{"SIG": ["say \\"x\\"", "a ] } \\" text"]}', 'say "x"'],
    ['{ "SIG" : [ "x" , [ 1 ] ] }\n', "x"],
  ])("of %s is %s", (text, emitter) => {
    expect(emitterOf(text)).toBe(emitter);
  });

  test.each([
    '{"SIG": ["a", 1], "MOD": {"a": {"value": 1}}}',
    '{"SIG": ["a", 1], "SUB": ["x", "y", "z", null]}',
    '{"MOD": {"SIG": ["a", 1]}}',
    '{"GET": null}',
    '{"SIG": ["a"]}',
    '{"SIG": ["a", 1, [3, "0123456789abcdef0123456789abcdef"]]}',
    '{"SIG": ["a", 1, 2]}{',
    String.raw`{"SIG": ["\q", 1]}`,
    String.raw`{"SIG": ["\u12", 1]}`,
    '{"SIG": ["a\nb", 1]}',
    `{"SIG": ["a", ${"[".repeat(5000)}${"]".repeat(5000)}]}`,
    '{"SIG": [7, 1]}',
    '{"SIG": "a"}',
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

  test("of two signals under one name is that of the last: it is the one that a node reads", () => {
    expect(emitterOf('{"SIG": ["a", 1], "SIG": ["b", 2]}')).toBe("b");
  });

  test("is found in a time that grows no faster than the text", async () => {
    const evil = `{"SIG": ["a",${" ".repeat(60_000)}x"`;
    const took = await cpuTime(() => {
      for (let i = 0; i < 20; i++) expect(emitterOf(evil)).toBeUndefined();
    });
    // A quadratic search would take minutes.
    expect(took).toBeLessThan(5000);
  });
});
