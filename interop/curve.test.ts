import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { curveKeyPair, Dealer, Router } from "zeromq";

import { Frames } from "../src/bytes/frames.ts";
import { Writer } from "../src/bytes/writer.ts";
import { decodeZ85, encodeZ85 } from "../src/bytes/z85.ts";
import { hostAgreement } from "../src/net/host/agreement.ts";
import type { Connection, ConnectionEffect } from "../src/zmtp/connection.ts";
import { eventually } from "../test/runtime/loopback.ts";
import { CLIENT, makePair, type PairOptions, PRIMITIVES, SERVER } from "../test/zmtp/curve/pair.ts";
import { IDENTITY } from "../test/zmtp/samples.ts";

const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A connection of ours over a socket of the system. */
class End {
  readonly effects: ConnectionEffect[] = [];
  readonly connection: Connection;
  ended = false;
  readonly #socket: Socket;

  constructor(connection: Connection, socket: Socket) {
    this.connection = connection;
    this.#socket = socket;
    open.push({ close: () => socket.destroy() });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.ended = true;
    });
    socket.on("data", (chunk) => this.perform(connection.handleBytes(chunk, performance.now())));
  }

  perform(effects: readonly ConnectionEffect[]): void {
    for (const effect of effects) {
      this.effects.push(effect);
      if (effect.type === "write") this.#socket.write(effect.bytes);
      else if (effect.type === "seal") this.#socket.write(this.connection.seal(effect.body));
      else if (effect.type === "close") this.#socket.end();
    }
  }

  send(first: string, ...rest: readonly string[]): void {
    const writer = new Writer();
    this.connection.send(writer, Buffer.from(first), Frames.of(...rest.map((text) => Buffer.from(text))));
    this.#socket.write(writer.take());
  }

  get messages(): string[] {
    return this.effects.flatMap((effect) =>
      effect.type === "message"
        ? [
            Array.from({ length: effect.content.count }, (_, i) =>
              Buffer.from(effect.content.frame(i)).toString(),
            ).join("|"),
          ]
        : [],
    );
  }
}

function dial(endpoint: string | null, options: PairOptions = {}): End {
  const { client } = makePair(options);
  const socket = connect({ port: Number(endpoint?.split(":").at(-1)), host: "127.0.0.1", noDelay: true });
  const end = new End(client, socket);
  socket.on("connect", () => end.perform(client.start(performance.now())));
  return end;
}

/** Listens for one DEALER of libzmq. */
async function listen(options: PairOptions = {}): Promise<{ endpoint: string; ends: End[] }> {
  const ends: End[] = [];
  const server: Server = createServer((socket) => {
    const end = new End(makePair(options).server, socket);
    ends.push(end);
    end.perform(end.connection.start(performance.now()));
  });
  open.push({ close: () => server.close() });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { endpoint: `tcp://127.0.0.1:${typeof address === "object" ? address?.port : 0}`, ends };
}

async function theirRouter(): Promise<Router> {
  const router = new Router({ linger: 0, curveServer: true, curveSecretKey: encodeZ85(SERVER.secretKey) });
  open.push(router);
  await router.bind("tcp://127.0.0.1:*");
  return router;
}

function theirDealer(endpoint: string, serverKey = SERVER.publicKey, heartbeat = {}): Dealer {
  const dealer = new Dealer({
    linger: 0,
    curveServerKey: encodeZ85(serverKey),
    curveSecretKey: encodeZ85(CLIENT.secretKey),
    curvePublicKey: encodeZ85(CLIENT.publicKey),
    ...heartbeat,
  });
  (dealer as { routingId: unknown }).routingId = Buffer.from(IDENTITY);
  open.push(dealer);
  dealer.connect(endpoint);
  return dealer;
}

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
    expect(ends[0]?.effects.at(-1)).toMatchObject({ error: { code: "bad-handshake" } });
  });

  test("a client whose key is not authorized is refused", async () => {
    const { endpoint, ends } = await listen({ authorize: () => false });
    theirDealer(endpoint);
    await eventually("refused", () => ends[0]?.effects.at(-1)?.type === "close");
    expect(ends[0]?.effects.at(-1)).toMatchObject({ error: { code: "key-mismatch" } });
  });

  test("a client without a key is refused", async () => {
    const { endpoint, ends } = await listen();
    const dealer = new Dealer({ linger: 0 });
    open.push(dealer);
    dealer.connect(endpoint);
    // libzmq leaves by itself when it hears of CURVE, perhaps before it has said what it wants.
    await eventually("gone", () => ends[0]?.ended === true);
    expect(ends[0]?.connection.ready).toBe(false);
  });
});
