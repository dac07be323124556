import fc from "fast-check";
import { expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { toHex } from "../../src/bytes/hex.ts";
import { ProtocolError } from "../../src/errors.ts";
import { decodeMessage, decodeSequence, encodeMessage, type ZreMessage } from "../../src/zre/message/message.ts";
import { bobsHello, bytes, framesOf, framesOfHex, textFrames, textsOf } from "./samples.ts";

// Recorded from zyre (C), two nodes "alice" and "bob".
const ALICE = `aaa1 01 02 0001 15 ${ascii("tcp://10.77.0.1:49152")} 00000002 00000002 ${ascii("G1")} 00000004 ${ascii("CHAT")}
  02 05 ${ascii("alice")} 00000002 06 ${ascii("X-ROLE")} 00000003 ${ascii("one")} 01 ${ascii("k")} 00000001 ${ascii("v")}`;
const RECORDED: readonly (readonly [string, string, Partial<ZreMessage>])[] = [
  [
    "a HELLO with groups and headers",
    ALICE,
    {
      type: "HELLO",
      sequence: 1,
      endpoint: "tcp://10.77.0.1:49152",
      groups: ["G1", "CHAT"],
      status: 2,
      name: "alice",
      headers: new Map([
        ["X-ROLE", "one"],
        ["k", "v"],
      ]),
    },
  ],
  [
    "a HELLO without headers",
    "aaa101020001157463703a2f2f31302e37372e302e323a34393135320000000100000004434841540103626f6200000000",
    { type: "HELLO", sequence: 1, groups: ["CHAT"], status: 1, name: "bob", headers: new Map() },
  ],
  ["a WHISPER", "aaa102020002", { type: "WHISPER", sequence: 2 }],
  ["a SHOUT", "aaa103020002 04 43484154", { type: "SHOUT", sequence: 2, group: "CHAT" }],
  ["a JOIN", "aaa104020004 06 4e4557475250 03", { type: "JOIN", sequence: 4, group: "NEWGRP", status: 3 }],
  ["a LEAVE", "aaa105020005 04 43484154 04", { type: "LEAVE", sequence: 5, group: "CHAT", status: 4 }],
  ["a PING", "aaa106020007", { type: "PING", sequence: 7 }],
  ["a PING-OK", "aaa107020004", { type: "PING-OK", sequence: 4 }],
];

test.each(RECORDED)("reads and writes %s", (_, hex, fields) => {
  const message = decodeMessage(framesOfHex(hex));
  expect(message).toMatchObject(fields);
  expect(toHex(encodeMessage(message))).toBe(toHex(bytes(hex)));
});

test("reads the content of a whisper, empty frames too", () => {
  const message = decodeMessage(framesOfHex("aaa102020003", "6f6e65", "", "7468726565"));
  expect("content" in message && textsOf(message.content)).toEqual(["one", "", "three"]);
});

test("reads a whisper without content, because the RFC allows it", () => {
  const message = decodeMessage(framesOfHex("aaa102020003"));
  expect("content" in message && message.content.count).toBe(0);
});

test.each([
  ["nothing", "", "truncated"],
  ["another signature", "aaa0 01 02 0001", "bad-message"],
  ["version 3", "aaa1 02 03 0001", "bad-message"],
  ["id 0", "aaa1 00 02 0001", "bad-message"],
  ["an ELECT that ends in its challenger", "aaa1 08 02 0005 04 43484154 20 41", "truncated"],
  ["id 11", "aaa1 0b 02 0001", "bad-message"],
  ["a HELLO without headers count", "aaa1 01 02 0001 00 00000000 00 00", "truncated"],
  ["a HELLO that promises more groups than fit", "aaa1 01 02 0001 00 00000400 00 00 00000000", "truncated"],
  ["a HELLO with 1,025 groups", `aaa1 01 02 0001 00 00000401 ${"00".repeat(5000)}`, "limit-exceeded"],
  ["a HELLO with four thousand million headers", "aaa1 01 02 0001 00 00000000 00 00 ffffffff", "limit-exceeded"],
  ["a group that is longer than the message", "aaa1 01 02 0001 00 00000001 ffffffff 00", "truncated"],
])("refuses %s", (_, hex, code) => {
  expect(() => decodeMessage(framesOfHex(hex))).toThrow(expect.objectContaining({ name: "ProtocolError", code }));
});

test("refuses a count before it reads what was counted", () => {
  const hello = framesOfHex("aaa1 01 02 0001 00 00000400 00 00 00000000");
  expect(() => decodeMessage(hello)).toThrow("a HELLO promises 1024 groups and ends before");
});

test.each(RECORDED)("refuses every truncation of %s", (_, hex) => {
  const whole = bytes(hex);
  for (let length = 0; length < whole.length; length++) {
    expect(() => decodeMessage(Frames.of(whole.subarray(0, length)))).toThrow(ProtocolError);
  }
});

test("reads bytes that are not UTF-8 with a replacement: pyre cuts characters in half", () => {
  // pyre's HELLO of a node named "Café": the length counts characters, so that half of the é is missing.
  const hello = decodeMessage(framesOfHex("aaa1 01 02 0001 00 00000000 00 04 436166c3 00000000"));
  expect(hello).toMatchObject({ name: "Caf\uFFFD" });
});

test("writes lengths in bytes", () => {
  const hello = encodeMessage(bobsHello({ name: "Café", endpoint: "" }));
  expect(toHex(hello)).toContain(toHex(bytes(`05 ${ascii("Caf")} c3a9`)));
});

test("cuts what is too long for its length octet between two characters", () => {
  const name = "é".repeat(200);
  expect(decodeMessage(framesOf(bobsHello({ name, groups: [name] })))).toMatchObject({
    name: "é".repeat(127),
    groups: ["é".repeat(127)],
  });
});

test("leaves NUL out: a text would end there in zyre", () => {
  const hello = bobsHello({ name: "b\0ob", groups: ["a\0b"], headers: new Map([["X\0", "on\0e"]]) });
  expect(decodeMessage(framesOf(hello))).toMatchObject({
    name: "bob",
    groups: ["ab"],
    headers: new Map([["X", "one"]]),
  });
});

test("keeps a header that is named like a property of objects", () => {
  const headers = new Map([
    ["__proto__", "1"],
    ["constructor", "2"],
  ]);
  expect(decodeMessage(framesOf(bobsHello({ headers })))).toMatchObject({ headers });
});

test.each([
  ["a message with an unknown id", "aaa1 0b 02 0102 ffff", 0x0102],
  ["a JOIN that was cut", "aaa1 04 02 0007 06 41", 7],
  ["another version", "aaa1 02 03 0007", undefined],
  ["another protocol", "474554202f20", undefined],
  ["a header that was cut", "aaa1 02 02 00", undefined],
  ["nothing", "", undefined],
])("finds the number of %s", (_, hex, sequence) => {
  expect(decodeSequence(framesOfHex(hex))).toBe(sequence);
});

const sequence = fc.nat(65535);
const status = fc.nat(255);
const text = fc.string({ unit: "grapheme", maxLength: 12 }).map((value) => value.replaceAll("\0", ""));
const content = fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1 }).map((frames) => Frames.of(...frames));
const message: fc.Arbitrary<ZreMessage> = fc.oneof(
  fc.record({
    type: fc.constant("HELLO" as const),
    sequence,
    endpoint: text,
    groups: fc.array(text),
    status,
    name: text,
    headers: fc.array(fc.tuple(text, text)).map((headers) => new Map(headers)),
  }),
  fc.record({ type: fc.constant("WHISPER" as const), sequence, content }),
  fc.record({ type: fc.constant("SHOUT" as const), sequence, group: text, content }),
  fc.record({ type: fc.constantFrom("JOIN" as const, "LEAVE" as const), sequence, group: text, status }),
  fc.record({ type: fc.constantFrom("PING" as const, "PING-OK" as const), sequence }),
);

test("reads what it writes", () => {
  fc.assert(
    fc.property(message, (written) => {
      const read = decodeMessage(framesOf(written));
      const { content: sent, ...fields } = { content: undefined, ...written };
      expect(read).toMatchObject(fields);
      if (sent !== undefined && "content" in read) expect(textsOf(read.content)).toEqual(textsOf(sent));
    }),
  );
});

test("throws nothing but ProtocolError over random frames", () => {
  const id = fc.nat(12);
  fc.assert(
    fc.property(id, fc.uint8Array({ maxLength: 200 }), (type, rest) => {
      const frame = Uint8Array.of(0xaa, 0xa1, type, 2, ...rest);
      try {
        decodeMessage(Frames.of(frame));
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }),
  );
});

test("makes the header of a whisper of six bytes, whatever its content", () => {
  const whisper = encodeMessage({ type: "WHISPER", sequence: 0xfffe, content: textFrames("x".repeat(1000)) });
  expect(toHex(whisper)).toBe("aaa10202fffe");
});

function ascii(value: string): string {
  return toHex(new TextEncoder().encode(value));
}
