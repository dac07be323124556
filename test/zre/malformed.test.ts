import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { encodeMessage } from "../../src/zre/message/message.ts";
import {
  BOB,
  BOB_AT,
  bobsHello,
  bytes,
  CY,
  eventsOf,
  framesOf,
  framesOfHex,
  hear,
  meshWithBob,
  startedMesh,
  story,
  textFrames,
} from "./samples.ts";

// Starting over with Bob.
const ANEW = ["exit protocol", "connect 10.0.0.2:50000", "send HELLO 1"];

// What ends or upsets other implementations, after Bob's HELLO with the group CHAT and the status 1.
const MATRIX: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["a JOIN with the wrong status", ["aaa1 04 02 0002 01 41 07"], ["ignored", ...ANEW]],
  ["a LEAVE with the wrong status", ["aaa1 05 02 0002 04 43484154 01"], ["ignored", ...ANEW]],
  ["a JOIN of a group that it is in", ["aaa1 04 02 0002 04 43484154 02"], []],
  ["a LEAVE of a group that it is not in", ["aaa1 05 02 0002 01 41 02"], []],
  ["a gap", ["aaa1 06 02 0003"], ["ignored", ...ANEW]],
  ["a message twice", ["aaa1 06 02 0001"], ["ignored", ...ANEW]],
  ["a HELLO with the number 5", ["aaa1 01 02 0005 00 00000000 00 00 00000000"], ["ignored"]],
  ["a HELLO without headers", ["aaa1 01 02 0001 00 00000000 00 00"], ["ignored", "ignored", ...ANEW]],
  ["version 3", ["aaa1 02 03 0002", "78"], ["ignored"]],
  ["another signature", ["aaa0 02 02 0002", "78"], ["ignored"]],
  ["id 11", ["aaa1 0b 02 0002"], ["ignored"]],
  ["half an ELECT of zyre", ["aaa1 08 02 0002 04 43484154 20"], ["ignored"]],
  ["a WHISPER without content", ["aaa1 02 02 0002"], ["whisper"]],
  ["a SHOUT without content", ["aaa1 03 02 0002 04 43484154"], ["shout"]],
  ["a SHOUT to a group that we are not in", ["aaa1 03 02 0002 01 41", "78"], []],
  ["an empty first frame", ["", "78"], ["ignored"]],
  ["no frame at all", [], ["ignored"]],
  ["frames behind a PING", ["aaa1 06 02 0002", "78", "79"], ["send PING-OK 2"]],
  ["a group that is not UTF-8", ["aaa1 04 02 0002 02 c3c3 02"], ["join \uFFFD\uFFFD"]],
  ["a group with NUL", ["aaa1 04 02 0002 03 610062 02"], ["join a\0b"]],
];

test.each(MATRIX)("survives %s", (_, frames, expected) => {
  const mesh = meshWithBob({ groups: ["CHAT"] }, { groups: ["CHAT"], status: 1 });
  expect(story(mesh.handleMessage(BOB, framesOfHex(...frames), BOB_AT.address, 1))).toEqual(expected);
});

test.each(MATRIX)("does not trouble others with %s", (_, frames) => {
  const mesh = meshWithBob({ groups: ["CHAT"] }, { groups: ["CHAT"], status: 1 });
  mesh.handleMessage(CY, framesOf(bobsHello({ name: "cy", endpoint: "tcp://10.0.0.3:50000" })), "10.0.0.3", 0);
  mesh.handleMessage(BOB, framesOfHex(...frames), BOB_AT.address, 1);
  expect(story(mesh.whisper(CY, textFrames("x")))).toEqual(["send WHISPER 2"]);
  expect(story(mesh.handleMessage(CY, framesOfHex("aaa1 06 02 0002"), "10.0.0.3", 2))).toEqual(["send PING-OK 3"]);
});

test.each(MATRIX)("is silent about %s of one that never said HELLO", (_, frames) => {
  const mesh = startedMesh();
  const known = eventsOf(mesh.handleMessage(BOB, framesOfHex(...frames), BOB_AT.address, 1));
  expect(known.every(({ type }) => type === "ignored")).toBe(true);
  expect(mesh.peers.size).toBe(0);
});

test("says what was wrong", () => {
  const mesh = meshWithBob();
  const [event] = eventsOf(mesh.handleMessage(BOB, framesOfHex("aaa1 06 02 0009"), BOB_AT.address, 1));
  expect(event).toMatchObject({
    type: "ignored",
    peer: BOB,
    error: { name: "ProtocolError", code: "bad-message", message: "messages before its number 9 are missing" },
  });
});

