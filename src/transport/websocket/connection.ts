import { ProtocolError } from "../../errors.ts";
import { encodeAck, encodeBatch } from "../../gateway/protocol/batch.ts";
import { encodeJoin } from "../../gateway/protocol/client-messages.ts";
import { CLOSE, isFinal, SILENCE, SUBPROTOCOL, TOKEN_PROTOCOL } from "../../gateway/protocol/constants.ts";
import { Inbox } from "../../gateway/protocol/inbox.ts";
import { Outbox } from "../../gateway/protocol/outbox.ts";
import {
  decodeServerMessage,
  type ServerMessage,
  type ServerRecord,
  type Welcome,
} from "../../gateway/protocol/server-messages.ts";
import { whenOnline } from "./page.ts";
import type { Socket, SocketClass } from "./socket.ts";

export interface ConnectionOptions {
  readonly url: string;
  /** Undefined where the browser keeps it, or none is needed. */
  readonly token: string | undefined;
  readonly socket: SocketClass;
  readonly secret: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
}

export interface ConnectionHandlers {
  /** The page is on the network. */
  welcome(welcome: Welcome): void;
  record(record: ServerRecord): void;
  /** What was sent has arrived, or the connection is back: there may be room again. */
  drain(): void;
  /** The page is no longer the node that it was: it knows nobody, and nothing that waited will be sent. */
  forgotten(reason: string): void;
  lost(reason: string): void;
  /** It makes no sense to try again. */
  closed(reason: string): void;
}

/** The way to the gateway. It comes back by itself, and nothing is lost on the way when it comes back soon enough. */
export class GatewayConnection {
  readonly #options: ConnectionOptions;
  readonly #handlers: ConnectionHandlers;
  #inbox = new Inbox();
  #outbox = new Outbox(OUTBOX);
  #socket: Socket | undefined;
  /** Whether the gateway has answered over this socket. */
  #joined = false;
  /** Whether we are a node that may go on where it was; until when, once the connection is gone. */
  #known = false;
  #linger = 0;
  #lostAt = 0;
  #heardAt = 0;
  #checkedAt = 0;
  #attempts = 0;
  #flushing = false;
  #watch: ReturnType<typeof setInterval> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #offline: () => void = () => {};

