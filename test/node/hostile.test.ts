import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { encodeText } from "../../src/bytes/text.ts";
import type { Parameter } from "../../src/node/parameter.ts";
import { ZocpNode } from "../../src/zocp-node.ts";
import { encodeBeacon } from "../../src/zre/discovery/beacon.ts";
import { freePort } from "../../tools/ports.js";
import { PATIENCE } from "../patience.ts";
import {
  eventually,
  frame,
  greeting,
  pause,
  portOf,
  property,
  RawSocket,
  ready,
  sockets,
  throwDatagram,
  zre,
} from "./loopback.ts";

// A node under attack, and a well-behaved peer next to it that must not notice anything.
const port = await freePort();
const victim = new ZocpNode("victim", {
  interface: "lo",
  beaconPort: port,
  handshakeTimeout: 500,
  limits: { message: 1_000_000 },
});
const lamp = new ZocpNode("lamp", { interface: "lo", beaconPort: port });
let fader: Parameter<number>;
let level: Parameter<number>;
const ignored: string[] = [];
const troubles: string[] = [];
const raws: RawSocket[] = [];
let rest = 0;
let tick = 0;

beforeAll(async () => {
  fader = victim.float("fader", 0, { access: "rwe" });
  level = lamp.float("level", 0, { access: "rws" });
  await Promise.all([victim.start(), lamp.start()]);
  await lamp.connect("victim/fader", "lamp/level", { timeout: PATIENCE });
  await eventually("each knows the other", () => victim.zre.peers.size === 1);
  victim.zre.on("ignored", ({ error }) => ignored.push(error.code));
  victim.on("ignored", () => ignored.push("by ZOCP"));
  lamp.zre.on("exit", ({ reason }) => troubles.push(`the victim left: ${reason}`));
  victim.zre.on("exit", ({ peer, reason }) => peer === lamp.id && troubles.push(`the lamp left: ${reason}`));
  rest = sockets();
});

afterEach(async () => {
  fader.emit(++tick);
  await eventually("the signal of the victim reaches the lamp", () => level.value === tick);
  for (const raw of raws.splice(0)) raw.end();
  await eventually("nothing is left of the attacker", () => victim.zre.peers.size === 1 && sockets() <= rest);
  expect(troubles).toEqual([]);
  ignored.length = 0;
});

afterAll(() => Promise.all([victim.stop(), lamp.stop()]));

async function attack(...bytes: readonly (Uint8Array | string)[]): Promise<RawSocket> {
  const raw = await RawSocket.open(portOf(victim));
  raws.push(raw);
  raw.say(...bytes);
  return raw;
}

let lastId = 0;
function freshId(): string {
  return (++lastId).toString(16).padStart(32, "f");
}

/** One that shakes hands properly, and then says this. */
function guest(...bytes: readonly (Uint8Array | string)[]): Promise<RawSocket> {
  return attack(greeting(), ready(freshId()), ...bytes);
}

/** One that is a peer, and then says this. */
async function peer(...bytes: readonly (Uint8Array | string)[]): Promise<RawSocket> {
  const before = victim.zre.peers.size;
  const raw = await guest(hello());
  await eventually("the attacker is a peer", () => victim.zre.peers.size === before + 1);
  raw.say(...bytes);
  return raw;
}

function hello(endpoint = "tcp://127.0.0.1:1", sequence = 1): Uint8Array {
  return zre({ type: "HELLO", sequence, endpoint, groups: [], status: 0, name: "mallory", headers: new Map() });
}

function whisper(text: string | Uint8Array, sequence = 2): Uint8Array {
  const content = Frames.of(typeof text === "string" ? encodeText(text) : text);
  return zre({ type: "WHISPER", sequence, content });
}

const command = (name: string, body: Uint8Array | string = ""): Buffer =>
  frame(0x04, Buffer.concat([Uint8Array.of(name.length), Buffer.from(name), Buffer.from(body as Uint8Array)]));
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/[\s|]/g, ""), "hex");
const zmtp2 = Buffer.concat([hex("ff 00 00 00 00 00 00 00 01 7f 01 05 00 00")]);
const tls = hex("16 03 01 02 00 01 00 01 fc 03 03");
const uuid = "aa".repeat(16);