describe("the count", () => {
  test.each([
    ["an unknown id", "aaa1 0b 02 0002"],
    ["a JOIN that was cut", "aaa1 04 02 0002 04 43"],
  ])("goes on after %s: its sender has counted it", (_, hex) => {
    const mesh = meshWithBob();
    mesh.handleMessage(BOB, framesOfHex(hex), BOB_AT.address, 1);
    expect(story(hear(mesh, { type: "PING", sequence: 3 }, 2))).toEqual(["send PING-OK 2"]);
  });

  test("shows a loss before a message that cannot be read", () => {
    const effects = meshWithBob().handleMessage(BOB, framesOfHex("aaa1 0b 02 0003"), BOB_AT.address, 1);
    expect(story(effects)).toEqual(["ignored", "ignored", ...ANEW]);
  });

  test("starts again at 2 after the peer was greeted anew", () => {
    const mesh = meshWithBob();
    hear(mesh, { type: "PING", sequence: 9 }, 1);
    expect(story(hear(mesh, bobsHello(), 2))).toEqual(["enter"]);
    expect(story(hear(mesh, { type: "PING", sequence: 2 }, 3))).toEqual(["send PING-OK 2"]);
  });

  test("of joins and leaves wraps at 256", () => {
    const mesh = meshWithBob({}, { status: 254 });
    const join = (sequence: number, status: number) =>
      story(hear(mesh, { type: "JOIN", sequence, group: `g${status}`, status }, 1));
    expect([...join(2, 255), ...join(3, 0), ...join(4, 1)]).toEqual(["join g255", "join g0", "join g1"]);
  });
});

describe("messages before HELLO", () => {
  test("are ignored, and are not counted", () => {
    const mesh = startedMesh();
    mesh.handleBeacon({ peer: BOB, port: 50000 }, BOB_AT.address, 0);
    expect(hear(mesh, { type: "PING", sequence: 7 }, 1)).toEqual([]);
    hear(mesh, bobsHello(), 2);
    expect(story(hear(mesh, { type: "PING", sequence: 2 }, 3))).toEqual(["send PING-OK 2"]);
  });

  test("that go on for more than a second have the peer greeted anew: it believes that we know it", () => {
    const mesh = startedMesh();
    mesh.handleBeacon({ peer: BOB, port: 50000 }, BOB_AT.address, 0);
    expect(hear(mesh, { type: "PING", sequence: 7 }, 100)).toEqual([]);
    expect(hear(mesh, { type: "PING", sequence: 8 }, 1100)).toEqual([]);
    expect(story(hear(mesh, { type: "PING", sequence: 9 }, 1101))).toEqual(["connect 10.0.0.2:50000", "send HELLO 1"]);
  });
});

test("a peer is in 1,024 groups at most, and stays in step when it joins more", () => {
  const groups = Array.from({ length: 1024 }, (_, i) => `g${i}`);
  const mesh = meshWithBob({}, { groups, status: 0 });
  const [event] = eventsOf(hear(mesh, { type: "JOIN", sequence: 2, group: "more", status: 1 }, 1));
  expect(event).toMatchObject({ type: "ignored", error: { code: "limit-exceeded" } });
  expect(story(hear(mesh, { type: "LEAVE", sequence: 3, group: "g0", status: 2 }, 2))).toEqual(["leave g0"]);
});

test("nothing that comes over the network throws", () => {
  const header = encodeMessage(bobsHello());
  const first = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc
      .tuple(fc.nat(12), fc.nat(6), fc.uint8Array({ maxLength: 60 }))
      .map(([id, sequence, rest]) => Uint8Array.of(0xaa, 0xa1, id, 2, 0, sequence, ...rest)),
    fc.nat(header.length).map((length) => header.subarray(0, length)),
    fc.constant(bytes("aaa1 04 02 0002 01 41 01")),
  );
  const peer = fc.constantFrom(BOB, CY, "aa".repeat(16));
  const source = fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.3");
  const step = fc.record({ peer, source, first, content: fc.array(fc.uint8Array({ maxLength: 3 })), port: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const mesh = meshWithBob({ groups: ["A"] });
      steps.forEach(({ peer: id, source: from, first: frame, content, port }, i) => {
        const now = i * 300;
        mesh.handleMessage(id, Frames.of(frame, ...content), from, now);
        mesh.handleBeacon({ peer: id, port: port * 49152 }, from, now);
        if (port === 1) mesh.handleOutboundLost(id, { confirmed: false, refused: i % 2 === 0 });
        if (port === 2) mesh.handleOutboundRestored(id, now);
        mesh.handleTimeout(now);
        expect(mesh.deadline).toBeGreaterThan(now);
      });
    }),
  );
});
