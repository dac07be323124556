import fc from "fast-check";
import { expect, test } from "vitest";

import { fromHex, toHex } from "../../src/bytes/hex.ts";

test("reads back what it writes", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(fromHex(toHex(bytes))).toEqual(bytes);
    }),
  );
});

test("writes lower case, two digits a byte", () => {
  expect(toHex(Uint8Array.of(0x00, 0x0a, 0xff))).toBe("000aff");
});

test("reads upper case, and white space anywhere", () => {
  expect(fromHex(" 0 1\tAb\n")).toEqual(Uint8Array.of(0x01, 0xab));
  expect(fromHex("")).toEqual(new Uint8Array(0));
});

test.each(["0", "0g", "0x01", "-1", "١١"])("is undefined for %j", (text) => {
  expect(fromHex(text)).toBeUndefined();
});
