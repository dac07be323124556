import { describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { UsageError } from "../../src/errors.ts";
import { Mesh } from "../../src/zre/mesh/mesh.ts";
import {
  ADA,
  ADA_AT,
  BOB,
  bobsHello,
  hear,
  meshWithBob,
  messagesOf,
  startedMesh,
  story,
  textFrames,
} from "./samples.ts";

describe("beacons of our own", () => {
  test("one at once, then one every interval", () => {
    const mesh = new Mesh({ peer: ADA, name: "ada" });
    mesh.setInterfaces([ADA_AT], 500);
    expect(mesh.start(500)).toEqual([{ type: "beacon", beacon: { peer: ADA, port: 49152 } }]);
    expect(mesh.deadline).toBe(1500);
    expect(story(mesh.handleTimeout(1500))).toEqual(["beacon 49152"]);
  });

  test("a late timer does not slow them", () => {
    const mesh = startedMesh();
    mesh.handleTimeout(1300);
    expect(mesh.deadline).toBe(2000);
  });

  test("a host that slept sends one, not all that it missed", () => {
    const mesh = startedMesh();
    expect(story(mesh.handleTimeout(60_000))).toEqual(["beacon 49152"]);
    expect(story(mesh.handleTimeout(60_001))).toEqual([]);
    expect(mesh.deadline).toBe(61_000);
  });

  test("none while there is no network, and one at once when there is one again", () => {
    const mesh = new Mesh({ peer: ADA, name: "ada" });
    expect(mesh.start(0)).toEqual([]);
    expect(mesh.handleTimeout(1000)).toEqual([]);
    expect(story(mesh.setInterfaces([ADA_AT], 1500))).toEqual(["beacon 49152"]);
  });

  test("none before the start and none after the end", () => {
    const mesh = new Mesh({ peer: ADA, name: "ada" });
    expect(mesh.setInterfaces([ADA_AT], 0)).toEqual([]);
    expect(mesh.deadline).toBe(Number.POSITIVE_INFINITY);
    mesh.start(0);
    mesh.stop();
    expect(mesh.deadline).toBe(Number.POSITIVE_INFINITY);
  });

  test("a goodbye at the end, and every connection is closed", () => {
    const mesh = meshWithBob();
    expect(mesh.stop()).toEqual([
      { type: "beacon", beacon: { peer: ADA, port: 0 } },
      { type: "disconnect", peer: BOB },
    ]);
    expect(mesh.peers.size).toBe(0);
  });

  test("a mesh that was stopped can be started again", () => {
    const mesh = meshWithBob();
    mesh.stop();
    mesh.start(10_000);
    const effects = mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 10_000);
    expect(story(effects)).toEqual(["connect 10.0.0.2:50000", "send HELLO 1"]);
  });
});

describe("sending", () => {
  test("a whisper is counted after HELLO", () => {
    const mesh = meshWithBob();
    const content = textFrames("hello");
    expect(mesh.whisper(BOB, content)).toEqual([
      { type: "send", peer: BOB, message: { type: "WHISPER", sequence: 2, content } },
    ]);
    expect(story(mesh.whisper(BOB, content))).toEqual(["send WHISPER 3"]);
  });

  test("a whisper to nobody throws", () => {
    const mesh = startedMesh();
    expect(() => mesh.whisper(BOB, textFrames("hello"))).toThrow(expect.objectContaining({ code: "not-found" }));
  });

  test("a whisper to a peer that has not said HELLO throws", () => {
    const mesh = startedMesh();
    mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 0);
    expect(() => mesh.whisper(BOB, textFrames("hello"))).toThrow(UsageError);
  });

  test("no content becomes one empty frame: none at all ends a pyre node", () => {
    const mesh = meshWithBob({}, { groups: ["CHAT"] });
    const [whisper] = messagesOf(mesh.whisper(BOB, new Frames(new Uint8Array(0), [])));
    const [shout] = messagesOf(mesh.shout("CHAT", new Frames(new Uint8Array(0), [])));
    expect(whisper && "content" in whisper && whisper.content.count).toBe(1);
    expect(shout && "content" in shout && shout.content.count).toBe(1);
  });

  test("a shout goes to the peers in the group, and we need not be in it", () => {
    const mesh = meshWithBob({}, { groups: ["CHAT"] });
    expect(story(mesh.shout("CHAT", textFrames("all")))).toEqual(["send SHOUT 2"]);
    expect(mesh.shout("OTHER", textFrames("all"))).toEqual([]);
  });

  test("the peers in a group are known", () => {
    const mesh = meshWithBob({}, { groups: ["CHAT"] });
    expect(mesh.peersOf("CHAT")).toEqual([BOB]);
    expect(mesh.peersOf("OTHER")).toEqual([]);
  });

  test.each([65535, 65536] as const)("numbers wrap at %i for the peers for which they should", (wrap) => {
    const mesh = meshWithBob({ wrapFor: (headers) => (headers.get("X-ZOCP") === "1" ? wrap : 65536) }, ZOCP);
    expect(numbersAround(mesh, 65534)).toEqual(wrap === 65535 ? [65534, 0, 1] : [65534, 65535, 0]);
  });

  test("numbers wrap as the peer's do, once it has shown how it counts", () => {
    const mesh = meshWithBob();
    for (let sequence = 2; sequence <= 65534; sequence++) hear(mesh, { type: "PING-OK", sequence }, 0);
    expect(story(hear(mesh, { type: "PING", sequence: 0 }, 0))).toEqual(["send PING-OK 2"]);
    expect(numbersAround(mesh, 65534)).toEqual([65534, 0, 1]);
  });
});

