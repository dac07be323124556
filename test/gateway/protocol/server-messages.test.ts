import { describe, expect, test } from "vitest";

import { ProtocolError } from "../../../src/errors.ts";
import { encodeAck, encodeBatch } from "../../../src/gateway/protocol/batch.ts";
import { CLOSE, isFinal } from "../../../src/gateway/protocol/constants.ts";
import {
  decodeServerMessage,
  encodeServerRecord,
  encodeWelcome,
  type ServerRecord,
} from "../../../src/gateway/protocol/server-messages.ts";

const PEER = "fedcba9876543210".repeat(2);
const batch = (record: unknown): string => JSON.stringify(["batch", 1, 0, [record]]);

/** Each record with the list that docs/protocol/gateway.md gives for it. */
const RECORDS: readonly (readonly [ServerRecord, readonly unknown[]])[] = [
  [
    { type: "enter", peer: PEER, name: "lamp", headers: new Map([["X-ZOCP", "1"]]) },
    ["enter", PEER, "lamp", { "X-ZOCP": "1" }],
  ],
  [{ type: "exit", peer: PEER, reason: "goodbye" }, ["exit", PEER, "goodbye"]],
  [{ type: "message", peer: PEER, text: '{"GET": null}' }, ["message", PEER, '{"GET": null}']],
  [{ type: "slow", peer: PEER }, ["slow", PEER]],
  [{ type: "drain", peer: PEER }, ["drain", PEER]],
  [{ type: "suspected", peer: PEER }, ["suspected", PEER]],
  [{ type: "recovered", peer: PEER }, ["recovered", PEER]],
  [{ type: "replaced", peer: PEER, emitter: "cam.x", count: 3 }, ["replaced", PEER, "cam.x", 3]],
  [{ type: "refused", peer: PEER, reason: "no" }, ["refused", PEER, "no"]],
  [{ type: "failed", code: "unreachable", reason: "no way" }, ["failed", "unreachable", "no way"]],
];

describe("a record of the gateway", () => {
  test.each(RECORDS)("%o is written as the protocol shows it, and read back", (record, list) => {
    expect(JSON.parse(encodeServerRecord(record))).toEqual(list);
    expect(decodeServerMessage(batch(list))).toEqual({ type: "batch", number: 1, received: 0, records: [record] });
  });

  test.each(RECORDS)("%o with a field more is refused", ({ type }, list) => {
    expect(() => decodeServerMessage(batch([...list, 1]))).toThrow(`"${type}" has 1 fields too many`);
  });

  test.each(RECORDS)("%o without its last field is refused", ({ type }, list) => {
    const last = list.length - 1;
    expect(() => decodeServerMessage(batch(list.slice(0, last)))).toThrow(`field ${last} of "${type}" is nothing`);
  });

  test.each(RECORDS.flatMap(([{ type }, list]) => list.slice(1).map((_, index) => [type, index + 1, list] as const)))(
    "%s whose field %i is of another kind is refused",
    (type, index, list) => {
      for (const wrong of [null, true, -1, [], ["x"]]) {
        const broken = list.map((field, at) => (at === index ? wrong : field));
        expect(() => decodeServerMessage(batch(broken))).toThrow(ProtocolError);
        expect(() => decodeServerMessage(batch(broken))).toThrow(`field ${index} of "${type}" is`);
      }
    },
  );

  test("of a page is none of the gateway", () => {
    for (const record of [["whisper", PEER, "x"], ["happenings", PEER, []], ["join", "", "", {}], ["toString"]])
      expect(() => decodeServerMessage(batch(record))).toThrow(`there is no message "${record[0]}"`);
  });
});

describe("a welcome", () => {
  const welcome = { id: PEER, name: "desk", rights: "perform", resumed: true, received: 3, linger: 10_000 } as const;
  const list = ["welcome", PEER, "desk", "perform", true, 3, 10_000];

  test("is written as the protocol shows it, and read back", () => {
    expect(JSON.parse(encodeWelcome(welcome))).toEqual(list);
    expect(decodeServerMessage(JSON.stringify(list))).toEqual({ type: "welcome", ...welcome });
  });

  test.each(list.slice(1).map((_, index) => index + 1))("whose field %i is of another kind is refused", (index) => {
    for (const wrong of [null, [], "no", -1]) {
      if (index === 2 && wrong === "no") continue;
      const broken = JSON.stringify(list.map((field, at) => (at === index ? wrong : field)));
      expect(() => decodeServerMessage(broken)).toThrow(`field ${index} of "welcome" is`);
    }
  });

  test("with a field more is refused", () => {
    expect(() => decodeServerMessage(JSON.stringify([...list, 0]))).toThrow('"welcome" has 1 fields too many');
  });

  test("in a batch is none", () => {
    expect(() => decodeServerMessage(batch(list))).toThrow('there is no message "welcome"');
  });
});

describe("a batch", () => {
  test("and an ack are written as the protocol shows them", () => {
    expect(encodeBatch({ number: 4, records: '["slow","x"],["drain","x"]' }, 2)).toBe(
      '["batch",4,2,[["slow","x"],["drain","x"]]]',
    );
    expect(encodeBatch({ number: 1, records: "" }, 0)).toBe('["batch",1,0,[]]');
    expect(encodeAck(0)).toBe('["ack",0]');
  });

  test("of the gateway may have more records than one of a page", () => {
    const records = Array.from({ length: 3000 }, () => `["slow","${PEER}"]`).join(",");
    expect(decodeServerMessage(encodeBatch({ number: 1, records }, 0))).toMatchObject({ records: { length: 3000 } });
  });

  test("without a number is refused: the page could never confirm it", () => {
    expect(() => decodeServerMessage('["batch",0,0,[]]')).toThrow('field 1 of "batch" is 0, not a number from 1');
  });
});

/** The table of close codes in docs/protocol/gateway.md. */
test.each([
  [CLOSE.normal, 1000, false],
  [CLOSE.goingAway, 1001, false],
  [CLOSE.fault, 1011, false],
  [CLOSE.malformed, 4400, true],
  [CLOSE.forbidden, 4401, true],
  [CLOSE.replaced, 4409, true],
  [CLOSE.slow, 4410, false],
  [CLOSE.full, 4429, false],
  [CLOSE.unavailable, 4430, false],
  [1006, 1006, false],
  [1009, 1009, false],
  [4399, 4399, false],
])("a page that was closed with %i stays away by itself: %#", (code, number, final) => {
  expect([code, isFinal(code)]).toEqual([number, final]);
});
