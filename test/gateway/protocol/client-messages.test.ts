import { describe, expect, test } from "vitest";

import { ProtocolError } from "../../../src/errors.ts";
import { decodeClientMessage, encodeJoin } from "../../../src/gateway/protocol/client-messages.ts";

const PEER = "0123456789abcdef".repeat(2);
const SECRET = "0123456789abcdef".repeat(4);

/** Lists as docs/protocol/gateway.md writes them. */
const batch = (...records: readonly unknown[]): string => JSON.stringify(["batch", 1, 0, records]);
const join = (...fields: readonly unknown[]): string => JSON.stringify(["join", ...fields]);

describe("what the protocol allows is read", () => {
  test.each([
    ["an ack of nothing", '["ack",0]', { type: "ack", received: 0 }],
    ["an ack", '["ack",7]', { type: "ack", received: 7 }],
    ["space between the fields", ' [ "ack" ,\n\t7 ] ', { type: "ack", received: 7 }],
    [
      "the largest number that a page can count to",
      '["ack",9007199254740991]',
      { type: "ack", received: 9_007_199_254_740_991 },
    ],
    ["a kind that is written with escapes", '["\\u0061ck",7]', { type: "ack", received: 7 }],
    ["a batch without records", '["batch",3,2,[]]', { type: "batch", number: 3, received: 2, records: [] }],
    [
      "a whisper without a letter",
      batch(["whisper", PEER, ""]),
      { type: "batch", number: 1, received: 0, records: [{ type: "whisper", peer: PEER, text: "" }] },
    ],
    [
      "a whisper with every kind of letter",
      batch(["whisper", PEER, '"\\\u0000\u2028ü😀']),
      { type: "batch", number: 1, received: 0, records: [{ type: "whisper", peer: PEER, text: '"\\\u0000\u2028ü😀' }] },
    ],
    [
      "happenings of nobody",
      batch(["happenings", PEER, []]),
      { type: "batch", number: 1, received: 0, records: [{ type: "happenings", peer: PEER, emitters: [] }] },
    ],
    [
      "a join that begins anew",
      join(SECRET, "desk", {}),
      { type: "join", secret: SECRET, name: "desk", headers: new Map(), received: undefined },
    ],
    [
      "a join that goes on where nothing had arrived",
      join(SECRET, "desk", {}, 0),
      { type: "join", secret: SECRET, name: "desk", headers: new Map(), received: 0 },
    ],
    [
      "a join with headers, in their order",
      `["join","${SECRET}","désk",{"X-ZOCP":"1","2":"b","1":"a"},5]`,
      {
        type: "join",
        secret: SECRET,
        name: "désk",
        headers: new Map([
          ["X-ZOCP", "1"],
          ["2", "b"],
          ["1", "a"],
        ]),
        received: 5,
      },
    ],
  ])("%s", (_, words, message) => {
    expect(decodeClientMessage(words)).toEqual(message);
  });

  test("records in one batch keep their order, whatever their kinds", () => {
    const message = decodeClientMessage(
      batch(["whisper", PEER, "1"], ["happenings", PEER, ["a"]], ["whisper", PEER, "2"]),
    );
    expect(message).toMatchObject({
      records: [{ text: "1" }, { type: "happenings", emitters: ["a"] }, { text: "2" }],
    });
  });

  test("of two headers of one name the last counts, as in all JSON of ZOCP", () => {
    const message = decodeClientMessage(`["join","${SECRET}","desk",{"a":"1","a":"2"}]`);
    expect(message).toMatchObject({ headers: new Map([["a", "2"]]) });
  });
});

describe("no list, or none that begins with a word:", () => {
  test.each([
    "",
    " ",
    "ack",
    "[",
    "]",
    "[]",
    "[[]]",
    "[null]",
    "[1]",
    "[true]",
    '[["ack"],1]',
    '[{"ack":1}]',
    "{}",
    '{"0":"ack","1":1}',
    "null",
    "true",
    "7",
    '"ack"',
    '["ack",1',
    '["ack",1,]',
    '["ack" 1]',
    '["ack",1]]',
    '["ack",1]["ack",2]',
    '["ack",1]\u0000',
    "['ack',1]",
    '["ack",01]',
    '["ack",+1]',
    '["ack",.5]',
    '["ack",0x1]',
    '["ack",1] // over',
    '\ufeff["ack",1]',
    '["ack\n",1]',
  ])("%j", (words) => {
    expect(() => decodeClientMessage(words)).toThrow(ProtocolError);
  });
});

