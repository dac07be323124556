import fc from "fast-check";
import { expect, test } from "vitest";

import { decodeText, encodeText, truncateText } from "../../src/bytes/text.ts";

const text = fc.string({ unit: "binary" });
const octets = fc.oneof(
  fc.uint8Array(),
  // Starts, middles and ends of characters in any order: where decoders differ if they do.
  fc
    .array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc3, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xff))
    .map((a) => Uint8Array.from(a)),
);

test("reads back every text that it writes, from a Buffer and from a plain array", () => {
  fc.assert(
    fc.property(text, (value) => {
      const bytes = encodeText(value);
      expect(decodeText(bytes)).toBe(value);
      expect(decodeText(Uint8Array.from(bytes))).toBe(value);
    }),
  );
});

test("decodes bytes that are not UTF-8 alike from a Buffer and from a plain array", () => {
  fc.assert(
    fc.property(octets, (bytes) => {
      expect(decodeText(Buffer.from(bytes))).toBe(decodeText(bytes));
    }),
    { numRuns: 1000 },
  );
});

test("decodes a part of the bytes", () => {
  const bytes = encodeText("grüße");
  for (const array of [Buffer.from(bytes), Uint8Array.from(bytes)]) {
    expect(decodeText(array, 2, 4)).toBe("ü");
    expect(decodeText(array, 4)).toBe("ße");
    expect(decodeText(array, 4, 4)).toBe("");
  }
});

// pyre writes the count of characters as the count of bytes, so the name "Café" arrives without its last byte.
test("reads a name that was cut in half", () => {
  const half = encodeText("Café").subarray(0, 4);
  expect(decodeText(half)).toBe("Caf\ufffd");
  expect(decodeText(Uint8Array.from(half))).toBe("Caf\ufffd");
});

test("keeps a byte order mark", () => {
  const bytes = encodeText("\ufeffa");
  expect(decodeText(bytes)).toBe("\ufeffa");
  expect(decodeText(Uint8Array.from(bytes))).toBe("\ufeffa");
});

test.each([
  ["Café", 5, "Café"],
  ["Café", 4, "Caf"],
  ["Café", 3, "Caf"],
  ["😀😀", 7, "😀"],
  ["😀", 3, ""],
  ["a", 0, ""],
])("cuts %j to at most %i bytes: %j", (value, limit, start) => {
  expect(truncateText(value, limit)).toBe(start);
});

test("never cuts a character, and never cuts more than one character too much", () => {
  fc.assert(
    fc.property(text, fc.nat({ max: 40 }), (value, limit) => {
      const start = truncateText(value, limit);
      const next = [...value.slice(start.length)][0] ?? "";
      expect(value.startsWith(start)).toBe(true);
      expect(encodeText(start).length).toBeLessThanOrEqual(limit);
      if (next !== "") expect(encodeText(start + next).length).toBeGreaterThan(limit);
    }),
  );
});
