import { afterEach, describe, expect, test } from "vitest";
import { decodeZ85, encodeZ85 } from "../src/bytes/z85.ts";
import { hostAgreement } from "../src/net/host/agreement.ts";
import { eventually } from "../test/node/loopback.ts";
import { CLIENT, PRIMITIVES, SERVER } from "../test/zmtp/curve/pair.ts";
import { IDENTITY } from "../test/zmtp/samples.ts";
import { closeEnds, closing, dial, listen, theirDealer, theirRouter } from "./curve-end.ts";
import { exchangeFrames } from "./curve-frames.ts";
import { curveKeyPair, Dealer } from "./libzmq.js";

afterEach(closeEnds);

const LONG = "long ".repeat(20_000);

test("keys of libzmq and ours are written alike", () => {
  const { publicKey, secretKey } = curveKeyPair();
  expect(encodeZ85(hostAgreement.publicKey(decodeZ85(secretKey) ?? new Uint8Array()))).toBe(publicKey);
});

describe("our client and a server of libzmq", () => {
  test("messages go both ways, short and long", async () => {
    const router = await theirRouter();
    const end = dial(router.lastEndpoint);
    await eventually("ready", () => end.connection.ready);
    end.send("one", "two", "", LONG);
    const [from, ...frames] = await router.receive();
    expect(new Uint8Array(from ?? [])).toEqual(IDENTITY);
    expect(frames.map(String)).toEqual(["one", "two", "", LONG]);
    for (let i = 0; i < 50; i++) await router.send([from ?? "", `answer ${i}`, LONG]);
    await eventually("the answers", () => end.messages.length === 50);
    expect(end.messages[49]).toBe(`answer 49|${LONG}`);
  });

  test("heartbeats are answered", async () => {
    const router = await theirRouter();
    const end = dial(router.lastEndpoint, { heartbeat: { interval: 20, ttl: 5000, timeout: 5000 } });
    await eventually("ready", () => end.connection.ready);
    end.send("one");
    end.perform(end.connection.ask(performance.now()));
    await eventually("confirmed", () => end.connection.confirmed);
  });

  test("a server with another key does not let us in", async () => {
    const router = await theirRouter();
    const end = dial(router.lastEndpoint, { serverKey: PRIMITIVES.keyPair().publicKey });
    await eventually("closed", () => end.ended);
    expect(end.connection.ready).toBe(false);
  });
});

describe("our server and a client of libzmq", () => {
  test("messages go both ways, short and long", async () => {
    const { endpoint, ends } = await listen();
    const dealer = theirDealer(endpoint);
    await dealer.send(["one", "two", "", LONG]);
    await eventually("a message", () => ends[0]?.messages.length === 1);
    expect(ends[0]?.messages).toEqual([`one|two||${LONG}`]);
    expect(ends[0]?.connection.peerKey).toEqual(CLIENT.publicKey);
    ends[0]?.send("answer", LONG);
    expect((await dealer.receive()).map(String)).toEqual(["answer", LONG]);
  });

  test("its heartbeats find an answer", async () => {
    const { endpoint, ends } = await listen();
    const heartbeat = { heartbeatInterval: 20, heartbeatTimeout: 400, heartbeatTimeToLive: 1000 };
    const dealer = theirDealer(endpoint, SERVER.publicKey, heartbeat);
    await dealer.send("one");
    const answers = () => ends[0]?.effects.filter(({ type }) => type === "seal").length ?? 0;
    await eventually("many answers", () => answers() > 30);
    expect(ends).toHaveLength(1);
  });

  test("a client that takes another key for ours is refused", async () => {
    const { endpoint, ends } = await listen();
    theirDealer(endpoint, PRIMITIVES.keyPair().publicKey);
    await eventually("refused", () => ends[0]?.effects.at(-1)?.type === "close");
    expect(ends[0]?.effects.at(-1)).toMatchObject({ error: { code: "key-mismatch" } });
  });

  test("a client whose key is not authorized is refused", async () => {
    const { endpoint, ends } = await listen({ authorize: () => false });
    theirDealer(endpoint);
    await eventually("refused", () => ends[0]?.effects.at(-1)?.type === "close");
    expect(ends[0]?.effects.at(-1)).toMatchObject({ error: { code: "key-mismatch" } });
  });

  test("a client without a key is refused", async () => {
    const { endpoint, ends } = await listen();
    const dealer = closing(new Dealer({ linger: 0 }));
    dealer.connect(endpoint);
    // libzmq leaves by itself when it hears of CURVE, perhaps before it has said what it wants.
    await eventually("gone", () => ends[0]?.ended === true);
    expect(ends[0]?.connection.ready).toBe(false);
  });
});

describe("a stream of frames", () => {
  // One wrong authenticator in a million ends a connection: `npm run interop:frames` goes on for as long as wanted.
  test.each(["client", "server"] as const)(
    "a million each way, ours as %s: every one arrives, in order",
    async (role) => {
      const exchange = await exchangeFrames({ role, frames: 1_000_000 });
      expect(exchange).toEqual({ sent: 1_000_000, received: 1_000_000, connections: 1, wrong: undefined });
    },
    300_000,
  );
});