describe("a message of another shape is refused, and the field is named:", () => {
  test.each([
    ['["ack","1"]', 'field 1 of "ack" is "1", not a count'],
    ['["ack",null]', 'field 1 of "ack" is null, not a count'],
    ['["ack",true]', 'field 1 of "ack" is true, not a count'],
    ['["ack",[1]]', 'field 1 of "ack" is a list, not a count'],
    ['["ack",{}]', 'field 1 of "ack" is an object, not a count'],
    ['["ack",NaN]', "not a count"],
    ['["ack",Infinity]', "not a count"],
    ['["ack",9007199254740992]', "not a count"],
    ['["ack",99999999999999999999]', "not a count"],
    ['["ack",1e400]', "not a count"],
    ['["batch"]', 'field 1 of "batch" is nothing, not a number from 1'],
    ['["batch",1]', 'field 2 of "batch" is nothing, not a count'],
    ['["batch",1,0]', 'field 3 of "batch" is nothing, not a list'],
    ['["batch",1,0,null]', 'field 3 of "batch" is null, not a list'],
    ['["batch",1,0,[],0]', '"batch" has 1 fields too many'],
    ['["batch",1,-1,[]]', 'field 2 of "batch" is -1, not a count'],
    ['["batch",0,0,[]]', 'field 1 of "batch" is 0, not a number from 1'],
    ['["batch",1,0,["whisper"]]', '"whisper" is no list that begins with a word'],
    ['["batch",1,0,[[]]]', "a list is no list that begins with a word"],
    ['["batch",1,0,[null]]', "null is no list that begins with a word"],
    ['["ACK",1]', 'there is no message "ACK"'],
    ['["welcome"]', 'there is no message "welcome"'],
    ['["constructor",1]', 'there is no message "constructor"'],
    ['["",1]', 'there is no message ""'],
    [batch(["ack", 1]), 'there is no message "ack"'],
    [batch(["join", SECRET, "desk", {}]), 'there is no message "join"'],
    [batch(["message", PEER, "x"]), 'there is no message "message"'],
    [batch(["whisper", PEER]), 'field 2 of "whisper" is nothing, not a text'],
    [batch(["whisper", PEER, null]), 'field 2 of "whisper" is null, not a text'],
    [batch(["whisper", PEER, ["x"]]), 'field 2 of "whisper" is a list, not a text'],
    [batch(["whisper", PEER.toUpperCase(), "x"]), "not an id"],
    [batch(["whisper", PEER.slice(1), "x"]), "not an id"],
    [batch(["whisper", `${PEER}0`, "x"]), "not an id"],
    [batch(["whisper", `${PEER}\n`, "x"]), "not an id"],
    [batch(["whisper", ` ${PEER.slice(1)}`, "x"]), "not an id"],
    [batch(["happenings", PEER]), 'field 2 of "happenings" is nothing, not a list'],
    [batch(["happenings", PEER, { a: 1 }]), 'field 2 of "happenings" is an object, not a list'],
    [batch(["happenings", PEER, ["a", null]]), "not a list of texts"],
    [batch(["happenings", PEER, [], 1]), '"happenings" has 1 fields too many'],
    [join(), 'field 1 of "join" is "…", not 64 hexadecimal digits'],
    [join(SECRET), 'field 2 of "join" is nothing, not a text'],
    [join(SECRET, 7, {}), 'field 2 of "join" is 7, not a text'],
    [join(SECRET, "desk"), 'field 3 of "join" is nothing, not an object'],
    [join(SECRET, "desk", null), 'field 3 of "join" is null, not an object'],
    [join(SECRET, "desk", { a: null }), "is null, not a text"],
    [join(SECRET, "desk", { a: ["b"] }), "is a list, not a text"],
    [join(SECRET, "desk", {}, -1), 'field 4 of "join" is -1, not a count'],
    [join(SECRET, "desk", {}, null), 'field 4 of "join" is null, not a count'],
    [join(SECRET, "desk", {}, 1, 2), '"join" has 1 fields too many'],
  ])("%s", (words, message) => {
    expect(() => decodeClientMessage(words)).toThrow(ProtocolError);
    expect(() => decodeClientMessage(words)).toThrow(message);
  });

  test.each([SECRET.toUpperCase(), SECRET.slice(1), `${SECRET}0`, `${SECRET.slice(1)}g`, "", 7, null])(
    "the secret %j, which is not repeated to anybody",
    (secret) => {
      expect(() => decodeClientMessage(join(secret, "desk", {}))).toThrow(/is "…", not 64 hexadecimal digits$/);
    },
  );

  test("a name that is longer than anybody wants to read, of which the beginning is shown", () => {
    const words = JSON.stringify(["batch", 1, 0, [["whisper", "x".repeat(100_000), ""]]]);
    expect(() => decodeClientMessage(words)).toThrow(/^field 1 of "whisper" is "x{40}…", not an id$/);
  });
});

describe("at its limit a message is read, and one above it is not:", () => {
  const records = (count: number): string => batch(...Array.from({ length: count }, () => ["whisper", PEER, "x"]));
  const text = (length: number): string => batch(["whisper", PEER, "x".repeat(length)]);

  test("2,000 records in a batch", () => {
    expect(decodeClientMessage(records(2000))).toMatchObject({ type: "batch" });
    expect(() => decodeClientMessage(records(2001))).toThrow("a batch has 2001 records; the limit is 2000");
    expect(() => decodeClientMessage(records(2001))).toThrow(expect.objectContaining({ code: "limit-exceeded" }));
  });

  test("a text of 1 Mi characters", () => {
    expect(decodeClientMessage(text(0x10_0000))).toMatchObject({ records: [{ text: "x".repeat(0x10_0000) }] });
    expect(() => decodeClientMessage(text(0x10_0001))).toThrow("whispers 1048577 characters; the limit is 1048576");
  });

  test("lists four deep, in whatever field", () => {
    const deep = (depth: number): string => `["ack",${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}]`;
    expect(() => decodeClientMessage(deep(4))).toThrow(expect.objectContaining({ code: "bad-message" }));
    for (const depth of [5, 100_000])
      expect(() => decodeClientMessage(deep(depth))).toThrow("the text is nested more than 4 levels deep");
  });
});

test("a join is written as the protocol shows it", () => {
  const headers = new Map([["X-ZOCP", "1"]]);
  expect(encodeJoin({ secret: SECRET, name: "desk", headers, received: undefined })).toBe(
    `["join","${SECRET}","desk",{"X-ZOCP":"1"}]`,
  );
  expect(encodeJoin({ secret: SECRET, name: "desk", headers, received: 0 })).toBe(
    `["join","${SECRET}","desk",{"X-ZOCP":"1"},0]`,
  );
});
