import { ProtocolError } from "../../errors.ts";
import { type Endpoint, endpointNear, formatEndpoint, type OwnEndpoint, reachableFrom } from "../discovery/endpoint.ts";
import type { Hello, ZreMessage } from "../message/message.ts";
import { Admission } from "./admission.ts";
import { type Effects, emit, type ZreEffect } from "./effects.ts";
import type { ExitReason } from "./events.ts";
import type { ResolvedMeshOptions } from "./mesh-options.ts";
import { isPlaceholder, NONSENSE, Peer } from "./peer.ts";

/** The peers of a node: how they are dialled, greeted, greeted anew and dropped; and what we tell of ourselves meanwhile. */
export class PeerTable {
  readonly all = new Map<string, Peer>();
  /** Those whose HELLO has come. */
  readonly ready = new Map<string, Peer>();
  /** Those of which only the place is known. */
  readonly placeholders = new Set<Peer>();
  /** How many HELLOs have made somebody a peer so far. */
  met = 0;
  /** The groups that we are in. */
  readonly groups: Set<string>;
  /** Our own endpoints. */
  own: readonly OwnEndpoint[] = [];
  /** Who is at an endpoint: looking through everybody for each new peer is slow among hundreds. */
  readonly #addresses = new Map<string, Peer>();
  readonly #options: ResolvedMeshOptions;
  readonly #admission: Admission;
  #status: number;

  constructor(options: ResolvedMeshOptions) {
    this.#options = options;
    this.#admission = new Admission(options.limits);
    this.groups = new Set(options.groups);
    this.#status = this.groups.size % 256;
  }

  isOwn({ address, port }: Endpoint): boolean {
    const { advertised } = this.#options;
    if (advertised?.address === address && advertised.port === port) return true;
    return this.own.some((own) => own.address === address && own.port === port);
  }

  /** The peer that was dialled at this endpoint last. */
  at(endpoint: Endpoint): Peer | undefined {
    return this.#addresses.get(formatEndpoint(endpoint));
  }

  /**
   * Our endpoints are others now. Who was told one that is gone would go on sending to it, and what we have of a connection
   * leads nowhere: it is greeted anew from our new endpoint on its network. When there is none, its connections have to prove
   * themselves, for it may be found on another network of ours.
   */
  move(own: readonly OwnEndpoint[], now: number): Effects {
    this.own = own;
    const { advertised } = this.#options;
    const present = new Set([...own, ...(advertised === undefined ? [] : [advertised])].map(formatEndpoint));
    const stranded = [...this.all.values()].filter(({ told }) => !present.has(told));
    return stranded.flatMap((peer): Effects => {
      // Its address is ours now: it has another one, and we would dial ourselves.
      if (this.isOwn(peer)) return this.drop(peer, "resync");
      if (endpointNear(peer.address, own) !== undefined) return this.restart(peer, "resync", now);
      return this.#canGreet(peer) ? [{ type: "prove", peer: peer.id }] : [];
    });
  }

  /** Why a place is not dialled that somebody at `source` names in a HELLO; undefined when it may be. */
  refusalOf(place: Endpoint, source: string, now: number): ProtocolError | undefined {
    if (place.address === source) return undefined;
    const refusal = this.#admission.refusalElsewhere(source, now);
    return refusal === undefined ? undefined : new ProtocolError("limit-exceeded", refusal);
  }

