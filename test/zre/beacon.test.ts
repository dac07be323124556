import fc from "fast-check";
import { expect, test } from "vitest";

import { UsageError } from "../../src/errors.ts";
import { decodeBeacon, encodeBeacon } from "../../src/zre/discovery/beacon.ts";
import { bytes } from "./samples.ts";

// Recorded from zyre (C).
const ZYRE = "5a5245 01 adb40a4560364245bf314a5b36ca8656 c000";
// Recorded from zyre (C) with a certificate: version 3, with a public key at the end.

test("reads a recorded beacon", () => {
  expect(decodeBeacon(bytes(ZYRE))).toEqual({ peer: "adb40a4560364245bf314a5b36ca8656", port: 49152 });
});

test("reads a goodbye as port 0", () => {
  expect(decodeBeacon(bytes("5a524501 c683ff80028345d5b89f0b31acf1d809 0000"))?.port).toBe(0);
});

test("writes the bytes that were recorded", () => {
  expect(encodeBeacon({ peer: "adb40a4560364245bf314a5b36ca8656", port: 49152 })).toEqual(bytes(ZYRE));
});

test.each([
  ["version 1 in 54 bytes", `5a5245 01 c898a637c1a34c4199b7c1027f02daf0 c000 ${"c5".repeat(32)}`],
  ["version 3 in 22 bytes", "5a5245 03 adb40a4560364245bf314a5b36ca8656 c000"],
  ["three bytes", "5a5245"],
  ["nothing", ""],
  ["another signature", "5a5246 01 adb40a4560364245bf314a5b36ca8656 c000"],
  ["version 2 in 22 bytes", "5a5245 02 adb40a4560364245bf314a5b36ca8656 c000"],
  ["a byte too many", `${ZYRE} 00`],
])("is silent about %s", (_, hex) => {
  expect(decodeBeacon(bytes(hex))).toBeUndefined();
});

test("is silent about every truncation", () => {
  const whole = bytes(ZYRE);
  for (let length = 0; length < whole.length; length++) expect(decodeBeacon(whole.subarray(0, length))).toBeUndefined();
});

test("reads what it writes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.nat(65535), (uuid, port) => {
      const beacon = { peer: Buffer.from(uuid).toString("hex"), port };
      expect(decodeBeacon(encodeBeacon(beacon))).toEqual(beacon);
    }),
  );
});

test.each([0x00, 0xc5])("reads the key of a node that has one, also when it begins with %i", (first) => {
  const beacon = { peer: "c8".repeat(16), port: 49152, key: new Uint8Array(32).fill(7).fill(first, 0, 1) };
  expect(encodeBeacon(beacon)).toHaveLength(54);
  expect(decodeBeacon(encodeBeacon(beacon))).toEqual(beacon);
});

test("throws nothing over random datagrams", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (datagram) => void decodeBeacon(datagram)));
});

test.each(["", "adb4", "adb40a4560364245bf314a5b36ca865", `${"ab".repeat(16)}00`, "x".repeat(32)])(
  "refuses to announce the id %j",
  (peer) => {
    expect(() => encodeBeacon({ peer, port: 1 })).toThrow(UsageError);
  },
);
