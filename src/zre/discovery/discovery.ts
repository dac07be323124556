import type { FailureDetector } from "../liveness/failure-detector.ts";
import type { Effects } from "../mesh/effects.ts";
import type { ResolvedMeshOptions } from "../mesh/mesh-options.ts";
import type { Peer } from "../mesh/peer.ts";
import type { PeerTable } from "../mesh/peer-table.ts";
import type { Hello } from "../message/message.ts";
import type { Beacon } from "./beacon.ts";
import { type Endpoint, isLoopback, parseEndpoint, parsePort } from "./endpoint.ts";

/** Finds peers by their beacons and by their HELLO, and follows them when they move. */
export class Discovery {
  readonly #options: ResolvedMeshOptions;
  readonly #table: PeerTable;
  readonly #failureDetector: FailureDetector;

  constructor(options: ResolvedMeshOptions, table: PeerTable, failureDetector: FailureDetector) {
    this.#options = options;
    this.#table = table;
    this.#failureDetector = failureDetector;
  }

  handleBeacon({ peer: id, port }: Beacon, source: string, now: number): Effects {
    const peer = this.#table.all.get(id);
    // A goodbye from somewhere else is a forged one.
    if (port === 0) return peer?.address === source ? this.#failureDetector.handleGoodbye(peer, now) : [];
    if (peer?.port === port && peer.address === source) return heard(peer, now);
    const at = { address: source, port };
    if (id === this.#options.peer || this.#table.isOwn(at)) return [];
    const holder = this.#holder(id, at, now);
    if (holder !== undefined) {
      return this.#table.complain(id, `its endpoint is that of ${holder.name}, which is well`, now);
    }
    const effects = peer === undefined ? this.#table.meet(id, at, now) : this.#moved(peer, at, now);
    const fresh = this.#table.all.get(id);
    if (fresh !== undefined) fresh.beacons = true;
    return effects;
  }

  /**
   * Our connection to a peer stands, and the other side has said who it is (our own nodes do): what a hub or the user told may
   * be out of date.
   */
  handleReached(peer: Peer, actual: string | undefined, now: number): Effects {
    const table = this.#table;
    peer.reachedAt ??= now;
    if (peer.tries !== undefined) return this.#found(peer, peer.tries, actual, now);
    if (actual === undefined || actual === peer.id) return table.takePlace(peer);
    // What its HELLO said counts more.
    if (peer.ready) return [];
    const known = actual === this.#options.peer || table.all.has(actual);
    return known ? table.drop(peer, "replaced") : table.rename(peer, actual);
  }

  handleHello(id: string, hello: Hello, source: string, now: number): Effects {
    const table = this.#table;
    const peer = table.all.get(id);
    const at = peer?.endpoint === hello.endpoint ? peer : (placeOf(hello, source) ?? peer);
    // Nodes that answer a HELLO with their own endpoint in it greet themselves for ever.
    if (id === this.#options.peer || (at !== undefined && table.isOwn(at))) {
      return table.complain(id, "its HELLO has our own id or endpoint in it", now);
    }
    const objection = this.#options.objects(id, hello.headers);
    if (objection !== undefined) return table.complain(id, objection, now);
    if (hello.sequence !== 1) return table.complain(id, `its HELLO has the number ${hello.sequence}, not 1`, now);
    if (peer?.ready === false) return table.introduce(peer, hello, now);
    const awaited = peer === undefined ? this.#awaited(at, source) : undefined;
    if (awaited !== undefined) return this.#recognise(awaited, id, hello, now);
    if (at === undefined) return table.complain(id, `its endpoint "${hello.endpoint}" cannot be connected to`, now);
    const holder = this.#holder(id, at, now);
    if (holder !== undefined) return table.complain(id, `its endpoint is that of ${holder.name}, which is well`, now);
    const refusal = at === peer ? undefined : table.refusalOf(at, source, now);
    if (refusal !== undefined) return table.ignore(id, refusal, now);
    const effects =
      peer === undefined
        ? [...table.makeRoom(), ...table.meet(id, at, now, source)]
        : table.restart(peer, "resync", now, at);
    const fresh = table.all.get(id);
    if (fresh === undefined) return effects;
    fresh.inbound = true;
    return [...effects, ...table.introduce(fresh, hello, now)];
  }

  /**
   * Our connection that was opened on the word of a hub or of the user leads to this node, whatever they said who is there: it
   * has our HELLO already, and a second one would make it start over.
   */
  #awaited(at: Endpoint | undefined, source: string): Peer | undefined {
    const there = at === undefined ? undefined : this.#table.at(at);
    if (there !== undefined) return there.ready || there.interrupted ? undefined : there;
    // Behind a router a node says another endpoint than the one that it is dialled at.
    const behind = [...this.#table.placeholders].filter((one) => one.address === source);
    return behind.length === 1 ? behind[0] : undefined;
  }

  #recognise(peer: Peer, id: string, hello: Hello, now: number): Effects {
    peer.inbound = true;
    return [...this.#table.rename(peer, id), ...this.#table.introduce(peer, hello, now)];
  }

  /**
   * A peer with two interfaces beacons from both: it has moved only when it is silent at the place that we know. Anybody can send
   * a beacon in its name: it is followed once it was found there.
   */
  #moved(peer: Peer, at: Endpoint, now: number): Effects {
    return this.#away(peer, now) ? this.#table.tryAt(peer, at, now) : [];
  }

  /** Our connection to a place where a peer is said to be stands. Nodes of ours say who they are; of others nobody knows. */
  #found(tried: Peer, id: string, actual: string | undefined, now: number): Effects {
    const peer = this.#table.all.get(id);
    const right = actual === id || (actual === undefined && peer?.prompt === false);
    if (peer !== undefined && right && this.#away(peer, now)) return this.#table.follow(peer, tried, now);
    return this.#table.drop(tried, "replaced");
  }

  #away(peer: Peer, now: number): boolean {
    return peer.down || peer.suspected || this.#silent(peer, now);
  }

  /**
   * Another peer that has this endpoint and is well: connected both ways, and heard a moment ago. One that was started again
   * under a new id has lost its connections before; so this is a mistake or a forgery, which must not cost a peer its place.
   */
  #holder(id: string, at: Endpoint, now: number): Peer | undefined {
    const holder = this.#table.at(at);
    if (holder === undefined || holder.id === id) return undefined;
    return holder.stands && !this.#silent(holder, now) ? holder : undefined;
  }

  #silent(peer: Peer, now: number): boolean {
    const { interval, evasive } = this.#options;
    return peer.liveness.silence(now) > (peer.beacons ? MISSED_BEACONS * interval : evasive);
  }
}

function heard(peer: Peer, now: number): Effects {
  peer.liveness.handleHeard(now);
  peer.beacons = true;
  return peer.down ? [{ type: "redial", peer: peer.id }] : NOTHING;
}

/** Where a peer that says HELLO can be connected to. Where it speaks from replaces a host part that means nothing here. */
function placeOf({ endpoint }: Hello, source: string): Endpoint | undefined {
  const told = parseEndpoint(endpoint);
  if (told !== undefined && (isLoopback(source) || !isLoopback(told.address))) return told;
  const port = parsePort(endpoint);
  return port === undefined ? undefined : { address: source, port };
}

const MISSED_BEACONS = 3;
const NOTHING: Effects = [];
