import type { Frames } from "../bytes/frames.ts";
import { toHex } from "../bytes/hex.ts";
import { ProtocolError } from "../errors.ts";
import type { Clock, Stream } from "../net/net.ts";
import type { Connection } from "../zmtp/connection.ts";
import { Handshakes } from "../zmtp/handshakes.ts";
import { Router } from "../zmtp/router.ts";
import { Wire, type WireHandlers } from "./wire.ts";

export interface InboundOptions {
  readonly clock: Clock;
  readonly connection: () => Connection;
  /** Whether the owner of this key may call itself so; the key is undefined where none are used. */
  readonly admits?: (peer: string, key: Uint8Array | undefined) => boolean;
  /** How long a connection may stay without a HELLO that makes its owner a peer, counted from its handshake. */
  readonly patience: () => number;
}

export interface InboundHandlers {
  /** One message of the peer that presents this id; `source` is the address at the other end. */
  message(peer: string, content: Frames, source: string, now: number): void;
  /** The peer gave a sign of life that is no message. */
  heard(peer: string, now: number): void;
  /** Whether a HELLO has made this one a peer. */
  known(peer: string): boolean;
  /** The peer's connection is gone. */
  lost(peer: string): void;
  /** A connection was refused, or closed because of what came over it. */
  refused(peer: string | undefined, error: ProtocolError): void;
}

/** One connection that was accepted, and what is known of its owner. */
interface Guest {
  /** The id that it presented; empty before that. */
  peer: string;
  /** Its owner has become a peer. Until then it counts as a stranger that only knocks. */
  introduced: boolean;
  /** Ends the wait for its HELLO. */
  cancel: () => void;
}

/** The ROUTER of a node: the connections that peers opened to us, one for each peer, the newest one wins. */
export class Inbound {
  readonly #options: InboundOptions;
  readonly #handlers: InboundHandlers;
  readonly #guests = new Map<Wire, Guest>();
  readonly #router = new Router<Wire>();
  readonly #strangers = new Handshakes();

  constructor(options: InboundOptions, handlers: InboundHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  /** How many connections there are. */
  get size(): number {
    return this.#guests.size;
  }

  accept(stream: Stream): void {
    if (!this.#strangers.admit(stream.remote.address)) {
      refuse(stream);
      const message = `${stream.remote.address} opens more connections than it uses`;
      return this.#handlers.refused(undefined, new ProtocolError("limit-exceeded", message));
    }
    const guest: Guest = { peer: "", introduced: false, cancel: () => {} };
    const handlers = this.#handlersFor(guest, stream.remote.address);
    this.#guests.set(Wire.accepted(stream, this.#options.connection(), this.#options.clock, handlers), guest);
  }

  /** Asks a peer for a sign of life; false when it has no connection to us. */
  ask(peer: string): boolean {
    const wire = this.#router.holder(peer);
    wire?.ask();
    return wire !== undefined;
  }

  /** A peer's connection to us must give a sign of life within a moment and these milliseconds, or it is closed. */
  prove(peer: string, more = 0): void {
    this.#router.holder(peer)?.prove(more);
  }

  /** Milliseconds from our latest question to a peer until its answer; undefined before the first. */
  roundTrip(peer: string): number | undefined {
    return this.#router.holder(peer)?.connection.roundTrip;
  }

  /** Closes the connection of a peer that is no longer one. */
  drop(peer: string): void {
    const wire = this.#router.holder(peer);
    if (wire === undefined) return;
    this.#forget(wire);
    wire.close();
  }

  close(): void {
    for (const wire of [...this.#guests.keys()]) {
      this.#forget(wire);
      wire.close();
    }
  }

  #handlersFor(guest: Guest, address: string): WireHandlers {
    return {
      ready: (wire, identity) => this.#ready(wire, toHex(identity.subarray(1))),
      message: (wire, content, now) => {
        this.#handlers.message(guest.peer, content, address, now);
        if (!guest.introduced) this.#introduce(wire, guest);
      },
      heard: (now) => {
        if (guest.introduced) this.#handlers.heard(guest.peer, now);
      },
      closed: (wire, error) => {
        const peer = this.#forget(wire)?.peer || undefined;
        if (error instanceof ProtocolError) this.#handlers.refused(peer, error);
        if (peer !== undefined) this.#handlers.lost(peer);
      },
    };
  }

  #ready(wire: Wire, peer: string): void {
    const guest = this.#guests.get(wire);
    if (guest === undefined) return;
    if (this.#options.admits?.(peer, wire.connection.peerKey) === false) return this.#expel(wire, peer);
    guest.peer = peer;
    const patience = this.#options.patience();
    guest.cancel = this.#options.clock.schedule(patience, () => this.#dismiss(wire, guest, patience));
    const older = this.#router.claim(peer, wire);
    if (older !== undefined) {
      this.#forget(older);
      older.destroy();
    }
    this.#introduce(wire, guest);
  }

  /** A peer that lost its connection goes on over a new one without saying HELLO again: it is no stranger. */
  #introduce(wire: Wire, guest: Guest): void {
    if (guest.introduced || !this.#guests.has(wire) || !this.#handlers.known(guest.peer)) return;
    guest.introduced = true;
    guest.cancel();
    this.#strangers.done(wire.stream.remote.address);
  }

  /** It never held the identity: the connection that does stays as it is. */
  #expel(wire: Wire, peer: string): void {
    this.#forget(wire);
    wire.destroy();
    this.#handlers.refused(peer, new ProtocolError("bad-identity", "its id belongs to the owner of another key"));
  }

  #dismiss(wire: Wire, guest: Guest, patience: number): void {
    this.#forget(wire);
    wire.destroy();
    const message = `it has a connection to us and says no HELLO that we follow within ${patience} ms`;
    this.#handlers.refused(guest.peer, new ProtocolError("timed-out", message));
  }

  #forget(wire: Wire): Guest | undefined {
    const guest = this.#guests.get(wire);
    if (guest === undefined) return undefined;
    this.#guests.delete(wire);
    guest.cancel();
    if (guest.peer !== "") this.#router.release(guest.peer, wire);
    if (!guest.introduced) this.#strangers.done(wire.stream.remote.address);
    return guest;
  }
}

/** For a stream that is not wanted at all. */
export function refuse(stream: Stream): void {
  stream.open({ data: () => {}, close: () => {} });
  stream.destroy();
}
