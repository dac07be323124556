import type { Frames } from "../../bytes/frames.ts";
import { ProtocolError } from "../../errors.ts";
import type { Wanted } from "../transport.ts";
import { Directory } from "./directory.ts";
import type { BrokerEffect } from "./effects.ts";
import { Inquiries } from "./inquiries.ts";
import { Budget } from "./pair/budget.ts";
import type { PairEffect } from "./pair/effects.ts";
import type { Credit } from "./pair/incoming.ts";
import { decodePairMessage, type PairMessage } from "./pair/message.ts";
import { Pair } from "./pair/pair.ts";
import { type BrokerAddress, decodeBeat, decodeRecord } from "./record.ts";
import { keyOfWhom, type Whom, whomOf } from "./whom.ts";

export interface BrokerPeersOptions {
  readonly self: BrokerAddress;
  /** What it says of itself. */
  readonly record: Uint8Array;
  /** Which run of this program it is, from 0 to 2^32 − 1. */
  readonly session: number;
  /** At least 0, less than 1. */
  readonly chance: () => number;
  /** What may be on its way to this node, of all peers together. */
  readonly budget: Credit;
  /** Octets of the longest message to the broker. */
  readonly piece: number;
  readonly limits?: Partial<BrokerLimits>;
}

/** Bounds on what a broker can make a node hold. */
export interface BrokerLimits {
  /** Octets of one text that is received; 13 MiB. */
  readonly message: number;
  /** Octets that may wait for one peer; 16 MiB. */
  readonly buffer: number;
  /** Peers at a time; 8,192. */
  readonly peers: number;
  /** Presence records; 20,000. */
  readonly records: number;
}

/** One node with which this one is to be in touch. */
interface Met {
  readonly address: BrokerAddress;
  readonly pair: Pair;
  /** Whether users know of it. */
  entered: boolean;
  /** What it said before its record was here. */
  early: Frames[];
}

/**
 * One node among those on a broker: who is there, and a {@link Pair} with each of those whom it wants to meet, or who want to meet it.
 * A peer has entered when its record is here and both sides have seen each other, so what a broker kept of a node that is gone never
 * enters.
 */
export class BrokerPeers {
  readonly #options: BrokerPeersOptions;
  readonly #limits: BrokerLimits;
  readonly #directory: Directory;
  readonly #budget: Budget;
  readonly #met = new Map<string, Met>();
  /** Those that have something to send. */
  readonly #pending = new Set<Met>();
  #up = false;
  #wanted: Wanted = EVERYBODY;
  /** Whose records the broker is to bring. */
  readonly #followed = new Map<string, Whom>();
  readonly #inquiries = new Inquiries();
  /** When everybody was asked last. */
  #askedAll = Number.NEGATIVE_INFINITY;
  #beatAt = Number.POSITIVE_INFINITY;
  #pairsDue = Number.POSITIVE_INFINITY;
  #epoch: number;
  #effects: BrokerEffect[] = [];

  constructor(options: BrokerPeersOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#directory = new Directory(this.#limits.records);
    this.#budget = new Budget(options.budget);
    this.#epoch = Math.floor(options.chance() * 0xffff_ffff);
  }

