import * as tcp from "node:net";

import type { NetworkError } from "../../errors.ts";
import type { Endpoint, Listener, Stream, StreamHandlers } from "../net.ts";
import { lookUp } from "./resolve.ts";
import { translate } from "./translate.ts";

/** Listens on one address; port 0 lets the system choose. Rejects with `NetworkError`. */
export function listen(address: string, port: number, accept: (stream: Stream) => void): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const server = tcp.createServer({ noDelay: true, allowHalfOpen: false });
    const refuse = (error: Error): void => reject(translate(error, `cannot listen on ${address}:${port}`));
    server.once("error", refuse);
    server.on("connection", (socket) => {
      accept(new SocketStream(socket, { address: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 }));
    });
    server.listen({ host: address, port, backlog: BACKLOG }, () => {
      server.off("error", refuse);
      // A listener that fails later (no descriptors left) goes on with the next connection.
      server.on("error", () => {});
      const bound = boundPort(server);
      const at = `${address}:${bound}`;
      LISTENING.add(at);
      server.once("close", () => LISTENING.delete(at));
      resolve({ port: bound, close: () => void server.close() });
    });
  });
}

/** Whether this process listens there. */
export function listens({ address, port }: Endpoint): boolean {
  return LISTENING.has(`${address}:${port}`);
}

/** Opens a connection; `StreamHandlers.connect` or `close` follows. */
export function connect(address: string, port: number): Stream {
  const socket = tcp.connect({ host: address, port, noDelay: true, family: 4, lookup: lookUp });
  // A system knocks for minutes, more and more rarely: whoever is there again is found sooner by a fresh attempt.
  // Looks twice: in between a process that was busy learns of answers that have come long ago.
  socket.setTimeout(NO_ANSWER, () => {
    socket.removeAllListeners("timeout").setTimeout(AGAIN, () => {
      if (socket.connecting) socket.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" }));
    });
  });
  socket.once("connect", () => void socket.removeAllListeners("timeout").setTimeout(0));
  return new SocketStream(socket, { address, port });
}

class SocketStream implements Stream {
  readonly remote: Endpoint;
  taken = false;
  readonly #socket: tcp.Socket;

  constructor(socket: tcp.Socket, remote: Endpoint) {
    this.#socket = socket;
    this.remote = remote;
  }

  get local(): string | undefined {
    return this.#socket.localAddress;
  }

  get buffered(): number {
    return this.#socket.writableLength;
  }

  open({ connect, data, drain, close }: StreamHandlers): void {
    const socket = this.#socket;
    let error: NetworkError | undefined;
    socket.on("data", data);
    if (connect !== undefined) socket.once("connect", connect);
    if (drain !== undefined) socket.on("drain", drain);
    socket.once("error", (cause) => {
      error = translate(cause, `the connection with ${this.remote.address}:${this.remote.port}`);
    });
    socket.once("close", () => close(error));
  }

  write(bytes: Uint8Array): boolean {
    const more = this.#socket.writable && this.#socket.write(bytes);
    this.taken = this.#socket.writableLength === 0;
    return more;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): Promise<void> {
    this.#detach();
    const socket = this.#socket;
    if (socket.connecting) socket.destroy();
    // Closes once everything is written and the other side has closed, too: a system that closes with something unread
    // throws away what it has not delivered. What still comes is discarded.
    socket.on("data", () => {});
    socket.resume();
    socket.end();
    const late = setTimeout(() => socket.destroy(), LINGER);
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(late);
        resolve();
      };
      if (socket.closed) done();
      else socket.once("close", done);
    });
  }

  destroy(): void {
    this.#detach();
    this.#socket.destroy();
  }

  #detach(): void {
    this.#socket.removeAllListeners();
    this.#socket.on("error", () => {});
  }
}

function boundPort(server: tcp.Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

const LISTENING = new Set<string>();
const BACKLOG = 511;
const LINGER = 1000;
const NO_ANSWER = 4500;
const AGAIN = 500;
