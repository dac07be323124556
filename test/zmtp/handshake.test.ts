import { describe, expect, test } from "vitest";

import { toHex } from "../../src/bytes/hex.ts";
import { encodeCommand, encodeProperties } from "../../src/zmtp/command.ts";
import { Connection } from "../../src/zmtp/connection.ts";
import { DEALER_SAYS, greetedRouter, introduce, ROUTER_SAYS, written } from "./pair.ts";
import {
  ascii,
  bytes,
  concat,
  DEALER_GREETING,
  DEALER_READY,
  IDENTITY,
  ROUTER_GREETING,
  ROUTER_READY,
} from "./samples.ts";

describe("a connection begins", () => {
  test("with the whole greeting at once, as libzmq's", () => {
    const dealer = new Connection({ socketType: "DEALER", identity: IDENTITY });
    expect(dealer.start(0)).toEqual([{ type: "write", bytes: DEALER_GREETING }]);
    expect(new Connection({ socketType: "ROUTER" }).start(0)).toEqual([{ type: "write", bytes: ROUTER_GREETING }]);
  });

  test("with READY once the other side has greeted, as libzmq's", () => {
    const dealer = new Connection({ socketType: "DEALER", identity: IDENTITY });
    expect(toHex(written(dealer.handleBytes(ROUTER_GREETING, 0)))).toBe(toHex(DEALER_READY));
    const router = new Connection({ socketType: "ROUTER" });
    expect(toHex(written(router.handleBytes(DEALER_GREETING, 0)))).toBe(toHex(ROUTER_READY));
  });

  test("and is ready with the other side's READY", () => {
    const router = greetedRouter();
    expect(router.ready).toBe(false);
    expect(router.handleBytes(DEALER_READY, 0)).toEqual([
      { type: "ready", socketType: "DEALER", identity: IDENTITY, properties: expect.any(Map) },
    ]);
    expect(router.ready).toBe(true);
  });

  test("between two of ours", () => {
    const [dealer, router] = introduce(
      new Connection({ socketType: "DEALER", identity: IDENTITY }),
      new Connection({ socketType: "ROUTER", requireZreIdentity: true }),
    );
    expect(dealer).toEqual([expect.objectContaining({ type: "ready", socketType: "ROUTER", identity: bytes("") })]);
    expect(router).toEqual([expect.objectContaining({ type: "ready", socketType: "DEALER", identity: IDENTITY })]);
  });

  test("with what follows READY in the same chunk", () => {
    const says = concat([DEALER_SAYS, bytes("01 01 aa 00 01 bb")]);
    const effects = new Connection({ socketType: "ROUTER" }).handleBytes(says, 0);
    expect(effects.map(({ type }) => type)).toEqual(["write", "ready", "message"]);
  });

  test("keeps the identity when the chunk is used again", () => {
    // A socket's chunk: its slice() shares memory, unlike that of other byte arrays.
    const chunk = Buffer.from(DEALER_READY);
    const [effect] = greetedRouter().handleBytes(chunk, 0);
    chunk.fill(0);
    expect(effect).toHaveProperty("identity", IDENTITY);
  });
});

describe("READY is accepted", () => {
  const accepted = expect.objectContaining({ type: "ready" });

  test("without the command bit", () => {
    expect(greetedRouter().handleBytes(bytes(`00 ${toHex(DEALER_READY).slice(2)}`), 0)).toEqual([accepted]);
  });

  test("without a socket type", () => {
    expect(greetedRouter().handleBytes(command("READY", ""), 0)).toEqual([accepted]);
  });

  test("with properties of the user's own, which are handed on", () => {
    const [effect] = greetedRouter().handleBytes(command("READY", `03 ${ascii("X-A")} 00000001 07`), 0);
    expect(effect).toHaveProperty("properties", new Map([["x-a", bytes("07")]]));
  });

  test.each([
    ["DEALER", "REP"],
    ["DEALER", "DEALER"],
    ["DEALER", "ROUTER"],
    ["ROUTER", "REQ"],
    ["ROUTER", "DEALER"],
    ["ROUTER", "ROUTER"],
  ] as const)("by a %s from a %s", (socketType, theirs) => {
    expect(greetedRouter({ socketType }).handleBytes(readyOf(theirs), 0)).toEqual([accepted]);
  });
});

