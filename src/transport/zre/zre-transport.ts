import type { Frames } from "../../bytes/frames.ts";
import type { Clock } from "../../net/net.ts";
import type { Account } from "../../shares.ts";
import { speaksPacks, ZOCP_GROUP } from "../../zocp/codec/headers.ts";
import type { Transport, TransportHandlers } from "../transport.ts";
import type { ZreChannel } from "./zre-channel.ts";
import type { ZreNode } from "./zre-node.ts";

/** ZOCP over ZRE: texts are whispers of one frame, or shouts to the group `ZOCP`; nodes of ours take several in one whisper. */
export class ZreTransport implements Transport {
  readonly #zre: ZreNode;
  readonly turn: (() => number) | undefined;
  readonly soon: Transport["soon"];
  readonly #clock: Clock;
  /** The peers that take several texts in one whisper. */
  readonly #packing = new Set<string>();

  constructor(zre: ZreNode) {
    this.#zre = zre;
    this.#clock = zre.net.clock;
    this.turn = zre.net.clock.turn;
    this.soon = zre.net.clock.soon;
  }

  get id(): string {
    return this.#zre.id;
  }

  get name(): string {
    return this.#zre.name;
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

  get rounds(): Transport["rounds"] {
    return this.#zre.net.clock.rounds;
  }

  hold(peer: string, held: boolean): void {
    this.#zre.hold(peer, held);
  }

  account(peer: string): Account | undefined {
    return this.#zre.account(peer);
  }

  open(handlers: TransportHandlers): void {
    this.#zre
      .on("enter", ({ peer, name, headers }) => {
        if (speaksPacks(headers)) this.#packing.add(peer);
        handlers.enter(peer, name, headers);
      })
      .on("exit", ({ peer, reason }) => {
        this.#packing.delete(peer);
        handlers.exit(peer, reason);
      })
      .on("suspected", ({ peer }) => handlers.suspicion(peer, true))
      .on("recovered", ({ peer }) => handlers.suspicion(peer, false))
      .on("whisper", ({ peer, content }) => handlers.frames(peer, content))
      .on("shout", ({ peer, group, content }) => {
        if (group === ZOCP_GROUP) handlers.frames(peer, content);
      })
      .on("failed", ({ error }) => handlers.failed(error));
    this.#zre.onDrain((peer) => handlers.drain(peer));
    this.#zre.needsWhom((peer) => handlers.needs?.(peer) !== false);
  }

  start(): Promise<void> {
    return this.#zre.start();
  }

  stop(): Promise<void> {
    return this.#zre.stop();
  }

  whisper(peer: string, content: Frames): void {
    this.#zre.whisperFrames(peer, content);
  }

  writable(peer: string): boolean {
    return this.#zre.writable(peer);
  }

  offer(peer: string, content: Frames): boolean {
    return this.channel(peer)?.offer(content) === true;
  }

  channel(peer: string): ZreChannel | undefined {
    return this.#zre.channel(peer, this.#packing.has(peer));
  }

  /** Meets a peer anew. */
  renew(peer: string): void {
    this.#zre.renew(peer);
  }

  handleNonsense(peer: string): void {
    this.#zre.handleNonsense(peer);
  }

  get endpoints(): readonly string[] {
    return this.#zre.endpoints;
  }

  roundTrip(peer: string): number | undefined {
    return this.#zre.roundTrip(peer);
  }

  keyOf(peer: string): string | undefined {
    return this.#zre.keyOf(peer);
  }
}
