import type { WebSocket } from "ws";

import { ProtocolError } from "../../index.ts";
import type { Account } from "../../shares.ts";
import type { Guard } from "../access/guard.ts";
import type { MeteredStream } from "../access/metered-stream.ts";
import { TokenBucket } from "../access/token-bucket.ts";
import type { GatewayLimits } from "../options.ts";
import { type ClientMessage, type ClientRecord, decodeClientMessage, type Join } from "../protocol/client-messages.ts";
import { CLOSE, SIGN_OF_LIFE, SILENCE } from "../protocol/constants.ts";
import type { Line, Session } from "./session.ts";

export interface PageSocketOptions {
  readonly limits: GatewayLimits;
  readonly guard: Guard;
  /** What this page makes the gateway do. */
  readonly account: Account;
  /** Which part of its rates this page has at the moment: 1 while there are few pages. */
  readonly share: () => number;
  /** The page wants to join. Undefined: it was turned away. */
  join(line: Line, join: Join): Session | undefined;
  closed(socket: PageSocket): void;
}

/** One WebSocket of a page: reads what it sends at the rate that is allowed, and notices when it is dead. */
export class PageSocket implements Line {
  readonly #socket: WebSocket;
  readonly #stream: MeteredStream;
  readonly #options: PageSocketOptions;
  #openedAt = performance.now();
  #checkedAt = performance.now();
  readonly #messages: TokenBucket;
  readonly #bytes: TokenBucket;
  #session: Session | undefined;
  #heardAt = performance.now();
  #spokeAt = 0;
  /** It has not answered the last ping yet. */
  #asked = false;
  /** Octets that came before it has joined. */
  #early = 0;
  #pausedUntil = 0;
  #resume: NodeJS.Timeout | undefined;
  #closing = false;

  /** `stream`: what the WebSocket rides on, to count all that comes, also what makes no message. */
  constructor(socket: WebSocket, stream: MeteredStream, options: PageSocketOptions) {
    this.#socket = socket;
    this.#stream = stream;
    this.#options = options;
    this.#messages = new TokenBucket(options.limits.messages, performance.now());
    this.#bytes = new TokenBucket(options.limits.bytes, performance.now());
    const { guard } = options;
    stream.on(
      "data",
      guard.wrap("counting what a page sent", (octets: Buffer) => this.#count(octets.length)),
    );
    this.#listen();
  }

  get account(): Account {
    return this.#options.account;
  }

  get unread(): boolean {
    return this.#socket.isPaused || this.#stream.unread;
  }

  send(text: string): void {
    this.#spokeAt = performance.now();
    this.#socket.send(text);
  }

  /** Says why, and waits only a moment for the answer: a page that does not read does not answer. */
  close(code: number, reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#socket.close(code, shorten(reason));
    setTimeout(() => this.#socket.terminate(), PATIENCE_MS).unref();
  }

  /** Looks what time has done; called each second. */
  check(now: number): void {
    this.#excuse(now);
    const { limits } = this.#options;
    if (this.#session === undefined && !this.#closing && now - this.#openedAt >= limits.join)
      return this.close(CLOSE.slow, `nobody joined within ${limits.join} ms`);
    if (now - this.#heardAt >= SILENCE) return this.#socket.terminate();
    this.#ping();
    if (now - this.#spokeAt >= SIGN_OF_LIFE) this.#session?.beat();
  }

  /** One question at a time: a page that is read slowly has its answers waiting behind what it sent, and may give up when many do. */
  #ping(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#socket.ping();
  }

  /** While we do not read, or had no time for anything, what the page says cannot arrive: that is no silence of its own. */
  #excuse(now: number): void {
    const stalled = now - this.#checkedAt >= STALLED_MS;
    this.#checkedAt = now;
    if (!stalled && !this.unread) return;
    this.#heardAt = now;
    // The little that may come before a join is bounded, so one who never joins gains no more by it than its place.
    this.#openedAt = Math.max(this.#openedAt, now - this.#options.limits.join / 2);
  }

  /** A mistake of ours, found while something was done for this page. */
  fail(): void {
    this.#session?.fail();
    this.close(CLOSE.fault, "a mistake in the gateway");
  }

  /** Reads on, when all that came is done and nothing is owed any more. */
  readOn(): void {
    if (!this.#socket.isPaused || this.#session?.busy === true || this.#resume !== undefined) return;
    const wait = Math.min(Math.max(0, this.#pausedUntil - performance.now()), LONGEST_WAIT_MS);
    this.#resume = setTimeout(() => {
      this.#resume = undefined;
      if (performance.now() < this.#pausedUntil || this.#session?.busy === true) this.readOn();
      else this.#socket.resume();
    }, wait);
    this.#resume.unref();
  }

  #listen(): void {
    this.#on("message", (content, binary) => this.#receive(String(content), binary));
    this.#on("ping", (content) => {
      this.#charge(this.#messages, 1);
      // A page that does not read its answers gets no more of them: they would fill the memory.
      if (this.#socket.bufferedAmount < MAX_BUFFERED) this.#socket.pong(content);
    });
    this.#on("pong", () => {
      this.#charge(this.#messages, 1);
      this.#asked = false;
      this.#heardAt = performance.now();
    });
    // `close` follows, and says all that matters.
    this.#socket.on("error", () => {});
    this.#socket.on(
      "close",
      this.#options.guard.wrap("closing a page's connection", (code) => this.#closed(code)),
    );
  }