describe("before the handshake is done, the connection is closed and the reason told:", () => {
  const identity = property("Identity", hex(`01${uuid}`));
  const dealer = property("Socket-Type", "DEALER");
  const readyWith = (...properties: readonly Uint8Array[]) => command("READY", Buffer.concat(properties));

  test.each<[string, string, readonly (Uint8Array | string)[]]>([
    ["a web browser", "bad-greeting", ["GET / HTTP/1.1\r\nHost: victim\r\n\r\n"]],
    ["a TLS client", "bad-greeting", [tls]],
    ["an SSH client", "bad-greeting", ["SSH-2.0-OpenSSH_9.6\r\n"]],
    ["ZMTP 1.0", "bad-greeting", [hex("01 00")]],
    ["ZMTP 2.0", "bad-greeting", [zmtp2]],
    ["a greeting without its signature bit", "bad-greeting", [hex("ff 00 00 00 00 00 00 00 00 7e")]],
    ["another mechanism", "bad-handshake", [greeting("PLAIN")]],
    ["a key where we have none", "key-mismatch", [greeting("CURVE")]],
    ["a mechanism that is no text", "bad-handshake", [greeting("\u0001\u00ff")]],
    ["an incompatible socket type", "bad-handshake", [greeting(), ready(uuid, "SUB")]],
    ["no identity", "bad-identity", [greeting(), readyWith(dealer)]],
    ["an identity of 16 octets", "bad-identity", [greeting(), readyWith(dealer, property("Identity", hex(uuid)))]],
    [
      "an identity that begins with 0",
      "bad-identity",
      [greeting(), readyWith(dealer, property("Identity", hex(`00${uuid}`)))],
    ],
    [
      "an identity of 300 octets",
      "bad-identity",
      [greeting(), longReadyOf(dealer, property("Identity", new Uint8Array(300).fill(1)))],
    ],
    ["a READY that is cut short", "bad-command", [greeting(), readyWith(dealer, identity.subarray(0, -1))]],
    ["a READY with an octet too many", "bad-command", [greeting(), readyWith(dealer, identity, hex("00"))]],
    ["another command than READY", "bad-handshake", [greeting(), command("HELLO")]],
    ["a message before READY", "bad-command", [greeting(), frame(0x00, "early")]],
    ["an empty frame before READY", "bad-command", [greeting(), frame(0x04, "")]],
    ["a frame of 1 GiB", "limit-exceeded", [greeting(), frame(0x02, "", 1n << 30n)]],
    ["a READY that never ends", "limit-exceeded", [greeting(), frame(0x06, new Uint8Array(10), 70_000n)]],
    ["a handshake that is not finished", "timed-out", [greeting()]],
    ["half a greeting", "timed-out", [greeting().subarray(0, 20)]],
    ["silence", "timed-out", []],
    ["a handshake and then silence", "timed-out", [greeting(), ready(uuid)]],
  ])("%s (%s)", async (_what, code, bytes) => {
    const raw = await attack(...bytes);
    await eventually("it is closed", () => raw.closed);
    await eventually("it is told", () => ignored.length > 0);
    expect(new Set(ignored)).toEqual(
      new Set([code === "bad-command" && ignored[0] === "truncated" ? "truncated" : code]),
    );
  });

  test("an ERROR of the other side", async () => {
    const raw = await attack(greeting(), command("ERROR", "\x03400"));
    await eventually("it is closed", () => raw.closed);
  });

  test("a connection that is closed in the middle of its greeting leaves nothing behind", async () => {
    for (let i = 0; i < 300; i++) {
      const raw = await attack(greeting().subarray(0, i % 64));
      raw.end();
    }
    const raw = await guest(hello());
    await eventually("another one gets in", () => victim.zre.peers.size === 2);
    expect(raw.closed).toBe(false);
  });

  test("more connections than one address may have wait for nothing", async () => {
    for (let i = 0; i < 140; i++) await attack();
    await eventually("some are refused", () => raws.filter((raw) => raw.closed).length >= 12);
    expect(ignored).toContain("limit-exceeded");
    await eventually("all are closed in the end", () => raws.every((raw) => raw.closed));
    // What is told within one second has a bound, and this was more.
    await pause(1100);
  });
});

