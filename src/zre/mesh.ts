import type { Frames } from "../bytes/frames.ts";
import { ProtocolError, UsageError } from "../errors.ts";
import type { Beacon } from "./beacon.ts";
import type { ZreEffect } from "./effects.ts";
import { type Endpoint, type OwnEndpoint, parseEndpoint, parsePort } from "./endpoint.ts";
import { checkName, type MeshOptions, type ResolvedMeshOptions, resolveMeshOptions } from "./mesh-options.ts";
import { decodeMessage, type Hello, type ZreMessage } from "./message.ts";
import type { MeshPeer, Peer } from "./peer.ts";
import { type Effects, emit, Roster } from "./roster.ts";

/**
 * A node among its peers: finds them by their beacons, greets them, counts what they say, notices when they are gone.
 * It knows connections by the id of the peer at their other end, and nothing of sockets.
 *
 * @see RFC 36/ZRE
 */
export class Mesh {
  readonly #options: ResolvedMeshOptions;
  readonly #roster: Roster;
  #nextBeacon = Number.POSITIVE_INFINITY;
  #nextCheck = Number.POSITIVE_INFINITY;

  /** Throws `UsageError` for a name, group or header that does not fit into ZRE's messages. */
  constructor(options: MeshOptions) {
    this.#options = resolveMeshOptions(options);
    this.#roster = new Roster(this.#options);
  }

  get name(): string {
    return this.#options.name;
  }

  get headers(): ReadonlyMap<string, string> {
    return this.#options.headers;
  }

  get groups(): ReadonlySet<string> {
    return this.#roster.groups;
  }

  /** The peers that are present, by id. */
  get peers(): ReadonlyMap<string, MeshPeer> {
    return this.#roster.ready;
  }

