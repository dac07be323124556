import { fitsGlob } from "../arguments/glob.ts";
import type { BrokerAddress, PresenceRecord } from "../transport/broker/record.ts";
import { speaksZocp } from "../zocp/codec/headers.ts";
import type { Side } from "./crossing.ts";
import { Locals } from "./locals.ts";
import { Presence } from "./presence.ts";
import { Turn } from "./turn.ts";
import { BRIDGE_HEADER, bridgesOf, MOST_BRIDGES, type Traveller } from "./via.ts";

export interface BorderOptions {
  /** The id of this bridge. */
  readonly id: string;
  /** Globs of the names of those that cross, by the side on which they are. */
  readonly share: readonly string[];
  readonly import: readonly string[];
  /** Nodes of the broker that are on the local network at a time. */
  readonly imports: number;
  /** Nodes on the broker of which something is kept. */
  readonly records: number;
}

/** What a bridge does. `from`: the side on which a node itself is. */
export type BorderEffect =
  /** Lets somebody stand for a node on the other side, or no longer. */
  | { readonly type: "carry"; readonly from: Side; readonly node: Traveller }
  | { readonly type: "drop"; readonly from: Side; readonly node: Traveller; readonly reason: DropReason }
  /** A node that was meant to cross does not, for a reason that people should know. */
  | { readonly type: "refuse"; readonly from: Side; readonly node: Traveller; readonly reason: string }
  /** Tells another bridge over the broker whether this one carries nodes. */
  | { readonly type: "knock"; readonly to: string; readonly carries: boolean }
  /** Wants the record of a node on the broker. */
  | { readonly type: "seek"; readonly id: string }
  /** This bridge carries nodes from now on, or stands by for another one, or has no broker. */
  | { readonly type: "turn"; readonly carries: boolean; readonly rival: string | undefined };

/** Why a node crosses no longer: it has left, this bridge carries none at the moment, or it must not any more. */
export type DropReason = "left" | "stands by" | "refused" | "failed";

/**
 * Decides which nodes cross between a local network and a broker: those whose names were given, unless they are on the far side
 * already, come from there, or have come over too many bridges.
 */
export class Border {
  readonly #options: BorderOptions;
  readonly #turn: Turn;
  readonly #presence: Presence;
  readonly #locals = new Locals();
  readonly #carried: Readonly<Record<Side, Map<string, Traveller>>> = { lan: new Map(), broker: new Map() };
  /** What people were told of whom. */
  readonly #refused = new Map<string, string>();
  /** Those that could not be carried, and when that is tried again. */
  readonly #failed = new Map<string, number>();
  /** Of those that stand on the broker for nodes of the local network: nothing is learnt from them. */
  readonly #sessions = new Map<string, number>();
  #tickAt = Number.POSITIVE_INFINITY;
  /** Nodes that may begin to cross until the next tick. */
  #room = 0;
  /** People know that there is no room on the local network. */
  #full = false;
  #effects: BorderEffect[] = [];

  constructor(options: BorderOptions) {
    this.#options = options;
    this.#turn = new Turn(options.id);
    this.#presence = new Presence(options.records);
  }

  /** When `handleTimeout` is due. */
  get deadline(): number {
    return this.#tickAt;
  }

  /** Whether nodes cross at the moment. */
  get carries(): boolean {
    return this.#turn.carries;
  }

  /** The nodes of one side that cross. */
  carried(from: Side): ReadonlyMap<string, Traveller> {
    return this.#carried[from];
  }

  start(now: number): readonly BorderEffect[] {
    this.#tickAt = now;
    return this.#take();
  }

  handleEnter(node: Traveller, now: number): readonly BorderEffect[] {
    const { id, headers } = node;
    if (headers.has(BRIDGE_HEADER)) this.#turn.twins.enter(id);
    else if (speaksZocp(headers) && bridgesOf(headers).at(-1) !== this.#options.id) {
      this.#locals.enter(node, now);
      this.#judgeBoth(id, now);
    }
    return this.#take();
  }

  /** `goodbye`: it said that it leaves; others may return. */
  handleExit(id: string, goodbye: boolean, now: number): readonly BorderEffect[] {
    this.#turn.twins.exit(id, goodbye);
    this.#locals.exit(id, goodbye, now);
    this.#judge("lan", id, now);
    return this.#take();
  }

