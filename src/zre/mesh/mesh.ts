import { Frames } from "../../bytes/frames.ts";
import { ProtocolError, UsageError } from "../../errors.ts";
import { AddressBook, type Place } from "../discovery/address-book.ts";
import type { Beacon } from "../discovery/beacon.ts";
import { Discovery } from "../discovery/discovery.ts";
import type { OwnEndpoint } from "../discovery/endpoint.ts";
import { FailureDetector, type OutboundLoss } from "../liveness/failure-detector.ts";
import { Suspicion } from "../liveness/suspicion.ts";
import { decodeMessage, type Hello, type ZreMessage } from "../message/message.ts";
import type { OutgoingSequence } from "../message/sequence.ts";
import { Announcer } from "./announcer.ts";
import { type Effects, emit, type ZreEffect } from "./effects.ts";
import {
  checkCount,
  checkName,
  type MeshOptions,
  type ResolvedMeshOptions,
  resolveMeshOptions,
} from "./mesh-options.ts";
import type { MeshPeer, Peer } from "./peer.ts";
import { PeerTable, send } from "./peer-table.ts";
import { Traffic } from "./traffic.ts";

/**
 * A node among its peers: finds them by their beacons, greets them, counts what they say, notices when they are gone.
 * It knows connections by the id of the peer at their other end, and nothing of sockets.
 *
 * @see RFC 36/ZRE
 */
export class Mesh {
  readonly #options: ResolvedMeshOptions;
  readonly #table: PeerTable;
  readonly #announcer: Announcer;
  readonly #discovery: Discovery;
  readonly #traffic: Traffic;
  readonly #failureDetector: FailureDetector;
  readonly #suspicion: Suspicion;
  readonly #addresses: AddressBook;
  #nextCheck = Number.POSITIVE_INFINITY;
  /** Those whose turn has not come in a check that has begun. */
  #unchecked: Peer[] = [];

  /** Throws `UsageError` for an id, name, group or header that does not fit into ZRE's messages. */
  constructor(options: MeshOptions) {
    this.#options = resolveMeshOptions(options);
    this.#table = new PeerTable(this.#options);
    this.#announcer = new Announcer(this.#options, this.#table);
    this.#traffic = new Traffic(this.#table);
    this.#failureDetector = new FailureDetector(this.#options, this.#table);
    this.#discovery = new Discovery(this.#options, this.#table, this.#failureDetector);
    this.#suspicion = new Suspicion(this.#options, this.#table);
    this.#addresses = new AddressBook(this.#options, this.#table);
  }

  get name(): string {
    return this.#options.name;
  }

  get headers(): ReadonlyMap<string, string> {
    return this.#options.headers;
  }

  get groups(): ReadonlySet<string> {
    return this.#table.groups;
  }

  /** The peers that are present, by id. */
  get peers(): ReadonlyMap<string, MeshPeer> {
    return this.#table.ready;
  }

  /** The ids of the peers in a group. */
  peersOf(group: string): readonly string[] {
    return this.#in(group).map((peer) => peer.id);
  }

