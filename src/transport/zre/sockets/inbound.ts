import type { Frames } from "../../../bytes/frames.ts";
import { toHex } from "../../../bytes/hex.ts";
import { ProtocolError } from "../../../errors.ts";
import { afterTurns, HANDSHAKE_TURNS } from "../../../events/after-turns.ts";
import type { Clock, Stream } from "../../../net/net.ts";
import type { Account } from "../../../shares.ts";
import type { Connection } from "../../../zmtp/connection.ts";
import { Handshakes } from "../../../zmtp/handshakes.ts";
import { Claims } from "./claims.ts";
import { ZmtpSocket, type ZmtpSocketHandlers } from "./zmtp-socket.ts";

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
  /** How many at this address were dialled and have not said HELLO to us yet. */
  awaited(address: string): number;
  /** Whether it may be kept waiting: it goes on in peace while we do not read. */
  patient(peer: string): boolean;
  /** The peer's connection is gone. */
  lost(peer: string): void;
  /** A connection was refused, or closed because of what came over it. */
  refused(peer: string | undefined, error: ProtocolError): void;
}

/** One connection that was accepted, and what is known of its owner. */
interface Guest {
  /** The id that it presented; empty before that. */
  peer: string;
  /** It speaks for its peer. */
  speaks: boolean;
  /** Its owner has become a peer. Until then it counts as a stranger that only knocks. */
  introduced: boolean;
  /** Ends the wait for its HELLO. */
  cancel: () => void;
}

