import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { toHex } from "../../src/bytes/hex.ts";
import { Connection, type ConnectionOptions } from "../../src/zmtp/connection.ts";
import { introduce, sent, written } from "./pair.ts";
import { ascii, bytes, cut, hexOf, IDENTITY } from "./samples.ts";
import { veil } from "./veil.ts";

const refusal = (code: string) => ({ type: "close", retry: false, error: expect.objectContaining({ code }) });
/** "MESSAGE" with its length, as it stands before every box. */
const MESSAGE = `07 ${ascii("MESSAGE")}`;

describe("a mechanism that boxes its frames", () => {
  test("shakes hands in as many steps as it needs", () => {
    const dealer = new Connection({ socketType: "DEALER", identity: IDENTITY, mechanism: veil("client") });
    const router = new Connection({ socketType: "ROUTER", mechanism: veil("server"), requireZreIdentity: true });
    const [first, second] = introduce(dealer, router);
    expect(first).toEqual([expect.objectContaining({ type: "ready", socketType: "ROUTER" })]);
    expect(second).toEqual([expect.objectContaining({ type: "ready", socketType: "DEALER", identity: IDENTITY })]);
  });

  test("says in the greeting who serves", () => {
    const [effect] = new Connection({ socketType: "ROUTER", mechanism: veil("server") }).start(0);
    expect(effect?.type === "write" && effect.bytes[32]).toBe(1);
  });

  test("sends each frame as a message frame without MORE and without the command bit", () => {
    // flags and octets turned over: fe = more, ff = last
    expect(toHex(sent(pair().dealer, ["aa", "bb"]))).toBe(
      toHex(bytes(`00 0a ${MESSAGE} fe 55  00 0a ${MESSAGE} ff 44`)),
    );
  });

  test("boxes what leaves together frame by frame, long ones too", () => {
    const { dealer, router } = pair();
    const long = "cc".repeat(70_000);
    dealer.send(bytes("aa"), Frames.of(bytes("bb")), true);
    dealer.batch.append(Frames.of(bytes("dd")));
    dealer.send(bytes(long));
    const effects = router.handleBytes(dealer.take(), 0);
    expect(effects.map((effect) => effect.type === "message" && hexOf(effect.content))).toEqual([
      ["aa", "bb", "dd"],
      [long],
    ]);
  });

  test("brings messages over whole however the stream is cut", () => {
    const message = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(message, fc.array(fc.nat(), { maxLength: 5 }), (frames, places) => {
        const { dealer, router } = pair();
        const hex = frames.map(toHex);
        const effects = cut(sent(dealer, hex), places).flatMap((chunk) => router.handleBytes(chunk, 0));
        expect(effects.map((effect) => effect.type === "message" && hexOf(effect.content))).toEqual([hex]);
      }),
    );
  });

  test("puts PING and PONG into boxes", () => {
    const { dealer, router } = pair();
    const ping = written(dealer.ask(2000), dealer);
    expect(toHex(ping)).toContain(toHex(bytes(`00 11 ${MESSAGE} fd`)));
    const pong = written(router.handleBytes(ping, 2000), router);
    expect(toHex(pong)).toContain(toHex(bytes(`00 0f ${MESSAGE} fd`)));
    sent(dealer, ["aa"]);
    expect(dealer.handleBytes(pong, 2001)).toEqual([]);
    expect(dealer.deadline).toBe(4000);
  });

  test("is not fooled by bare commands", () => {
    expect(pair().router.handleBytes(bytes(`04 07 04 ${ascii("PING")} 0000`), 0)).toEqual([]);
  });

  test("refuses what does not open", () => {
    expect(pair().router.handleBytes(bytes(`00 0a ${MESSAGE} 00 55`), 0)).toEqual([refusal("bad-frame")]);
  });

  test("refuses a box that announces frames outside of it", () => {
    expect(pair().router.handleBytes(bytes(`01 0a ${MESSAGE} ff 55 00 00`), 0)).toEqual([refusal("bad-frame")]);
  });

  test("refuses a command out of turn", () => {
    const router = new Connection({ socketType: "ROUTER", mechanism: veil("server") });
    router.start(0);
    router.handleBytes(written(new Connection({ socketType: "DEALER", mechanism: veil("client") }).start(0)), 0);
    expect(router.handleBytes(bytes(`04 06 05 ${ascii("READY")}`), 0).at(-1)).toEqual(refusal("bad-handshake"));
  });
});

describe("limits hold for what was in the boxes", () => {
  test.each([
    ["the octets of a message", { maxMessage: 20 }, ["aa".repeat(10), "bb".repeat(11)]],
    ["the frames of a message", { maxFrames: 2 }, ["", "", ""]],
  ])("%s", (_, limits, frames) => {
    const { dealer, router } = pair({ limits });
    expect(router.handleBytes(sent(dealer, frames), 0)).toEqual([refusal("limit-exceeded")]);
  });

  test("and start anew with each message", () => {
    const { dealer, router } = pair({ limits: { maxMessage: 20, maxFrames: 2 } });
    for (let i = 0; i < 3; i++) {
      expect(router.handleBytes(sent(dealer, ["aa".repeat(10), ""]), 0)).toHaveLength(1);
    }
  });
});

/** A client and a server that have shaken hands. */
function pair(options: Partial<ConnectionOptions> = {}): { readonly dealer: Connection; readonly router: Connection } {
  const dealer = new Connection({ socketType: "DEALER", identity: IDENTITY, mechanism: veil("client") });
  const router = new Connection({ socketType: "ROUTER", mechanism: veil("server"), ...options });
  introduce(dealer, router);
  return { dealer, router };
}
