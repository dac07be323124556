import { encodeGet, encodeSub, encodeSubTo, type Subscription } from "../codec/message.ts";
import type { ValueVersion } from "../codec/value-version.ts";
import { endsOldNode } from "../old-nodes/old-nodes.ts";
import { Answers } from "../requests/answers.ts";
import { Greetings } from "../signals/greetings.ts";
import { Subscribers } from "../signals/subscribers.ts";
import { Subscriptions } from "../subscriptions/subscriptions.ts";
import { OwnTree } from "../tree/own-tree.ts";
import { Room } from "../tree/room.ts";
import { Deadline } from "./deadline.ts";
import type { ZocpEffect } from "./effects.ts";
import type { ZocpEvent } from "./events.ts";
import type { Link } from "./link.ts";
import type { Peer } from "./peer.ts";
import type { Steps } from "./steps.ts";
import { Wants } from "./wants.ts";

/** Bounds on what the network can make a node hold. */
export interface ZocpLimits {
  /** Characters of one message; 4 Mi. */
  readonly message: number;
  /** Parameters of one node, our own too; 10,000. */
  readonly parameters: number;
  /** Characters of the values that others set or register in this node; 64 Mi. */
  readonly tree: number;
  /** What is kept of the trees of all peers together: characters, and 512 for each entry; 256 Mi. */
  readonly totalTrees: number;
  /** Subscriptions of one peer; 10,000. */
  readonly subscriptions: number;
  /** Of all peers together; 100,000. As many links are kept for nodes that are away. */
  readonly totalSubscriptions: number;
  /** Subscriptions of one peer that wait for an emitter to be registered; 1,000. */
  readonly pending: number;
  /** Of all peers together; 10,000. */
  readonly totalPending: number;
}

