import { type NetworkError, ProtocolError } from "../errors.ts";
import type { Endpoint, Net, Stream } from "../net/net.ts";
import { type Beacon, decodeBeacon, encodeBeacon } from "../zre/beacon.ts";
import { crowdTime } from "../zre/crowd.ts";
import type { ZreEffect } from "../zre/effects.ts";
import type { ZreEvent } from "../zre/events.ts";
import type { Mesh } from "../zre/mesh.ts";
import { encodeMessage, WhisperHead, type ZreMessage } from "../zre/message.ts";
import { Alarm } from "./alarm.ts";
import { Inbound, refuse } from "./inbound.ts";
import { InterfaceWatch, type Listening } from "./interface-watch.ts";
import { KeyGate } from "./key-gate.ts";
import type { KeyRing } from "./key-ring.ts";
import { MessageTrace } from "./message-trace.ts";
import { Outbound } from "./outbound.ts";
import { Sources, type SourcesOptions } from "./sources.ts";
import { idOf, type ZreConnectionOptions, ZreConnections } from "./zre-connections.ts";

export interface ZreDriverOptions {
  readonly net: Net;
  readonly mesh: Mesh;
  /** With keys: who may come in, and whose key is whose. */
  readonly ring: KeyRing | undefined;
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
  readonly emit: (event: ZreEvent) => void;
  readonly drain: (peer: string) => void;
  /** The network is in trouble, and what is tried next is up to us. */
  readonly failed: (error: NetworkError) => void;
}

/** Joins the mesh machine to the network: carries what arrives to it, and performs what it asks for. It decides nothing. */
export class ZreDriver {
  readonly #options: ZreDriverOptions;
  readonly #mesh: Mesh;
  readonly #connections: ZreConnections;
  readonly #alarm: Alarm;
  readonly #watch: InterfaceWatch;
  readonly #outbound = new Map<string, Outbound>();
  readonly #inbound: Inbound;
  readonly #gate: KeyGate;
  readonly #sources: Sources;
  readonly #trace: MessageTrace;
  readonly #whisperHead = new WhisperHead();
  #listening: readonly Listening[] = [];
  #queue: ZreEffect[] = [];
  #performing = false;
  #stopped = false;

