import { connect, createServer, type Server, type Socket } from "node:net";

import { Frames } from "../src/bytes/frames.ts";
import { encodeZ85 } from "../src/bytes/z85.ts";
import type { Connection, ConnectionEffect } from "../src/zmtp/connection.ts";
import { CLIENT, makePair, type PairOptions, SERVER } from "../test/zmtp/curve/pair.ts";
import { IDENTITY } from "../test/zmtp/samples.ts";
import { Dealer, Router } from "./libzmq.js";

const open: { close(): unknown }[] = [];

/** Closes every end, ours and theirs, that was opened here. */
export async function closeEnds(): Promise<void> {
  for (const one of open.splice(0)) await one.close();
}

/** Closes this with everything else at {@link closeEnds}. */
export function closing<Thing extends { close(): unknown }>(thing: Thing): Thing {
  open.push(thing);
  return thing;
}

/** A connection of ours over a socket of the system. */
export class CurveEnd {
  readonly effects: ConnectionEffect[] = [];
  readonly connection: Connection;
  ended = false;
  /** Takes messages instead of {@link effects}, for streams that are too long to be kept. */
  take: ((content: Frames) => void) | undefined;
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
      if (effect.type === "message" && this.take !== undefined) this.take(effect.content);
      else this.effects.push(effect);
      if (effect.type === "write") this.#socket.write(effect.bytes);
      else if (effect.type === "seal") this.#socket.write(this.connection.seal(effect.body));
      else if (effect.type === "close") this.#socket.end();
    }
  }

  send(first: string, ...rest: readonly string[]): void {
    this.write(Buffer.from(first), Frames.of(...rest.map((text) => Buffer.from(text))));
  }

  /** False when the socket is full: then wait for {@link drained}. */
  write(first: Uint8Array, content: Frames): boolean {
    this.connection.send(first, content);
    return this.#socket.write(this.connection.take());
  }

  drained(): Promise<void> {
    return new Promise((resolve) => this.#socket.once("drain", resolve));
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

export function dial(endpoint: string | null, options: PairOptions = {}): CurveEnd {
  const { client } = makePair(options);
  const socket = connect({ port: Number(endpoint?.split(":").at(-1)), host: "127.0.0.1", noDelay: true });
  const end = new CurveEnd(client, socket);
  socket.on("connect", () => end.perform(client.start(performance.now())));
  return end;
}

/** Listens for one DEALER of libzmq. */
export async function listen(options: PairOptions = {}): Promise<{ endpoint: string; ends: CurveEnd[] }> {
  const ends: CurveEnd[] = [];
  const server: Server = createServer((socket) => {
    const end = new CurveEnd(makePair(options).server, socket);
    ends.push(end);
    end.perform(end.connection.start(performance.now()));
  });
  open.push({ close: () => server.close() });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { endpoint: `tcp://127.0.0.1:${typeof address === "object" ? address?.port : 0}`, ends };
}

export async function theirRouter(): Promise<Router> {
  const router = new Router({ linger: 0, curveServer: true, curveSecretKey: encodeZ85(SERVER.secretKey) });
  open.push(router);
  await router.bind("tcp://127.0.0.1:*");
  return router;
}

export function theirDealer(endpoint: string, serverKey = SERVER.publicKey, heartbeat = {}): Dealer {
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
