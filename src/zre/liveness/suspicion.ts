import { type Effects, emit, type ZreEffect } from "../mesh/effects.ts";
import type { ResolvedMeshOptions } from "../mesh/mesh-options.ts";
import type { Peer } from "../mesh/peer.ts";
import type { PeerTable } from "../mesh/peer-table.ts";

/**
 * Notices within a second that a peer has fallen silent, where the peer answers at once when it is asked. It only says so:
 * who is gone is for {@link FailureDetector}.
 *
 * A silent peer is asked, asked once more, and then suspected. Each of these is a look of its own, so that our own host, busy
 * or asleep, reads between two looks what has come meanwhile: its delay does not count against a peer.
 */
export class Suspicion {
  readonly #options: ResolvedMeshOptions;
  readonly #table: PeerTable;
  readonly #silence: number;
  #nextLook = Number.POSITIVE_INFINITY;
  /** Nothing was heard before because we slept. */
  #awakeSince = Number.NEGATIVE_INFINITY;

  constructor(options: ResolvedMeshOptions, table: PeerTable) {
    this.#options = options;
    this.#table = table;
    this.#silence = options.suspect === false ? Number.POSITIVE_INFINITY : options.suspect;
  }

  get deadline(): number {
    return this.#nextLook;
  }

  /** A peer is there, or there again. */
  handleHeard(now: number): void {
    this.#nextLook = Math.min(this.#nextLook, now + ASK * this.#silence);
  }

  /**
   * A peer that sends without a pause keeps us from answering for as long as we read. So we speak up by ourselves meanwhile:
   * true when that is due. `before`: when it was heard last before this message.
   */
  speaksUp(peer: Peer, before: number, now: number): boolean {
    const pause = SPEAK * this.#silence;
    if (now - before > pause) peer.flowsSince = now;
    if (!peer.prompt || peer.sameProcess || now - Math.max(peer.askedAt, peer.flowsSince) <= pause) return false;
    peer.askedAt = now;
    return true;
  }

  stop(): void {
    this.#nextLook = Number.POSITIVE_INFINITY;
  }

  handleTimeout(now: number): Effects {
    // A host that slept may not have its network back yet.
    if (now - this.#nextLook > this.#silence) this.#awakeSince = now;
    const effects: ZreEffect[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const peer of this.#table.ready.values()) {
      if (isExempt(peer)) continue;
      const effect = this.#look(peer, now);
      if (effect !== undefined) effects.push(effect);
      if (!isExempt(peer)) next = Math.min(next, this.#due(peer));
    }
    this.#nextLook = next;
    return effects;
  }

  /** One step at a time. */
  #look(peer: Peer, now: number): ZreEffect | undefined {
    const heard = this.#heard(peer);
    // Those who are due soon are asked now: peers that are asked together answer together, which costs all sides less.
    const slack = peer.askedAt > heard ? 0 : TOGETHER * this.#silence + CROWD_TOGETHER * this.#rest(peer);
    if (now < this.#due(peer) - slack) return undefined;
    if (peer.askedAt <= heard) {
      peer.askedAt = now;
      return { type: "ask", peer: peer.id, everywhere: false };
    }
    if (peer.calledAt <= heard) {
      peer.calledAt = now;
      return { type: "ask", peer: peer.id, everywhere: true };
    }
    peer.suspected = true;
    return emit({ type: "suspected", peer: peer.id, name: peer.name });
  }

  /** When the next step with this peer is due, if nothing is heard. */
  #due(peer: Peer): number {
    const heard = this.#heard(peer);
    if (peer.calledAt > heard) return peer.calledAt + LAST * this.#silence;
    const quiet = heard + this.#rest(peer);
    if (peer.askedAt > heard) return Math.max(quiet + CALL * this.#silence, peer.askedAt + ANSWER * this.#silence);
    // Our question is a sign of life for the other side: one of the two asks first, and the other need not.
    return quiet + (this.#options.peer < peer.id ? ASK : ASK_SECOND) * this.#silence;
  }

  /** How much longer one among many is left alone on which nothing depends: all of them together are not asked more often for that. */
  #rest({ id }: Peer): number {
    const more = Math.min(this.#table.all.size / FEW, MOST) - 1;
    return more > 0 && !this.#options.needs(id) ? more * ASK * this.#silence : 0;
  }

  #heard(peer: Peer): number {
    return Math.max(peer.liveness.heardAt, this.#awakeSince);
  }
}

/** The nodes of one process hang together. They are asked once, for their round trip: each asking all costs a crowd of pages too much. */
function isExempt(peer: Peer): boolean {
  return !peer.prompt || peer.suspected || (peer.sameProcess && peer.askedAt > Number.NEGATIVE_INFINITY);
}

// Shares of the silence that is suspicious: when each side asks, at what silence it asks again, how long it waits for the
// first answer at least and for the last, how much earlier than necessary it asks, and how often it speaks up.
const ASK = 0.56;
const ASK_SECOND = 0.67;
const CALL = 0.9;
const ANSWER = 0.2;
const LAST = 0.1;
const TOGETHER = 0.08;
/** The same of the time for which one among many is left alone. */
const CROWD_TOGETHER = 0.2;
const SPEAK = 0.4;
/** So many peers are asked as if each were the only one. */
const FEW = 10;
/** With the default of `suspect` each is asked before ZRE asks by itself, which is after 5 s. */
const MOST = 9;