  /** When `handleTimeout` is due; it may be early. */
  get deadline(): number {
    return Math.min(this.#beatAt, this.#inquiries.deadline, this.#pairsDue);
  }

  /** Whether anything waits to be sent with the next {@link flush}. */
  get pending(): boolean {
    return this.#pending.size > 0;
  }

  /** Whether a value that is offered now leaves at once; false for who is not here. */
  writable(peer: string): boolean {
    return this.#here(peer)?.pair.writable === true;
  }

  /** As whom the broker knows a peer; undefined for who is not here. */
  ownerOf(peer: string): string | undefined {
    return this.#met.get(peer)?.address.owner;
  }

  has(peer: string): boolean {
    return this.#here(peer) !== undefined;
  }

  /** Takes a value for a peer that takes it at once. It leaves with the next {@link flush}. */
  offer(peer: string, content: Frames): boolean {
    const met = this.#here(peer);
    if (met?.pair.offer(content) !== true) return false;
    this.#pending.add(met);
    return true;
  }

  flush(now: number): readonly BrokerEffect[] {
    for (const met of this.#pending) this.#perform(met, met.pair.flush(now), now);
    this.#pending.clear();
    return this.#take();
  }

  /** Takes a text, which leaves with a {@link flush}; nothing happens when that peer is gone. */
  add(peer: string, content: Frames, now: number): readonly BrokerEffect[] {
    const met = this.#here(peer);
    if (met === undefined) return NOTHING;
    this.#pending.add(met);
    this.#perform(met, met.pair.add(content, now), now);
    return this.#take();
  }

  hold(peer: string, held: boolean, now: number): readonly BrokerEffect[] {
    const met = this.#here(peer);
    if (met !== undefined) this.#perform(met, met.pair.hold(held, now), now);
    return this.#take();
  }

  /** Meets a peer anew: both sides see each other leave and enter. */
  renew(peer: string, now: number): readonly BrokerEffect[] {
    const met = this.#here(peer);
    if (met !== undefined) this.#perform(met, met.pair.renew(now), now);
    return this.#take();
  }

  /** Whom this node wants to meet from now on; everybody without it. */
  want(wanted: Wanted, now: number): readonly BrokerEffect[] {
    const before = this.#wanted;
    this.#wanted = wanted;
    this.#follow();
    if (wanted.everybody && !before.everybody) this.#seek("everybody", now);
    for (const node of wanted.nodes) if (!before.nodes.has(node)) this.#seek(whomOf(node), now);
    for (const { address } of this.#directory) {
      if (this.#isWanted(address)) this.#greet(address, now);
      else if (this.#of(address) === undefined) this.#directory.forget(address);
    }
    for (const met of [...this.#met.values()]) this.#perform(met, met.pair.want(this.#isWanted(met.address), now), now);
    return this.#take();
  }

  /** There is a broker, for the first time or again. */
  handleUp(now: number): readonly BrokerEffect[] {
    this.#up = true;
    this.#beatAt = now;
    this.#follow();
    // Who came while nobody listened.
    if (this.#wanted.everybody) this.#seek("everybody", now);
    for (const node of this.#wanted.nodes) this.#seek(whomOf(node), now);
    for (const met of [...this.#met.values()]) this.#perform(met, met.pair.handleUp(now), now);
    return this.#take();
  }

  /** There is no broker any more; it is tried again. */
  handleDown(now: number): readonly BrokerEffect[] {
    this.#up = false;
    this.#beatAt = Number.POSITIVE_INFINITY;
    this.#inquiries.clear();
    for (const met of [...this.#met.values()]) this.#perform(met, met.pair.handleDown(now), now);
    return this.#take();
  }

  /** Somebody has sent something to this node. */
  handleMessage(from: BrokerAddress, bytes: Uint8Array, now: number): readonly BrokerEffect[] {
    const message = this.#read(() => decodePairMessage(bytes));
    if (message?.type === "HELLO" && message.record.length > 0) this.#learn(from, message.record);
    const met = message === undefined ? undefined : this.#meet(from, message, now);
    if (met !== undefined && message !== undefined) {
      this.#perform(met, met.pair.handleMessage(message, now), now);
      // Who does not need this node any more may be needed by it.
      if (message.type === "BYE" && !met.pair.isOpen && !this.#isWanted(met.address)) this.#forget(met);
    }
    return this.#take();
  }

  /** Somebody says what it is: empty when it is gone. */
  handleRecord(from: BrokerAddress, bytes: Uint8Array, now: number): readonly BrokerEffect[] {
    if (isSame(from, this.#options.self)) return [];
    if (bytes.length === 0) return this.#handleGone(from, now);
    if (this.#learn(from, bytes) && (this.#isWanted(from) || this.#of(from) !== undefined)) this.#greet(from, now);
    return this.#take();
  }

  /** Somebody shows that it is alive. */
  handleBeat(from: BrokerAddress, bytes: Uint8Array, now: number): readonly BrokerEffect[] {
    if (isSame(from, this.#options.self)) return [];
    const session = this.#read(() => decodeBeat(bytes));
    const met = this.#of(from);
    if (session !== undefined && met !== undefined) this.#perform(met, met.pair.handleBeat(session, now), now);
    // A record that was lost, or that of an earlier run, is asked for.
    if (session !== undefined && this.#directory.of(from)?.session !== session) this.#miss(from, now);
    return this.#take();
  }

  /** The broker says that nobody listens there. */
  handleAbsent(address: BrokerAddress, now: number): readonly BrokerEffect[] {
    const met = this.#of(address);
    if (met?.pair.isOpen === true) this.#perform(met, met.pair.handleAbsent(now), now);
    // Where it is after all, its next beat is that of a stranger.
    else if (met !== undefined) this.#forget(met);
    return this.#take();
  }

  handleTimeout(now: number): readonly BrokerEffect[] {
    if (now >= this.#beatAt) this.#beat(now);
    for (const whom of this.#inquiries.take(now)) this.#effects.push({ type: "seek", whom });
    if (now < this.#pairsDue) return this.#take();
    this.#pairsDue = Number.POSITIVE_INFINITY;
    for (const met of [...this.#met.values()]) {
      if (met.pair.deadline <= now) this.#perform(met, met.pair.handleTimeout(now), now);
      if (met.pair.isOver) this.#forget(met);
      else this.#await(met);
    }
    return this.#take();
  }

  /** This node leaves. */
  leave(): readonly BrokerEffect[] {
    for (const { pair, address } of this.#met.values())
      for (const effect of pair.close()) if (effect.type === "send") this.#effects.push({ ...effect, to: address });
    this.#met.clear();
    this.#pending.clear();
    this.#beatAt = this.#pairsDue = Number.POSITIVE_INFINITY;
    this.#inquiries.clear();
    return this.#take();
  }

  #handleGone(address: BrokerAddress, now: number): readonly BrokerEffect[] {
    this.#directory.forget(address);
    const met = this.#of(address);
    if (met?.pair.isOpen === true) this.#perform(met, met.pair.handleGone(now), now);
    else if (met !== undefined) this.#forget(met);
    return this.#take();
  }

  /** Takes what a node says of itself. */
  #learn(from: BrokerAddress, bytes: Uint8Array): boolean {
    const record = this.#read(() => decodeRecord(bytes));
    if (record === undefined) return false;
    const objection = this.#directory.learn(from, record);
    if (objection !== undefined) this.#effects.push({ type: "ignored", reason: objection });
    return objection === undefined;
  }

  #isWanted(address: BrokerAddress): boolean {
    const { everybody, nodes } = this.#wanted;
    return everybody || nodes.has(address.id) || nodes.has(this.#directory.of(address)?.name ?? "");
  }

  /** Whoever is listed, and wanted, is met. */
  #greet(address: BrokerAddress, now: number): void {
    const met = this.#of(address) ?? this.#begin(address, now);
    if (met === undefined) return;
    this.#enter(met, now);
    this.#await(met);
  }

  /** With whom a message is: strangers too, for their records may come later than what they say. */
  #meet(from: BrokerAddress, message: PairMessage, now: number): Met | undefined {
    if (isSame(from, this.#options.self)) return undefined;
    const met = this.#of(from);
    if (met !== undefined || message.type === "BYE") return met;
    if (this.#directory.of(from) === undefined) this.#miss(from, now);
    return this.#begin(from, now);
  }

  #begin(address: BrokerAddress, now: number): Met | undefined {
    const present = this.#met.get(address.id);
    if (present !== undefined || this.#met.size >= this.#limits.peers) {
      const reason = present === undefined ? `there are more than ${this.#limits.peers} peers` : "its id is another's";
      this.#effects.push({ type: "ignored", reason: `${address.owner} ${address.id} is not met: ${reason}` });
      return undefined;
    }
    const pair = new Pair({ ...this.#pairOptions(), wanted: this.#isWanted(address) }, now);
    const met = { address, pair, entered: false, early: [] };
    this.#met.set(address.id, met);
    this.#followOne({ id: address.id });
    if (!this.#up) this.#perform(met, met.pair.handleDown(now), now);
    return met;
  }

  #pairOptions(): Omit<ConstructorParameters<typeof Pair>[0], "wanted"> {
    const { session, record, piece } = this.#options;
    const { buffer, message } = this.#limits;
    return { session, record, piece, buffer, message, budget: this.#budget, nextEpoch: () => this.#nextEpoch() };
  }

  /** None of them is 0, which stands for an epoch that is not known. */
  #nextEpoch(): number {
    this.#epoch = (this.#epoch % 0xffff_ffff) + 1;
    return this.#epoch;
  }

  #perform(met: Met, effects: readonly PairEffect[], now: number): void {
    for (const effect of effects) this.#performOne(met, effect, now);
    this.#await(met);
  }

  #performOne(met: Met, effect: PairEffect, now: number): void {
    const peer = met.address.id;
    switch (effect.type) {
      case "send":
        return void this.#effects.push({ ...effect, to: met.address });
      case "open":
        return this.#enter(met, now);
      case "closed":
        return this.#exit(met, effect.reason);
      case "nonsense":
        return void this.#effects.push({ type: "ignored", reason: `${peer}: ${effect.error.message}` });
      case "deliver":
        return void (met.entered ? this.#effects.push({ ...effect, peer }) : met.early.push(effect.frames));
      default:
        if (met.entered) this.#effects.push({ ...effect, peer });
    }
  }

  /** With the record of the very run that answered. What is said before that waits, and is no more than was granted. */
  #enter(met: Met, now: number): void {
    const { pair, address, early } = met;
    if (met.entered || !pair.isOpen) return;
    const record = this.#directory.of(address);
    if (record === undefined || record.session !== pair.session) {
      this.#seek({ id: address.id }, now);
      return this.#perform(met, pair.hold(true, now), now);
    }
    met.entered = true;
    met.early = [];
    const { name, headers } = record;
    this.#effects.push({ type: "enter", peer: address.id, name, headers });
    for (const frames of early) this.#effects.push({ type: "deliver", peer: address.id, frames });
    this.#perform(met, pair.hold(false, now), now);
  }

  #exit(met: Met, reason: string): void {
    this.#pending.delete(met);
    met.early = [];
    if (!met.entered) return;
    met.entered = false;
    this.#effects.push({ type: "exit", peer: met.address.id, reason });
    // Of whom nothing is known any more nothing is expected.
    if (this.#directory.of(met.address) === undefined) this.#forget(met);
  }

  #forget(met: Met): void {
    this.#directory.forget(met.address);
    this.#pending.delete(met);
    if (this.#met.get(met.address.id) !== met) return;
    this.#met.delete(met.address.id);
    const whom = { id: met.address.id };
    if (!this.#wanted.nodes.has(whom.id) && this.#followed.delete(keyOfWhom(whom)))
      this.#effects.push({ type: "unfollow", whom });
  }

  /** The broker is to bring what concerns whom this node wants and has met, and nothing else. */
  #follow(): void {
    const { everybody, nodes } = this.#wanted;
    const all = [...[...nodes].map(whomOf), ...[...this.#met.keys()].map((id) => ({ id }))];
    const whoms = new Map((everybody ? ["everybody" as const] : all).map((whom) => [keyOfWhom(whom), whom]));
    for (const [key, whom] of this.#followed) {
      if (whoms.has(key)) continue;
      this.#followed.delete(key);
      this.#effects.push({ type: "unfollow", whom });
    }
    for (const whom of whoms.values()) this.#followOne(whom);
  }

  #followOne(whom: Whom): void {
    const key = keyOfWhom(whom);
    if ((this.#wanted.everybody && whom !== "everybody") || this.#followed.has(key)) return;
    this.#followed.set(key, whom);
    this.#effects.push({ type: "follow", whom });
  }

  /** Timers of many pairs ring together. */
  #await({ pair }: Met): void {
    const due = Math.ceil(pair.deadline / GRAIN_MS) * GRAIN_MS;
    if (due < this.#pairsDue) this.#pairsDue = due;
  }

  /** The record of a node that is there is missing: where everybody was just asked it may be on its way. */
  #miss({ id }: BrokerAddress, now: number): void {
    if (now - this.#askedAll >= PATIENCE_MS) this.#seek({ id }, now);
  }

  #seek(whom: Whom, now: number): void {
    if (!this.#up) return;
    if (whom === "everybody") this.#askedAll = now;
    this.#inquiries.add(whom, now);
  }

  #beat(now: number): void {
    this.#beatAt = now + BEAT_MS * (1 + (this.#options.chance() - 0.5) * 2 * JITTER);
    this.#effects.push({ type: "beat" });
  }

  #here(peer: string): Met | undefined {
    const met = this.#met.get(peer);
    return met?.entered === true ? met : undefined;
  }

  #of({ owner, id }: BrokerAddress): Met | undefined {
    const met = this.#met.get(id);
    return met?.address.owner === owner ? met : undefined;
  }

  #read<Message>(decode: () => Message): Message | undefined {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#effects.push({ type: "ignored", reason: error.message });
      return undefined;
    }
  }

  #take(): readonly BrokerEffect[] {
    if (this.#effects.length === 0) return NOTHING;
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}

function isSame(one: BrokerAddress, other: BrokerAddress): boolean {
  return one.id === other.id && one.owner === other.owner;
}

const NOTHING: readonly BrokerEffect[] = [];
const LIMITS: BrokerLimits = { message: 0xd0_0000, buffer: 0x100_0000, peers: 8192, records: 20_000 };
const BEAT_MS = 1000;
/** So that thousands of nodes do not beat in one moment. */
const JITTER = 0.1;
/** Milliseconds in which everybody has answered. */
const PATIENCE_MS = 1000;
const EVERYBODY: Wanted = { everybody: true, nodes: new Set() };
const GRAIN_MS = 25;
