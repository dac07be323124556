import { randomBytes } from "node:crypto";
import { type AddressInfo, createServer, type Server } from "node:net";

import { encodeMessage } from "../../src/zre/message/message.ts";
import { eventually, frame, greeting, RawSocket, ready } from "../node/loopback.ts";
import type { Client } from "./client.ts";

/** A peer that has said HELLO to a client over a connection of its own, and from then on says whatever a test wants. It never answers. */
export class Stranger {
  readonly #socket: RawSocket;
  readonly #server: Server;
  #number = 1;

  private constructor(socket: RawSocket, server: Server) {
    this.#socket = socket;
    this.#server = server;
  }

  static async open(client: Client): Promise<Stranger> {
    const server = createServer((socket) => socket.on("error", () => {}).resume());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const id = randomBytes(16).toString("hex");
    const socket = await RawSocket.open(client.port);
    const stranger = new Stranger(socket, server);
    socket.say(greeting(), ready(id));
    // libzmq takes what comes before it has sent its own READY for a command of the handshake, and hangs up.
    await eventually("its READY", () => socket.bytes.includes("READY"));
    const header = encodeMessage({
      type: "HELLO",
      sequence: 1,
      endpoint: `tcp://127.0.0.1:${port}`,
      groups: ["ZOCP"],
      status: 1,
      name: "stranger",
      headers: new Map([["X-ZOCP", "1"]]),
    });
    stranger.say(header);
    await client.says("enter", { id });
    return stranger;
  }

  /** One message of these frames. */
  say(...frames: readonly (Uint8Array | string)[]): void {
    frames.forEach((body, index) => {
      const long = Buffer.from(body as Uint8Array).length > 255 ? 2 : 0;
      this.#socket.say(frame(long | (index < frames.length - 1 ? 1 : 0), body));
    });
  }

  whisper(...frames: readonly (Uint8Array | string)[]): void {
    const number = Buffer.alloc(2);
    number.writeUInt16BE(++this.#number);
    this.say(Buffer.concat([Buffer.from("aaa10202", "hex"), number]), ...frames);
  }

  close(): void {
    this.#socket.end();
    this.#server.close();
  }
}
