import { describe, expect, test } from "vitest";

import { toHex } from "../../../src/bytes/hex.ts";
import { Connection, type ConnectionEffect } from "../../../src/zmtp/connection.ts";
import { curveClient } from "../../../src/zmtp/curve/client.ts";
import type { CurveKeys, CurvePrimitives } from "../../../src/zmtp/curve/primitives.ts";
import { introduce, sent, written } from "../pair.ts";
import { bytes, concat, IDENTITY } from "../samples.ts";
import { CLIENT, makePair, type PairOptions, PRIMITIVES, SERVER } from "./pair.ts";

/** What each side writes until both are ready, one entry for each time it speaks. */
function shakeHands(options: PairOptions = {}) {
  const { client, server } = makePair(options);
  const greetings = [written(client.start(0)), written(server.start(0))];
  const [ofClient = EMPTY, ofServer = EMPTY] = greetings;
  const hello = written(client.handleBytes(ofServer, 0));
  const welcome = written(server.handleBytes(concat([ofClient, hello]), 0));
  const initiate = written(client.handleBytes(welcome, 0));
  const ready = written(server.handleBytes(initiate, 0));
  client.handleBytes(ready, 0);
  return { client, server, hello, welcome, initiate, ready };
}

const EMPTY = new Uint8Array(0);