describe("after the handshake, the connection is closed and the reason told:", () => {
  test.each<[string, string, readonly (Uint8Array | string)[]]>([
    ["a PING that is too short", "bad-command", [command("PING", hex("00"))]],
    ["a frame of 1 GiB", "limit-exceeded", [frame(0x02, "", 1n << 30n)]],
    ["a frame of 2^63-1 octets", "limit-exceeded", [frame(0x02, "", (1n << 63n) - 1n)]],
    ["a message of one octet more than the limit", "limit-exceeded", [frame(0x02, "", 1_000_001n)]],
    ["frames without end", "limit-exceeded", [Buffer.concat(Array(1100).fill(frame(0x01, "x")))]],
    ["long frames without end", "limit-exceeded", Array(12).fill(frame(0x03, new Uint8Array(100_000)))],
  ])("%s (%s)", async (_what, code, bytes) => {
    const raw = await guest(...bytes);
    await eventually("it is closed", () => raw.closed);
    await eventually("it is told", () => ignored.length > 0);
    expect(ignored[0] === "truncated" ? "bad-command" : ignored[0]).toBe(code);
  });
});

describe("what libzmq passes over is passed over here, and the peer stays:", () => {
  test.each<[string, Uint8Array]>([
    ["SUBSCRIBE", command("SUBSCRIBE", "topic")],
    ["a second READY", ready(uuid)],
    ["a late ERROR", command("ERROR", "\x03500")],
    ["a command nobody knows", command("FROBNICATE", "x")],
    ["an empty command", frame(0x04, "")],
    ["a CANCEL", command("CANCEL", "topic")],
    ["a PONG that was not asked for", command("PONG", "what")],
    ["a PING that wants more than 16 octets back", command("PING", Buffer.concat([hex("0000"), Buffer.alloc(40, 7)]))],
    ["a command with more to come", frame(0x05, "\x04PONG")],
    [
      "a command inside a message",
      Buffer.concat([frame(0x01, hex("aaa1 02 02 0002")), command("PONG"), frame(0x00, "{}")]),
    ],
    [
      "a message of many empty frames",
      Buffer.concat([frame(0x01, hex("aaa1 02 02 0002")), ...Array(900).fill(hex("0100")), hex("0000")]),
    ],
    ["a long frame with a short body", Buffer.concat([frame(0x03, hex("aaa1 06 02 0002")), frame(0x00, "")])],
    ["reserved flags", frame(0xf8, hex("aaa1 06 02 0002"))],
  ])("%s", async (_what, bytes) => {
    const raw = await peer(bytes);
    raw.say(command("PING", hex("0000 2a")));
    await eventually("it is answered", () => raw.bytes.includes(Buffer.from("\x04PONG*", "latin1")));
    expect(raw.closed).toBe(false);
  });

  test.each([
    ["of ZMTP 3.0", 3, 0],
    ["of a version to come", 4, 7],
  ])("a greeting %s, in the pieces in which libzmq sends it", async (_what, major, minor) => {
    const bytes = greeting("NULL", major);
    bytes[11] = minor;
    const raw = await attack(bytes.subarray(0, 10));
    await eventually("it is answered before it is complete", () => raw.bytes.length === 64);
    for (const piece of [bytes.subarray(10, 11), bytes.subarray(11), ready(freshId()), hello()]) {
      raw.say(piece);
      await pause(5);
    }
    await eventually("it is a peer", () => victim.zre.peers.size === 2);
  });

  test.each<[string, (id: string) => Buffer]>([
    [
      "names in small letters",
      (id) => readyOf(property("socket-type", "DEALER"), property("identity", hex(`01${id}`))),
    ],
    ["no socket type", (id) => readyOf(property("Identity", hex(`01${id}`)))],
    ["a property of its own", (id) => readyOf(property("Identity", hex(`01${id}`)), property("X-Colour", "blue"))],
    ["an empty name", (id) => readyOf(property("Identity", hex(`01${id}`)), property("", ""))],
    [
      "a thousand properties",
      (id) => longReadyOf(...Array(1000).fill(property("X-A", "b")), property("Identity", hex(`01${id}`))),
    ],
  ])("a READY with %s", async (_what, readyFor) => {
    await attack(greeting(), readyFor(freshId()), hello());
    await eventually("it is a peer", () => victim.zre.peers.size === 2);
  });

  test("a READY without its command bit", async () => {
    const plain = Buffer.from(ready(freshId()));
    plain[0] = 0x00;
    await attack(greeting(), plain, hello());
    await eventually("it is a peer", () => victim.zre.peers.size === 2);
  });
});

