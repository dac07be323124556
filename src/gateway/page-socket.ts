import type { WebSocket } from "ws";

import { ProtocolError } from "../index.ts";
import type { GatewayLimits } from "./options.ts";
import { type ClientMessage, decodeClientMessage, type Join } from "./protocol/client-messages.ts";
import { CLOSE, SIGN_OF_LIFE, SILENCE } from "./protocol/constants.ts";
import type { Line, Session } from "./session.ts";

export interface PageSocketHandlers {
  /** The page wants to join. Undefined: it was turned away. */
  join(line: Line, join: Join): Session | undefined;
  closed(socket: PageSocket): void;
}

/** One WebSocket of a page: reads what it sends at the rate that is allowed, and notices when it is dead. */
export class PageSocket implements Line {
  readonly #socket: WebSocket;
  readonly #limits: GatewayLimits;
  readonly #handlers: PageSocketHandlers;
  readonly #openedAt = performance.now();
  #session: Session | undefined;
  #heardAt = performance.now();
  #spokeAt = 0;
  /** How many messages the page may still send before it has to wait. */
  #allowance: number;
  #allowanceAt = performance.now();
  #closing = false;

  constructor(socket: WebSocket, limits: GatewayLimits, handlers: PageSocketHandlers) {
    this.#socket = socket;
    this.#limits = limits;
    this.#handlers = handlers;
    this.#allowance = limits.messages * BURST;
    socket.on("message", (content, binary) => this.#receive(String(content), binary));
    socket.on("pong", () => {
      this.#heardAt = performance.now();
    });
    // `close` follows, and says all that matters.
    socket.on("error", () => {});
    socket.on("close", (code) => this.#closed(code));
  }

  send(text: string): void {
    this.#spokeAt = performance.now();
    this.#socket.send(text);
  }

  /** Says why, and waits only a moment for the answer: a page that does not read does not answer. */
  close(code: number, reason: string): void {
    this.#closing = true;
    this.#socket.close(code, shorten(reason));
    setTimeout(() => this.#socket.terminate(), PATIENCE).unref();
  }

  /** Looks what time has done; called now and then. */
  check(now: number): void {
    if (this.#session === undefined && !this.#closing && now - this.#openedAt >= this.#limits.join)
      return this.close(CLOSE.malformed, `nobody joined within ${this.#limits.join} ms`);
    // While we do not read, a sign of life cannot arrive.
    if (this.#socket.isPaused) this.#heardAt = now;
    if (now - this.#heardAt >= SILENCE) return this.#socket.terminate();
    this.#socket.ping();
    if (now - this.#spokeAt >= SIGN_OF_LIFE) this.#session?.beat();
  }

  #receive(text: string, binary: boolean): void {
    this.#heardAt = performance.now();
    if (this.#closing) return;
    try {
      if (binary) throw new ProtocolError("bad-message", "messages are texts");
      this.#handle(decodeClientMessage(text));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.close(CLOSE.malformed, error.message);
    }
  }

  #handle(message: ClientMessage): void {
    const session = this.#session;
    if (message.type === "join") {
      if (session !== undefined) throw new ProtocolError("bad-message", "a page joins once");
      this.#session = this.#handlers.join(this, message);
    } else if (session === undefined) throw new ProtocolError("bad-message", "the first message must be a join");
    else if (message.type === "ack") session.handleAck(message.received);
    else this.#charge(session.handleBatch(message));
  }

  /** A page that sends too fast is not cut off: it is read more slowly, and what it confirms by that slows it down. */
  #charge(messages: number): void {
    const now = performance.now();
    const { messages: rate } = this.#limits;
    const earned = ((now - this.#allowanceAt) / 1000) * rate;
    this.#allowance = Math.min(rate * BURST, this.#allowance + earned) - messages;
    this.#allowanceAt = now;
    if (this.#allowance >= 0 || this.#closing) return;
    this.#socket.pause();
    setTimeout(() => this.#socket.resume(), (-this.#allowance / rate) * 1000).unref();
  }

  #closed(code: number): void {
    this.#handlers.closed(this);
    // A page that closes its WebSocket, or is closed itself, does not come back; one that loses its connection might.
    if (!this.#closing && LEFT.has(code)) this.#session?.leaveBy(this);
    else this.#session?.detach(this);
  }
}

/** A close frame holds at most 123 octets. */
function shorten(reason: string): string {
  const bytes = new TextEncoder().encode(reason);
  return bytes.length <= 123 ? reason : `${new TextDecoder().decode(bytes.subarray(0, 117)).replace(/\ufffd+$/, "")}…`;
}

const LEFT: ReadonlySet<number> = new Set([1000, 1001, 1005]);
/** Seconds of the rate that may come at once. */
const BURST = 4;
const PATIENCE = 1000;