  #on(event: "message" | "ping" | "pong", listener: (content: unknown, binary: boolean) => void): void {
    this.#socket.on(
      event,
      this.#options.guard.wrap("reading what a page sent", listener, () => this.fail()),
    );
  }

  #receive(text: string, binary: boolean): void {
    this.#heardAt = performance.now();
    if (this.#closing) return;
    if (binary) return this.close(CLOSE.malformed, "messages are texts");
    this.#read(text);
    if (this.#session?.busy === true) this.#pause();
  }

  #read(text: string): void {
    try {
      if (this.#session === undefined && text.length > MAX_JOIN)
        throw new ProtocolError("limit-exceeded", `a join has ${text.length} characters; the limit is ${MAX_JOIN}`);
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
      this.#session = this.#options.join(this, message);
    } else if (session === undefined) throw new ProtocolError("bad-message", "the first message must be a join");
    else if (message.type === "ack") session.handleAck(message.received);
    else session.handleBatch(message);
    this.#charge(this.#messages, message.type === "batch" ? weigh(message.records) : 1);
  }

  #count(octets: number): void {
    this.#charge(this.#bytes, octets);
    if (this.#session !== undefined || this.#closing) return;
    this.#early += octets;
    if (this.#early > MAX_EARLY) this.close(CLOSE.malformed, `more than ${MAX_EARLY} octets came and no join`);
  }

  /** A page that sends too fast is not cut off: it is read more slowly, and what it confirms by that slows it down. */
  #charge(bucket: TokenBucket, amount: number): void {
    const now = performance.now();
    const wait = bucket.take(amount, now, this.#options.share());
    if (wait === 0 || this.#closing) return;
    this.#pausedUntil = Math.max(this.#pausedUntil, now + wait);
    this.#pause();
  }

  #pause(): void {
    if (!this.#socket.isPaused) this.#socket.pause();
    this.readOn();
  }

  #closed(code: number): void {
    clearTimeout(this.#resume);
    this.#options.closed(this);
    // A page that closes its WebSocket, or is closed itself, does not come back; one that loses its connection might.
    if (!this.#closing && LEFT.has(code)) this.#session?.leaveBy(this);
    else this.#session?.detach(this);
  }
}

/** How many messages a batch counts for: as many as it has records, and one even if it has none; long lists of names count for more. */
function weigh(records: readonly ClientRecord[]): number {
  let names = 0;
  for (const record of records) if (record.type === "happenings") names += record.emitters.length;
  return Math.max(1, records.length + Math.floor(names / NAMES));
}

/** A close frame holds at most 123 octets. */
function shorten(reason: string): string {
  const bytes = new TextEncoder().encode(reason);
  return bytes.length <= 123 ? reason : `${new TextDecoder().decode(bytes.subarray(0, 117)).replace(/\ufffd+$/, "")}…`;
}

const LEFT: ReadonlySet<number> = new Set([1000, 1001, 1005]);
/** Characters of a join. */
const MAX_JOIN = 0x1_0000;
/** Octets of one, and of what else may come before it. */
const MAX_EARLY = MAX_JOIN * 4;
/** So many names are as much work as a message. */
const NAMES = 16;
/** Octets that may wait for a page before its pings are no longer answered. */
const MAX_BUFFERED = 0x1_0000;
const PATIENCE_MS = 1000;
/** Between two looks that should be a second apart: this process, or its host, was asleep or had no time. */
const STALLED_MS = 2500;
/** After that it is looked again whether it is over: a timer of more than 31 bits rings at once. */
const LONGEST_WAIT_MS = 60_000;