  /** The ids of the peers in a group. */
  peersOf(group: string): readonly string[] {
    return [...this.#roster.ready.values()].filter((peer) => peer.groups.has(group)).map((peer) => peer.id);
  }

  /** When `handleTimeout` wants to be called. */
  get deadline(): number {
    return Math.min(this.#nextBeacon, this.#nextCheck);
  }

  start(now: number): Effects {
    this.#nextCheck = now + this.#checkEvery;
    return this.#announce(now);
  }

  /** Says goodbye and forgets everybody. */
  stop(): Effects {
    this.#nextBeacon = this.#nextCheck = Number.POSITIVE_INFINITY;
    return [{ type: "beacon", beacon: { peer: this.#options.peer, port: 0 } }, ...this.#roster.clear()];
  }

  /** Our endpoints are others now: makes them known at once. */
  setInterfaces(own: readonly OwnEndpoint[], now: number): Effects {
    this.#roster.own = own;
    return this.#nextCheck === Number.POSITIVE_INFINITY ? [] : this.#announce(now);
  }

  handleBeacon(beacon: Beacon, source: string, now: number): Effects {
    if (beacon.peer === this.#options.peer) return [];
    const peer = this.#roster.all.get(beacon.peer);
    // A goodbye from somewhere else is a forged one.
    if (beacon.port === 0) return peer?.address === source ? this.#roster.drop(peer, "goodbye") : [];
    const at = { address: source, port: beacon.port };
    if (this.#isOwn(at)) return [];
    return peer === undefined ? this.#roster.meet(beacon.peer, at, now) : this.#heardFrom(peer, at, now);
  }

  /** A message of the peer that the connection belongs to. */
  handleMessage(id: string, frames: Frames, source: string, now: number): Effects {
    const peer = this.#roster.all.get(id);
    let message: ZreMessage;
    try {
      message = decodeMessage(frames);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.#roster.ignore(id, error, now);
    }
    if (peer !== undefined) peer.inbound = true;
    if (message.type === "HELLO") return this.#greeted(id, peer, message, source, now);
    return peer?.ready === true ? this.#receive(peer, message, now) : this.#stray(peer, now);
  }

  /** The peer's connection to us is gone. */
  handleInboundLost(id: string): Effects {
    const peer = this.#roster.all.get(id);
    if (peer === undefined) return [];
    peer.inbound = false;
    return peer.refused ? this.#roster.drop(peer, "disconnected") : [];
  }

  /**
   * Our connection to the peer is down, or could not be made. `confirmed`: everything that was sent has arrived;
   * `refused`: nothing listens there.
   */
  handleOutboundLost(id: string, { confirmed, refused }: { confirmed: boolean; refused: boolean }): Effects {
    const peer = this.#roster.all.get(id);
    if (peer === undefined) return [];
    peer.down = true;
    peer.refused = refused;
    if (!confirmed) peer.doubtful = true;
    return refused && !peer.inbound ? this.#roster.drop(peer, "disconnected") : [];
  }

  /** Our connection to the peer is there again. */
  handleOutboundRestored(id: string, now: number): Effects {
    const peer = this.#roster.all.get(id);
    if (peer === undefined) return [];
    peer.down = peer.refused = false;
    // Numbers that the peer never saw would make it drop us: greet it anew.
    return peer.doubtful ? this.#roster.again(peer, "resync", peer, now) : [];
  }

  /** Throws `UsageError` when there is no such peer. */
  whisper(id: string, content: Frames): Effects {
    const peer = this.#roster.ready.get(id);
    if (peer === undefined) throw new UsageError("not-found", `there is no peer "${id}"`);
    return [{ type: "send", peer: id, message: { type: "WHISPER", sequence: peer.outgoing.next(), content } }];
  }

  /** To every peer in the group; we need not be in it. Throws `UsageError` for a name that is none. */
  shout(group: string, content: Frames): Effects {
    checkName("the group", group);
    const shout = (sequence: number): ZreMessage => ({ type: "SHOUT", sequence, group, content });
    return this.peersOf(group).map((peer) => this.#roster.send(peer, shout));
  }

  /** Throws `UsageError` for a name that is none. */
  join(group: string): Effects {
    checkName("the group", group);
    if (this.#roster.groups.has(group)) return [];
    this.#roster.groups.add(group);
    return this.#roster.tellAll("JOIN", group);
  }

  leave(group: string): Effects {
    return this.#roster.groups.delete(group) ? this.#roster.tellAll("LEAVE", group) : [];
  }

  handleTimeout(now: number): Effects {
    const effects: ZreEffect[] = [];
    if (now >= this.#nextBeacon) effects.push(...this.#announce(now));
    if (now >= this.#nextCheck) {
      this.#nextCheck = now + this.#checkEvery;
      for (const peer of [...this.#roster.all.values()]) effects.push(...this.#check(peer, now));
    }
    return effects;
  }

  #announce(now: number): Effects {
    const { interval, peer } = this.#options;
    // From the time that was due: a timer that is late now and then must not slow the beacons.
    const due = this.#nextBeacon + interval;
    this.#nextBeacon = due > now && due <= now + interval ? due : now + interval;
    const port = this.#roster.own[0]?.port;
    return port === undefined ? [] : [{ type: "beacon", beacon: { peer, port } }];
  }

  #heardFrom(peer: Peer, at: Endpoint, now: number): Effects {
    if (peer.isAt(at)) {
      peer.beaconAt = now;
      peer.liveness.handleHeard(now);
      return peer.down ? [{ type: "redial", peer: peer.id }] : [];
    }
    // A peer with two interfaces beacons from both: it has moved only when the place we know is dead.
    const moved = peer.down || now - peer.beaconAt > MOVED_AFTER * this.#options.interval;
    return moved ? this.#roster.again(peer, "resync", at, now) : [];
  }

  #greeted(id: string, peer: Peer | undefined, hello: Hello, source: string, now: number): Effects {
    const told = parseEndpoint(hello.endpoint);
    // Nodes that answer a HELLO with their own endpoint in it greet themselves for ever.
    if (id === this.#options.peer || (told !== undefined && this.#isOwn(told))) return [];
    if (hello.sequence !== 1) return this.#roster.complain(id, `its HELLO has the number ${hello.sequence} instead of 1`, now);
    if (peer?.ready === false) return this.#roster.introduce(peer, hello, now);
    const port = parsePort(hello.endpoint);
    const at = told ?? (port === undefined ? peer : { address: source, port });
    if (at === undefined) return this.#roster.complain(id, `its endpoint "${hello.endpoint}" cannot be connected to`, now);
    const effects = peer === undefined ? this.#roster.meet(id, at, now) : this.#roster.again(peer, "resync", at, now);
    const fresh = this.#roster.all.get(id);
    if (fresh === undefined) return effects;
    fresh.inbound = true;
    return [...effects, ...this.#roster.introduce(fresh, hello, now)];
  }

  #receive(peer: Peer, message: Exclude<ZreMessage, Hello>, now: number): Effects {
    if (!peer.incoming.accept(message.sequence)) {
      return this.#broken(peer, `messages before number ${message.sequence} are missing`, now);
    }
    peer.outgoing.wrap = peer.incoming.wrap ?? peer.outgoing.wrap;
    peer.liveness.handleHeard(now);
    const { id, name } = peer;
    switch (message.type) {
      case "WHISPER":
        return [emit({ type: "whisper", peer: id, name, content: message.content })];
      case "SHOUT":
        // A shout to a group that we have left crossed our LEAVE.
        if (!this.groups.has(message.group)) return [];
        return [emit({ type: "shout", peer: id, name, group: message.group, content: message.content })];
      case "PING":
        return [this.#roster.send(id, (sequence) => ({ type: "PING-OK", sequence }))];
      case "PING-OK":
        return [];
      default:
        return this.#changesGroup(peer, message, now);
    }
  }

  #changesGroup(peer: Peer, { type, group, status }: GroupMessage, now: number): Effects {
    peer.status = (peer.status + 1) % 256;
    if (peer.status !== status) return this.#broken(peer, `its ${type} has the status ${status} instead of ${peer.status}`, now);
    const joined = type === "JOIN";
    if (joined === peer.groups.has(group)) return [];
    if (joined && peer.groups.size >= GROUPS) return this.#roster.complain(peer.id, `it is in ${GROUPS} groups already`, now);
    if (joined) peer.groups.add(group);
    else peer.groups.delete(group);
    return [emit({ type: joined ? "join" : "leave", peer: peer.id, name: peer.name, group })];
  }

  /** The peer's count and ours disagree: say so, and start over. */
  #broken(peer: Peer, why: string, now: number): Effects {
    return [...this.#roster.complain(peer.id, why, now), ...this.#roster.again(peer, "protocol", peer, now)];
  }

  /** A message before HELLO. If it goes on, the peer believes that we know it: greeting it anew makes it say HELLO. */
  #stray(peer: Peer | undefined, now: number): Effects {
    if (peer === undefined) return [];
    peer.strayAt ??= now;
    return now - peer.strayAt > STRAY ? this.#roster.again(peer, "resync", peer, now) : [];
  }

  #check(peer: Peer, now: number): Effects {
    const step = peer.liveness.check(now, this.#options);
    if (step === undefined) return [];
    if (step === "expired") return this.#roster.drop(peer, "expired");
    if (!peer.ready) return [];
    if (step === "ask") return [this.#roster.send(peer.id, (sequence) => ({ type: "PING", sequence }))];
    return [emit({ type: step, peer: peer.id, name: peer.name })];
  }

  #isOwn({ address, port }: Endpoint): boolean {
    return this.#roster.own.some((own) => own.address === address && own.port === port);
  }

  get #checkEvery(): number {
    const { evasive, silent, expired } = this.#options;
    return Math.min(CHECK_EVERY, evasive, silent, expired);
  }
}

type GroupMessage = Extract<ZreMessage, { readonly type: "JOIN" | "LEAVE" }>;

const CHECK_EVERY = 1000;
const STRAY = 1000;
const MOVED_AFTER = 3;
const GROUPS = 1024;
