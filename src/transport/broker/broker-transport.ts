import { Frames } from "../../bytes/frames.ts";
import { toHex } from "../../bytes/hex.ts";
import { encodeZ85 } from "../../bytes/z85.ts";
import { NetworkError } from "../../errors.ts";
import { Failures } from "../../events/failures.ts";
import { Performer } from "../../events/performer.ts";
import { Reminders } from "../../events/reminders.ts";
import { Timer } from "../../events/timer.ts";
import type { Clock, Net } from "../../net/net.ts";
import { Account } from "../../shares.ts";
import { PACKING_HEADERS, speaksPacks } from "../../zocp/codec/headers.ts";
import type { Announcement, Transport, TransportHandlers, TransportStats, Wanted } from "../transport.ts";
import { type BrokerLimits, BrokerPeers } from "./broker-peers.ts";
import type { Carrier, CarrierHandlers, CarrierLimits } from "./carrier.ts";
import type { ChannelKeys } from "./channel/channel-keys.ts";
import type { BrokerEffect } from "./effects.ts";
import type { Proof } from "./owner-proof.ts";
import { Proving } from "./proving.ts";
import { encodeBeat, encodeRecord, NOBODY } from "./record.ts";

export interface BrokerTransportOptions {
  /** The first characters of the id without it. */
  readonly name?: string | undefined;
  /** 32 lower-case hexadecimal digits; random without it. */
  readonly id?: string | undefined;
  /** What the node says of itself besides what ZOCP announces. */
  readonly headers?: ReadonlyMap<string, string> | undefined;
  readonly carrier: Carrier;
  readonly net: Pick<Net, "clock" | "random">;
  /** It stands for a node that is elsewhere: its headers say what that one understands, and are left as they are. */
  readonly foreign?: boolean | undefined;
  /** Somebody may do what others may not because of who he is at the broker: people are told where the broker does not prove that. */
  readonly expectsUsers?: boolean | undefined;
  /** By which it and its peers are sure of each other, whatever the broker does. */
  readonly keys?: ChannelKeys | undefined;
  readonly limits?: Partial<BrokerLimits> | undefined;
}

/** ZOCP over a message broker: what is to be sent to whom, and when, {@link BrokerPeers} says; a {@link Carrier} brings it there. */
export class BrokerTransport implements Transport {
  readonly id: string;
  readonly name: string;
  readonly turn: Transport["turn"];
  readonly soon: Transport["soon"];
  readonly rounds: Transport["rounds"];
  readonly #options: BrokerTransportOptions;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #performer: Performer<BrokerEffect>;
  readonly #failures: Failures;
  readonly #reminders = new Reminders();
  readonly #accounts = new Map<string, Account>();
  /** The peers of whose frames only the first is read: what they say in one turn travels together all the same. */
  readonly #single = new Set<string>();
  #handlers: TransportHandlers | undefined;
  #headers: ReadonlyMap<string, string> = new Map();
  #session = 0;
  #record: Uint8Array = new Uint8Array(0);
  #wanted: Wanted | undefined;
  /** Whether the broker proves who sends. */
  #proof: Proof | undefined;
  #stopProving = (): void => {};
  #stopLooking = (): void => {};
  #hearOwn: (owner: string, bytes: Uint8Array) => void = () => {};
  /** Once there was a connection, until the stop. */
  #peers: BrokerPeers | undefined;
  #running = false;
  #flushing = false;

