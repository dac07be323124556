import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { toHex } from "../../src/bytes/hex.ts";
import { Connection, type ConnectionEffect } from "../../src/zmtp/connection.ts";
import { DEALER_SAYS, introduce, readyDealer, readyRouter, sent } from "./pair.ts";
import { ascii, bytes, concat, cut, encodeMessage, hexOf, IDENTITY } from "./samples.ts";

const refusal = (code: string) => ({ type: "close", retry: false, error: expect.objectContaining({ code }) });

describe("messages", () => {
  test("go from one to the other as they are", () => {
    const dealer = new Connection({ socketType: "DEALER", identity: IDENTITY });
    const router = new Connection({ socketType: "ROUTER" });
    introduce(dealer, router);
    expect(messages(router.handleBytes(sent(dealer, ["aa", "bbbb", ""]), 0))).toEqual([["aa", "bbbb", ""]]);
    expect(messages(dealer.handleBytes(sent(router, ["cc"]), 0))).toEqual([["cc"]]);
  });

  test("wait in the batch, one behind the other", () => {
    const dealer = readyDealer();
    dealer.send(bytes("aa"));
    dealer.send(bytes("bb"), Frames.of(bytes("cc")));
    expect(dealer.take()).toEqual(bytes("00 01 aa  01 01 bb 00 01 cc"));
  });

  test("come whole and in order however the stream is cut", () => {
    const message = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 12 }), (sentOut, places) => {
        const stream = concat([DEALER_SAYS, ...sentOut.map(encodeMessage)]);
        const router = new Connection({ socketType: "ROUTER" });
        const effects = cut(stream, places).flatMap((chunk) => router.handleBytes(chunk, 0));
        expect(messages(effects)).toEqual(sentOut.map((frames) => frames.map(toHex)));
      }),
    );
  });

  test("that arrived before a mistake are kept", () => {
    const effects = readyRouter().handleBytes(bytes("00 01 aa  04 06 04 50494e47 00"), 0);
    expect(effects).toEqual([{ type: "message", content: expect.any(Frames) }, refusal("bad-command")]);
  });
});

describe("commands after the handshake", () => {
  test("PING is answered by PONG with its context", () => {
    const effects = readyRouter().handleBytes(bytes(`04 09 04 ${ascii("PING")} 003c aabb`), 0);
    expect(effects).toEqual([{ type: "write", bytes: bytes(`04 07 04 ${ascii("PONG")} aabb`) }]);
  });

  test("PING is answered with no more than 16 octets of its context", () => {
    const [effect] = readyRouter().handleBytes(bytes(`04 1b 04 ${ascii("PING")} 003c ${"ab".repeat(20)}`), 0);
    expect(effect).toHaveProperty("bytes", bytes(`04 15 04 ${ascii("PONG")} ${"ab".repeat(16)}`));
  });

  test("PING between the frames of a message is answered before it", () => {
    const effects = readyRouter().handleBytes(bytes(`01 01 aa  04 07 04 ${ascii("PING")} 0000  00 01 bb`), 0);
    expect(effects.map(({ type }) => type)).toEqual(["write", "message"]);
    expect(messages(effects)).toEqual([["aa", "bb"]]);
  });

  test.each([
    ["a second READY", `04 06 05 ${ascii("READY")}`],
    ["an ERROR", `04 0a 05 ${ascii("ERROR")} 03 ${ascii("400")}`],
    ["SUBSCRIBE", `04 0b 09 ${ascii("SUBSCRIBE")} 41`],
    ["CANCEL", `04 08 06 ${ascii("CANCEL")} 41`],
    ["an unknown one", `04 04 03 ${ascii("FOO")}`],
    ["an empty one", "04 00"],
    ["a PONG that nobody asked for", `04 05 04 ${ascii("PONG")}`],
  ])("%s is passed over", (_, hex) => {
    const router = readyRouter();
    expect(router.handleBytes(bytes(hex), 0)).toEqual([]);
    expect(router.ready).toBe(true);
  });

  test.each([
    ["a PING without its time to live", `04 06 04 ${ascii("PING")} 00`, "bad-command"],
    ["a name that is cut", "04 02 05 52", "truncated"],
  ])("%s closes", (_, hex, code) => {
    expect(readyRouter().handleBytes(bytes(hex), 0)).toEqual([refusal(code)]);
  });
});

describe("limits", () => {
  test.each([
    ["of a frame", { maxFrame: 10 }, "00 0b"],
    ["of a message", { maxMessage: 10 }, "01 06 000000000000 00 05"],
    ["of a message's frames", { maxFrames: 2 }, "01 00 01 00 00 00"],
  ])("%s close the connection", (_, limits, hex) => {
    expect(readyRouter({ limits }).handleBytes(bytes(hex), 0)).toEqual([refusal("limit-exceeded")]);
  });

  test("are 13 MiB without others", () => {
    expect(readyRouter().handleBytes(bytes("02 0000000000d00000"), 0)).toEqual([]);
    expect(readyRouter().handleBytes(bytes("02 0000000000d00001"), 0)).toEqual([refusal("limit-exceeded")]);
  });

  test("are 1,024 frames without others", () => {
    const frames = "01 00".repeat(1023);
    expect(messages(readyRouter().handleBytes(bytes(`${frames} 00 00`), 0))).toHaveLength(1);
    expect(readyRouter().handleBytes(bytes(`${frames} 01 00 00 00`), 0)).toEqual([refusal("limit-exceeded")]);
  });
});

describe("a closed connection", () => {
  test("takes no notice of anything", () => {
    const router = readyRouter({ limits: { maxFrame: 10 } });
    router.handleBytes(bytes("00 0b"), 0);
    expect(router.handleBytes(bytes("00 01 aa"), 1)).toEqual([]);
    expect(router.handleTimeout(1e9)).toEqual([]);
    expect(router.deadline).toBe(Number.POSITIVE_INFINITY);
    expect(router.ready).toBe(false);
  });

  test("says nothing about what stood behind the mistake", () => {
    const router = readyRouter({ limits: { maxFrame: 10 } });
    expect(router.handleBytes(bytes("00 0b 00 01 aa"), 0)).toEqual([refusal("limit-exceeded")]);
  });
});

describe("no octets from the network throw", () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 10 });
  const flawed = fc.tuple(fc.nat(DEALER_SAYS.length - 1), fc.nat(255));

  test("from a stranger", () => {
    fc.assert(fc.property(chunks, (heard) => closesOnce(new Connection({ socketType: "ROUTER" }), heard)));
  });

  test("in the handshake", () => {
    fc.assert(
      fc.property(chunks, flawed, (heard, [place, octet]) => {
        const says = DEALER_SAYS.slice();
        says[place] = octet;
        closesOnce(new Connection({ socketType: "ROUTER", requireZreIdentity: true }), [says, ...heard]);
      }),
      { numRuns: 500 },
    );
  });

  test("after it", () => {
    fc.assert(fc.property(chunks, (heard) => closesOnce(readyRouter(), heard)));
  });
});

/** Expects that a connection that hears this closes at most once, as the last thing that it does. */
function closesOnce(connection: Connection, chunks: readonly Uint8Array[]): void {
  const effects = chunks.flatMap((chunk) => connection.handleBytes(chunk, 0));
  const closes = effects.findIndex(({ type }) => type === "close");
  expect([-1, effects.length - 1]).toContain(closes);
}

function messages(effects: readonly ConnectionEffect[]): string[][] {
  return effects.flatMap((effect) => (effect.type === "message" ? [hexOf(effect.content)] : []));
}
