import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { encodeText } from "../../src/bytes/text.ts";
import { decodeMessages } from "../../src/zocp/codec/message.ts";
import { SignalReader } from "../../src/zocp/signals/signal-reader.ts";

function read(text: string, reader = new SignalReader()): readonly [string, number] | undefined {
  // In the middle of a larger buffer, as messages are.
  const bytes = encodeText(`xx${text}yy`);
  return reader.read(bytes, 2, bytes.length - 2) ? [reader.emitter, reader.value] : undefined;
}

describe("the reader of signals", () => {
  test.each<[string, readonly [string, number]]>([
    ['{"SIG": ["level", 0.5]}', ["level", 0.5]],
    ['{"SIG": ["", 0]}', ["", 0]],
    ['{"SIG": ["a/b c.d", -12.0]}', ["a/b c.d", -12]],
    ['{"SIG": ["x", 999999999999999]}', ["x", 999999999999999]],
    ['{"SIG": ["x", 0.00000000000001]}', ["x", 0.00000000000001]],
  ])("reads %s", (text, signal) => {
    expect(read(text)).toEqual(signal);
  });

  test("leaves names to the general parser that are longer than any: it keeps those that it saw", () => {
    expect(read(`{"SIG": ["${"x".repeat(511)}", 1]}`)).toEqual(["x".repeat(511), 1]);
    expect(read(`{"SIG": ["${"x".repeat(512)}", 1]}`)).toBeUndefined();
  });

  test("keeps the sign of zero", () => {
    expect(read('{"SIG": ["x", -0.0]}')?.[1]).toBe(-0);
  });

  test.each([
    '{"SIG":["level", 0.5]}',
    '{"SIG": ["level",0.5]}',
    '{"SIG": ["level", 0.5] }',
    '{"SIG": ["level", 0.5], "GET": null}',
    '{"SIG": ["level", 0.5, 1]}',
    '{"SIG": ["level", "x"]}',
    '{"SIG": ["level", true]}',
    '{"SIG": ["level", NaN]}',
    '{"SIG": ["level", 1e5]}',
    '{"SIG": ["level", 1234567890123456]}',
    '{"SIG": ["level", 01]}',
    '{"SIG": ["level", 1.]}',
    '{"SIG": ["level", .5]}',
    '{"SIG": ["level", -]}',
    '{"SIG": ["level", ]}',
    '{"SIG": ["level", 1.2.3]}',
    '{"SIG": ["le\\u0076el", 1]}',
    '{"SIG": ["lével", 1]}',
    '{"SIG": ["level]}',
    '{"SIG": [',
    '{"SIG": ["level", 1]',
    "",
  ])("leaves %s to the general parser", (text) => {
    expect(read(text)).toBeUndefined();
  });

  test("reads any number as the general parser does, to the last digit", () => {
    const reader = new SignalReader();
    let taken = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double(),
          fc.integer(),
          fc.float(),
          fc.integer().map((n) => n / 1000),
        ),
        (number) => {
          const text = `{"SIG": ["x", ${number}]}`;
          const signal = read(text, reader);
          if (signal === undefined) return;
          taken++;
          expect(decodeMessages(text)).toEqual([{ verb: "SIG", emitter: "x", value: signal[1] }]);
        },
      ),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(500);
  });

  test("reads any bytes as the general parser does, or leaves them to it", () => {
    const reader = new SignalReader();
    const sign = fc.constantFrom(...'{"SIG: [],0.5-e1x}');
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 12 }), fc.nat(12), (signs, at) => {
        const whole = '{"SIG": ["ab", 0.5]}';
        const text = whole.slice(0, at) + signs.join("") + whole.slice(at);
        const signal = read(text, reader);
        if (signal === undefined) return;
        expect(decodeMessages(text)).toEqual([{ verb: "SIG", emitter: signal[0], value: signal[1] }]);
      }),
      { numRuns: 5000 },
    );
  });

  test("tells names apart whose hashes meet, and keeps none too many", () => {
    const reader = new SignalReader();
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 5000; i++) expect(read(`{"SIG": ["p${i}", ${i}]}`, reader)).toEqual([`p${i}`, i]);
    }
  });
});
