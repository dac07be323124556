import { createConnection, createServer, type Server, type Socket } from "node:net";

import { NetworkError } from "../../index.ts";

/** What is told of connections. */
export interface TcpHandlers {
  /** A connection is there; returns who reads it. */
  open(connection: TcpConnection): TcpReader;
}

export interface TcpReader {
  /** Throws where nothing more can be understood. */
  data(bytes: Uint8Array): void;
  close(): void;
}

/** One connection. One whose other side reads too slowly is closed. */
export class TcpConnection {
  readonly host: string;
  readonly port: number;
  readonly #socket: Socket;
  readonly #failed: (reason: string) => void;

  constructor(socket: Socket, failed: (reason: string) => void) {
    this.#socket = socket;
    this.#failed = failed;
    this.host = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    this.port = socket.remotePort ?? 0;
  }

  get id(): string {
    return `tcp://${this.host}:${this.port}`;
  }

  send(bytes: Uint8Array | string): void {
    if (!this.#socket.writable) return;
    this.#socket.write(bytes);
    if (this.#socket.writableLength > MOST_WAITING) this.fail(`more than ${MOST_WAITING} octets wait for it`);
  }

  fail(reason: string): void {
    this.#failed(`${this.id} is closed: ${reason}`);
    this.#socket.destroy();
  }

  end(): void {
    this.#socket.destroy();
  }
}

/** Listens on one address and port. */
export class TcpPort {
  readonly #server: Server;
  readonly #connections: Set<TcpConnection>;

  private constructor(server: Server, connections: Set<TcpConnection>) {
    this.#server = server;
    this.#connections = connections;
  }

  /** `takes`: whether anything of this address is taken. Rejects with `NetworkError`. */
  static async open(
    at: { readonly address: string; readonly port: number },
    takes: (address: string) => boolean,
    { open, failed }: TcpHandlers & { failed(reason: string): void },
  ): Promise<TcpPort> {
    const connections = new Set<TcpConnection>();
    const server = createServer({ noDelay: true }, (socket) => {
      const connection = new TcpConnection(socket, failed);
      socket.on("error", () => socket.destroy());
      if (!takes(connection.host) || connections.size >= MOST_CONNECTIONS) return void socket.destroy();
      connections.add(connection);
      socket.on("close", () => connections.delete(connection));
      follow(socket, connection, { open });
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) => reject(failure(error, at)));
      server.listen({ host: at.address, port: at.port, exclusive: true }, resolve);
    });
    server.on("error", (error) => failed(`TCP on ${at.address}:${at.port}: ${error.message}`));
    return new TcpPort(server, connections);
  }

  close(): Promise<void> {
    for (const connection of this.#connections) connection.end();
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }
}

/** Connects, and again whenever that ends. */
export class TcpDialler {
  readonly #at: { readonly host: string; readonly port: number };
  readonly #handlers: TcpHandlers & { failed(reason: string): void };
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  #told = false;

  constructor(
    at: { readonly host: string; readonly port: number },
    handlers: TcpHandlers & { failed(reason: string): void },
  ) {
    this.#at = at;
    this.#handlers = handlers;
    this.#dial();
  }

  close(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
  }

  #dial(): void {
    const { host, port } = this.#at;
    const socket = createConnection({ host, port, noDelay: true, family: 4 });
    this.#socket = socket;
    socket.on("connect", () => {
      this.#told = false;
      follow(socket, new TcpConnection(socket, this.#handlers.failed), this.#handlers);
    });
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => {
      if (!this.#ended) this.#timer = setTimeout(() => this.#dial(), DIALLED_AGAIN);
    });
  }

  /** Of an outage only the first attempt is told. */
  #fail({ message }: Error): void {
    if (!this.#told)
      this.#handlers.failed(`tcp://${this.#at.host}:${this.#at.port} is not reached and tried again: ${message}`);
    this.#told = true;
  }
}

function follow(socket: Socket, connection: TcpConnection, { open }: TcpHandlers): void {
  const reader = open(connection);
  socket.on("data", (bytes) => {
    try {
      reader.data(bytes);
    } catch (error) {
      connection.fail(error instanceof Error ? error.message : String(error));
    }
  });
  socket.on("close", () => reader.close());
}

function failure(
  error: NodeJS.ErrnoException,
  { address, port }: { readonly address: string; readonly port: number },
): NetworkError {
  const code =
    error.code === "EADDRINUSE" ? "address-in-use" : error.code === "EACCES" ? "not-permitted" : "network-failure";
  const why = code === "address-in-use" ? "another program has" : "the system does not give";
  return new NetworkError(code, `${why} tcp://${address}:${port}`, { cause: error });
}

const MOST_CONNECTIONS = 64;
/** Octets. */
const MOST_WAITING = 1024 * 1024;
/** Milliseconds. */
const DIALLED_AGAIN = 1000;