  constructor(options: ConnectionOptions, handlers: ConnectionHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  open(): void {
    if (this.#watch !== undefined) return;
    this.#watch = setInterval(() => this.#check(performance.now()), BEAT);
    this.#offline = whenOnline(() => this.#hurry());
    this.#connect();
  }

  /** Leaves the network. */
  close(): void {
    this.#shut(CLOSE.normal);
    this.#forget("stopped");
  }

  /** Whether what is sent now leaves at once. */
  get writable(): boolean {
    return this.#joined && this.#outbox.open;
  }

  send(record: string): void {
    if (!this.#known) return;
    if (!this.#outbox.add(record)) this.#begin("more waited for the gateway than can be kept");
    else this.#schedule();
  }

  #connect(): void {
    const { url, token, socket: SocketClass, ...join } = this.#options;
    this.#heardAt = performance.now();
    const socket = new SocketClass(url, token === undefined ? SUBPROTOCOL : [SUBPROTOCOL, TOKEN_PROTOCOL + token]);
    this.#socket = socket;
    // What an earlier socket still has to say no longer matters.
    const current = (): boolean => socket === this.#socket;
    socket.addEventListener("open", () => {
      const received = this.#known ? this.#inbox.received : undefined;
      if (current()) socket.send(encodeJoin({ ...join, received }));
    });
    socket.addEventListener("message", ({ data }) => {
      if (current()) this.#receive(String(data));
    });
    socket.addEventListener("close", ({ code, reason }) => {
      if (current()) this.#closed(code, reason);
    });
    // `close` follows, and says as much as a page may know; without a listener `ws` would throw.
    socket.addEventListener("error", () => {});
  }

  #receive(text: string): void {
    this.#heardAt = performance.now();
    try {
      this.#handle(decodeServerMessage(text));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      // Not the gateway that we know: begin anew, and not at once.
      this.#begin(error.message);
    }
  }

  #handle(message: ServerMessage): void {
    if (message.type === "welcome") return this.#welcome(message);
    if (!this.#joined) throw new ProtocolError("bad-message", `a ${message.type} came before the welcome`);
    if (!this.#outbox.confirm(message.received))
      throw new ProtocolError("bad-message", `batch ${message.received} was never sent`);
    if (message.type === "batch" && this.#inbox.accept(message.number))
      for (const record of message.records) this.#handlers.record(record);
    if (this.#outbox.open) this.#handlers.drain();
    this.#schedule();
  }

  #welcome(welcome: Welcome): void {
    this.#joined = true;
    this.#attempts = 0;
    this.#linger = welcome.linger;
    if (!welcome.resumed) {
      this.#forget("the gateway began anew");
      this.#known = true;
    }
    const missing = welcome.resumed ? this.#outbox.resume(welcome.received, performance.now()) : [];
    if (missing === undefined || !this.#known) throw new ProtocolError("bad-message", "the gateway mistakes us");
    this.#handlers.welcome(welcome);
    for (const batch of missing) this.#socket?.send(encodeBatch(batch, this.#inbox.tell()));
    this.#handlers.drain();
    this.#schedule();
  }

  #closed(code: number, reason: string): void {
    const wasKnown = this.#joined;
    this.#joined = false;
    this.#socket = undefined;
    if (isFinal(code)) {
      this.#shut(code);
      this.#forget(reason);
      return this.#handlers.closed(reason);
    }
    if (wasKnown) this.#lostAt = performance.now();
    // 0.25 s, doubled up to 4 s, and not all pages in the same moment.
    const delay = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** this.#attempts++) * (0.75 + Math.random() / 2);
    this.#retry = setTimeout(() => this.#connect(), delay);
    this.#handlers.lost(reason === "" ? "the gateway cannot be reached" : reason);
  }

  /** The network is back: there is no reason to wait any longer. */
  #hurry(): void {
    if (this.#socket !== undefined || this.#watch === undefined) return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  #check(now: number): void {
    // The page was asleep: what has come meanwhile is read now.
    if (now - this.#checkedAt >= ASLEEP) this.#heardAt = Math.max(this.#heardAt, now - SILENCE + BEAT);
    this.#checkedAt = now;
    if (this.#socket !== undefined && now - this.#heardAt > SILENCE) this.#drop("the gateway is silent");
    if (this.#known && !this.#joined && now - this.#lostAt > this.#linger) this.#forget("the gateway is gone");
  }

  /** Gives up this connection, also when it does not notice, and tries another. */
  #drop(reason: string): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#socket = undefined;
    socket.close();
    this.#closed(ABNORMAL, reason);
  }

  #begin(reason: string): void {
    this.#forget(reason);
    this.#drop(reason);
  }

  #forget(reason: string): void {
    const was = this.#known;
    this.#known = false;
    this.#inbox = new Inbox();
    this.#outbox = new Outbox(OUTBOX);
    if (was) this.#handlers.forgotten(reason);
  }

  #shut(code: number): void {
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    this.#offline();
    this.#watch = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#joined = false;
    socket?.close(code);
  }

  /** What happens in one turn leaves in one batch. */
  #schedule(): void {
    if (this.#flushing || !this.#joined) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      if (this.#joined) this.#flush();
    });
  }

  #flush(): void {
    const now = performance.now();
    for (let batch = this.#outbox.take(now); batch !== undefined; batch = this.#outbox.take(now)) {
      this.#socket?.send(encodeBatch(batch, this.#inbox.tell()));
    }
    if (this.#inbox.owing) this.#socket?.send(encodeAck(this.#inbox.tell()));
  }
}

const OUTBOX = { window: 8, batch: 0x1_0000, limit: 0x40_0000, pace: 0 };
const BEAT = 1000;
/** Milliseconds between two beats. */
const ASLEEP = 2500;
const SHORTEST_PAUSE = 250;
const LONGEST_PAUSE = 4000;
const ABNORMAL = 1006;
