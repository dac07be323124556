import type { Frames } from "../../bytes/frames.ts";
import { type NetworkError, ProtocolError } from "../../errors.ts";
import { Performer } from "../../events/performer.ts";
import { Timer } from "../../events/timer.ts";
import type { KeyStore } from "../../keys/key-store.ts";
import { attempt } from "../../net/guarded/clock.ts";
import type { Endpoint, Net, Stream } from "../../net/net.ts";
import type { Account } from "../../shares.ts";
import { answersPromptly } from "../../zocp/codec/headers.ts";
import { type Beacon, decodeBeacon, encodeBeacon } from "../../zre/discovery/beacon.ts";
import { crowdTime } from "../../zre/liveness/crowd.ts";
import type { ZreEffect } from "../../zre/mesh/effects.ts";
import type { ZreEvent } from "../../zre/mesh/events.ts";
import type { Mesh } from "../../zre/mesh/mesh.ts";
import { encodeMessage, type ZreMessage } from "../../zre/message/message.ts";
import { Sources, type SourcesOptions } from "./gossip/sources.ts";
import { InterfaceWatch, type Listening } from "./interface-watch.ts";
import { KeyPolicy } from "./key-policy.ts";
import { MessageTrace } from "./message-trace.ts";
import { Inbound, refuse } from "./sockets/inbound.ts";
import { Outbound } from "./sockets/outbound.ts";
import { SendBudget } from "./sockets/send-budget.ts";
import { ZreChannel } from "./zre-channel.ts";
import { idOf, type ZreConnectionOptions, ZreConnections } from "./zre-connections.ts";

export interface ZreDriverOptions {
  readonly net: Net;
  readonly mesh: Mesh;
  /** With keys: who may come in, and whose key is whose. */
  readonly ring: KeyStore | undefined;
  readonly id: string;
  readonly interface: string | undefined;
  /** Undefined when no beacons are sent and heard. */
  readonly beaconPort: number | undefined;
  readonly multicastTtl: number | undefined;
  readonly port: number;
  readonly sources: Pick<SourcesOptions, "hubs" | "peers" | "advertised">;
  readonly connection: ZreConnectionOptions;
  /** Bytes that may wait for one peer. */
  readonly buffer: number;
  /** Bytes that may wait for all peers together. */
  readonly totalBuffer: number;
  readonly emit: (event: ZreEvent) => void;
  readonly drain: (peer: string) => void;
  /** The network is in trouble, and what is tried next is up to us. */
  readonly failed: (error: NetworkError) => void;
  /** Something that we rely on threw. */
  readonly threw: (cause: unknown) => void;
}

/** Joins the mesh machine to the network: carries what arrives to it, and performs what it asks for. It decides nothing. */
export class ZreDriver {
  readonly #options: ZreDriverOptions;
  readonly #mesh: Mesh;
  readonly #connections: ZreConnections;
  readonly #timer: Timer;
  readonly #watch: InterfaceWatch;
  readonly #outbound = new Map<string, Outbound>();
  readonly #budget: SendBudget;
  readonly #inbound: Inbound;
  readonly #gate: KeyPolicy;
  readonly #sources: Sources;
  readonly #trace: MessageTrace;
  #listening: readonly Listening[] = [];
  readonly #performer: Performer<ZreEffect>;
  #stopped = false;