function readyOf(...properties: readonly Uint8Array[]): Buffer {
  return command("READY", Buffer.concat(properties));
}

function longReadyOf(...properties: readonly Uint8Array[]): Buffer {
  return frame(0x06, Buffer.concat([Buffer.from("\x05READY", "latin1"), ...properties]));
}

describe("a message that is none is told, and nobody else notices:", () => {
  const name = hex("07 6d616c6c6f7279");
  const endpoint = Buffer.concat([hex("11"), Buffer.from("tcp://127.0.0.1:1")]);
  const message = (body: Uint8Array) => frame(0x00, body);
  const helloOf = (...parts: readonly Uint8Array[]) => message(Buffer.concat([hex("aaa1 01 02 0001"), ...parts]));

  test.each<[string, Uint8Array]>([
    ["another version", message(hex("aaa1 01 03 0001"))],
    ["another signature", message(hex("aaa2 01 02 0001"))],
    ["an empty first frame", message(hex(""))],
    ["an id nobody knows", message(hex("aaa1 0b 02 0001"))],
    ["a HELLO that is cut short", helloOf(endpoint, hex("00000000 00"), name)],
    ["a HELLO with four thousand million groups", helloOf(endpoint, hex("ffffffff 00"), name, hex("00000000"))],
    ["a HELLO with a header of 4 GiB", helloOf(endpoint, hex("00000000 00"), name, hex("00000001 01 6b ffffffff"))],
    ["a HELLO with the number 5", hello("tcp://127.0.0.1:1", 5)],
    ["a HELLO without an endpoint", helloOf(hex("00"), hex("00000000 00"), name, hex("00000000"))],
    ["a HELLO with a host name as its endpoint", hello("tcp://example:port")],
  ])("%s, from a stranger", async (_what, bytes) => {
    await guest(bytes);
    await eventually("it is told", () => ignored.length > 0);
    expect(victim.zre.peers.size).toBe(1);
  });

  test("a HELLO with the endpoint of the victim itself", async () => {
    await guest(hello(victim.endpoints[0]));
    await eventually("it is told", () => ignored.length > 0);
    await pause(300);
    expect(victim.zre.peers.size).toBe(1);
  });

  test("a HELLO in the name of the victim itself", async () => {
    await attack(greeting(), ready(victim.id), hello());
    await eventually("it is told", () => ignored.length > 0);
    expect(victim.zre.peers.has(victim.id)).toBe(false);
  });

  test.each<[string, Uint8Array]>([
    ["a gap in the numbers", whisper("{}", 7)],
    ["a JOIN with a wrong status", message(hex("aaa1 04 02 0002 04 5a4f4350 09"))],
    ["an id nobody knows", message(hex("aaa1 0b 02 0002"))],
    ["ELECT", message(hex("aaa1 08 02 0002 01 47 01 78"))],
    ["LEADER", message(hex("aaa1 09 02 0002 01 47 01 78"))],
    ["a LEAVE with a wrong status", message(hex("aaa1 05 02 0002 04 5a4f4350 09"))],
    ["a message twice", Buffer.concat([message(hex("aaa1 06 02 0002")), message(hex("aaa1 06 02 0002"))])],
    ["an empty first frame", Buffer.concat([frame(0x01, ""), frame(0x00, "{}")])],
    ["a SHOUT that is cut short", message(hex("aaa1 03 02 0002 ff 5a"))],
    ["a JOIN that is cut short", message(hex("aaa1 04 02 0002 ff 5a"))],
    ["a WHISPER that is not JSON", whisper("\u0000\u0001")],
  ])("%s, from a peer", async (_what, bytes) => {
    await peer(bytes);
    await eventually("it is told", () => ignored.length > 0);
  });

  test.each<[string, Uint8Array]>([
    ["a WHISPER without content", message(hex("aaa1 02 02 0002"))],
    ["a SHOUT without content", message(hex("aaa1 03 02 0002 04 5a4f4350"))],
    [
      "a SHOUT to a group that nobody is in",
      Buffer.concat([frame(0x01, hex("aaa1 03 02 0002 01 47")), frame(0x00, "x")]),
    ],
    ["a PING with frames behind it", Buffer.concat([frame(0x01, hex("aaa1 06 02 0002")), frame(0x00, "x")])],
    [
      "a WHISPER of several frames",
      Buffer.concat([frame(0x01, hex("aaa1 02 02 0002")), frame(0x01, "{}"), frame(0x00, "x")]),
    ],
    ["a second HELLO", hello()],
    [
      "a JOIN of a group that it is in",
      Buffer.concat([message(hex("aaa1 04 02 0002 01 47 01")), message(hex("aaa1 04 02 0003 01 47 02"))]),
    ],
    ["a LEAVE of a group that it is not in", message(hex("aaa1 05 02 0002 01 47 01"))],
    ["a name that is not UTF-8, in a JOIN", message(hex("aaa1 04 02 0002 02 c328 01"))],
  ])("%s, from a peer, is lived with", async (_what, bytes) => {
    const raw = await peer(bytes);
    raw.say(command("PING", hex("0000 2a")));
    await eventually("it is answered", () => raw.bytes.includes(Buffer.from("\x04PONG*", "latin1")));
  });

  test("a GOODBYE, which in a gossip network says what its beacon would, ends its own sender and nobody else", async () => {
    const raw = await peer(message(hex("aaa1 0a 02 0002")));
    await eventually("it is closed", () => raw.closed);
    expect(victim.zre.peers.has(lamp.id)).toBe(true);
  });

  test("a name that is not UTF-8, or holds a NUL", async () => {
    await guest(helloOf(endpoint, hex("00000000 00 03 c32800 00000000")));
    await eventually("it is a peer all the same", () => victim.zre.peers.size === 2);
  });

  test("a PING before HELLO", async () => {
    const raw = await guest(zre({ type: "PING", sequence: 1 }), hello());
    await eventually("it is a peer after its HELLO", () => victim.zre.peers.size === 2);
    expect(raw.closed).toBe(false);
  });
});

