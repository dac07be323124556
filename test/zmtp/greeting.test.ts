import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { ProtocolError } from "../../src/errors.ts";
import { decodeGreeting, encodeGreeting } from "../../src/zmtp/greeting.ts";
import { ascii, bytes, DEALER_GREETING, halfStreams, ROUTER_GREETING } from "./samples.ts";

describe("a greeting that is sent", () => {
  test("is libzmq's, byte for byte", () => {
    expect(encodeGreeting({ mechanism: "NULL", asServer: false }, 17)).toEqual(DEALER_GREETING);
    expect(encodeGreeting({ mechanism: "NULL", asServer: false })).toEqual(ROUTER_GREETING);
  });

  test("names the mechanism and the server", () => {
    const greeting = { mechanism: "CURVE", asServer: true };
    expect(decodeGreeting(encodeGreeting(greeting))).toEqual(greeting);
  });

  test("has room for the longest identity", () => {
    expect(encodeGreeting({ mechanism: "NULL", asServer: false }, 255).subarray(0, 10)).toEqual(
      bytes("ff 0000000000000100 7f"),
    );
  });
});

describe("a greeting that arrives", () => {
  test("is understood in every recording", () => {
    const greetings = halfStreams().filter((half) => half.bytes[0] === 0xff);
    expect(greetings.length).toBeGreaterThan(30);
    for (const half of greetings) {
      const mechanism = half.file === "zyre-curve.json" ? "CURVE" : "NULL";
      expect(decodeGreeting(half.bytes)).toHaveProperty("mechanism", mechanism);
    }
  });

  test.each(Array.from({ length: 64 }, (_, length) => length))("waits when only %i octets are there", (length) => {
    expect(decodeGreeting(DEALER_GREETING.subarray(0, length))).toBeUndefined();
  });

  test("may come from a later version", () => {
    const greeting = DEALER_GREETING.slice();
    greeting.set([4, 7], 10);
    expect(decodeGreeting(greeting)).toEqual({ mechanism: "NULL", asServer: false });
  });

  test("may carry anything in its padding and its filler", () => {
    const greeting = DEALER_GREETING.slice();
    greeting.fill(0xaa, 1, 9).fill(0x55, 33);
    expect(decodeGreeting(greeting)).toEqual({ mechanism: "NULL", asServer: false });
  });

  test("may name a mechanism of 20 letters", () => {
    const mechanism = "ABCDEFGHIJKLMNOPQRST";
    expect(decodeGreeting(encodeGreeting({ mechanism, asServer: false }))?.mechanism).toBe(mechanism);
  });
});

describe("what is not ZMTP 3", () => {
  test.each([
    ["an HTTP request", ascii("GET / HTTP/1.1\r\n"), "speaks HTTP"],
    ["a TLS client", "16 03 01 02 00 01", "speaks TLS"],
    ["an SSH client", ascii("SSH-2.0-OpenSSH_9.6\r\n"), "speaks SSH"],
    ["anything else, of which it quotes the start", "01 00 aa bb", "0x0100aabb"],
    ["ZMTP 1.0 that uses a long size", "ff 0000000000000001 00", "ZMTP 1.0"],
    ["ZMTP 1.0 by its revision", "ff 0000000000000001 7f 00", "ZMTP 1.0"],
    ["ZMTP 2.0", "ff 0000000000000001 7f 01", "ZMTP 2.0"],
  ])("is refused at once: %s", (_, hex, words) => {
    expect(() => decodeGreeting(bytes(hex))).toThrow(expect.objectContaining({ code: "bad-greeting" }));
    expect(() => decodeGreeting(bytes(hex))).toThrow(words);
  });

  test("is refused by its first octet", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xfe }), (first) => {
        expect(() => decodeGreeting(Uint8Array.of(first))).toThrow(ProtocolError);
      }),
    );
  });
});