describe("the handshake", () => {
  test("both sides become ready and know each other's key", () => {
    const { client, server } = makePair();
    const [atClient, atServer] = introduce(client, server);
    expect(atClient).toMatchObject([{ type: "ready", socketType: "ROUTER" }]);
    expect(atServer).toMatchObject([{ type: "ready", socketType: "DEALER", identity: IDENTITY }]);
    expect(client.peerKey).toEqual(SERVER.publicKey);
    expect(server.peerKey).toEqual(CLIENT.publicKey);
  });

  test("its commands have the sizes and the heads that were recorded from zyre", () => {
    const { hello, welcome, initiate, ready } = shakeHands();
    expect(toHex(hello.subarray(0, 10))).toBe("04c80548454c4c4f0100");
    expect(hello.length).toBe(2 + 200);
    expect(toHex(welcome.subarray(0, 10))).toBe("04a80757454c434f4d45");
    expect(welcome.length).toBe(2 + 168);
    expect(toHex(initiate.subarray(0, 18))).toBe("06000000000000013508494e495449415445");
    expect(initiate.length).toBe(9 + 309);
    expect(toHex(ready.subarray(0, 16))).toBe("04410552454144590000000000000001");
    expect(ready.length).toBe(2 + 65);
  });

  test("it may arrive octet by octet", () => {
    const { client, server } = makePair();
    let toServer = written(client.start(0));
    let toClient = written(server.start(0));
    for (let turn = 0; turn < 6; turn++) {
      const answers = [...toServer].map((octet) => written(server.handleBytes(Uint8Array.of(octet), 0)));
      const more = [...toClient].map((octet) => written(client.handleBytes(Uint8Array.of(octet), 0)));
      toClient = concat(answers);
      toServer = concat(more);
    }
    expect([client.ready, server.ready]).toEqual([true, true]);
  });

  test("a client that takes another key for the server's is refused", () => {
    const { client, server } = makePair({ serverKey: PRIMITIVES.keyPair().publicKey });
    const [, atServer] = introduce(client, server);
    expect(atServer).toMatchObject([{ type: "close", retry: false, error: { code: "key-mismatch" } }]);
    expect(client.ready).toBe(false);
  });

  test("a client whose key is not authorized is refused, and told so", () => {
    const asked: string[] = [];
    const authorize = (key: Uint8Array) => asked.push(toHex(key)) < 0;
    const { client, server } = makePair({ authorize });
    const [atClient, atServer] = introduce(client, server);
    expect(asked).toEqual([toHex(CLIENT.publicKey)]);
    expect(atServer).toMatchObject([{ type: "close", retry: false, error: { code: "key-mismatch" } }]);
    const message = expect.stringMatching(/refuses .*the key .{40} is not one that may come in/);
    expect(atClient).toMatchObject([{ type: "close", error: { code: "key-mismatch", message } }]);
  });

  test("a server key that is a point of low order is refused", () => {
    const { client, server } = makePair({ serverKey: new Uint8Array(32) });
    const [atClient] = introduce(client, server);
    expect(atClient).toMatchObject([{ type: "close", error: { code: "bad-handshake" } }]);
  });

  /** A client that lies in its vouch, and otherwise does everything right. */
  function liar(lie: (options: { serverKey: Uint8Array }, short: CurveKeys) => void): ConnectionEffect | undefined {
    let short: CurveKeys = CLIENT;
    const keyPair = () => (short = PRIMITIVES.keyPair());
    const options = { primitives: { ...PRIMITIVES, keyPair }, keys: CLIENT, serverKey: SERVER.publicKey };
    const client = new Connection({ socketType: "DEALER", identity: IDENTITY, mechanism: curveClient(options) });
    const { server } = makePair();
    const hello = concat([written(client.start(0)), written(client.handleBytes(written(server.start(0)), 0))]);
    const welcome = written(server.handleBytes(hello, 0));
    lie(options, short);
    return server.handleBytes(written(client.handleBytes(welcome, 0)), 0).at(-1);
  }

  test("a vouch for another server is refused: who listens at one node cannot pass for its visitors at the next", () => {
    expect(liar(() => {})).toMatchObject({ type: "ready" });
    const error = { code: "bad-handshake", message: expect.stringContaining("the vouch is for another") };
    const other = PRIMITIVES.keyPair().publicKey;
    expect(liar((options) => void (options.serverKey = other))).toMatchObject({ type: "close", error });
  });

  test("a vouch for another connection is refused", () => {
    const error = { code: "bad-handshake", message: expect.stringContaining("the vouch is for another") };
    expect(liar((_, short) => void short.publicKey.fill(7))).toMatchObject({ type: "close", error });
  });

  test("every secret of it is wiped as soon as it has served", () => {
    const secrets: Uint8Array[] = [];
    const keep = (secret: Uint8Array) => {
      secrets.push(secret);
      return secret;
    };
    const primitives: CurvePrimitives = {
      keyPair: () => {
        const pair = PRIMITIVES.keyPair();
        keep(pair.secretKey);
        return pair;
      },
      agree: (secret, key) => keep(PRIMITIVES.agree(secret, key) ?? EMPTY),
      // The key of the cookie; what has 16 octets goes over the wire.
      random: (length) => (length === 32 ? keep(PRIMITIVES.random(32)) : PRIMITIVES.random(length)),
    };
    const { client, server } = shakeHands({ primitives });
    expect([client.ready, server.ready]).toEqual([true, true]);
    // Two pairs, the key of the cookie, three agreements on each side.
    expect(secrets).toHaveLength(2 + 1 + 6);
    expect(secrets.filter((secret) => secret.some((octet) => octet !== 0))).toEqual([]);
    expect(CLIENT.secretKey.some((octet) => octet !== 0)).toBe(true);
  });

  test("an INITIATE is good for its own connection only", () => {
    const { initiate } = shakeHands();
    const { client, server } = makePair();
    const hello = written(client.handleBytes(written(server.start(0)), 0));
    server.handleBytes(concat([written(client.start(0)), hello]), 0);
    expect(server.handleBytes(initiate, 0)).toContainEqual(
      expect.objectContaining({ type: "close", error: expect.objectContaining({ code: "bad-handshake" }) }),
    );
  });
});

/** Each command of the handshake, and who reads it: made anew, for a machine reads it once. */
const STEPS = ["hello", "welcome", "initiate", "ready"] as const;

