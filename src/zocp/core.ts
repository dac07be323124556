import { Due } from "./due.ts";
import type { ZocpEffect } from "./effects.ts";
import type { ZocpEvent } from "./events.ts";
import type { Link } from "./link.ts";
import { encodeGet } from "./message.ts";
import { OwnTree } from "./own-tree.ts";
import type { Peer } from "./peer.ts";
import type { Stamp } from "./stamp.ts";
import { Subscribers } from "./subscribers.ts";
import { Subscriptions } from "./subscriptions.ts";

/** Bounds on what the network can make a node hold. */
export interface ZocpLimits {
  /** Characters of one message; 4 Mi. */
  readonly message: number;
  /** Parameters of one node, our own too; 10,000. */
  readonly parameters: number;
  /** Subscriptions of one peer; 10,000. */
  readonly subscriptions: number;
  /** Subscriptions of one peer that wait for an emitter to be registered; 1,000. */
  readonly pending: number;
}

/** Why a value changed: our own program, a SET of a peer, or a signal of an emitter. */
export type Cause =
  | { readonly by: "self" }
  | { readonly by: "set"; readonly from: NodeName }
  /** `stamp`: of a value that came round a ring. */
  | { readonly by: "signal"; readonly from: NodeName; readonly emitter: string; readonly stamp?: Stamp | undefined };

/** A node as events name it: a peer, or this one. */
export interface NodeName {
  readonly id: string;
  readonly name: string;
}

/** What all parts of the node machine share: the own tree, the peers, who is subscribed to what, and the effects so far. */
export class Core {
  readonly id: string;
  readonly name: string;
  readonly limits: ZocpLimits;
  readonly tree: OwnTree;
  readonly peers: Map<string, Peer> = new Map();
  readonly subscribers: Subscribers;
  readonly subscriptions: Subscriptions = new Subscriptions();
  /** When the first of the parts wants to be called, or earlier. */
  readonly due: Due = new Due();
  #effects: ZocpEffect[] = [];
  /** How often something was ignored in the present second. */
  #complaints = 0;
  #second = 0;

  constructor(id: string, name: string, limits: Partial<ZocpLimits> = {}) {
    this.id = id;
    this.name = name;
    this.limits = { ...LIMITS, ...limits };
    this.subscribers = new Subscribers(id);
    this.tree = new OwnTree(this.limits.parameters);
  }

  /** Something comes from the network at this moment. */
  handleArrival(now: number): void {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) this.#complaints = 0;
    this.#second = second;
  }

  /** The effects since the last call. */
  take(): readonly ZocpEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  push(effect: ZocpEffect): void {
    this.#effects.push(effect);
  }

  tell(event: ZocpEvent): void {
    this.#effects.push({ type: "emit", event });
  }

  /** Whispers a text to one peer. */
  send(peer: string, text: string): void {
    this.#effects.push({ type: "send", to: [peer], text });
  }

  /** Whispers a text to every ZOCP node. */
  sendAll(text: string, except?: string): void {
    const to = [...this.peers.keys()].filter((peer) => peer !== except);
    if (to.length > 0) this.#effects.push({ type: "send", to, text });
  }

  /** Asks a peer for its whole tree. */
  ask(peer: Peer, now: number): void {
    peer.asked = true;
    peer.askedAt = now;
    peer.stale = false;
    this.send(peer.id, encodeGet());
  }

  /** Who is meant by an id in an event: a peer, or ourselves. */
  who(id: string): { readonly peer: string; readonly name: string } {
    return { peer: id, name: this.nameOf(id) };
  }

  /** The name of a present node; empty when there is none of that id. */
  nameOf(id: string): string {
    return id === this.id ? this.name : (this.peers.get(id)?.name ?? "");
  }

  /** Something from a peer had no effect. A flood of bad input must not become a flood of events. */
  ignore(peer: string, reason: string): void {
    if (++this.#complaints <= COMPLAINTS) this.tell({ type: "ignored", ...this.who(peer), reason });
  }

  /** We refused what a peer wanted. */
  refuse(peer: string, verb: string, parameter: string, reason: string, link?: Link): void {
    const which = link === undefined ? {} : { link };
    this.tell({ type: "refused", ...this.who(peer), verb, parameter, reason, outgoing: false, ...which });
  }
}

const LIMITS: ZocpLimits = { message: 0x40_0000, parameters: 10_000, subscriptions: 10_000, pending: 1000 };
/** How many are told in one second. */
const COMPLAINTS = 100;