  handleRecord(address: BrokerAddress, record: PresenceRecord, now: number): readonly BorderEffect[] {
    const { id } = address;
    if (bridgesOf(record.headers).at(-1) === this.#options.id) {
      if (this.#carried.lan.has(id)) this.#sessions.set(id, record.session);
      return [];
    }
    this.#presence.learn(address, record, now);
    this.#judgeBoth(id, now);
    return this.#take();
  }

  handleBeat(address: BrokerAddress, session: number, now: number): readonly BorderEffect[] {
    const { id } = address;
    if (this.#sessions.get(id) === session || this.#presence.hear(address, session, now)) return [];
    return [{ type: "seek", id }];
  }

  /** The broker says that a node is gone. */
  handleGone(address: BrokerAddress, now: number): readonly BorderEffect[] {
    this.#presence.miss(address, now);
    return this.#take();
  }

  /** A node of the broker said goodbye to one whom it had met. */
  handleGoodbye(id: string, now: number): readonly BorderEffect[] {
    this.#presence.handleGoodbye(id);
    this.#judge("broker", id, now);
    return this.#take();
  }

  handleUp(now: number): readonly BorderEffect[] {
    this.#turn.handleUp(now);
    this.#presence.vouch(now);
    return this.handleTimeout(now);
  }

  handleDown(now: number): readonly BorderEffect[] {
    this.#turn.handleDown(now);
    return this.#take();
  }

  handleKnock(from: string, carries: boolean, now: number): readonly BorderEffect[] {
    this.#turn.twins.hear(from, carries, now);
    this.#turnIfDue(now);
    return this.#take();
  }

  /** A node could not be carried: it is tried again later. */
  handleFailure(from: Side, id: string, now: number): readonly BorderEffect[] {
    this.#failed.set(keyOf(from, id), now + RETRY_MS);
    this.#drop(from, id, "failed");
    return this.#take();
  }

  handleTimeout(now: number): readonly BorderEffect[] {
    this.#tickAt = now + TICK_MS;
    this.#room = JOINS;
    for (const to of this.#turn.takeKnocks(now)) this.#effects.push({ type: "knock", to, carries: this.carries });
    this.#turnIfDue(now);
    for (const id of [...this.#locals.ids]) this.#judge("lan", id, now);
    for (const id of [...this.#presence.ids]) this.#judge("broker", id, now);
    this.#clean(now);
    return this.#take();
  }

  #turnIfDue(now: number): void {
    if (!this.#turn.judge(now)) return;
    const { carries, rival } = this.#turn;
    this.#effects.push({ type: "turn", carries, rival });
    if (carries) return;
    for (const from of SIDES) for (const id of [...this.#carried[from].keys()]) this.#drop(from, id, "stands by");
  }

  #judgeBoth(id: string, now: number): void {
    for (const from of SIDES) this.#judge(from, id, now);
  }

  /** Lets a node cross, or no longer. */
  #judge(from: Side, id: string, now: number): void {
    if (!this.carries) return;
    const node = from === "lan" ? this.#locals.at(id, now) : this.#presence.at(id, now);
    const carried = this.#carried[from];
    const before = carried.get(id);
    // One that was started again may be another one by what it says of itself.
    if (node === undefined || (before !== undefined && !isSame(before, node))) this.#drop(from, id, "left");
    if (node === undefined) return;
    const refusal = this.#isMeant(from, node) ? this.#objection(from, node, now) : "";
    if (refusal === undefined) {
      if (!carried.has(id)) this.#carry(from, node);
    } else if (refusal !== WAIT || !carried.has(id)) {
      this.#drop(from, id, "refused");
      if (refusal !== WAIT && refusal !== "") this.#refuse(from, node, refusal);
    }
  }

  /** By its name. Commands that only look, on either side, see what crosses. */
  #isMeant(from: Side, { name, headers }: Traveller): boolean {
    const globs = from === "lan" ? this.#options.share : this.#options.import;
    return speaksZocp(headers) && (headers.has(TOOL_HEADER) || globs.some((glob) => fitsGlob(glob, name)));
  }

  /** Why a node does not cross: for people, or only for the moment. Undefined when it does. */
  #objection(from: Side, node: Traveller, now: number): string | undefined {
    const bridges = bridgesOf(node.headers);
    // It is a node of the far side, brought here by this bridge or by another one between the two.
    if (bridges.includes(this.#options.id) || this.#turn.twins.knows(bridges)) return "";
    if (bridges.length >= MOST_BRIDGES) return `it has come over ${MOST_BRIDGES} bridges, which is the limit`;
    const elsewhere = from === "lan" ? this.#onBroker(node, now) : this.#onLan(node, now);
    if (elsewhere !== undefined) return elsewhere;
    if (this.#carried[from].has(node.id)) return undefined;
    if ((this.#failed.get(keyOf(from, node.id)) ?? 0) > now) return WAIT;
    if (from === "broker" && this.#carried.broker.size >= this.#options.imports) return this.#noRoom();
    return this.#room <= 0 ? WAIT : undefined;
  }

  /** Of one that is on the broker without this bridge. */
  #onBroker(node: Traveller, now: number): string | undefined {
    const other = this.#presence.at(node.id, now);
    if (other === undefined) return undefined;
    const bridges = bridgesOf(other.headers);
    // The bridge that carried it is gone, or is about to go.
    if (this.#turn.twins.knows(bridges)) return this.#presence.silenceOf(node.id, now) < SILENT_MS ? WAIT : undefined;
    return this.#yields("lan", node, bridges) ? describe("the broker", bridges) : undefined;
  }

  /** Of one that is on the local network without this bridge. */
  #onLan(node: Traveller, now: number): string | undefined {
    const local = this.#locals.at(node.id, now);
    if (this.#locals.misses(node.id, now)) return WAIT;
    if (local === undefined) return undefined;
    const bridges = bridgesOf(local.headers);
    if (!this.#yields("broker", node, bridges)) return undefined;
    const waits = bridges.length > 0 && this.#locals.isNew(node.id, now) && !this.#carried.broker.has(node.id);
    return waits ? WAIT : describe("the local network", bridges);
  }

  /** Whether a node that is on the far side by another way stays there by that: by the shorter one, of two as long by the higher id. */
  #yields(from: Side, { id, headers }: Traveller, others: readonly string[]): boolean {
    if (!this.#carried[from].has(id)) return true;
    const own = [...bridgesOf(headers), this.#options.id];
    return others.length === own.length ? (others.at(-1) ?? "") > this.#options.id : others.length < own.length;
  }

  /** Told of one node, and not of each. */
  #noRoom(): string {
    if (this.#full) return WAIT;
    this.#full = true;
    return `${this.#options.imports} nodes of the broker are here already, which is the limit`;
  }

  #carry(from: Side, node: Traveller): void {
    this.#room--;
    this.#carried[from].set(node.id, node);
    this.#refused.delete(keyOf(from, node.id));
    this.#effects.push({ type: "carry", from, node });
  }

  #drop(from: Side, id: string, reason: DropReason): void {
    const node = this.#carried[from].get(id);
    if (node === undefined) return;
    this.#carried[from].delete(id);
    if (from === "lan") this.#sessions.delete(id);
    else this.#full = false;
    this.#effects.push({ type: "drop", from, node, reason });
  }

  #refuse(from: Side, node: Traveller, reason: string): void {
    const key = keyOf(from, node.id);
    if (this.#refused.get(key) === reason) return;
    this.#refused.set(key, reason);
    this.#effects.push({ type: "refuse", from, node, reason });
  }

  #clean(now: number): void {
    this.#presence.clean(now);
    this.#locals.clean(now);
    this.#turn.twins.clean(now);
    for (const [key, at] of this.#failed) if (at <= now) this.#failed.delete(key);
    for (const key of this.#refused.keys()) {
      const [from = "", id = ""] = key.split(" ");
      if (from === "lan" ? !this.#locals.has(id) : this.#presence.at(id, now) === undefined) this.#refused.delete(key);
    }
  }

  #take(): readonly BorderEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}

function describe(where: string, bridges: readonly string[]): string {
  return bridges.length === 0 ? `it is on ${where} itself` : `it is on ${where} already, over another bridge`;
}

function isSame(one: Traveller, other: Traveller): boolean {
  const { name, headers } = other;
  if (one.name !== name || one.headers.size !== headers.size) return false;
  return [...headers].every(([header, value]) => one.headers.get(header) === value);
}

function keyOf(from: Side, id: string): string {
  return `${from} ${id}`;
}

const SIDES: readonly Side[] = ["lan", "broker"];
/** It may cross soon: nobody is told, and one that crosses goes on with it. */
const WAIT = "wait";
/** By this a command that comes and goes is known. */
const TOOL_HEADER = "X-ZOCP-TOOL";
const TICK_MS = 500;
/** Nodes that begin to cross in a tick: each is met by everybody. */
const JOINS = 16;
/** Beats that a node has missed for which another bridge stood. */
const SILENT_MS = 2500;
const RETRY_MS = 2000;