/** Both sides just before one command arrives, and that command. */
function upTo(step: (typeof STEPS)[number]): { reader: Connection; command: Uint8Array } {
  const { client, server } = makePair();
  const fromServer = written(server.start(0));
  const fromClient = written(client.start(0));
  const hello = written(client.handleBytes(fromServer, 0));
  server.handleBytes(fromClient, 0);
  if (step === "hello") return { reader: server, command: hello };
  const welcome = written(server.handleBytes(hello, 0));
  if (step === "welcome") return { reader: client, command: welcome };
  const initiate = written(client.handleBytes(welcome, 0));
  if (step === "initiate") return { reader: server, command: initiate };
  return { reader: client, command: written(server.handleBytes(initiate, 0)) };
}

describe.each(STEPS)("a %s that is not right", (step) => {
  const header = step === "initiate" ? 9 : 2;

  test("is refused for a change of any octet of its body", () => {
    const length = upTo(step).command.length;
    // The padding of HELLO may hold anything.
    const free = step === "hello" ? [header + 8, header + 80] : [length, length];
    for (let at = header; at < length; at++) {
      if (at >= (free[0] ?? 0) && at < (free[1] ?? 0)) continue;
      const { reader, command } = upTo(step);
      command[at] = (command[at] ?? 0) ^ (1 << (at % 8));
      const effects = reader.handleBytes(command, 0);
      expect(effects.at(-1), `octet ${at}`).toMatchObject({ type: "close", retry: false });
      expect(reader.ready).toBe(false);
    }
  });

  test("is refused when it is too short or too long", () => {
    for (const change of [-1, -17, -40, 1, 16]) {
      const { reader, command } = upTo(step);
      const body = new Uint8Array(command.length - header + change);
      body.set(command.subarray(header, header + body.length));
      const long = new Uint8Array(9);
      long[0] = 0x06;
      new DataView(long.buffer).setUint32(5, body.length);
      expect(reader.handleBytes(concat([long, body]), 0).at(-1)).toMatchObject({ type: "close", retry: false });
    }
  });

  test("waits while octets are missing", () => {
    const { reader, command } = upTo(step);
    expect(reader.handleBytes(command.subarray(0, -1), 0)).toEqual([]);
    expect(reader.ready).toBe(false);
  });

  test("is refused when it comes in place of another", () => {
    for (const other of STEPS.filter((one) => one !== step)) {
      const { reader } = upTo(step);
      expect(reader.handleBytes(upTo(other).command, 0).at(-1), other).toMatchObject({ type: "close" });
    }
  });
});

/** What a connection makes of octets: its messages as hex, and how it ended. */
function outcome(effects: readonly ConnectionEffect[]): unknown[] {
  return effects.flatMap((effect) => {
    if (effect.type === "message")
      return [Array.from({ length: effect.content.count }, (_, i) => toHex(effect.content.frame(i))).join("|")];
    return effect.type === "close" ? [effect.error?.code] : [];
  });
}