  /** Dials a stranger on the word of `source`, unless there are too many of them. */
  meet(id: string, at: Endpoint, now: number, source: string = at.address): Effects {
    if (this.#admission.cooling(id, now) || !this.#canGreet(at)) return [];
    const refusal = this.#admission.refusal(source, this.all.size, now);
    if (refusal !== undefined) return this.ignore(id, new ProtocolError("limit-exceeded", refusal), now);
    return this.#dial(id, at, now);
  }

  /**
   * Dials a place where a peer is said to be, beside the connections that it has: whoever said so has proved nothing. The newest
   * few places are tried at a time, so that a flood of forged ones does not hide the right one.
   */
  tryAt(peer: Peer, at: Endpoint, now: number): Effects {
    const id = `${formatEndpoint(at)} ${peer.id}`;
    if (this.all.has(id) || !this.#canGreet(at)) return [];
    const refusal = this.#admission.refusal(at.address, this.all.size, now);
    if (refusal !== undefined) return this.ignore(peer.id, new ProtocolError("limit-exceeded", refusal), now);
    const tried = [...this.all.values()].filter(({ tries }) => tries === peer.id);
    const oldest = tried.length < TRIED ? [] : this.drop(tried[0] as Peer, "replaced");
    const [connect, ...rest] = this.#dialBeside(id, at, now);
    const fresh = this.all.get(id);
    if (fresh !== undefined) fresh.tries = peer.id;
    return [...oldest, ...(connect?.type === "connect" ? [{ ...connect, expects: peer.id }] : []), ...rest];
  }

  /** The peer has been found at the place that was tried: it goes on over this connection, from the beginning. */
  follow(peer: Peer, tried: Peer, now: number): Effects {
    if (!this.#admission.admitsRestart(peer.id, now)) return this.drop(tried, "replaced");
    const exit = this.#exit(peer, "resync");
    this.#forget(peer);
    tried.tries = undefined;
    tried.inbound = peer.inbound;
    tried.beacons = peer.beacons;
    return [...exit, ...this.rename(tried, peer.id), ...this.takePlace(tried)];
  }

  /** Our connection to the peer stands: whoever was at its endpoint before is not there any more. */
  takePlace(peer: Peer): Effects {
    const before = this.at(peer);
    this.#addresses.set(formatEndpoint(peer), peer);
    return before === undefined || before === peer ? [] : this.drop(before, "replaced");
  }

  /**
   * A peer that says HELLO over a connection is worth more than one of which a datagram told: when there are too many, the
   * first of those that never answered makes room for it. Or forged beacons could keep everybody out.
   */
  makeRoom(): Effects {
    if (this.#admission.hasRoom(this.all.size)) return [];
    for (const peer of this.all.values()) if (!peer.ready && !peer.inbound) return this.drop(peer, "disconnected");
    return [];
  }

  /** Whoever was dialled turns out to be this peer. */
  rename(peer: Peer, id: string): Effects {
    const from = peer.id;
    this.all.delete(from);
    this.placeholders.delete(peer);
    peer.id = id;
    this.all.set(id, peer);
    return [{ type: "rename", from, peer: id }];
  }

  /** The peer's HELLO has come: it is present. */
  introduce(peer: Peer, hello: Hello, now: number): Effects {
    peer.introduce(hello);
    peer.liveness.handleHeard(now);
    peer.outgoing.wrap = this.#options.wrapFor(hello.headers);
    peer.prompt = this.#options.promptFor(hello.headers);
    peer.sameProcess = this.#options.sameProcess(peer);
    this.ready.set(peer.id, peer);
    this.met++;
    const { id, name, headers, endpoint } = peer;
    const joins = [...peer.groups].map((group) => emit({ type: "join", peer: id, name, group }));
    return [emit({ type: "enter", peer: id, name, headers, endpoint }), ...joins];
  }

  /** Starts over with a peer, at the place where it is now; or drops it, when it was started over with a moment ago. */
  restart(peer: Peer, reason: ExitReason, now: number, at: Endpoint = peer): Effects {
    if (!this.#canGreet(at) || !this.#admission.admitsRestart(peer.id, now)) return this.drop(peer, reason);
    const effects = [...this.#exit(peer, reason), ...this.#dial(peer.id, at, now)];
    const fresh = this.all.get(peer.id);
    if (fresh !== undefined) {
      fresh.inbound = peer.inbound;
      fresh.attempts = peer.ready ? 0 : peer.attempts + 1;
    }
    return effects;
  }

  drop(peer: Peer, reason: ExitReason): Effects {
    this.#forget(peer);
    return [{ type: "disconnect", peer: peer.id }, ...this.#exit(peer, reason)];
  }

  /** A message that means nothing: a peer may send some. One that floods us with them is dropped, and left alone for a while. */
  bear(peer: Peer, now: number): Effects {
    if (peer.nonsense.spend(now)) return [];
    this.#admission.cool(peer.id, now);
    const message = `it sends more than ${NONSENSE} messages a second that mean nothing, and has to leave`;
    const error = new ProtocolError("limit-exceeded", message);
    return [emit({ type: "ignored", peer: peer.id, error }), ...this.drop(peer, "protocol")];
  }

  /** Forgets everybody without a word. */
  clear(): Effects {
    const gone = [...this.all.keys()].map((peer): ZreEffect => ({ type: "disconnect", peer }));
    this.all.clear();
    this.#addresses.clear();
    this.placeholders.clear();
    this.ready.clear();
    return gone;
  }

  /**
   * Tells everyone that we entered or left a group. Each status must be told exactly once, in order: zyre and pyre end
   * themselves when one is missing. So those that we have only dialled are told too, behind our HELLO.
   */
  tellAll(type: "JOIN" | "LEAVE", group: string): Effects {
    this.#status = (this.#status + 1) % 256;
    const status = this.#status;
    return [...this.all.values()].map((peer) => send(peer, (sequence) => ({ type, sequence, group, status })));
  }

  complain(peer: string | undefined, message: string, now: number): Effects {
    return this.ignore(peer, new ProtocolError("bad-message", message), now);
  }

  ignore(peer: string | undefined, error: ProtocolError, now: number): Effects {
    return this.#admission.admitsComplaint(now) ? [emit({ type: "ignored", peer, error })] : [];
  }

  /** Without an endpoint of our own there is no HELLO to say: an empty one would end a pyre node. */
  #canGreet({ address }: Endpoint): boolean {
    return reachableFrom(address, this.own, this.#options.advertised) !== undefined;
  }

  /** Greets a peer over a fresh connection. */
  #dial(id: string, at: Endpoint, now: number): Effects {
    const before = this.at(at);
    // Its connections stand: until somebody else is found there it keeps its place.
    if (before?.stands === true && before.id !== id) return this.#dialBeside(id, at, now);
    // A node that was started again often gets the port of its predecessor: that one is gone.
    const replaced = before === undefined || before.id === id ? [] : this.drop(before, "replaced");
    const effects = this.#dialBeside(id, at, now);
    const peer = this.all.get(id);
    if (peer !== undefined) this.#addresses.set(formatEndpoint(at), peer);
    if (peer !== undefined && isPlaceholder(id)) this.placeholders.add(peer);
    return [...replaced, ...effects];
  }

  /** The same without a word about who is at that endpoint. */
  #dialBeside(id: string, at: Endpoint, now: number): Effects {
    this.#forget(this.all.get(id));
    const peer = new Peer(id, at, now);
    this.all.set(id, peer);
    const own = reachableFrom(at.address, this.own, this.#options.advertised);
    peer.told = own === undefined ? "" : formatEndpoint(own);
    const hello = send(peer, (sequence) => this.#hello(sequence, peer.told));
    return [{ type: "connect", peer: id, address: at.address, port: at.port }, hello];
  }

  #forget(peer: Peer | undefined): void {
    if (peer === undefined) return;
    this.all.delete(peer.id);
    this.placeholders.delete(peer);
    const place = formatEndpoint(peer);
    if (this.#addresses.get(place) === peer) this.#addresses.delete(place);
  }

  #hello(sequence: number, endpoint: string): Hello {
    const { name, headers } = this.#options;
    return { type: "HELLO", sequence, endpoint, groups: [...this.groups], status: this.#status, name, headers };
  }

  #exit(peer: Peer, reason: ExitReason): Effects {
    if (!this.ready.delete(peer.id)) return [];
    return [emit({ type: "exit", peer: peer.id, name: peer.name, reason })];
  }
}

/** Endpoints of one peer that are tried at a time. */
const TRIED = 4;

/** Sends a peer the message that its next number makes. */
export function send(peer: Peer, message: (sequence: number) => ZreMessage): ZreEffect {
  return { type: "send", peer: peer.id, message: message(peer.outgoing.next()) };
}