describe("the handshake is refused", () => {
  const refusal = (code: string) => ({ type: "close", retry: false, error: expect.objectContaining({ code }) });

  test.each([
    ["DEALER", "REQ"],
    ["DEALER", "PUB"],
    ["ROUTER", "REP"],
    ["ROUTER", "SUB"],
    ["ROUTER", "dealer"],
  ] as const)("by a %s to a %s, with an ERROR that says why", (socketType, theirs) => {
    const effects = greetedRouter({ socketType }).handleBytes(readyOf(theirs), 0);
    expect(effects).toEqual([{ type: "write", bytes: expect.any(Uint8Array) }, refusal("bad-handshake")]);
    expect(new TextDecoder().decode(written(effects))).toContain(`a ${socketType} cannot talk`);
  });

  test.each([
    ["a message", bytes("00 03 02 aaa1")],
    ["another command", command("HELLO", "")],
    ["PING", command("PING", "0000")],
    ["an ERROR", command("ERROR", `03 ${ascii("400")}`)],
  ])("when %s comes before READY", (_, says) => {
    expect(greetedRouter().handleBytes(says, 0).at(-1)).toEqual(refusal("bad-handshake"));
  });

  test("when the other side does, with its reason", () => {
    const effects = greetedRouter().handleBytes(command("ERROR", `08 ${ascii("go away!")}`), 0);
    expect(effects.at(-1)).toHaveProperty("error.message", expect.stringContaining("go away!"));
  });

  test("when READY is malformed", () => {
    expect(greetedRouter().handleBytes(command("READY", "0b"), 0).at(-1)).toEqual(refusal("truncated"));
  });

  test("when the other side wants another mechanism, after our greeting and without an ERROR", () => {
    const curve = bytes(`ff 0000000000000001 7f 03 01 ${ascii("CURVE")} ${"00".repeat(47)}`);
    expect(new Connection({ socketType: "ROUTER" }).handleBytes(curve, 0)).toEqual([refusal("key-mismatch")]);
  });

  test("when the other side does not speak ZMTP 3, as soon as it shows", () => {
    const router = new Connection({ socketType: "ROUTER" });
    expect(router.handleBytes(bytes(ascii("GET /")), 0)).toEqual([refusal("bad-greeting")]);
    const other = new Connection({ socketType: "ROUTER" });
    expect(other.handleBytes(bytes("ff 0000000000000001 7f"), 0)).toEqual([]);
    expect(other.handleBytes(bytes("01"), 0)).toEqual([refusal("bad-greeting")]);
  });

  test("when a stranger sends more than a handshake needs", () => {
    const effects = greetedRouter().handleBytes(bytes("06 0000000000010001"), 0);
    expect(effects.at(-1)).toEqual(refusal("limit-exceeded"));
  });

  test("when a stranger begins a message of many frames", () => {
    const effects = greetedRouter().handleBytes(bytes("01 00 01 00"), 0);
    expect(effects.at(-1)).toEqual(refusal("limit-exceeded"));
  });
});

describe("the identity of a ZRE peer", () => {
  const introduced = (identity: Uint8Array) =>
    greetedRouter({ requireZreIdentity: true }).handleBytes(readyOf("DEALER", identity), 0).at(-1);

  test("is 0x01 and a UUID", () => {
    expect(introduced(IDENTITY)).toHaveProperty("type", "ready");
  });

  test.each([
    ["nothing", ""],
    ["a UUID alone", "aa".repeat(16)],
    ["another first octet", `02 ${"aa".repeat(16)}`],
    ["an octet too many", `01 ${"aa".repeat(17)}`],
  ])("is refused when it is %s", (_, identity) => {
    expect(introduced(bytes(identity))).toEqual({
      type: "close",
      retry: false,
      error: expect.objectContaining({ code: "bad-identity" }),
    });
  });

  test("may be anything when the user does not care", () => {
    const [effect] = greetedRouter().handleBytes(readyOf("DEALER", new Uint8Array(300)), 0);
    expect(effect).toHaveProperty("identity", new Uint8Array(300));
  });
});

describe("the time for the handshake", () => {
  test("is five seconds", () => {
    const router = new Connection({ socketType: "ROUTER" });
    router.start(1000);
    expect(router.deadline).toBe(6000);
    expect(router.handleTimeout(5999)).toEqual([]);
    expect(router.handleTimeout(6000)).toEqual([
      { type: "close", retry: true, error: expect.objectContaining({ code: "timed-out" }) },
    ]);
  });

  test("can be set, and changed while it runs", () => {
    let patience = 100;
    const router = new Connection({ socketType: "ROUTER", handshakeTimeout: () => patience });
    router.start(0);
    expect(router.deadline).toBe(100);
    patience = 200;
    expect(router.handleTimeout(100)).toEqual([]);
    expect(router.deadline).toBe(200);
  });

  test("is not prolonged by octets", () => {
    const router = new Connection({ socketType: "ROUTER" });
    router.start(0);
    router.handleBytes(DEALER_GREETING, 4000);
    expect(router.deadline).toBe(5000);
  });

  test("does not run before the start", () => {
    expect(new Connection({ socketType: "ROUTER" }).deadline).toBe(Number.POSITIVE_INFINITY);
  });
});

test("every start of a handshake waits", () => {
  for (let length = 0; length < ROUTER_SAYS.length; length++) {
    const dealer = new Connection({ socketType: "DEALER", identity: IDENTITY });
    dealer.handleBytes(ROUTER_SAYS.subarray(0, length), 0);
    expect(dealer.ready).toBe(false);
    expect(dealer.handleBytes(ROUTER_SAYS.subarray(length), 0).at(-1)).toHaveProperty("type", "ready");
  }
});

/** A command frame. */
function command(name: string, rest: string): Uint8Array {
  const body = encodeCommand(name, bytes(rest));
  return Uint8Array.of(0x04, body.length, ...body);
}

/** READY in a long command frame, which is allowed at any size. */
function readyOf(socketType: string, identity: Uint8Array = new Uint8Array(0)): Uint8Array {
  const properties = new Map([
    ["Socket-Type", bytes(ascii(socketType))],
    ["Identity", identity],
  ]);
  const body = encodeCommand("READY", encodeProperties(properties));
  return Uint8Array.of(0x06, 0, 0, 0, 0, 0, 0, body.length >>> 8, body.length, ...body);
}
