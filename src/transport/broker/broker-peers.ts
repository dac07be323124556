import type { Frames } from "../../bytes/frames.ts";
import { ProtocolError } from "../../errors.ts";
import type { TransportStats, Wanted } from "../transport.ts";
import type { Acquaintance } from "./acquaintance.ts";
import type { ChannelKeys } from "./channel/channel-keys.ts";
import { decodeChannelMessage } from "./channel/channel-message.ts";
import { SecureChannel } from "./channel/secure-channel.ts";
import { type Opened, SEAL_OVERHEAD } from "./channel/session.ts";
import { Directory } from "./directory.ts";
import type { BrokerEffect } from "./effects.ts";
import { Following } from "./following.ts";
import { Inquiries } from "./inquiries.ts";
import { Budget } from "./pair/budget.ts";
import type { PairEffect } from "./pair/effects.ts";
import type { Credit } from "./pair/incoming.ts";
import { decodePairMessage, type PairMessage } from "./pair/message.ts";
import { Pair } from "./pair/pair.ts";
import { type BrokerAddress, decodeBeat, decodeRecord, type PresenceRecord } from "./record.ts";
import { Tally } from "./tally.ts";
import { type Whom, whomOf } from "./whom.ts";

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
  /** By which peers prove who they are, and what is said is kept secret from the broker; without it nobody may have keys. */
  readonly keys?: ChannelKeys | undefined;
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
  readonly #met = new Map<string, Acquaintance>();
  /** Those that have something to send. */
  readonly #pending = new Set<Acquaintance>();
  #up = false;
  #wanted: Wanted = EVERYBODY;
  readonly #following = new Following();
  readonly #inquiries = new Inquiries();
  /** When everybody was asked last. */
  #askedAll = Number.NEGATIVE_INFINITY;
  #beatAt = Number.POSITIVE_INFINITY;
  #pairsDue = Number.POSITIVE_INFINITY;
  #epoch: number;
  readonly #tally = new Tally();
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

  /** The public key that a peer has proved to own; undefined for who is not here, and where nodes have no keys. */
  keyOf(peer: string): Uint8Array | undefined {
    return this.#here(peer)?.channel?.peerKey;
  }

  /** How it fares with all of them. */
  get stats(): TransportStats {
    const pairs = [...this.#met.values()].map(({ pair }) => pair);
    const { repeated, resets, dropped, ended } = this.#tally;
    return {
      peers: [...this.#met.values()].filter(({ entered }) => entered).length,
      pairs: pairs.length,
      suspected: pairs.filter(({ isSuspected }) => isSuspected).length,
      stalled: pairs.filter(({ isStalled }) => isStalled).length,
      held: pairs.reduce((sum, { held }) => sum + held, 0),
      ...{ repeated, resets, dropped, ended: Object.fromEntries(ended), records: this.#directory.size },
    };
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
    if (isSame(from, this.#options.self)) return NOTHING;
    const opened = this.#open(from, bytes, now);
    const message = opened && this.#read(() => decodePairMessage(opened.message));
    // The order of all else is in it.
    if (message !== undefined && !(opened?.late === true && message.type === "HELLO"))
      this.#handlePairMessage(from, message, now);
    return this.#take();
  }

  #handlePairMessage(from: BrokerAddress, message: PairMessage, now: number): void {
    if (message.type === "HELLO" && message.record.length > 0) this.#introduce(from, message.record, now);
    const met = this.#meet(from, message, now);
    if (met === undefined) return;
    this.#perform(met, met.pair.handleMessage(message, now), now);
    // Who does not need this node any more may be needed by it.
    if (message.type === "BYE" && !met.pair.isOpen && !this.#isWanted(met.address)) this.#forget(met);
  }

  /** It says itself what it is. */
  #introduce(from: BrokerAddress, record: Uint8Array, now: number): void {
    if (!this.#learn(from, record)) return;
    const met = this.#of(from);
    if (met === undefined) return;
    met.said = this.#directory.of(from);
    this.#perform(met, met.pair.want(this.#isWanted(from), now), now);
  }

  /** What was said, if it is certain who said it, or nobody here has keys. */
  #open(from: BrokerAddress, bytes: Uint8Array, now: number): Opened | undefined {
    const message = this.#read(() => decodeChannelMessage(bytes) ?? PLAIN);
    if (message === undefined) return undefined;
    const { keys } = this.#options;
    if (keys === undefined)
      return message === PLAIN ? { message: bytes, late: false } : this.#refuse(`${this.#calledOf(from)} ${HAS_KEY}`);
    if (message === PLAIN) return this.#refuse(`${this.#calledOf(from)} ${HAS_NO_KEY}`);
    const stranger =
      message.type === "KEYS" ? keys.store.objectionTo(this.#calledOf(from), message.lasting) : undefined;
    if (stranger !== undefined) return this.#refuse(stranger);
    const met = this.#of(from) ?? this.#begin(from, now);
    const { opened, replies = [], objection, dropped } = met?.channel?.receive(message, now) ?? {};
    for (const reply of replies) this.#effects.push({ type: "send", to: from, bytes: reply, asks: false });
    if (met !== undefined) this.#await(met);
    if (dropped === true) this.#tally.dropped++;
    return objection === undefined ? opened : this.#refuse(`${this.#calledOf(from)}: ${objection}`);
  }

  #refuse(reason: string): undefined {
    this.#effects.push({ type: "ignored", reason });
  }

  /** As people are told of it: by the name that the broker tells. */
  #calledOf(address: BrokerAddress): string {
    const name = this.#directory.of(address)?.name;
    return name === undefined ? `the node ${address.id}` : `the node ${JSON.stringify(name)} (${address.id})`;
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
    if (session !== undefined && met !== undefined) this.#perform(met, this.#notice(met, session, now), now);
    // A record that was lost, or that of an earlier run, is asked for.
    if (session !== undefined && this.#directory.of(from)?.session !== session) this.#miss(from, now);
    return this.#take();
  }

  /** Where nodes have keys anybody can beat for another: who is silent is asked, whatever beats. */
  #notice({ pair, channel }: Acquaintance, session: number, now: number): readonly PairEffect[] {
    if (channel === undefined || !pair.isOpen) return pair.handleBeat(session, now);
    return session === pair.session ? NOTHING : pair.doubt(now);
  }

  /** The broker says that nobody listens there. */
  handleAbsent(address: BrokerAddress, now: number): readonly BrokerEffect[] {
    const met = this.#of(address);
    if (met?.pair.isOpen === true) this.#perform(met, met.pair.handleAbsent(now), now);
    // Where it is after all, its next beat is that of a stranger.
    else if (met !== undefined) this.#forget(met);
    return this.#take();
  }

  /** Other keys may come in than before: whoever has none of them has to leave. */
  handleKeys(): readonly BrokerEffect[] {
    for (const met of [...this.#met.values()]) {
      const key = met.channel?.peerKey;
      if (key === undefined || this.#options.keys?.store.allows(key) !== false) continue;
      this.#exit(met, "expelled");
      this.#forget(met);
    }
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
  leave(now: number): readonly BrokerEffect[] {
    for (const met of this.#met.values()) {
      for (const effect of met.pair.close()) if (effect.type === "send") this.#send(met, effect, now);
      met.channel?.wipe();
    }
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
    // It may be said of one who is here.
    if (met?.channel !== undefined) this.#perform(met, met.pair.doubt(now), now);
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
    return everybody || nodes.has(address.id) || nodes.has(this.#recordOf(address)?.name ?? "");
  }

  /** What a node is: where nodes have keys what it said itself counts, as soon as it has said something. */
  #recordOf(address: BrokerAddress): PresenceRecord | undefined {
    const said = this.#options.keys === undefined ? undefined : this.#of(address)?.said;
    return said ?? this.#directory.of(address);
  }

  /** Whoever is listed, and wanted, is met. */
  #greet(address: BrokerAddress, now: number): void {
    const met = this.#of(address) ?? this.#begin(address, now);
    if (met === undefined) return;
    this.#enter(met, now);
    this.#await(met);
  }

  /** With whom a message is: strangers too, for their records may come later than what they say. */
  #meet(from: BrokerAddress, message: PairMessage, now: number): Acquaintance | undefined {
    const met = this.#of(from);
    if (met !== undefined || message.type === "BYE") return met;
    if (this.#directory.of(from) === undefined) this.#miss(from, now);
    return this.#begin(from, now);
  }

  #begin(address: BrokerAddress, now: number): Acquaintance | undefined {
    const present = this.#met.get(address.id);
    if (present !== undefined || this.#met.size >= this.#limits.peers) {
      const reason = present === undefined ? `there are more than ${this.#limits.peers} peers` : "its id is another's";
      this.#effects.push({ type: "ignored", reason: `${address.owner} ${address.id} is not met: ${reason}` });
      return undefined;
    }
    const pair = new Pair({ ...this.#pairOptions(), wanted: this.#isWanted(address) }, now);
    const { keys, self } = this.#options;
    const channel = keys && new SecureChannel(keys, { self, peer: address }, now);
    const met = { address, pair, channel, said: undefined, entered: false, early: [] };
    this.#met.set(address.id, met);
    this.#effects.push(...this.#following.add(address.id, this.#wanted));
    if (!this.#up) this.#perform(met, met.pair.handleDown(now), now);
    return met;
  }

  #pairOptions(): Omit<ConstructorParameters<typeof Pair>[0], "wanted"> {
    const { session, record, keys } = this.#options;
    const { buffer, message } = this.#limits;
    const piece = this.#options.piece - (keys === undefined ? 0 : SEAL_OVERHEAD);
    return {
      tally: this.#tally,
      session,
      record,
      piece,
      buffer,
      message,
      budget: this.#budget,
      nextEpoch: () => this.#nextEpoch(),
    };
  }

  /** None of them is 0, which stands for an epoch that is not known. */
  #nextEpoch(): number {
    this.#epoch = (this.#epoch % 0xffff_ffff) + 1;
    return this.#epoch;
  }

  #perform(met: Acquaintance, effects: readonly PairEffect[], now: number): void {
    for (const effect of effects) this.#performOne(met, effect, now);
    this.#await(met);
  }

  #performOne(met: Acquaintance, effect: PairEffect, now: number): void {
    const peer = met.address.id;
    switch (effect.type) {
      case "send":
        return this.#send(met, effect, now);
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

  #send(
    { address, channel }: Acquaintance,
    { bytes, asks }: PairEffect & { readonly type: "send" },
    now: number,
  ): void {
    const sealed = channel === undefined ? [bytes] : channel.seal(bytes, now);
    for (const one of sealed) this.#effects.push({ type: "send", to: address, bytes: one, asks });
  }

  /** With the record of the very run that answered. What is said before that waits, and is no more than was granted. */
  #enter(met: Acquaintance, now: number): void {
    const { pair, address, early } = met;
    if (met.entered || !pair.isOpen) return;
    const record = met.channel === undefined ? this.#directory.of(address) : met.said;
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

  #exit(met: Acquaintance, reason: string): void {
    this.#tally.end(reason);
    this.#pending.delete(met);
    met.early = [];
    if (!met.entered) return;
    met.entered = false;
    this.#effects.push({ type: "exit", peer: met.address.id, reason });
    // Of whom nothing is known any more nothing is expected.
    if (this.#directory.of(met.address) === undefined) this.#forget(met);
  }

  #forget(met: Acquaintance): void {
    this.#directory.forget(met.address);
    this.#pending.delete(met);
    if (this.#met.get(met.address.id) !== met) return;
    this.#met.delete(met.address.id);
    met.channel?.wipe();
    this.#effects.push(...this.#following.drop(met.address.id, this.#wanted));
  }

  /** The broker is to bring what concerns whom this node wants and has met, and nothing else. */
  #follow(): void {
    this.#effects.push(...this.#following.set(this.#wanted, this.#met.keys()));
  }

  /** Timers of many pairs ring together. */
  #await({ pair }: Acquaintance): void {
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

  #here(peer: string): Acquaintance | undefined {
    const met = this.#met.get(peer);
    return met?.entered === true ? met : undefined;
  }

  #of({ owner, id }: BrokerAddress): Acquaintance | undefined {
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

const PLAIN = "plain";
const HAS_KEY = "has a key, and this one has none: give it the key of the show (--key, ZOCP_KEY)";
const HAS_NO_KEY = "has no key, and this one has: it stays out";
const NOTHING: readonly never[] = [];
const LIMITS: BrokerLimits = { message: 0xd0_0000, buffer: 0x100_0000, peers: 8192, records: 20_000 };
const BEAT_MS = 1000;
/** So that thousands of nodes do not beat in one moment. */
const JITTER = 0.1;
/** Milliseconds in which everybody has answered. */
const PATIENCE_MS = 1000;
const EVERYBODY: Wanted = { everybody: true, nodes: new Set() };
const GRAIN_MS = 25;
