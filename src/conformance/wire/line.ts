import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Mailbox } from "./waiting.ts";
import { type Frame, readCommand, writeGreeting, writeReady, ZmtpReader } from "./zmtp.ts";

/** A TCP connection on which ZMTP is spoken by hand. */
export class Line {
  /** Whoever wants them sets this at once: messages are not kept. */
  onMessage: (frames: readonly Buffer[]) => void = () => {};
  readonly commands = new Mailbox<{ readonly name: string; readonly body: Buffer }>();
  readonly socket: Socket;
  /** Whether each octet is sent by itself. */
  apart = false;
  readonly #reader = new ZmtpReader();
  readonly #closed: Promise<true>;
  readonly #ready = new Mailbox<true>();
  #parts: Buffer[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    // A fault of the socket is its end, which is told by `close`.
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#closed = new Promise((resolve) => socket.once("close", () => resolve(true)));
  }

  /** Connects, and says nothing yet. */
  static async dial({ host, port }: Place): Promise<Line> {
    const socket = connect({ host, port, noDelay: true });
    await once(socket, "connect");
    return new Line(socket);
  }

  /** Greets, and says which socket this is. */
  greet(socketType: "DEALER" | "ROUTER", identity: Uint8Array): this {
    this.socket.write(Buffer.concat([writeGreeting(), writeReady(socketType, identity)]));
    return this;
  }

  /**
   * Waits until the other side has said READY, or has closed: libzmq takes what comes before it has said it for a command of the
   * handshake, and hangs up.
   */
  async isReady(within: number): Promise<void> {
    await Promise.race([this.#ready.take(() => true, within), this.#closed]);
  }

  write(octets: Uint8Array): void {
    if (this.apart) for (const octet of octets) this.socket.write(Buffer.of(octet));
    else this.socket.write(octets);
  }

  /** What the other side has greeted with, so far. */
  get greeted(): Buffer {
    return this.#reader.begun;
  }

  get closed(): boolean {
    return this.socket.closed;
  }

  /** Whether the other side closes it within so many milliseconds. */
  async closes(within: number): Promise<boolean> {
    const late = new Promise<false>((resolve) => setTimeout(resolve, within, false).unref());
    return Promise.race([this.#closed, late]);
  }

  end(): void {
    this.socket.destroy();
  }

  #read(chunk: Buffer): void {
    for (const frame of this.#reader.push(chunk)) this.#take(frame);
  }

  #take(frame: Frame): void {
    if (frame.command) return this.#obey(readCommand(frame));
    this.#parts.push(frame.body);
    if (frame.more) return;
    this.onMessage(this.#parts);
    this.#parts = [];
  }

  #obey(command: { readonly name: string; readonly body: Buffer }): void {
    if (command.name === "READY") this.#ready.put(true);
    this.commands.put(command);
  }
}

export interface Place {
  readonly host: string;
  readonly port: number;
}