/** Why a value changed: our own program, a SET of a peer, a fade, or a signal of an emitter. */
export type Cause =
  /** `correction`: our program changes the value that it is just told of. */
  | { readonly by: "self"; readonly correction?: true }
  | { readonly by: "set"; readonly from: NodeName }
  /** A step of a fade; `covers`: of an overlay, on top of everything; `replaces`: in the place of sources that are away, and none beside others. */
  | { readonly by: "fade"; readonly from: NodeName; readonly covers?: true; readonly replaces?: boolean }
  /** `version`: of a value that came round a ring. */
  | {
      readonly by: "signal";
      readonly from: NodeName;
      readonly emitter: string;
      readonly version?: ValueVersion | undefined;
      /** It is the present value that a link begins with: nobody has moved the emitter. */
      readonly greeting?: boolean;
    };

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
  /** Moments that are to be met as exactly as the host can; `due` knows them, too. */
  readonly prompt = new Deadline();
  /** For the trees of all peers. */
  readonly room: Room;
  readonly greetings: Greetings = new Greetings();
  readonly answers: Answers = new Answers(this);
  /** When the first of the parts wants to be called, or earlier. */
  readonly due: Deadline = new Deadline();
  /** When the first of the peers is to be asked for its tree again. */
  readonly askDue: Deadline = new Deadline(this.due);
  /** Whom this node wants to know. */
  wants: Wants = new Wants(true);
  /** Whether anybody wants to know that a parameter of ours has changed: most of what is told of values nobody hears. */
  isFollowed: (path: string) => boolean = () => true;
  /** The first effect, and all of them once there are two. */
  #first: ZocpEffect | undefined;
  #effects: ZocpEffect[] = NOTHING;
  /** How much these effects, as far as they were counted, and what was looked at besides, have to do with. */
  #work = 0;
  #counted = 0;
  /** When what everybody is told leaves. */
  #moment = Number.NEGATIVE_INFINITY;
  /** How often something was ignored in the present second. */
  #complaints = 0;
  #second = 0;

  readonly #date: (() => number) | undefined;

  /** `date`: the moment of what is handled, in milliseconds since 1970; undefined where nobody knows it. */
  constructor(id: string, name: string, limits: Partial<ZocpLimits> = {}, date?: () => number) {
    this.#date = date;
    this.id = id;
    this.name = name;
    this.limits = { ...LIMITS, ...limits };
    this.subscribers = new Subscribers(id, (peer) => this.peers.get(peer)?.extensions === false);
    this.tree = new OwnTree(this.limits.parameters);
    this.room = new Room(this.limits.totalTrees);
  }

  /** Milliseconds since 1970, as far as this machine's clock was set; undefined where nobody knows it. */
  get date(): number | undefined {
    return this.#date?.();
  }

  /** Something comes from the network at this moment. */
  handleArrival(now: number): void {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) this.#complaints = 0;
    this.#second = second;
  }

  /**
   * When what changes now is told to everybody: with all that changes in the next moment, in one message of each kind. A show that is loaded
   * gives a node dozens of links at once, and each of a hundred nodes hears of every one.
   */
  momentAfter(now: number): number {
    if (this.#moment <= now) this.#moment = now + MOMENT;
    return this.#moment;
  }

  /** The effects since the last call. */
  take(): readonly ZocpEffect[] {
    const first = this.#first;
    const effects = this.#effects;
    this.#first = undefined;
    this.#effects = NOTHING;
    this.#work = this.#counted = 0;
    return first === undefined || effects.length > 0 ? effects : [first];
  }

  push(effect: ZocpEffect): void {
    // One or two are the rule, and a list that grows would have room for seventeen at once.
    if (this.#first === undefined) this.#first = effect;
    else if (this.#effects.length === 0) this.#effects = [this.#first, effect];
    else this.#effects.push(effect);
  }

  /** Whether so much is to be done already that the rest is for a later turn. Counted only where somebody asks. */
  get full(): boolean {
    const effects = this.#effects.length === 0 && this.#first !== undefined ? [this.#first] : this.#effects;
    for (; this.#counted < effects.length; this.#counted++) this.#work += workOf(effects[this.#counted]);
    return this.#work >= PORTION;
  }

  /** Does something in steps until it is done, or there is no room for more in this turn. True when it is done. */
  advance(steps: Steps): boolean {
    while (steps.next().done !== true) {
      this.#work++;
      if (this.full) return false;
    }
    return true;
  }

  /** Another part of the node begins, which has a portion of its own. */
  beginPortion(): void {
    if (this.full) this.#work = 0;
  }

  tell(event: ZocpEvent): void {
    this.push({ type: "emit", event });
  }

  /** Whispers a text to one peer. */
  send(peer: string, text: string): void {
    this.push({ type: "send", to: [peer], text });
  }

  /** Tells every ZOCP node what there is now under names of the tree's top level. */
  sendAll(text: string, entries: readonly string[], except?: string): void {
    const to = [...this.peers.keys()].filter((peer) => peer !== except);
    if (to.length > 0) this.push({ type: "send", to, text, entries });
  }

  /** Somebody is wanted, or is not any more. Who is here already is asked what it consists of. */
  followWants(now: number): void {
    if (this.wants.always) return;
    this.push({ type: "want" });
    for (const peer of this.peers.values()) if (peer.questions === 0 && this.wants.has(peer)) this.ask(peer, now);
  }

  /** Asks a peer for its whole tree. */
  ask(peer: Peer, now: number): void {
    peer.questions++;
    peer.askedAt = now;
    peer.askNext = false;
    peer.askAt = Number.POSITIVE_INFINITY;
    this.send(peer.id, encodeGet());
  }

  /**
   * Asks a peer for its whole tree as soon as it has answered what it was asked before: however much is set there, it is never asked
   * twice at once. Gives the number of the question.
   */
  askSoon(peer: Peer, now: number): number {
    if (peer.answers >= peer.questions) {
      this.ask(peer, now);
      return peer.questions;
    }
    peer.askNext = true;
    // An answer that was not recognized must not keep it from being asked for ever.
    this.askLater(peer, PATIENCE);
    return peer.questions + 1;
  }

  /** It has answered: it is asked what was to be asked next. */
  answered(peer: Peer, now: number): void {
    if (peer.answers < peer.questions) peer.answers++;
    if (peer.askNext && peer.answers >= peer.questions) this.ask(peer, now);
  }

  /** Asks a peer for its whole tree again, so long after the last time. */
  askLater(peer: Peer, pause: number): void {
    peer.askAt = Math.min(peer.askAt, peer.askedAt + pause);
    this.askDue.by(peer.askAt);
  }

  /** Somebody waits for a parameter of an old node: it tells nobody what it registers, so it has to be asked. */
  lookFor(peer: Peer): void {
    if (peer.extensions) return;
    peer.wanted = true;
    this.askLater(peer, peer.lookEvery);
  }

  /** Whispers a SUB or UNSUB. False when it was not sent because it would end an old node. */
  sendLink(verb: "SUB" | "UNSUB", to: string, link: Subscription): boolean {
    if (endsOldNode(this, verb, link)) return false;
    const peer = this.peers.get(to);
    this.send(to, verb === "SUB" ? encodeSubTo(peer, link) : encodeSub(verb, link));
    if (verb === "UNSUB" && link.emitterNode === this.id) peer?.expectEcho(link);
    return true;
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

function workOf(effect: ZocpEffect | undefined): number {
  return effect?.type === "signal" || effect?.type === "send" ? effect.to.length : 1;
}

/** Nobody writes into it. */
const NOTHING: ZocpEffect[] = [];
const LIMITS: ZocpLimits = {
  message: 0x40_0000,
  parameters: 10_000,
  tree: 0x400_0000,
  totalTrees: 0x1000_0000,
  subscriptions: 10_000,
  totalSubscriptions: 100_000,
  pending: 1000,
  totalPending: 10_000,
};
/** Messages, events and entries that are done with in one turn: about a millisecond. */
const PORTION = 512;
/** Milliseconds until a question without an answer is asked again. */
const PATIENCE = 1000;
/** Milliseconds in which changes are gathered that everybody is told of. */
const MOMENT = 20;
/** How many are told in one second. */
const COMPLAINTS = 100;
