import type { Core } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";
import { NEVER } from "./rank.ts";

/** A node that may be the reference: the lowest rank, then the lowest id. */
export interface Candidate {
  readonly id: string;
  readonly rank: number;
}

/**
 * Whose clock may be followed. Nobody votes: every node finds the same from the nodes that it sees. One that does not answer, or
 * whose answers cannot be gone by, is passed over for a while.
 */
export class Candidates {
  readonly #core: Core;
  readonly #self: Candidate;
  /** Until when, by id. */
  readonly #passedOver = new Map<string, number>();

  constructor(core: Core, rank: number) {
    this.#core = core;
    this.#self = { id: core.id, rank };
  }

  /** The lowest of the other nodes, in order. */
  lowest(count: number, now: number): readonly Peer[] {
    const lowest: Peer[] = [];
    for (const peer of this.#core.peers.values()) {
      if (!this.#fits(peer, now)) continue;
      const place = lowest.findIndex((one) => isLower(candidateOf(peer), candidateOf(one)));
      if (place >= 0) lowest.splice(place, 0, peer);
      else lowest.push(peer);
      if (lowest.length > count) lowest.pop();
    }
    return lowest;
  }

  /** Whether a peer goes before this node. */
  precedes(peer: Peer): boolean {
    return this.#self.rank >= NEVER || isLower(candidateOf(peer), this.#self);
  }

  /** Whether this node goes before the lowest of the others, if there is one. */
  leads(lowest: Peer | undefined): boolean {
    return lowest === undefined ? this.#self.rank < NEVER : !this.precedes(lowest);
  }

  /** Whether a node goes before another one. */
  isBefore(peer: Peer, other: Peer): boolean {
    return isLower(candidateOf(peer), candidateOf(other));
  }

  passOver(id: string, until: number): void {
    this.#passedOver.set(id, until);
  }

  forget(id: string): void {
    this.#passedOver.delete(id);
  }

  #fits({ id, clock, clockRank, suspected }: Peer, now: number): boolean {
    return clock && clockRank < NEVER && !suspected && !(now < (this.#passedOver.get(id) ?? Number.NEGATIVE_INFINITY));
  }
}

function candidateOf({ id, clockRank }: Peer): Candidate {
  return { id, rank: clockRank };
}

function isLower(a: Candidate, b: Candidate): boolean {
  return a.rank === b.rank ? a.id < b.id : a.rank < b.rank;
}