/** The ROUTER of a node: the connections that peers opened to us, one for each peer. */
export class Inbound {
  readonly #options: InboundOptions;
  readonly #handlers: InboundHandlers;
  readonly #guests = new Map<ZmtpSocket, Guest>();
  readonly #claims = new Claims({
    deliver: (wire, content, now) => this.#deliver(wire, content, now),
    replaced: (wire) => this.#drop(wire),
    repelled: (wire, peer) => this.#repel(wire, peer),
  });
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
    const { address } = stream.remote;
    if (!this.#strangers.admit(address, () => this.#handlers.awaited(address))) {
      refuse(stream);
      const message = `${address} opens more connections than it uses`;
      return this.#handlers.refused(undefined, new ProtocolError("limit-exceeded", message));
    }
    const guest: Guest = { peer: "", speaks: false, introduced: false, cancel: () => {} };
    const handlers = this.#handlersFor(guest, stream.remote.address);
    const { clock, connection } = this.#options;
    this.#guests.set(ZmtpSocket.accepted(stream, connection(), clock, handlers), guest);
  }

  /** What a peer said last is not finished: nothing more of it is handled until it is. */
  hold(peer: string, held: boolean): void {
    // It may have another connection by the time that it is released.
    const [holder, ...rivals] = this.#claims.all(peer);
    if (held) holder?.hold();
    else for (const wire of [...(holder === undefined ? [] : [holder]), ...rivals]) wire.release();
  }

  /** What is done for a peer is reckoned here; undefined when it has no connection to us. */
  account(peer: string): Account | undefined {
    return this.#claims.holder(peer)?.account;
  }

  /** Asks a peer for a sign of life; false when it has no connection to us. */
  ask(peer: string): boolean {
    const wire = this.#claims.holder(peer);
    wire?.ask();
    return wire !== undefined;
  }

  /** A peer's connection to us must give a sign of life within a moment and these milliseconds, or it is closed. */
  prove(peer: string, more = 0): void {
    this.#claims.holder(peer)?.prove(more);
  }

  /** Milliseconds from our latest question to a peer until its answer; undefined before the first. */
  roundTrip(peer: string): number | undefined {
    return this.#claims.holder(peer)?.connection.roundTrip;
  }

  /** Closes the connection of a peer that is no longer one. */
  drop(peer: string): void {
    for (const wire of [...this.#claims.all(peer)].reverse()) {
      this.#forget(wire);
      void wire.close();
    }
  }

  /** Resolves when every connection is closed. */
  async close(): Promise<void> {
    const wires = [...this.#guests.keys()];
    this.#claims.clear();
    for (const wire of wires) this.#forget(wire);
    await Promise.all(wires.map((wire) => wire.close()));
  }

  #handlersFor(guest: Guest, address: string): ZmtpSocketHandlers {
    return {
      ready: (wire, identity) => this.#ready(wire, toHex(identity.subarray(1))),
      message: (wire, content, now) => {
        if (!guest.speaks && !this.#claims.take(guest.peer, wire, content, now)) return;
        guest.speaks = true;
        this.#handlers.message(guest.peer, content, address, now);
        if (!guest.introduced) this.#introduce(wire, guest);
      },
      heard: (now) => {
        if (guest.introduced) this.#handlers.heard(guest.peer, now);
      },
      closed: (wire, error) => {
        const peer = guest.peer || undefined;
        const holder = peer !== undefined && this.#claims.holder(peer) === wire;
        const passedOn = this.#forget(wire);
        if (error instanceof ProtocolError) this.#handlers.refused(peer, error);
        if (holder && !passedOn) this.#handlers.lost(peer);
      },
    };
  }

  /** What a connection said before it spoke for its peer. */
  #deliver(wire: ZmtpSocket, content: Frames, now: number): void {
    const guest = this.#guests.get(wire);
    if (guest === undefined) return;
    guest.speaks = true;
    this.#handlers.message(guest.peer, content, wire.stream.remote.address, now);
    this.#introduce(wire, guest);
  }

  #drop(wire: ZmtpSocket): void {
    this.#forget(wire);
    wire.destroy();
  }

  #repel(wire: ZmtpSocket, peer: string): void {
    this.#drop(wire);
    const message = `a connection from ${wire.stream.remote.address} presents its id, and its own connection is well`;
    this.#handlers.refused(peer, new ProtocolError("bad-identity", message));
  }

  #ready(wire: ZmtpSocket, peer: string): void {
    const guest = this.#guests.get(wire);
    if (guest === undefined) return;
    if (this.#options.admits?.(peer, wire.connection.peerKey) === false) return this.#expel(wire, peer);
    guest.peer = peer;
    const patience = this.#options.patience();
    const { clock } = this.#options;
    guest.cancel = clock.schedule(patience, () => {
      guest.cancel = afterTurns(clock, HANDSHAKE_TURNS, () => this.#dismiss(wire, guest, patience));
    });
    this.#claims.enter(peer, wire);
    if (this.#claims.holder(peer) === wire) this.#introduce(wire, guest);
  }

  /** A peer that lost its connection goes on over a new one without saying HELLO again: it is no stranger. */
  #introduce(wire: ZmtpSocket, guest: Guest): void {
    if (guest.introduced || !this.#guests.has(wire) || !this.#handlers.known(guest.peer)) return;
    guest.introduced = true;
    wire.account.patient = this.#handlers.patient(guest.peer);
    guest.cancel();
    this.#strangers.done(wire.stream.remote.address);
  }

  /** It never held the identity: the connection that does stays as it is. */
  #expel(wire: ZmtpSocket, peer: string): void {
    this.#drop(wire);
    this.#handlers.refused(peer, new ProtocolError("bad-identity", "its id belongs to the owner of another key"));
  }

  #dismiss(wire: ZmtpSocket, guest: Guest, patience: number): void {
    this.#drop(wire);
    const message = `it has a connection to us and says no HELLO that we follow within ${patience} ms`;
    this.#handlers.refused(guest.peer, new ProtocolError("timed-out", message));
  }

  /** True when another connection speaks for its peer from now on. */
  #forget(wire: ZmtpSocket): boolean {
    const guest = this.#guests.get(wire);
    if (guest === undefined) return false;
    this.#guests.delete(wire);
    guest.cancel();
    if (!guest.introduced) this.#strangers.done(wire.stream.remote.address);
    return guest.peer !== "" && this.#claims.leave(guest.peer, wire);
  }
}

/** For a stream that is not wanted at all. */
export function refuse(stream: Stream): void {
  stream.open({ data: () => {}, close: () => {} });
  stream.destroy();
}