  constructor(options: ZreDriverOptions) {
    this.#options = options;
    this.#mesh = options.mesh;
    this.#connections = new ZreConnections(options.id, options.connection, () => this.#outbound.size);
    this.#alarm = new Alarm(options.net.clock, (now) => this.perform(this.#mesh.handleTimeout(now)));
    this.#gate = new KeyGate({ ...options, perform: (effects) => this.perform(effects) });
    this.#inbound = this.#makeInbound();
    this.#sources = this.#makeSources();
    this.#trace = new MessageTrace(options.net.trace, options.id);
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
    });
  }

  get listening(): readonly Listening[] {
    return this.#listening;
  }

  async start(): Promise<void> {
    try {
      await this.#watch.start();
    } catch (error) {
      this.#watch.stop();
      throw error;
    }
    if (this.#stopped) return;
    this.perform(this.#mesh.start(this.#now));
    this.#sources.start();
    this.#gate.start();
  }

  /** Says goodbye, three times because a datagram may be lost, and closes everything. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.perform(this.#mesh.stop());
    this.#stopped = true;
    this.#sources.stop();
    this.#gate.stop();
    this.#alarm.stop();
    this.#inbound.close();
    for (const link of this.#outbound.values()) link.close();
    for (let i = 1; i < GOODBYES && this.#options.beaconPort !== undefined; i++) {
      await new Promise<void>((resolve) => this.#options.net.clock.schedule(GOODBYE_EVERY, resolve));
      this.#broadcast({ peer: this.#options.id, port: 0 });
    }
    this.#watch.stop();
  }

  /** Whether this peer takes messages at once. */
  writable(peer: string): boolean {
    return this.#outbound.get(peer)?.congested === false;
  }

  roundTrip(peer: string): number | undefined {
    // A silent peer is asked over its own connection first.
    return this.#inbound.roundTrip(peer) ?? this.#outbound.get(peer)?.roundTrip;
  }

  /** What a listener asks for while effects are performed comes after them: the numbers of messages must leave in order. */
  perform(effects: readonly ZreEffect[]): void {
    if (this.#performing) {
      this.#queue.push(...effects);
      return;
    }
    this.#performing = true;
    try {
      for (const effect of effects) this.#performOne(effect);
      for (let more = this.#queue; more.length > 0; more = this.#queue) {
        this.#queue = [];
        for (const effect of more) this.#performOne(effect);
      }
    } finally {
      this.#performing = false;
      if (!this.#stopped) this.#alarm.at(this.#mesh.deadline);
    }
  }

  #performOne(effect: ZreEffect): void {
    if (effect.type === "send") this.#send(effect.peer, effect.message);
    else if (effect.type === "emit") this.#options.emit(effect.event);
    else if (effect.type === "beacon") this.#broadcast(effect.beacon);
    else if (effect.type === "connect") this.#connect(effect.peer, effect);
    else if (effect.type === "ask") this.#ask(effect.peer, effect.everywhere);
    else if (effect.type === "rename") this.#rename(effect.from, effect.peer);
    else if (effect.type === "redial") this.#outbound.get(effect.peer)?.redial();
    else if (effect.type === "prove") this.#prove(effect.peer);
    else this.#disconnect(effect.peer);
  }

  get #now(): number {
    return this.#options.net.clock.now();
  }

  #send(peer: string, message: ZreMessage): void {
    this.#trace.sent(peer, message);
    const link = this.#outbound.get(peer);
    if (message.type === "WHISPER") link?.send(this.#whisperHead.withSequence(message.sequence), message.content);
    else link?.send(encodeMessage(message), message.type === "SHOUT" ? message.content : undefined);
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
    this.perform(this.#mesh.setInterfaces(endpoints, this.#now));
    this.#sources.setOwn(endpoints);
  }

  #receive(datagram: Uint8Array, source: Endpoint): void {
    const beacon = decodeBeacon(datagram);
    if (beacon !== undefined && !this.#stopped && this.#gate.follows(beacon, source.address))
      this.perform(this.#mesh.handleBeacon(beacon, source.address, this.#now));
  }

  #connect(peer: string, endpoint: Endpoint): void {
    this.#outbound.get(peer)?.close();
    const { net, buffer } = this.#options;
    const options = {
      peer,
      endpoint: { address: endpoint.address, port: endpoint.port },
      connection: (to: string) => this.#connections.dealer(this.#gate.client(to)),
      limit: buffer,
    };
    const link: Outbound = new Outbound(net, options, {
      ready: (identity) => this.#about(link, () => this.#reached(link.peer, idOf(identity))),
      restored: () => this.#about(link, (now) => this.#mesh.handleOutboundRestored(link.peer, now)),
      lost: (state) => {
        this.#about(link, () => this.#mesh.handleOutboundLost(link.peer, state));
        const { error } = state;
        if (error instanceof ProtocolError && error.code === "key-mismatch") this.#gate.complain(link.peer, error);
      },
      drain: () => this.#options.drain(link.peer),
      heard: () => this.#about(link, (now) => this.#mesh.handleHeard(link.peer, now)),
    });
    this.#outbound.set(peer, link);
  }

  /** Whom we dialled on somebody's word says who it is: it must not call itself what belongs to another key. */
  #reached(peer: string, id: string | undefined): readonly ZreEffect[] {
    if (id !== undefined && !this.#gate.believes(peer, id)) return this.#mesh.expel(peer);
    return this.#mesh.handleOutboundReady(peer, id);
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
    this.#gate.rename(from, peer);
    this.#outbound.set(peer, link);
  }

  #disconnect(peer: string): void {
    this.#outbound.get(peer)?.close();
    this.#outbound.delete(peer);
    this.#gate.forget(peer);
    this.#inbound.drop(peer);
  }

  #makeSources(): Sources {
    const { net, id, ring, sources, failed } = this.#options;
    return new Sources(
      { ...sources, net, id, ring },
      {
        told: (place) => this.perform(this.#mesh.handlePlace(place, this.#now)),
        forgotten: (place) => this.#mesh.forgetPlace(place),
        ignored: (error) => this.perform(this.#mesh.handleRefused(undefined, error, this.#now)),
        failed,
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
