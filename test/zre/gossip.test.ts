import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { toHex } from "../../src/bytes/hex.ts";
import { ProtocolError } from "../../src/errors.ts";
import { decodeGossip, encodeGossip, type GossipMessage } from "../../src/zre/gossip/gossip.ts";
import { formatTuple, ownPlace, parseTuple } from "../../src/zre/gossip/tuple.ts";
import { gossipMessages, recordings } from "./recordings.ts";
import { ADA, bytes } from "./samples.ts";

// CZMQ 4.2.1, captured between two zyre nodes.
const RECORDED =
  "aaa00201203430303438334646333041323442344242303446423330353844463237334235000000147463703a2f2f31302e37372e302e323a3730303200000000";

const EXAMPLES: readonly (readonly [GossipMessage, string])[] = [
  [{ type: "HELLO" }, "aaa00101"],
  [{ type: "PUBLISH", key: "400483FF30A24B4BB04FB3058DF273B5", value: "tcp://10.77.0.2:7002", ttl: 0 }, RECORDED],
  [{ type: "PUBLISH", key: "k", value: "", ttl: 30_000 }, "aaa00201016b0000000000007530"],
  [{ type: "PING" }, "aaa00301"],
  [{ type: "PONG" }, "aaa00401"],
  [{ type: "INVALID" }, "aaa00501"],
];

describe("a gossip message", () => {
  test.each(EXAMPLES)("%j is these bytes", (message, hex) => {
    expect(toHex(encodeGossip(message))).toBe(hex);
    expect(decodeGossip(Frames.of(bytes(hex)))).toEqual(message);
  });

  test("that was recorded is written as it was", () => {
    const found = recordings().flatMap(gossipMessages);
    expect(found.length).toBeGreaterThan(4);
    for (const message of found) expect(toHex(encodeGossip(decodeGossip(message)))).toBe(toHex(message.frame(0)));
  });

  test("that is cut short anywhere is refused", () => {
    for (let length = 0; length < RECORDED.length; length += 2) {
      expect(() => decodeGossip(Frames.of(bytes(RECORDED.slice(0, length))))).toThrow(ProtocolError);
    }
  });

  test.each([
    ["aaa10101", "begins with 0xaaa1"],
    ["aaa00102", "gossip version 2"],
    ["aaa00601", "id 0x6"],
    ["aaa00001", "id 0x0"],
    ["aaa002010000000000ffffffff".slice(0, 14), "too early"],
  ])("%s is refused", (hex, why) => {
    expect(() => decodeGossip(Frames.of(bytes(hex)))).toThrow(why);
  });

  test("survives the way there and back, whatever its texts are", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: "grapheme" }), fc.string(), fc.nat(), (key, value, ttl) => {
        const message = { type: "PUBLISH", key, value, ttl } as const;
        fc.pre(new TextEncoder().encode(key).length <= 255);
        expect(decodeGossip(Frames.of(encodeGossip(message)))).toEqual(message);
      }),
    );
  });

  test("made of any bytes is read or refused, and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (tail) => {
        try {
          decodeGossip(Frames.of(Uint8Array.of(0xaa, 0xa0, ...tail)));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });
});

describe("a tuple", () => {
  const key = ADA.toUpperCase();
  const far = { fromHere: false };

  test("of zyre says who is where", () => {
    expect(parseTuple({ key, value: "tcp://10.0.0.1:5" }, far)).toEqual({ peer: ADA, address: "10.0.0.1", port: 5 });
  });

  test("holds a public key behind a bar", () => {
    const publicKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
    const value = `tcp://10.0.0.1:5|${publicKey}`;
    expect(parseTuple({ key, value }, far)?.publicKey).toBe(publicKey);
    expect(formatTuple({ peer: ADA, address: "10.0.0.1", port: 5, publicKey })).toEqual({ key, value });
  });

  test.each([
    ["no id", "master", "tcp://10.0.0.1:5"],
    ["a host name", key, "tcp://stage:5"],
    ["no scheme", key, "10.0.0.1:5"],
    ["nothing", key, ""],
    ["every address", key, "tcp://0.0.0.0:5"],
    ["a multicast group", key, "tcp://225.25.25.25:5"],
    ["everybody", key, "tcp://255.255.255.255:5"],
    ["port 0", key, "tcp://10.0.0.1:0"],
    ["a port too high", key, "tcp://10.0.0.1:65536"],
    ["octal", key, "tcp://010.0.0.1:5"],
    ["an address and more", key, "tcp://10.0.0.1:5/x"],
    ["this machine, from another one", key, "tcp://127.0.0.1:5"],
  ])("with %s is none that can be dialled", (_what, key, value) => {
    expect(parseTuple({ key, value }, far)).toBeUndefined();
  });

  test("may name this machine when the hub is on it", () => {
    expect(parseTuple({ key, value: "tcp://127.0.0.1:5" }, { fromHere: true })?.port).toBe(5);
  });
});

describe("where we say that we are", () => {
  const own = [
    { address: "10.0.0.1", port: 1, netmask: "255.255.255.0" },
    { address: "192.168.7.1", port: 2, netmask: "255.255.255.0" },
  ];

  test.each([
    ["what is advertised", { local: "10.0.0.1", hub: "10.0.0.9" }, { address: "203.0.113.7", port: 7 }, "203.0.113.7"],
    ["the address through which the way leads", { local: "192.168.7.1", hub: "172.16.0.1" }, undefined, "192.168.7.1"],
    ["the address on the hub's network", { local: undefined, hub: "192.168.7.9" }, undefined, "192.168.7.1"],
    ["the first address", { local: undefined, hub: "hub.example" }, undefined, "10.0.0.1"],
  ])("is %s", (_what, way, advertised, address) => {
    expect(ownPlace(own, way, advertised)?.address).toBe(address);
  });
});