  constructor(options: ZreDriverOptions) {
    this.#options = options;
    this.#budget = new SendBudget(options.totalBuffer);
    this.#mesh = options.mesh;
    this.#connections = new ZreConnections(options.id, options.connection, () => this.#outbound.size);
    this.#performer = new Performer({
      perform: this.#performOne,
      settled: () => this.#stopped || this.#timer.at(this.#mesh.deadline),
      failed: options.threw,
    });
    this.#timer = new Timer(options.net.clock, () => this.#handle((now) => this.#mesh.handleTimeout(now)));
    this.#gate = new KeyPolicy({ ...options, perform: (effects) => this.perform(effects) });
    this.#inbound = this.#makeInbound();
    this.#sources = this.#makeSources();
    this.#trace = new MessageTrace(options.net.trace, options.id, options.threw);
    this.#watch = new InterfaceWatch({
      net: options.net,
      wanted: options.interface,
      beaconPort: options.beaconPort,
      multicastTtl: options.multicastTtl,
      port: options.port,
      accept: (stream) => this.#accept(stream),
      receive: (datagram, source) => this.#receive(datagram, source),
      changed: (listening) => this.#changed(listening),
      failed: options.failed,
      threw: options.threw,
    });
  }

  get listening(): readonly Listening[] {
    return this.#listening;
  }

  async start(): Promise<void> {
    try {
      await this.#watch.start();
    } catch (error) {
      await this.#watch.stop();
      throw error;
    }
    if (this.#stopped) return;
    this.perform(this.#mesh.start(this.#now));
    for (const part of [this.#sources, this.#gate]) attempt(() => part.start(), this.#options.threw);
  }

  /** Says goodbye, three times because a datagram may be lost, and closes everything. Resolves when nothing is open any more. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.perform(this.#mesh.stop());
    this.#stopped = true;
    this.#gate.stop();
    this.#timer.stop();
    const closing = Promise.all([
      this.#sources.stop(),
      this.#inbound.close(),
      ...[...this.#outbound.values()].map((link) => link.close()),
    ]);
    try {
      await this.#repeatGoodbye();
    } finally {
      await closing;
      await this.#watch.stop();
    }
  }

  /** Whether this peer takes messages at once. */
  writable(peer: string): boolean {
    return this.#outbound.get(peer)?.takes === true;
  }

  /** The way to this peer for values; undefined when there is none. `packs`: it takes several of them in one whisper. */
  channel(peer: string, packs: boolean): ZreChannel | undefined {
    const link = this.#outbound.get(peer);
    const sequence = this.#mesh.sequenceOf(peer);
    if (link === undefined || sequence === undefined) return undefined;
    const order = this.#performer;
    return new ZreChannel({ link, sequence, packs, order, trace: this.#trace, whisperLater: this.#whisperLater });
  }

  readonly #whisperLater = (peer: string, content: Frames): void => {
    if (this.#mesh.peers.has(peer)) this.perform(this.#mesh.whisper(peer, content));
  };

  /** Nothing more of a peer is handled until it is released. */
  hold(peer: string, held: boolean): void {
    this.#inbound.hold(peer, held);
  }

  account(peer: string): Account | undefined {
    return this.#inbound.account(peer);
  }

  roundTrip(peer: string): number | undefined {
    // A silent peer is asked over its own connection first.
    return this.#inbound.roundTrip(peer) ?? this.#outbound.get(peer)?.roundTrip;
  }

  async #repeatGoodbye(): Promise<void> {
    for (let i = 1; i < GOODBYES && this.#options.beaconPort !== undefined; i++) {
      await new Promise<void>((resolve) => this.#options.net.clock.schedule(GOODBYE_EVERY, resolve));
      this.#broadcast({ peer: this.#options.id, port: 0 });
    }
  }

  /** What is asked for while effects are performed comes after them: the numbers of messages must leave in order. */
  perform(effects: readonly ZreEffect[]): void {
    this.#performer.perform(effects);
  }

  /** For what the network or a timer brings. */
  #handle(input: (now: number) => readonly ZreEffect[]): void {
    this.#performer.handle(() => input(this.#now));
  }

  readonly #performOne = (effect: ZreEffect): void => {
    if (effect.type === "send") this.#send(effect.peer, effect.message);
    else if (effect.type === "emit") this.#options.emit(effect.event);
    else if (effect.type === "beacon") this.#broadcast(effect.beacon);
    else if (effect.type === "connect") this.#connect(effect.peer, effect, effect.expects);
    else if (effect.type === "ask") this.#ask(effect.peer, effect.everywhere);
    else if (effect.type === "rename") this.#rename(effect.from, effect.peer);
    else if (effect.type === "redial") this.#outbound.get(effect.peer)?.redial();
    else if (effect.type === "prove") this.#prove(effect.peer);
    else this.#disconnect(effect.peer);
  };

  get #now(): number {
    return this.#options.net.clock.now();
  }

  #send(peer: string, message: ZreMessage): void {
    this.#trace.sent(peer, message);
    const link = this.#outbound.get(peer);
    link?.send(encodeMessage(message), "content" in message ? message.content : undefined);
  }

  #ask(peer: string, everywhere: boolean): void {
    if (!this.#inbound.ask(peer) || everywhere) this.#outbound.get(peer)?.ask();
  }

  #prove(peer: string): void {
    const more = crowdTime(this.#outbound.size);
    this.#inbound.prove(peer, more);
    this.#outbound.get(peer)?.prove(more);
  }

  #broadcast(beacon: Beacon): void {
    const key = this.#options.ring?.own.publicKey;
    for (const { interface: on, port } of this.#listening) {
      this.#watch.send(encodeBeacon({ peer: beacon.peer, port: beacon.port === 0 ? 0 : port, key }), on);
    }
  }

  #changed(listening: readonly Listening[]): void {
    this.#listening = listening;
    const endpoints = listening.map(({ interface: on, port }) => ({ address: on.address, netmask: on.netmask, port }));
    this.#handle((now) => this.#mesh.setInterfaces(endpoints, now));
    attempt(() => this.#sources.setOwn(endpoints), this.#options.threw);
  }

  #receive(datagram: Uint8Array, source: Endpoint): void {
    const beacon = decodeBeacon(datagram);
    if (beacon !== undefined && !this.#stopped && this.#gate.follows(beacon, source.address))
      this.#handle((now) => this.#mesh.handleBeacon(beacon, source.address, now));
  }

  #connect(peer: string, endpoint: Endpoint, expects: string | undefined): void {
    void this.#outbound.get(peer)?.close();
    const { net, buffer: limit } = this.#options;
    const options = {
      peer,
      endpoint: { address: endpoint.address, port: endpoint.port },
      connection: (to: string) => this.#connections.dealer(this.#gate.client(to, to === peer ? expects : undefined)),
      limit,
      budget: this.#budget,
    };
    const link: Outbound = new Outbound(net, options, {
      ready: (identity, took) => this.#about(link, () => this.#reached(link.peer, idOf(identity), took)),
      restored: () => this.#about(link, (now) => this.#mesh.handleOutboundRestored(link.peer, now)),
      lost: (state) => {
        this.#about(link, () => this.#mesh.handleOutboundLost(link.peer, state));
        const { error } = state;
        if (!(error instanceof ProtocolError)) return;
        if (error.code === "key-mismatch") this.#gate.complain(link.peer, error);
        if (error.code === "limit-exceeded")
          this.#about(link, (now) => this.#mesh.handleRefused(link.peer, error, now));
      },
      drain: () => this.#options.drain(link.peer),
      heard: () => this.#about(link, (now) => this.#mesh.handleHeard(link.peer, now)),
    });
    this.#outbound.set(peer, link);
  }

  /** Whom we dialled on somebody's word says who it is: it must not call itself what belongs to another key. */
  #reached(peer: string, id: string | undefined, took: number): readonly ZreEffect[] {
    if (id !== undefined && !this.#gate.believes(peer, id)) return this.#mesh.expel(peer);
    return this.#mesh.handleOutboundReady(peer, id, this.#now, took);
  }

  /** What an older link of the same peer still has to say no longer matters. */
  #about(link: Outbound, handle: (now: number) => readonly ZreEffect[]): void {
    if (!this.#stopped && this.#outbound.get(link.peer) === link) this.perform(handle(this.#now));
  }

  #rename(from: string, peer: string): void {
    const link = this.#outbound.get(from);
    if (link === undefined) return;
    this.#outbound.delete(from);
    link.peer = peer;
    void this.#outbound.get(peer)?.close();
    this.#gate.rename(from, peer);
    this.#outbound.set(peer, link);
  }

  #disconnect(peer: string): void {
    void this.#outbound.get(peer)?.close();
    this.#outbound.delete(peer);
    this.#gate.forget(peer);
    this.#inbound.drop(peer);
  }

  #makeSources(): Sources {
    const { net, id, ring, sources, failed, threw } = this.#options;
    return new Sources(
      { ...sources, net, id, ring },
      {
        told: (place) => this.perform(this.#mesh.handlePlace(place, this.#now)),
        forgotten: (place) => this.#mesh.forgetPlace(place),
        ignored: (error) => this.perform(this.#mesh.handleRefused(undefined, error, this.#now)),
        failed,
        threw,
      },
    );
  }

  #makeInbound(): Inbound {
    const { net, ring } = this.#options;
    const options = {
      clock: net.clock,
      connection: () => this.#connections.router(ring?.server()),
      admits: (peer: string, key: Uint8Array | undefined) => this.#gate.binds(peer, key),
      patience: () => this.#connections.patience,
    };
    return new Inbound(options, {
      message: (peer, frames, source, now) => {
        this.#trace.received(peer, frames);
        this.perform(this.#mesh.handleMessage(peer, frames, source, now));
      },
      heard: (peer, now) => this.perform(this.#mesh.handleHeard(peer, now)),
      known: (peer) => this.#mesh.peers.has(peer),
      awaited: (address) => this.#mesh.awaitedFrom(address),
      // pyre closes a connection over which too much waits.
      patient: (peer) => {
        const headers = this.#mesh.peers.get(peer)?.headers;
        return headers !== undefined && answersPromptly(headers);
      },
      lost: (peer) => this.perform(this.#mesh.handleInboundLost(peer)),
      refused: (peer, error) => this.#gate.complain(peer, error),
    });
  }

  #accept(stream: Stream): void {
    if (this.#stopped) refuse(stream);
    else this.#inbound.accept(stream);
  }
}

const GOODBYES = 3;
const GOODBYE_EVERY = 20;