describe("JSON that is none of ours leaves the node as it is:", () => {
  test.each([
    "",
    " ",
    "null",
    "[]",
    '"text"',
    "{",
    '{"GET"',
    '{"GET": }',
    "[[[[[[[[",
    '{"SET": null}',
    '{"SET": []}',
    '{"SET": {"fader": 7}}',
    '{"SET": {"fader": {"value": "text"}}}',
    '{"SET": {"fader": {"value": {"deep": [1]}}}}',
    '{"SET": {"__proto__": {"value": 1}}}',
    '{"MOD": 5}',
    '{"MOD": {"objects": 7}}',
    '{"MOD": {"x": {"value": 1, "subscribers": 9}}}',
    '{"SIG": []}',
    '{"SIG": 1}',
    '{"SIG": ["fader"]}',
    '{"SIG": [["a"], 1]}',
    '{"SUB": []}',
    '{"SUB": ["x", "y", "z", "w"]}',
    '{"SUB": [null, null, null, null]}',
    '{"UNSUB": {}}',
    '{"CALL": 1}',
    '{"CALL": ["x"]}',
    '{"REP": 1}',
    '{"NOPE": 1}',
    '{"GET": 7}',
    '{"GET": {"a": 1}}',
    '{"GET": [1, null, {}]}',
    `{"a": ${"[".repeat(5000)}`,
    '{"SIG": ["fader", 1e999]}',
    '{"SIG": ["fader", NaN]}',
    "\ufeff{}",
    '{"GET": null}\u0000',
  ])("%s", async (text) => {
    const raw = await peer(whisper(text));
    raw.say(command("PING", hex("0000 2a")));
    await eventually("it is still answered", () => raw.bytes.includes(Buffer.from("\x04PONG*", "latin1")));
    expect(victim.parameters.size).toBe(1);
    expect(typeof fader.value).toBe("number");
  });
});