  /** How many at this address were dialled and have not said HELLO to us yet. */
  awaitedFrom(address: string): number {
    let count = 0;
    for (const peer of this.#table.all.values()) if (!peer.ready && peer.address === address) count++;
    return count;
  }

  /** When `handleTimeout` wants to be called. */
  get deadline(): number {
    const { elections } = this.#traffic;
    const { deadline: places } = this.#addresses;
    // Without a list: it is asked for after each message.
    return Math.min(this.#nextCheck, this.#announcer.deadline, this.#suspicion.deadline, places, elections.deadline);
  }

  start(now: number): Effects {
    this.#nextCheck = now + this.#failureDetector.checkEvery;
    return this.#announcer.begin(now);
  }

  /** Says goodbye and forgets everybody. */
  stop(): Effects {
    this.#nextCheck = Number.POSITIVE_INFINITY;
    this.#suspicion.stop();
    this.#addresses.clear();
    this.#traffic.elections.stop();
    return [...this.#announcer.sayGoodbye(), ...this.#table.clear()];
  }

  /** Our endpoints are others now: makes them known at once. */
  setInterfaces(own: readonly OwnEndpoint[], now: number): Effects {
    const moves = this.#table.move(own, now);
    return this.#nextCheck === Number.POSITIVE_INFINITY ? [] : [...this.#announcer.begin(now), ...moves];
  }

  handleBeacon(beacon: Beacon, source: string, now: number): Effects {
    return this.#recovered(beacon.peer, this.#discovery.handleBeacon(beacon, source, now), now);
  }

  /** A hub or our user tells where somebody is. */
  handlePlace(place: Place, now: number): Effects {
    return this.#addresses.handleTold(place, now);
  }

  /** What was told before does not hold any more. */
  forgetPlace(place: Place | Pick<Place, "peer" | "source">): void {
    this.#addresses.forget(place);
  }

  /** A message of the peer that the connection belongs to; `source` is the address at its other end. */
  handleMessage(id: string, frames: Frames, source: string, now: number): Effects {
    const peer = this.#table.all.get(id);
    if (peer !== undefined) {
      peer.inbound = true;
      peer.muteAt = undefined;
    }
    let message: ZreMessage;
    try {
      message = decodeMessage(frames);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.#traffic.receiveUnreadable(id, frames, error, now);
    }
    if (message.type === "HELLO") return this.#handleHello(id, message, source, now);
    if (!peer?.ready) return this.#traffic.receiveEarly(peer, now);
    const before = peer.liveness.heardAt;
    const effects = this.#traffic.receive(peer, message, now);
    if (peer.suspected || peer.liveness.returned) return this.#recovered(id, effects, now);
    return this.#suspicion.speaksUp(peer, before, now)
      ? [...effects, { type: "ask", peer: id, everywhere: false }]
      : effects;
  }

  /** Something came over a connection with this peer that was not a message: an answer to what it was asked, or a part of one. */
  handleHeard(id: string, now: number): Effects {
    const peer = this.#table.ready.get(id);
    // For others it says little: libzmq answers by itself while the program behind it hangs.
    if (peer?.prompt !== true) return NOTHING;
    peer.liveness.handleHeard(now);
    return peer.suspected || peer.liveness.returned ? this.#recovered(id, NOTHING, now) : NOTHING;
  }

  /** A message of the peer meant nothing to those for whom it was. */
  handleNonsense(id: string, now: number): Effects {
    const peer = this.#table.ready.get(id);
    return peer === undefined ? NOTHING : this.#table.bear(peer, now);
  }

  /** What was said to this peer so far holds no longer: both sides meet anew. */
  renew(id: string, now: number): Effects {
    const peer = this.#table.ready.get(id);
    return peer === undefined ? NOTHING : this.#table.restart(peer, "resync", now);
  }

  /** The peer's connection to us is gone. */
  handleInboundLost(id: string): Effects {
    const peer = this.#table.all.get(id);
    return peer === undefined ? [] : this.#failureDetector.handleInboundLost(peer);
  }

  /** A connection was refused, or broke the rules underneath ours: told, though no more often than the rest. */
  handleRefused(id: string | undefined, error: ProtocolError, now: number): Effects {
    return this.#table.ignore(id, error, now);
  }

  /** The peer may not stay, or is not who it seemed to be: both connections with it are closed. */
  expel(id: string): Effects {
    const peer = this.#table.all.get(id);
    return peer === undefined ? [] : this.#table.drop(peer, "expelled");
  }

  /** Our connection to the peer is down, or could not be made. */
  handleOutboundLost(id: string, loss: OutboundLoss): Effects {
    const peer = this.#table.all.get(id);
    return peer === undefined ? [] : this.#failureDetector.handleOutboundLost(peer, loss);
  }

  /** Our connection to the peer stands after `took` milliseconds; `actual` is the id that the other side presents, if it does. */
  handleOutboundReady(id: string, actual: string | undefined, now: number, took = 0): Effects {
    const peer = this.#table.all.get(id);
    if (peer === undefined) return [];
    peer.handshake = took;
    if (actual === this.#options.peer) this.#addresses.handleSelf(peer);
    else if (actual !== undefined) this.#addresses.handleMet(id, actual);
    return this.#discovery.handleReached(peer, actual, now);
  }

  /** Our connection to the peer is there again. */
  handleOutboundRestored(id: string, now: number): Effects {
    const peer = this.#table.all.get(id);
    return peer === undefined ? [] : this.#failureDetector.handleOutboundRestored(peer, now);
  }

  /** Throws `UsageError` when there is no such peer. */
  whisper(id: string, content: Frames): Effects {
    const peer = this.#table.ready.get(id);
    if (peer === undefined) throw new UsageError("not-found", `there is no peer "${id}"`);
    const sequence = peer.outgoing.next();
    return [{ type: "send", peer: id, message: { type: "WHISPER", sequence, content: atLeastOne(content) } }];
  }

  /**
   * The numbers of what is sent to a peer, until a `connect`, `rename` or `disconnect` of this peer has been performed: what has the
   * next one must leave before any other. Undefined when there is no such peer.
   */
  sequenceOf(id: string): OutgoingSequence | undefined {
    return this.#table.ready.get(id)?.outgoing;
  }

  /** To every peer in the group; we need not be in it. Throws `UsageError` for a name that is none. */
  shout(group: string, content: Frames): Effects {
    checkName("the group", group);
    const some = atLeastOne(content);
    const shout = (sequence: number): ZreMessage => ({ type: "SHOUT", sequence, group, content: some });
    return this.#in(group).map((peer) => send(peer, shout));
  }

  /** Throws `UsageError` for a name that is none, and for a group too many. */
  join(group: string): Effects {
    checkName("the group", group);
    if (this.#table.groups.has(group)) return [];
    checkCount("groups", this.#table.groups.size + 1);
    this.#table.groups.add(group);
    return this.#table.tellAll("JOIN", group);
  }

  /** Throws `UsageError` for a name that is none. */
  leave(group: string): Effects {
    checkName("the group", group);
    return this.#table.groups.delete(group) ? this.#table.tellAll("LEAVE", group) : [];
  }

  handleTimeout(now: number): Effects {
    const effects: ZreEffect[] = [];
    if (now >= this.#announcer.deadline) effects.push(...this.#announcer.announce(now));
    if (now >= this.#addresses.deadline) effects.push(...this.#addresses.handleTimeout(now));
    if (now >= this.#nextCheck) effects.push(...this.#checkPeers(now));
    if (now >= this.#traffic.elections.deadline) effects.push(...this.#traffic.elections.handleTimeout(now));
    if (now >= this.#suspicion.deadline) effects.push(...this.#suspicion.handleTimeout(now));
    return effects;
  }

  #handleHello(id: string, hello: Hello, source: string, now: number): Effects {
    const effects = this.#discovery.handleHello(id, hello, source, now);
    this.#suspicion.handleHeard(now);
    return this.#found(effects);
  }

  #found(effects: Effects): Effects {
    for (const effect of effects) if (effect.type === "rename") this.#addresses.handleMet(effect.from, effect.peer);
    return effects;
  }

  /** A suspected peer that is heard again is told of before what it says. */
  #recovered(id: string, effects: Effects, now: number): Effects {
    const peer = this.#table.all.get(id);
    if (peer === undefined) return effects;
    const all = this.#proven(peer, effects);
    if (!peer.ready || !peer.suspected || peer.liveness.heardAt < now) return all;
    peer.suspected = false;
    this.#suspicion.handleHeard(now);
    return [emit({ type: "recovered", peer: id, name: peer.name }), ...all];
  }

  /** After a long silence the connections with the peer have to prove themselves. */
  #proven(peer: Peer, effects: Effects): Effects {
    if (!peer.liveness.returned) return effects;
    peer.liveness.takeReturn();
    return [...effects, { type: "prove", peer: peer.id }];
  }

  #checkPeers(now: number): Effects {
    // A host that slept has heard nobody: peers get until the next check to show themselves.
    const slept = now - this.#nextCheck > SLEPT;
    this.#nextCheck = now + this.#failureDetector.checkEvery;
    this.#announcer.review(now);
    if (slept) return [];
    const effects: ZreEffect[] = [];
    // A check may drop the peer or put a fresh record in its place.
    const peers = this.#unchecked.length > 0 ? this.#unchecked.splice(0) : [...this.#table.all.values()];
    for (const [index, peer] of peers.entries()) {
      if (this.#table.all.get(peer.id) !== peer) continue;
      // A thousand may be gone at once, and each is missed by many: the rest of them in the next turn.
      if (effects.length >= PORTION) {
        this.#unchecked = peers.slice(index);
        this.#nextCheck = now;
        break;
      }
      // Hardly ever is anything due, and there may be hundreds of peers.
      const due = this.#failureDetector.check(peer, now);
      if (due.length > 0) effects.push(...due);
    }
    return effects;
  }

  #in(group: string): Peer[] {
    return [...this.#table.ready.values()].filter((peer) => peer.groups.has(group));
  }
}

/** A message without content ends a pyre node and a zyre.js process. */
function atLeastOne(content: Frames): Frames {
  return content.count > 0 ? content : EMPTY;
}

const SLEPT = 3000;
/** What the checks of one turn may ask for. */
const PORTION = 64;
const EMPTY = Frames.of(new Uint8Array(0));
const NOTHING: Effects = [];
