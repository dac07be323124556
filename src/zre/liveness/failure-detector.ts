import { type Effects, emit, type ZreEffect } from "../mesh/effects.ts";
import type { ResolvedMeshOptions } from "../mesh/mesh-options.ts";
import { isPlaceholder, type Peer } from "../mesh/peer.ts";
import { type PeerTable, send } from "../mesh/peer-table.ts";
import { crowdTime } from "./crowd.ts";

/** What became of our connection to a peer. */
export interface OutboundLoss {
  /** Everything that was sent has arrived. */
  readonly confirmed: boolean;
  /** Nothing listens there. */
  readonly refused: boolean;
}

/** Notices that a peer is gone: by its silence and by its connections. */
export class FailureDetector {
  readonly #options: ResolvedMeshOptions;
  readonly #table: PeerTable;

  constructor(options: ResolvedMeshOptions, table: PeerTable) {
    this.#options = options;
    this.#table = table;
  }

  /**
   * Anybody can say goodbye in another's name. One who leaves closes its connections in the same moment; one whose connections
   * stand is asked, and stays when it answers. Asked once in a while only: a flood of goodbyes must not become one of questions.
   */
  handleGoodbye(peer: Peer, now: number): Effects {
    if (!peer.ready || !peer.inbound || peer.down) return this.#table.drop(peer, "goodbye");
    if (now - peer.farewellAt < FAREWELL) return [];
    peer.farewellAt = now;
    peer.leaving = true;
    return [ping(peer)];
  }

  handleInboundLost(peer: Peer): Effects {
    peer.inbound = false;
    if (peer.leaving) return this.#table.drop(peer, "goodbye");
    return peer.refused ? this.#table.drop(peer, "disconnected") : [];
  }

  handleOutboundLost(peer: Peer, { confirmed, refused }: OutboundLoss): Effects {
    if (peer.tries !== undefined) return this.#table.drop(peer, "disconnected");
    peer.down = peer.interrupted = true;
    peer.refused = refused;
    if (!confirmed) peer.doubtful = true;
    if (peer.leaving) return this.#table.drop(peer, "goodbye");
    if (!refused) return [];
    // The process is gone: no need to wait until it expires. A machine that lost its power never closed its connection to us.
    return peer.inbound ? [{ type: "ask", peer: peer.id, everywhere: false }] : this.#table.drop(peer, "disconnected");
  }

  handleOutboundRestored(peer: Peer, now: number): Effects {
    peer.down = peer.refused = false;
    // Numbers that the peer never saw would make it drop us: greet it anew.
    return peer.doubtful ? this.#table.restart(peer, "resync", now) : [];
  }

  /** How often peers are to be checked. */
  get checkEvery(): number {
    const { evasive, silent, expired } = this.#options;
    return Math.min(CHECK_EVERY, evasive, silent, expired);
  }

  check(peer: Peer, now: number): Effects {
    if (peer.tries !== undefined) return now - peer.dialledAt < TRIED ? [] : this.#table.drop(peer, "disconnected");
    // It is as well as we are; and one that ends closes its connections.
    if (peer.sameProcess && peer.stands && !peer.leaving) peer.liveness.vouch(now);
    const step = peer.liveness.check(now, this.#options);
    if (step === "expired") return [...this.#explain(peer, now), ...this.#table.drop(peer, "expired")];
    if (peer.leaving) return this.#judge(peer, now);
    if (!peer.ready) return this.#checkDialled(peer, now);
    if (step === "ask") return [ping(peer)];
    if (step !== undefined) return [emit({ type: step, peer: peer.id, name: peer.name })];
    return peer.inbound || peer.down ? [] : this.#checkMute(peer, now);
  }

  /** It was asked whether it really leaves, and has had its time to answer. */
  #judge(peer: Peer, now: number): Effects {
    const answered = peer.liveness.heardAt > peer.farewellAt;
    if (now - peer.farewellAt < (answered ? FAREWELL : PAUSE)) return [];
    peer.leaving = false;
    if (!answered) return this.#table.drop(peer, "goodbye");
    return this.#table.complain(peer.id, "a goodbye came in its name, but it is still there", now);
  }

  /** A router in between, or a firewall: who looks for the reason should not have to guess. */
  #explain(peer: Peer, now: number): Effects {
    if (peer.ready || peer.down || peer.reachedAt === undefined) return [];
    const message = `${peer.address}:${peer.port} takes our HELLO, but does not connect to us: can it reach our endpoint?`;
    return this.#table.complain(isPlaceholder(peer.id) ? undefined : peer.id, message, now);
  }

  /**
   * The peer is well, and yet has not said HELLO: it may have, before we were able to listen, and says it again when it is
   * greeted anew; where our HELLO waits for its connection, that has a limit of its own. Less and less often, because one that cannot reach us takes us for a new peer each time.
   */
  #checkDialled(peer: Peer, now: number): Effects {
    if (peer.down || peer.reachedAt === undefined) return [];
    const patience = HELLO_WITHIN * 2 ** peer.attempts + this.#more(peer);
    const well = peer.liveness.silence(now) < this.#options.evasive;
    return well && now - peer.reachedAt >= patience ? this.#table.restart(peer, "resync", now) : [];
  }

  /**
   * The peer is heard, and yet it has no connection to us. One that only lost it answers a PING over a new one. pyre closes
   * a connection that is too slow for it, says nothing, and opens it again only when it is greeted anew.
   */
  #checkMute(peer: Peer, now: number): Effects {
    // Of one that is cut off nothing can be expected.
    if (peer.liveness.silence(now) >= this.#options.evasive) return [];
    if (peer.muteAt === undefined) {
      peer.muteAt = now;
      return [ping(peer)];
    }
    return now - peer.muteAt >= MUTE + this.#more(peer) ? this.#table.restart(peer, "resync", now) : [];
  }

  /**
   * Milliseconds that everything takes longer than between two: among many, and where there is no time, here or there. Who is
   * greeted anew for that has even more to do, and so has everybody that it greets anew in turn: then nobody ever meets.
   */
  #more({ handshake }: Peer): number {
    return crowdTime(this.#table.all.size) + SLOW * handshake;
  }
}

function ping(peer: Peer): ZreEffect {
  return send(peer, (sequence) => ({ type: "PING", sequence }));
}

/** How long a place is tried where a peer is said to be. */
const TRIED = 5000;
const CHECK_EVERY = 1000;
const MUTE = 3000;
const FAREWELL = 1000;
/** One that leaves closes its connections; one that only pauses answers when the pause is over. */
const PAUSE = 3000;
const HELLO_WITHIN = 5000;
/** Handshakes that the rest of a meeting may take: it reads what we said, dials us, and says as much. */
const SLOW = 3;