describe("groups", () => {
  test("HELLO carries those from the start, and their count", () => {
    const mesh = startedMesh({ groups: ["ZOCP", "CHAT", "ZOCP"] });
    const effects = mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 0);
    expect(messagesOf(effects)).toMatchObject([{ groups: ["ZOCP", "CHAT"], status: 2 }]);
  });

  test("joining and leaving is told to every peer and counted", () => {
    const mesh = meshWithBob({ groups: ["ZOCP"] });
    expect(messagesOf(mesh.join("CHAT"))).toEqual([{ type: "JOIN", sequence: 2, group: "CHAT", status: 2 }]);
    expect(messagesOf(mesh.leave("CHAT"))).toEqual([{ type: "LEAVE", sequence: 3, group: "CHAT", status: 3 }]);
    expect([...mesh.groups]).toEqual(["ZOCP"]);
  });

  test("is told to a peer that was greeted but has not answered: it must not miss a status", () => {
    const mesh = startedMesh();
    mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 0);
    expect(messagesOf(mesh.join("CHAT"))).toEqual([{ type: "JOIN", sequence: 2, group: "CHAT", status: 1 }]);
  });

  test("joining twice, and leaving what we are not in, is told to nobody", () => {
    const mesh = meshWithBob({ groups: ["ZOCP"] });
    expect(mesh.join("ZOCP")).toEqual([]);
    expect(mesh.leave("CHAT")).toEqual([]);
  });

  test("the count wraps at 256", () => {
    const mesh = meshWithBob();
    const statuses = Array.from({ length: 257 }, (_, i) =>
      messagesOf(i % 2 === 0 ? mesh.join("CHAT") : mesh.leave("CHAT")).map(
        (message) => "status" in message && message.status,
      ),
    ).flat();
    expect(statuses.slice(253)).toEqual([254, 255, 0, 1]);
  });

  test.each(["", "x".repeat(256), "é".repeat(128), "a\0b"])("the name %j throws", (group) => {
    const mesh = startedMesh();
    const code = expect.objectContaining({ name: "UsageError", code: "invalid-name" });
    expect(() => mesh.join(group)).toThrow(code);
    expect(() => mesh.leave(group)).toThrow(code);
    expect(() => mesh.shout(group, textFrames("all"))).toThrow(code);
  });

  test("the 1,025th throws: peers would refuse our HELLO", () => {
    const mesh = startedMesh({ groups: Array.from({ length: 1024 }, (_, i) => `g${i}`) });
    expect(() => mesh.join("one more")).toThrow(expect.objectContaining({ code: "invalid-argument" }));
    expect(mesh.join("g7")).toEqual([]);
  });
});

test.each([
  ["an id with capitals", { peer: "AA".repeat(16) }],
  ["an id that is too short", { peer: "aa" }],
  ["no name", { name: "" }],
  ["a name of 256 bytes", { name: "é".repeat(128) }],
  ["a group without a name", { groups: [""] }],
  ["too many groups", { groups: Array.from({ length: 1025 }, (_, i) => `g${i}`) }],
  ["a header without a name", { headers: new Map([["", "1"]]) }],
  ["a header that is no text", { headers: new Map([["X", 1 as unknown as string]]) }],
  ["too many headers", { headers: new Map(Array.from({ length: 1025 }, (_, i) => [`X${i}`, ""])) }],
])("does not come to be with %s", (_, options) => {
  expect(() => new Mesh({ peer: ADA, name: "ada", ...options })).toThrow(UsageError);
});

test("knows its peers", () => {
  const headers = new Map([["X-ZOCP", "1"]]);
  const mesh = meshWithBob({}, { groups: ["ZOCP"], headers });
  expect(mesh.peers.get(BOB)).toMatchObject({
    id: BOB,
    name: "bob",
    headers,
    groups: new Set(["ZOCP"]),
    endpoint: bobsHello().endpoint,
    address: "10.0.0.2",
    port: 50000,
    state: "ready",
  });
});

const ZOCP = { headers: new Map([["X-ZOCP", "1"]]) };

/** The numbers of three whispers, the first of which is `first`. */
function numbersAround(mesh: Mesh, first: number): number[] {
  const content = textFrames("x");
  const numbers: number[] = [];
  for (let i = 0; i < 70_000 && numbers.length < 3; i++) {
    const [message] = messagesOf(mesh.whisper(BOB, content));
    if (message !== undefined && (numbers.length > 0 || message.sequence === first)) numbers.push(message.sequence);
  }
  return numbers;
}
