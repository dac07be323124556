import type { Frames } from "../../../bytes/frames.ts";
import type { ZmtpSocket } from "./zmtp-socket.ts";

export interface ClaimsHandlers {
  /** A message of the connection that speaks for the peer from now on. */
  deliver(wire: ZmtpSocket, content: Frames, now: number): void;
  /** Another connection speaks for its peer now: this one is to be closed. */
  replaced(wire: ZmtpSocket): void;
  /** Another connection speaks for the peer and is well: this one is to be closed. */
  repelled(wire: ZmtpSocket, peer: string): void;
}

/** A connection that presents an identity which another one has, and what it has said so far. */
interface Rival {
  readonly held: { readonly content: Frames; readonly now: number }[];
  bytes: number;
}

interface Claim {
  holder: ZmtpSocket | undefined;
  /** The holder has said something. A handshake alone proves nothing: anybody can present any identity. */
  spoke: boolean;
  readonly rivals: Map<ZmtpSocket, Rival>;
}

/**
 * Which connection speaks for which peer. One that speaks is not given up because another presents the same identity: the other
 * is kept beside it. Once the other says something, the standing one is asked for a sign of life; when it gives none, it is
 * replaced, and nothing of what the other said is lost.
 */
export class Claims {
  readonly #handlers: ClaimsHandlers;
  readonly #claims = new Map<string, Claim>();

  constructor(handlers: ClaimsHandlers) {
    this.#handlers = handlers;
  }

  /** The connection that speaks for this peer. */
  holder(peer: string): ZmtpSocket | undefined {
    return this.#claims.get(peer)?.holder;
  }

  /** Every connection that presents this identity. */
  all(peer: string): readonly ZmtpSocket[] {
    const claim = this.#claims.get(peer);
    if (claim === undefined) return [];
    return [...(claim.holder === undefined ? [] : [claim.holder]), ...claim.rivals.keys()];
  }

  /** A connection presents an identity. */
  enter(peer: string, wire: ZmtpSocket): void {
    const claim = this.#claims.get(peer);
    if (claim === undefined) {
      this.#claims.set(peer, { holder: wire, spoke: false, rivals: new Map() });
      return;
    }
    claim.rivals.set(wire, { held: [], bytes: 0 });
    if (claim.rivals.size > RIVALS) this.#thin(claim);
    // Where the other end of the standing one is gone, its host says so at once.
    claim.holder?.ask();
  }

  /** A connection says something: true when it speaks for the peer, otherwise that is kept until it does. */
  take(peer: string, wire: ZmtpSocket, content: Frames, now: number): boolean {
    const claim = this.#claims.get(peer);
    if (claim === undefined) return false;
    if (claim.holder === wire) {
      claim.spoke = true;
      return true;
    }
    this.#hold(peer, claim, wire, { content: content.copy(), now });
    return false;
  }

  /** A connection is gone. True when another one speaks for the peer in its place. */
  leave(peer: string, wire: ZmtpSocket): boolean {
    const claim = this.#claims.get(peer);
    if (claim === undefined) return false;
    if (claim.rivals.delete(wire) || claim.holder !== wire) return claim.holder !== undefined;
    claim.holder = undefined;
    const [next] = [...claim.rivals].filter(([, { held }]) => held.length > 0);
    if (next !== undefined) this.#give(claim, next[0]);
    else this.#pass(peer, claim);
    return next !== undefined;
  }

  clear(): void {
    this.#claims.clear();
  }

  /** Whoever presents one identity again and again takes the place of itself. */
  #thin({ rivals }: Claim): void {
    const silent = [...rivals].find(([, { held }]) => held.length === 0);
    if (silent !== undefined) this.#handlers.replaced(silent[0]);
  }

  #hold(peer: string, claim: Claim, wire: ZmtpSocket, message: Rival["held"][number]): void {
    const rival = claim.rivals.get(wire);
    if (rival === undefined) return;
    rival.bytes += message.content.byteLength;
    if (rival.bytes > MOST) return this.#handlers.repelled(wire, peer);
    rival.held.push(message);
    if (rival.held.length > 1) return;
    // What has been read already still comes; nothing more is read.
    wire.pause();
    const well = (): void => {
      if (claim.rivals.has(wire)) this.#handlers.repelled(wire, peer);
    };
    // One that cannot be asked may be gone: then the newest counts, as everywhere else.
    if (!claim.spoke || claim.holder?.prove(0, well) !== true) this.#give(claim, wire);
  }

  #give(claim: Claim, wire: ZmtpSocket): void {
    const before = claim.holder;
    const held = claim.rivals.get(wire)?.held ?? [];
    claim.rivals.delete(wire);
    claim.holder = wire;
    claim.spoke = true;
    if (before !== undefined) this.#handlers.replaced(before);
    for (const { content, now } of held) if (claim.holder === wire) this.#handlers.deliver(wire, content, now);
    wire.resume();
  }

  /** Nobody has said anything: the newest holds the identity until somebody does. */
  #pass(peer: string, claim: Claim): void {
    const wire = [...claim.rivals.keys()].at(-1);
    if (wire === undefined) {
      this.#claims.delete(peer);
      return;
    }
    claim.rivals.delete(wire);
    claim.holder = wire;
    claim.spoke = false;
  }
}

/** Silent connections that are kept beside the one that speaks for a peer. */
const RIVALS = 8;
/** Bytes of one connection that are kept while it waits. */
const MOST = 0x4_0000;
