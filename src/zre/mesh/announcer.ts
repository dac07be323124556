import { crowdTime } from "../liveness/crowd.ts";
import type { Effects } from "./effects.ts";
import type { ResolvedMeshOptions } from "./mesh-options.ts";
import type { Peer } from "./peer.ts";
import type { PeerTable } from "./peer-table.ts";

/**
 * Makes us known by beacons, for as long as we are there: one each interval at first, and rarely among many who know us. A newcomer
 * does not need ours, for everybody hears its own and dials it. Who is in trouble does, and who knows nothing but beacons.
 */
export class Announcer {
  readonly #options: ResolvedMeshOptions;
  readonly #table: PeerTable;
  #deadline = Number.POSITIVE_INFINITY;
  #latest = Number.NEGATIVE_INFINITY;
  #newUntil = Number.NEGATIVE_INFINITY;
  /** How many had been met when we spoke up for the latest of them, and when that was. */
  #met = 0;
  #spokeUp = Number.NEGATIVE_INFINITY;

  constructor(options: ResolvedMeshOptions, table: PeerTable) {
    this.#options = options;
    this.#table = table;
  }

  /** When the next beacon is due. */
  get deadline(): number {
    return this.#deadline;
  }

  /** We are new here, or our endpoints are. */
  begin(now: number): Effects {
    this.#newUntil = now + NEW * this.#options.interval;
    return this.announce(now);
  }

  announce(now: number): Effects {
    const { peer, beacons } = this.#options;
    if (!beacons) return [];
    const pause = this.#pause(now);
    // From the time that was due: a timer that is late now and then must not slow the beacons.
    const due = this.#deadline + pause;
    this.#deadline = due > now && due <= now + pause ? due : now + pause;
    this.#latest = now;
    const port = this.#table.own[0]?.port;
    return port === undefined ? [] : [{ type: "beacon", beacon: { peer, port } }];
  }

  /** Called now and then: somebody may need a beacon sooner than the next one is due. */
  review(now: number): void {
    if (this.#deadline === Number.POSITIVE_INFINITY) return;
    const pause = this.#pause(now);
    const soon = this.#greets(now, pause) ? this.#options.interval : pause;
    this.#deadline = Math.min(this.#deadline, Math.max(now, this.#latest + soon));
  }

  sayGoodbye(): Effects {
    this.#deadline = Number.POSITIVE_INFINITY;
    return this.#options.beacons ? [{ type: "beacon", beacon: { peer: this.#options.peer, port: 0 } }] : [];
  }

  /**
   * Whoever comes may be the first of many who were cut off as long as we were: one beacon more, and all of them meet all of us.
   * Not for each newcomer, for there may be many.
   */
  #greets(now: number, pause: number): boolean {
    const { met } = this.#table;
    // A newcomer is loud anyhow.
    if (now < this.#newUntil) this.#met = met;
    if (met === this.#met || now - this.#spokeUp < pause) return false;
    this.#met = met;
    this.#spokeUp = now;
    return true;
  }

  /** Milliseconds between two beacons, as things stand. */
  #pause(now: number): number {
    const { interval } = this.#options;
    if (now < this.#newUntil) return interval;
    const { size } = this.#table.all;
    let most = Math.min((size + 1) / CHORUS, SLOWEST);
    if (most <= 1) return interval;
    const patience = NEW * interval + crowdTime(size);
    for (const peer of this.#table.all.values()) {
      if (peer.ready && !peer.prompt) return Math.min(most, OLD) * interval;
      if (isInTrouble(peer, now, patience)) most = Math.min(most, TROUBLE);
    }
    return most * interval;
  }
}

/** Our beacons may be what brings it back, or what makes it follow us at all. */
function isInTrouble(peer: Peer, now: number, patience: number): boolean {
  if (!peer.ready) return now - peer.dialledAt > patience;
  return !peer.stands || peer.state !== "ready";
}

/** For how many intervals after a start, and how many more somebody may take to answer, alone. */
const NEW = 5;
/** So many nodes beacon each interval, so that more of them together are no louder. */
const CHORUS = 10;
/** In intervals: two halves of a network that were apart find each other as soon as one of all these beacons arrives. */
const SLOWEST = 10;
/** zyre and pyre ask who was silent for five seconds; of two beacons one may be lost. */
const OLD = 2;
/** Where somebody does not answer. As loud as alone a crowd on slow machines would hear nothing but itself. */
const TROUBLE = 3;