  constructor(options: BrokerTransportOptions) {
    const { net } = options;
    this.#options = options;
    this.#clock = net.clock;
    this.id = options.id ?? toHex(net.random.bytes(ID_LENGTH));
    this.name = options.name ?? this.id.slice(0, SHORT_ID);
    this.turn = net.clock.turn;
    this.soon = net.clock.soon;
    this.rounds = net.clock.rounds;
    this.#failures = new Failures(
      () => this.now(),
      (error) => this.#handlers?.failed(error),
    );
    this.#timer = new Timer(net.clock, () => this.#handle((peers, now) => peers.handleTimeout(now)));
    this.#performer = new Performer({
      perform: (effect) => this.#perform(effect),
      settled: () => this.#timer.at(this.#peers?.deadline ?? Number.POSITIVE_INFINITY),
      failed: this.#failures.tell,
    });
  }

  now(): number {
    return this.#clock.now();
  }

  date(): number {
    return this.#clock.date?.() ?? this.#clock.now();
  }

  schedule(delay: number, callback: () => void): () => void {
    return this.#clock.schedule(delay, callback);
  }

  defer(callback: () => void): void {
    this.#clock.defer(callback);
  }

  open(handlers: TransportHandlers, { headers }: Announcement): void {
    this.#handlers = handlers;
    // Texts of one turn travel as the frames of one message.
    const packing = this.#options.foreign === true ? [] : PACKING_HEADERS;
    this.#headers = new Map([...(this.#options.headers ?? []), ...headers, ...packing]);
  }

  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    const { net, carrier } = this.#options;
    this.#session = Math.floor(net.random.next() * 0x1_0000_0000);
    this.#record = encodeRecord({ name: this.name, headers: this.#headers, session: this.#session });
    if (this.#options.keys?.store.allowList !== undefined) this.#look();
    try {
      await carrier.open({ id: this.id, name: this.name, record: this.#record }, this.#carried());
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#running = false;
    const peers = this.#peers;
    if (peers !== undefined) this.#performer.perform([...peers.flush(this.now()), ...peers.leave(this.now())]);
    this.#peers = undefined;
    this.#stopProving();
    this.#stopLooking();
    this.#timer.stop();
    this.#accounts.clear();
    this.#single.clear();
    await this.#options.carrier.close();
  }

  whisper(peer: string, content: Frames): void {
    this.#handle((peers, now) => peers.add(peer, content, now));
    this.#flushSoon();
  }

  writable(peer: string): boolean {
    return this.#peers?.writable(peer) === true;
  }

  offer(peer: string, content: Frames): boolean {
    if (this.#peers?.offer(peer, content) !== true) return false;
    this.#flushSoon();
    return true;
  }

  hold(peer: string, held: boolean): void {
    this.#handle((peers, now) => peers.hold(peer, held, now));
  }

  /** Meets a peer anew. */
  renew(peer: string): void {
    this.#handle((peers, now) => peers.renew(peer, now));
  }

  want(wanted: Wanted): void {
    this.#wanted = wanted;
    this.#handle((peers, now) => peers.want(wanted, now));
  }

  account(peer: string): Account | undefined {
    return this.#accounts.get(peer);
  }

  /** The key that a peer that is here has proved; without keys `user:` and its name at the broker, where the broker proves that. */
  keyOf(peer: string): string | undefined {
    if (this.#options.keys !== undefined) {
      const key = this.#peers?.keyOf(peer);
      return key && encodeZ85(key);
    }
    const owner = this.#proof === "proved" ? this.#peers?.ownerOf(peer) : undefined;
    return owner === undefined || owner === NOBODY ? undefined : `user:${owner}`;
  }

  stats(): TransportStats | undefined {
    return this.#peers?.stats;
  }

  /** What the carrier brings. */
  #carried(): CarrierHandlers {
    return {
      up: (limits) => {
        this.#begin(limits);
        this.#prove(() => this.#handle((peers, now) => peers.handleUp(now)));
      },
      down: (error) => {
        this.#stopProving();
        this.#handlers?.failed(error);
        this.#handle((peers, now) => peers.handleDown(now));
      },
      message: (from, bytes) => {
        if (from.id === this.id) this.#hearOwn(from.owner, bytes);
        else this.#handle((peers, now) => peers.handleMessage(from, bytes, now));
      },
      record: (from, bytes) => this.#handle((peers, now) => peers.handleRecord(from, bytes, now)),
      beat: (from, bytes) => this.#handle((peers, now) => peers.handleBeat(from, bytes, now)),
      absent: (at) => this.#handle((peers, now) => peers.handleAbsent(at, now)),
      failed: (error) => this.#handlers?.failed(error),
    };
  }

  #begin({ budget, piece }: CarrierLimits): void {
    if (this.#peers !== undefined) return;
    const { carrier, net, keys, limits = {} } = this.#options;
    this.#peers = new BrokerPeers({
      ...{ budget, piece, limits, keys, session: this.#session, record: this.#record },
      self: { owner: carrier.owner, id: this.id },
      chance: () => net.random.next(),
    });
    if (this.#wanted !== undefined) this.want(this.#wanted);
  }

  /** Nobody enters before it is known whether the broker proves who sends. */
  #prove(then: () => void): void {
    const { carrier, net } = this.#options;
    const { owner } = carrier;
    if (owner === NOBODY) return this.#judge("unproved", then);
    const settle = (verdict: Proof): void => this.#judge(verdict, then);
    const proving = new Proving({ carrier, id: this.id, net, patience: PROOF_MS, settle });
    this.#stopProving = () => proving.stop();
    this.#hearOwn = (from, bytes) => proving.hear(from, bytes);
  }

  /** Those whose key was taken out of the folder have to leave. */
  readonly #look = (): void => {
    // First: whatever fails below, the next look comes.
    this.#stopLooking = this.#clock.schedule(LOOK_MS, this.#look);
    const trouble = this.#options.keys?.store.allowList?.trouble();
    if (trouble !== undefined) this.#handlers?.failed(trouble);
    this.#handle((peers) => peers.handleKeys());
  };

  #judge(verdict: Proof, then: () => void): void {
    const news = verdict !== this.#proof;
    this.#proof = verdict;
    if (news && verdict === "silent") this.#warn(SILENT);
    const { expectsUsers, keys } = this.#options;
    if (news && expectsUsers === true && keys !== undefined) this.#warn(KEYED);
    else if (news && verdict !== "proved" && expectsUsers === true) this.#warn(UNPROVED);
    then();
  }

  #warn(text: string): void {
    this.#handlers?.failed(new NetworkError("network-failure", text));
  }

  #handle(input: (peers: BrokerPeers, now: number) => readonly BrokerEffect[]): void {
    const peers = this.#peers;
    if (peers !== undefined) this.#performer.handle(() => input(peers, this.now()));
  }

  /** What is said in one turn leaves together. */
  #flushSoon(): void {
    if (this.#flushing || this.#peers?.pending !== true) return;
    this.#flushing = true;
    this.#clock.defer(() => {
      this.#flushing = false;
      this.#handle((peers, now) => peers.flush(now));
    });
  }

  #perform(effect: BrokerEffect): void {
    const { carrier } = this.#options;
    const handlers = this.#handlers;
    switch (effect.type) {
      case "send":
        return carrier.send(effect.to, effect.bytes, effect.asks);
      case "deliver":
        return this.#deliver(effect.peer, effect.frames);
      case "drain":
        return handlers?.drain(effect.peer);
      case "beat":
        return carrier.beat(encodeBeat(this.#session));
      case "seek":
      case "follow":
      case "unfollow":
        return carrier[effect.type](effect.whom);
      case "enter":
        this.#accounts.set(effect.peer, new Account());
        if (!speaksPacks(effect.headers)) this.#single.add(effect.peer);
        return handlers?.enter(effect.peer, effect.name, effect.headers);
      case "exit":
        this.#accounts.delete(effect.peer);
        this.#single.delete(effect.peer);
        return handlers?.exit(effect.peer, effect.reason);
      case "suspicion":
        return handlers?.suspicion(effect.peer, effect.suspected);
      case "ignored":
        return this.#ignore(effect.reason);
    }
  }

  #deliver(peer: string, frames: Frames): void {
    if (frames.count === 1 || !this.#single.has(peer)) return this.#handlers?.frames(peer, frames);
    for (let i = 0; i < frames.count; i++)
      this.#handlers?.frames(peer, Frames.span(frames.bytes, frames.start(i), frames.end(i)));
  }

  /** Whoever goes on sending nonsense is told of seldom. */
  #ignore(reason: string): void {
    if (!this.#reminders.due(reason, this.now())) return;
    this.#failures.tell(new NetworkError("network-failure", `not followed on the broker: ${reason}`));
  }
}

/** Milliseconds. */
const PROOF_MS = 1000;
const SILENT =
  "nothing that this node sends to itself over the broker comes back: its user may not send there, or not read what is sent to it";
const UNPROVED =
  'the broker does not prove who sends ("zocp broker config" writes one that does): whoever is named as user:NAME is let do nothing here';
const KEYED = "with a key nodes are known by their keys alone: whoever is named as user:NAME is let do nothing here";
/** How often the folder of keys is looked at. */
const LOOK_MS = 1000;
const ID_LENGTH = 16;
const SHORT_ID = 6;
