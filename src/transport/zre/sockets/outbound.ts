import type { Frames } from "../../../bytes/frames.ts";
import { type NetworkError, ProtocolError } from "../../../errors.ts";
import { ANSWER_TURNS, afterTurns } from "../../../events/after-turns.ts";
import { failureOf } from "../../../events/failures.ts";
import type { Endpoint, Net } from "../../../net/net.ts";
import { Backoff } from "../../../zmtp/backoff.ts";
import type { Connection } from "../../../zmtp/connection.ts";
import type { SendBudget } from "./send-budget.ts";
import { ZmtpSocket, type ZmtpSocketHandlers } from "./zmtp-socket.ts";

export interface OutboundOptions {
  readonly peer: string;
  readonly endpoint: Endpoint;
  /** For a connection to whom the owner takes the other side for. */
  readonly connection: (peer: string) => Connection;
  /** Bytes that may wait for a peer before the link is given up and greeted anew. */
  readonly limit: number;
  /** What may wait for all peers together. */
  readonly budget?: SendBudget | undefined;
}

export interface OutboundHandlers {
  /** The link is there after so many milliseconds; the other side presents this identity, which is empty for those that have none. */
  ready(identity: Uint8Array, took: number): void;
  /** The link is there again after it was lost. */
  restored(): void;
  /** The link is down, or still down. `confirmed`: nothing that was sent can have been lost. */
  lost(state: { readonly confirmed: boolean; readonly refused: boolean; readonly error: Error | undefined }): void;
  drain(): void;
  /** The peer gave a sign of life over this link. */
  heard(): void;
}

/**
 * Our DEALER link to one peer: dials, dials again with growing delay, and keeps what is sent meanwhile.
 * Once nothing can be promised any more (bytes were lost), it says so, and the mesh greets the peer anew over a fresh link.
 */
export class Outbound {
  /** What the owner calls the other side. */
  peer: string;
  readonly #net: Net;
  readonly #options: OutboundOptions;
  readonly #handlers: OutboundHandlers;
  readonly #backoff = new Backoff();
  /** The present connection, if there is one. */
  wire: ZmtpSocket | undefined;
  #waiting: { readonly first: Uint8Array; readonly content: Frames | undefined }[] = [];
  #waitingBytes = 0;
  /** Something that we sent may be lost: the sequence cannot go on over a new connection. */
  #doubtful = false;
  /** The owner was told that the link is lost. */
  #down = false;
  #retry: (() => void) | undefined;
  /** Ends the last turns before an attempt that hangs is replaced. */
  #redialling: (() => void) | undefined;
  /** For good: what leads to this peer now is another link. */
  closed = false;
  #dialledAt = 0;
  #readyAt = Number.POSITIVE_INFINITY;

