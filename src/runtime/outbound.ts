import type { Frames } from "../bytes/frames.ts";
import type { NetworkError, ProtocolError } from "../errors.ts";
import type { Endpoint, Net } from "../net/net.ts";
import { Backoff } from "../zmtp/backoff.ts";
import type { Connection } from "../zmtp/connection.ts";
import { Wire, type WireHandlers } from "./wire.ts";

export interface OutboundOptions {
  readonly peer: string;
  readonly endpoint: Endpoint;
  /** For a connection to whom the owner takes the other side for. */
  readonly connection: (peer: string) => Connection;
  /** Bytes that may wait for a peer before the link is given up and greeted anew. */
  readonly limit: number;
}

export interface OutboundHandlers {
  /** The link is there; the other side presents this identity, which is empty for those that have none. */
  ready(identity: Uint8Array): void;
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
  #wire: Wire | undefined;
  #waiting: { readonly first: Uint8Array; readonly content: Frames | undefined }[] = [];
  #waitingBytes = 0;
  /** Something that we sent may be lost: the sequence cannot go on over a new connection. */
  #doubtful = false;
  /** The owner was told that the link is lost. */
  #down = false;
  #retry: (() => void) | undefined;
  #closed = false;
  #dialledAt = 0;
  #readyAt = Number.POSITIVE_INFINITY;

  constructor(net: Net, options: OutboundOptions, handlers: OutboundHandlers) {
    this.#net = net;
    this.peer = options.peer;
    this.#options = options;
    this.#handlers = handlers;
    this.#dial();
  }

  get endpoint(): Endpoint {
    return this.#options.endpoint;
  }

  get congested(): boolean {
    return this.#wire === undefined || !this.#wire.ready || this.#wire.congested;
  }

  get roundTrip(): number | undefined {
    return this.#wire?.connection.roundTrip;
  }

  send(first: Uint8Array, content: Frames | undefined): void {
    const wire = this.#wire;
    if (wire?.ready === true) {
      wire.send(first, content);
      if (wire.congested && wire.buffered > this.#options.limit) this.#overflow(wire);
    } else if (!this.#closed) this.#wait(first, content);
  }

  /** Asks the peer for a sign of life. */
  ask(): void {
    this.#wire?.ask();
  }

  /** The peer gave a sign of life: do not wait any longer for the next attempt. */
  redial(): void {
    // Once the peer has answered, the handshake has a limit of its own.
    if (this.#closed || this.#wire?.open === true) return;
    const now = this.#net.clock.now();
    // An attempt that was begun just now is left alone; an older one hangs in a network that has come back since.
    if (now - this.#dialledAt < PATIENCE) return;
    this.#retry?.();
    this.#wire?.destroy();
    this.#dial();
  }

  /** The peer is heard after a long silence: what we have of a connection gives a sign of life soon, or is replaced. */
  prove(more = 0): void {
    if (this.#wire?.open === true) this.#wire.prove(more);
    else this.redial();
  }

  close(): void {
    this.#closed = true;
    this.#retry?.();
    this.#wire?.close();
    this.#wire = undefined;
    this.#waiting = [];
  }

  #dial(): void {
    const { address, port } = this.#options.endpoint;
    this.#retry = undefined;
    this.#dialledAt = this.#net.clock.now();
    this.#wire = new Wire(
      this.#net.connect(address, port),
      this.#options.connection(this.peer),
      this.#net.clock,
      this.#wireHandlers,
    );
  }

  readonly #wireHandlers: WireHandlers = {
    ready: (wire, identity) => this.#ready(wire, identity),
    // A peer never sends messages on the connection that we opened: ZRE has one connection per direction.
    message: () => {},
    heard: () => this.#handlers.heard(),
    drain: () => this.#handlers.drain(),
    closed: (wire, error, retry) => this.#lost(wire, error, retry),
  };

  #ready(wire: Wire, identity: Uint8Array): void {
    this.#readyAt = this.#net.clock.now();
    // It may not be whom we meant: then nothing may be said.
    this.#handlers.ready(identity);
    if (this.#closed) return;
    const again = this.#down;
    this.#down = false;
    // Said before anything is sent: the answer may be a fresh link, and then this one is closed.
    if (again) this.#handlers.restored();
    if (this.#closed) return;
    for (const { first, content } of this.#waiting) wire.send(first, content);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#handlers.drain();
  }

  #lost(wire: Wire, error: NetworkError | ProtocolError | undefined, retry: boolean): void {
    if (this.#closed) return;
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
      if (!this.#closed) this.#dial();
    });
  }

  #wait(first: Uint8Array, content: Frames | undefined): void {
    if (this.#doubtful) return;
    this.#waitingBytes += ENVELOPE + first.length + (content?.byteLength ?? 0);
    if (this.#waitingBytes <= this.#options.limit) {
      // Copies, for the sender uses its buffers again.
      this.#waiting.push({ first: Uint8Array.from(first), content: content?.copy() });
      return;
    }
    this.#doubtful = true;
    this.#waiting = [];
    this.#tellLost();
  }

  /** The peer has not read for so long that keeping more would endanger this node: give the link up and greet anew. */
  #overflow(wire: Wire): void {
    this.#doubtful = true;
    wire.destroy();
    this.#redialLater();
    this.#tellLost();
  }
}

const PATIENCE = 500;
const STOOD = 500;
/** What a waiting message costs besides its bytes. */
const ENVELOPE = 64;