describe("traffic", () => {
  test("messages go both ways, of one frame and of many, short and long", () => {
    const { client, server } = shakeHands();
    const long = "ab".repeat(5000);
    expect(outcome(server.handleBytes(sent(client, ["01", "", "0203", long]), 0))).toEqual([`01||0203|${long}`]);
    expect(outcome(server.handleBytes(sent(client, ["aa"]), 0))).toEqual(["aa"]);
    expect(outcome(client.handleBytes(sent(server, ["bb", "cc"]), 0))).toEqual(["bb|cc"]);
  });

  test("its frames carry no flag outside, are 33 octets longer, and count from 3 or 2", () => {
    const { client, server } = shakeHands();
    expect(toHex(sent(client, ["00", "00"]).subarray(0, 18))).toBe("0022074d4553534147450000000000000003");
    expect(sent(client, ["00"]).length).toBe(2 + 33 + 1);
    expect(toHex(sent(server, ["00"]).subarray(0, 18))).toBe("0022074d4553534147450000000000000002");
    expect(sent(client, ["00".repeat(300)])[0]).toBe(0x02);
  });

  test("a heartbeat is asked and answered inside boxes", () => {
    const { client, server } = shakeHands({ heartbeat: { interval: 1000, ttl: 5000, timeout: 2000 } });
    const ping = written(client.handleTimeout(1000), client);
    expect([ping[0], toHex(ping.subarray(2, 10))]).toEqual([0x00, "074d455353414745"]);
    expect(toHex(ping)).not.toContain(toHex(new TextEncoder().encode("PING")));
    const pong = written(server.handleBytes(ping, 1000), server);
    expect(pong[0]).toBe(0x00);
    client.handleBytes(pong, 1000);
    expect(client.confirmed).toBe(true);
    expect(client.deadline).toBe(2000);
  });

  test("what is performed late has the number of the moment in which it leaves", () => {
    const { client, server } = shakeHands({ heartbeat: { interval: 1000, ttl: 5000, timeout: 2000 } });
    const answers = server.handleBytes(written(client.handleTimeout(1000), client), 1000);
    // Who is told of what came before may ask something over the same connection, before its answer leaves.
    const asked = written(server.ask(1000), server);
    expect(client.handleBytes(asked, 1001).map(({ type }) => type)).toEqual(["seal"]);
    expect(client.handleBytes(written(answers, server), 1001)).toEqual([]);
    expect(client.confirmed).toBe(true);
  });

  test("a message that comes again closes the connection", () => {
    const { client, server } = shakeHands();
    const message = sent(client, ["01"]);
    server.handleBytes(message, 0);
    expect(outcome(server.handleBytes(message, 0))).toEqual(["bad-frame"]);
  });

  test("messages in another order close it, a gap does not", () => {
    const { client, server } = shakeHands();
    const [first, second, third] = ["01", "02", "03"].map((frame) => sent(client, [frame]));
    expect(outcome(server.handleBytes(first ?? EMPTY, 0))).toEqual(["01"]);
    expect(outcome(server.handleBytes(third ?? EMPTY, 0))).toEqual(["03"]);
    expect(outcome(server.handleBytes(second ?? EMPTY, 0))).toEqual(["bad-frame"]);
  });

  test("a message of ours that is sent back to us closes it", () => {
    const { client } = shakeHands();
    expect(outcome(client.handleBytes(sent(client, ["01"]), 0))).toEqual(["bad-frame"]);
  });

  test("a change of any octet of a message closes it", () => {
    for (let at = 2; at < 2 + 33 + 3; at++) {
      const { client, server } = shakeHands();
      const message = sent(client, ["010203"]);
      message[at] = (message[at] ?? 0) ^ (1 << (at % 8));
      expect(outcome(server.handleBytes(message, 0)), `octet ${at}`).toEqual(["bad-frame"]);
    }
  });

  test("a message that is too short for a box closes it", () => {
    for (const length of [0, 1, 8, 16, 32]) {
      const { client, server } = shakeHands();
      const frame = concat([Uint8Array.of(0, length), sent(client, ["01"]).subarray(2, 2 + length)]);
      expect(outcome(server.handleBytes(frame, 0)), `${length} octets`).toEqual(["bad-frame"]);
    }
  });

  test("a command outside of a box is nobody's word: a PING finds no answer", () => {
    const { server } = shakeHands();
    expect(server.handleBytes(bytes("04 07 04 50494e47 0000"), 0)).toEqual([]);
    expect(server.ready).toBe(true);
  });

  test("a message in clear closes it", () => {
    const { server } = shakeHands();
    expect(outcome(server.handleBytes(bytes("0003 616263"), 0))).toEqual(["bad-frame"]);
  });

  test("the bare octets hold nothing that was said", () => {
    const { client } = shakeHands();
    const secret = "5345435245545345435245545345435245";
    expect(toHex(sent(client, [secret, secret]))).not.toContain(secret.slice(0, 8));
  });

  test("a connection that has ended gives no octet of a key away, and takes none in", () => {
    const { client, server } = shakeHands();
    const message = sent(client, ["01"]);
    server.end();
    expect(server.handleBytes(message, 0)).toEqual([]);
    expect(server.peerKey).toBeUndefined();
  });
});
