import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { ProtocolError } from "../../../src/errors.ts";
import { encodeAck, encodeBatch } from "../../../src/gateway/protocol/batch.ts";
import {
  decodeClientMessage,
  encodeHappenings,
  encodeJoin,
  encodeWhisper,
} from "../../../src/gateway/protocol/client-messages.ts";
import {
  decodeServerMessage,
  encodeServerRecord,
  encodeWelcome,
  type ServerRecord,
} from "../../../src/gateway/protocol/server-messages.ts";

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const id = digits(32);
const text = fc.string({ unit: "binary", maxLength: 40 });
const headers = fc.array(fc.tuple(text, text), { maxLength: 5 }).map((pairs) => new Map(pairs));
const count = fc.nat();
const number = fc.integer({ min: 1 });

const serverRecord: fc.Arbitrary<ServerRecord> = fc.oneof(
  fc.record({ type: fc.constant("enter" as const), peer: id, name: text, headers }),
  fc.record({ type: fc.constant("exit" as const), peer: id, reason: text }),
  fc.record({ type: fc.constant("message" as const), peer: id, text }),
  fc.record({ type: fc.constantFrom("slow" as const, "drain" as const), peer: id }),
  fc.record({ type: fc.constantFrom("suspected" as const, "recovered" as const), peer: id }),
  fc.record({ type: fc.constant("replaced" as const), peer: id, emitter: text, count }),
  fc.record({ type: fc.constant("refused" as const), peer: id, reason: text }),
  fc.record({ type: fc.constant("failed" as const), code: text, reason: text }),
);

describe("what the gateway says", () => {
  test("comes back as it was, whatever the records hold", () => {
    fc.assert(
      fc.property(fc.array(serverRecord, { maxLength: 8 }), number, count, (records, number, received) => {
        const encoded = encodeBatch({ number, records: records.map(encodeServerRecord).join(",") }, received);
        expect(decodeServerMessage(encoded)).toEqual({ type: "batch", number, received, records });
      }),
    );
  });

  test("a welcome and an ack come back as they were", () => {
    const welcome = {
      id: "0".repeat(32),
      name: "désk",
      rights: "look",
      resumed: false,
      received: 7,
      linger: 10_000,
    } as const;
    expect(decodeServerMessage(encodeWelcome(welcome))).toEqual({ type: "welcome", ...welcome });
    expect(decodeServerMessage(encodeAck(12))).toEqual({ type: "ack", received: 12 });
  });

  test("a name such as __proto__ is a header like any other", () => {
    const enter = { type: "enter", peer: "a".repeat(32), name: "x", headers: new Map([["__proto__", "y"]]) } as const;
    const message = decodeServerMessage(encodeBatch({ number: 1, records: encodeServerRecord(enter) }, 0));
    expect(message).toMatchObject({ records: [enter] });
  });
});

describe("what a page says", () => {
  test("comes back as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(id, text), { maxLength: 8 }), number, count, (whispers, number, received) => {
        const records = whispers.map(([peer, words]) => encodeWhisper(peer, words)).join(",");
        expect(decodeClientMessage(encodeBatch({ number, records }, received))).toEqual({
          type: "batch",
          number,
          received,
          records: whispers.map(([peer, words]) => ({ type: "whisper", peer, text: words })),
        });
      }),
    );
  });

  test("what has happenings comes back as it was", () => {
    const encoded = encodeBatch({ number: 1, records: encodeHappenings("0".repeat(32), ["clack", "__proto__"]) }, 0);
    const records = [{ type: "happenings", peer: "0".repeat(32), emitters: ["clack", "__proto__"] }];
    expect(decodeClientMessage(encoded)).toEqual({ type: "batch", number: 1, received: 0, records });
  });

  test("a join comes back as it was, with and without what had arrived", () => {
    fc.assert(
      fc.property(digits(64), text, headers, fc.option(count, { nil: undefined }), (secret, name, said, received) => {
        const join = { secret, name, headers: said, received };
        expect(decodeClientMessage(encodeJoin(join))).toEqual({ type: "join", ...join });
      }),
    );
  });
});

describe("bad input", () => {
  const peer = "0".repeat(32);
  test.each([
    ["", "not JSON"],
    ["[", "not JSON"],
    ["null", "null is no list that begins with a word"],
    ["{}", "an object is no list that begins with a word"],
    ["[1]", "a list is no list that begins with a word"],
    ['["hello"]', 'there is no message "hello"'],
    ['["ack"]', 'field 1 of "ack" is nothing, not a count'],
    ['["ack",-1]', 'field 1 of "ack" is -1, not a count'],
    ['["ack",1.5]', "not a count"],
    ['["ack",1,2]', '"ack" has 1 fields too many'],
    ['["batch",1,0,{}]', 'field 3 of "batch" is an object, not a list'],
    ['["batch",1,0,[["whisper"]]]', 'field 1 of "whisper" is nothing, not an id'],
    ['["batch",1,0,[["whisper","AB","x"]]]', 'field 1 of "whisper" is "AB", not an id'],
    [`["batch",1,0,[["whisper","${peer}",5]]]`, 'field 2 of "whisper" is 5, not a text'],
    [`["batch",1,0,[["whisper","${peer}","x",1]]]`, "1 fields too many"],
    [`["batch",1,0,[["happenings","${peer}","x"]]]`, 'field 2 of "happenings" is "x", not a list'],
    [`["batch",1,0,[["happenings","${peer}",[1]]]]`, 'field 2 of "happenings" is a list, not a list of texts'],
    [`["batch",1,0,[["exit","${peer}","x"]]]`, 'there is no message "exit"'],
    ['["join","short","name",{}]', 'field 1 of "join" is "…", not 64 hexadecimal digits'],
    [`["join","${"0".repeat(64)}","name",[]]`, 'field 3 of "join" is a list, not an object'],
    [`["join","${"0".repeat(64)}","name",{"a":1}]`, "is 1, not a text"],
  ])("%s from a page is named", (words, message) => {
    expect(() => decodeClientMessage(words)).toThrow(ProtocolError);
    expect(() => decodeClientMessage(words)).toThrow(message);
  });

  test("of any kind throws nothing but a ProtocolError on either side", () => {
    const almost = fc.json().map((json) => `["batch",1,0,[${json}]]`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), almost), (words) => {
        for (const decode of [decodeClientMessage, decodeServerMessage]) {
          try {
            decode(words);
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError);
          }
        }
      }),
    );
  });

  test("shows no more than its beginning in the message", () => {
    expect(() => decodeClientMessage(JSON.stringify(["x".repeat(10_000)]))).toThrow(/^.{0,100}$/);
  });
});
