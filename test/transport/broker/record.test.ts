import { expect, test } from "vitest";

import { encodeText } from "../../../src/bytes/text.ts";
import { ProtocolError } from "../../../src/errors.ts";
import { decodeBeat, decodeRecord, encodeBeat, encodeRecord, isBeat } from "../../../src/transport/broker/record.ts";

const RECORD = { name: "é", session: 0xffff_ffff, headers: new Map([["X-ZOCP", "1"]]) };

test("a record is read as it was written", () => {
  expect(decodeRecord(encodeRecord(RECORD))).toEqual(RECORD);
});

test("a record and a beat are told apart by their length", () => {
  const [least, longest] = [{ name: "", session: 0, headers: new Map() }, encodeBeat(0xffff_ffff)];
  expect([isBeat(encodeRecord(least)), isBeat(longest), isBeat(new Uint8Array(0))]).toEqual([false, true, false]);
  expect(decodeBeat(longest)).toBe(0xffff_ffff);
});

test("a record that is longer than others read is refused", () => {
  const headers = new Map([["X-LONG", "x".repeat(4096)]]);
  expect(() => encodeRecord({ ...RECORD, headers })).toThrow("the limit is 4096");
});

test.each([
  "",
  "x",
  "[]",
  "null",
  "{}",
  '{"name":"a"}',
  '{"name":"a","session":-1}',
  '{"name":"a","session":1.5}',
  '{"name":"a","session":4294967296}',
  '{"name":1,"session":1}',
  '{"name":"a","session":1,"headers":{"a":1}}',
  `{"name":"${"x".repeat(256)}","session":1}`,
  `{"name":"a","session":1,"x":"${"x".repeat(4096)}"}`,
])("%j is no record", (text) => {
  expect(() => decodeRecord(encodeText(text))).toThrow(ProtocolError);
});