describe("datagrams that are no beacons, or say what cannot be:", () => {
  test.each<[string, Uint8Array]>([
    ["nothing", hex("")],
    ["ZRE alone", hex("5a5245")],
    ["a beacon of version 3", Buffer.concat([hex(`5a524503 ${uuid} c000`), new Uint8Array(32).fill(1)])],
    ["a beacon that is cut short", hex(`5a524501 ${uuid} c0`)],
    ["a beacon that is too long", hex(`5a524501 ${uuid} c000 00`)],
    ["another protocol", Buffer.from("NOTIFY * HTTP/1.1\r\n")],
    ["a goodbye of nobody", encodeBeacon({ peer: uuid, port: 0 })],
    ["60 kB", new Uint8Array(60_000)],
  ])("%s", async (_what, datagram) => {
    await throwDatagram(port, datagram);
    await pause(20);
  });

  test("a beacon of the victim with another port", async () => {
    await throwDatagram(port, encodeBeacon({ peer: victim.id, port: 9 }));
    await pause(100);
    expect(victim.zre.peers.size).toBe(1);
  });

  test("a goodbye in the name of the lamp, again and again, from its own address", async () => {
    for (let i = 0; i < 20; i++) await throwDatagram(port, encodeBeacon({ peer: lamp.id, port: 0 }));
    await eventually("it is told", () => ignored.length > 0);
    expect(victim.zre.peers.has(lamp.id)).toBe(true);
  });

  test("a beacon of a stranger with the victim's port", async () => {
    await throwDatagram(port, encodeBeacon({ peer: uuid, port: portOf(victim) }));
    await pause(300);
    expect(lamp.zre.peers.has(victim.id)).toBe(true);
  });

  test("a HELLO of a stranger with the lamp's endpoint", async () => {
    await guest(hello(lamp.endpoints[0]));
    await eventually("it is told", () => ignored.length > 0);
    expect(victim.zre.peers.has(lamp.id)).toBe(true);
  });

  test("beacons of a thousand nodes that do not exist", async () => {
    for (let i = 0; i < 1000; i++) await throwDatagram(port, encodeBeacon({ peer: freshId(), port: 1 }));
    // One address may name so many peers in a second, and no more of them.
    await pause(1100);
    expect(victim.zre.peers.size).toBe(1);
  });
});

describe("bytes that mean nothing", () => {
  const bytes = fc.uint8Array({ maxLength: 400 });

  test("over TCP, at any point of the conversation", async () => {
    const conversation = fc.tuple(fc.constantFrom(0, 1, 2, 3), fc.array(bytes, { minLength: 1, maxLength: 4 }));
    const property = fc.asyncProperty(conversation, async ([stage, chunks]) => {
      const proper = [greeting(), ready(freshId()), hello()].slice(0, stage);
      const raw = await attack(...proper);
      for (const chunk of chunks) raw.say(chunk);
      await pause(1);
      raw.end();
    });
    await fc.assert(property, { numRuns: 100 });
  });

  test("as messages of a peer", async () => {
    let sequence = 1;
    const raw = await peer();
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (content) => {
      if (!raw.closed) raw.say(whisper(content, ++sequence));
    });
    await fc.assert(property, { numRuns: 200 });
    raw.say(command("PING", hex("0000 2a")));
    await eventually("it is answered", () => raw.bytes.includes(Buffer.from("\x04PONG*", "latin1")));
  });

  test("over UDP", async () => {
    const maybeBeacon = fc
      .tuple(fc.boolean(), bytes)
      .map(([zreLike, some]) => (zreLike ? Buffer.concat([hex("5a524501"), some]) : some));
    await fc.assert(
      fc.asyncProperty(maybeBeacon, (datagram) => throwDatagram(port, datagram)),
      { numRuns: 100 },
    );
  });
});
