import fc from "fast-check";
import { expect, test } from "vitest";

import { decodeZ85, encodeZ85 } from "../../src/bytes/z85.ts";

test("the example of the RFC", () => {
  const bytes = Uint8Array.of(0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b);
  expect(encodeZ85(bytes)).toBe("HelloWorld");
  expect(decodeZ85("HelloWorld")).toEqual(bytes);
});

test("32 octets come back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      expect(encodeZ85(bytes)).toHaveLength(40);
      expect(decodeZ85(encodeZ85(bytes))).toEqual(bytes);
    }),
  );
});

test.each(["Hell", "Hello Worl", 'Hell"', "####$", "#####", "äöüß€"])("%j is no Z85", (text) => {
  expect(decodeZ85(text)).toBeUndefined();
});