  constructor(net: Net, options: OutboundOptions, handlers: OutboundHandlers) {
    this.#net = net;
    this.peer = options.peer;
    this.#options = options;
    this.#handlers = handlers;
    options.budget?.add(this, { queued: () => this.#queued, giveUp: (bytes) => this.#giveUp(bytes) });
    this.#dial();
  }

  get endpoint(): Endpoint {
    return this.#options.endpoint;
  }

  /** Whether messages leave at once. */
  get takes(): boolean {
    return this.wire?.takes === true;
  }

  get roundTrip(): number | undefined {
    return this.wire?.connection.roundTrip;
  }

  /** Sends one message: its first frame, then the frames of `content`. */
  send(first: Uint8Array, content: Frames | undefined): void {
    const wire = this.wire;
    if (wire?.ready === true) {
      wire.send(first, content);
      if (wire.congested) this.#handleQueued(wire, first.length + (content?.byteLength ?? 0));
    } else if (!this.closed) this.#wait(first, content);
  }

  /** Asks the peer for a sign of life. */
  ask(): void {
    this.wire?.ask();
  }

  /** The peer gave a sign of life: do not wait any longer for the next attempt. */
  redial(): void {
    // An attempt that was begun just now is left alone; an older one hangs in a network that has come back since.
    if (this.#net.clock.now() - this.#dialledAt < PATIENCE) return;
    this.#redialling ??= afterTurns(this.#net.clock, ANSWER_TURNS, () => this.#replaceAttempt());
  }

  /** The peer is heard after a long silence: what we have of a connection gives a sign of life soon, or is replaced. */
  prove(more = 0): void {
    if (this.wire?.open === true) this.wire.prove(more);
    else this.redial();
  }

  /** Resolves when what was sent before has left, or cannot. */
  async close(): Promise<void> {
    const wire = this.wire;
    this.closed = true;
    this.#options.budget?.delete(this);
    this.#retry?.();
    this.#redialling?.();
    this.wire = undefined;
    this.#waiting = [];
    this.#waitingBytes = 0;
    await wire?.close();
  }

  #dial(): void {
    const { address, port } = this.#options.endpoint;
    const { clock } = this.#net;
    this.#retry = undefined;
    this.#dialledAt = clock.now();
    let connection: Connection;
    try {
      // First, for it may fail where chance fails that a key needs, and then nothing must be left open.
      connection = this.#options.connection(this.peer);
    } catch (cause) {
      return clock.defer(() => this.#undialled(failureOf(cause)));
    }
    this.wire = new ZmtpSocket(this.#net.connect(address, port), connection, clock, this.#wireHandlers);
  }

  #replaceAttempt(): void {
    this.#redialling = undefined;
    // Once the peer has answered, the handshake has a limit of its own.
    if (this.closed || this.wire?.open === true) return;
    this.#retry?.();
    this.wire?.destroy();
    this.#dial();
  }

  #undialled(error: NetworkError): void {
    if (this.closed) return;
    this.#redialLater();
    this.#tellLost(error);
  }

  readonly #wireHandlers: ZmtpSocketHandlers = {
    ready: (wire, identity) => this.#ready(wire, identity),
    // A peer never sends messages on the connection that we opened: ZRE has one connection per direction.
    message: () => {},
    heard: () => this.#handlers.heard(),
    drain: () => this.#handlers.drain(),
    closed: (wire, error, retry) => this.#lost(wire, error, retry),
  };

  #ready(wire: ZmtpSocket, identity: Uint8Array): void {
    this.#readyAt = this.#net.clock.now();
    // It may not be whom we meant: then nothing may be said.
    this.#handlers.ready(identity, this.#readyAt - this.#dialledAt);
    if (this.closed) return;
    const again = this.#down;
    this.#down = false;
    // Said before anything is sent: the answer may be a fresh link, and then this one is closed.
    if (again) this.#handlers.restored();
    if (this.closed) return;
    for (const { first, content } of this.#waiting) wire.send(first, content);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#handlers.drain();
  }

  #lost(wire: ZmtpSocket, error: NetworkError | ProtocolError | undefined, retry: boolean): void {
    if (this.closed) return;
    if (!wire.connection.confirmed) this.#doubtful = true;
    // Two that claim the same identity take each other's connection away: they must not do so without a pause.
    if (this.#net.clock.now() - this.#readyAt >= STOOD) this.#backoff.reset();
    this.#readyAt = Number.POSITIVE_INFINITY;
    if (retry) this.#redialLater();
    this.#tellLost(error);
  }

  #tellLost(error?: NetworkError | ProtocolError): void {
    this.#down = true;
    this.#handlers.lost({ confirmed: !this.#doubtful, refused: error?.code === "connection-refused", error });
  }

  #redialLater(): void {
    const delay = this.#backoff.next(this.#net.random.next());
    this.#retry = this.#net.clock.schedule(delay, () => {
      if (!this.closed) this.#dial();
    });
  }

  #wait(first: Uint8Array, content: Frames | undefined): void {
    if (this.#doubtful) return;
    const bytes = ENVELOPE + first.length + (content?.byteLength ?? 0);
    this.#waitingBytes += bytes;
    if (this.#waitingBytes > this.#options.limit) return this.#forgetWaiting(this.#tooMuch(this.#waitingBytes));
    // Copies, for the sender uses its buffers again.
    this.#waiting.push({ first: Uint8Array.from(first), content: content?.copy() });
    this.#options.budget?.handleQueued(bytes);
  }

  #handleQueued(wire: ZmtpSocket, bytes: number): void {
    if (wire.buffered > this.#options.limit) this.#overflow(wire, this.#tooMuch(wire.buffered));
    else this.#options.budget?.handleQueued(bytes);
  }

  get #queued(): number {
    return this.#waitingBytes + (this.wire?.ready === true ? this.wire.buffered : 0);
  }

  /** More waits for all peers together than may, and most of it for this one. */
  #giveUp(bytes: number): void {
    const most = `${this.#queued} of the ${bytes} bytes that wait for all peers wait for it: its connection is given up`;
    if (this.wire?.ready === true) this.#overflow(this.wire, most);
    else this.#forgetWaiting(most);
  }

  #tooMuch(bytes: number): string {
    return `${bytes} bytes wait for it; the limit is ${this.#options.limit}: its connection is given up`;
  }

  /** The peer has not read for so long that keeping more would endanger this node: give the link up and greet anew. */
  #overflow(wire: ZmtpSocket, why: string): void {
    wire.destroy();
    this.#redialLater();
    this.#forgetWaiting(why);
  }

  #forgetWaiting(why: string): void {
    this.#doubtful = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#tellLost(new ProtocolError("limit-exceeded", why));
  }
}

const PATIENCE = 500;
const STOOD = 500;
/** What a waiting message costs besides its bytes. */
const ENVELOPE = 64;
