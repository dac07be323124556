import type { Frames } from "../bytes/frames.ts";
import { speaksPacks } from "../zocp/headers.ts";
import { Parcels } from "./parcels.ts";
import type { Realm, RealmHandlers } from "./realm.ts";
import type { ZreNode } from "./zre-node.ts";

/** ZOCP over ZRE: texts are whispers of one frame, or shouts to the group `ZOCP`; nodes of ours take several in one whisper. */
export class ZreRealm implements Realm {
  readonly #zre: ZreNode;
  readonly #parcels: Parcels;

  constructor(zre: ZreNode) {
    this.#zre = zre;
    this.#parcels = new Parcels(zre.net.clock.defer, (peer, content) => zre.whisperFrames(peer, content));
  }

  get id(): string {
    return this.#zre.id;
  }

  get name(): string {
    return this.#zre.name;
  }

  now(): number {
    return this.#zre.net.clock.now();
  }

  date(): number {
    const { clock } = this.#zre.net;
    return clock.date?.() ?? clock.now();
  }

  schedule(delay: number, callback: () => void): () => void {
    return this.#zre.net.clock.schedule(delay, callback);
  }

  open(handlers: RealmHandlers): void {
    this.#zre
      .on("enter", ({ peer, name, headers }) => {
        if (speaksPacks(headers)) this.#parcels.open(peer);
        handlers.enter(peer, name, headers);
      })
      .on("exit", ({ peer, reason }) => {
        this.#parcels.forget(peer);
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
  }

  start(): Promise<void> {
    return this.#zre.start();
  }

  stop(): Promise<void> {
    this.#parcels.sealAll();
    return this.#zre.stop();
  }

  whisper(peer: string, content: Frames): void {
    this.#parcels.seal(peer);
    this.#zre.whisperFrames(peer, content);
  }

  offer(peer: string, content: Frames): boolean {
    if (!this.#zre.writable(peer)) return false;
    if (!this.#parcels.add(peer, content)) this.#zre.whisperFrames(peer, content);
    return true;
  }

  roundTrip(peer: string): number | undefined {
    return this.#zre.roundTrip(peer);
  }

  keyOf(peer: string): string | undefined {
    return this.#zre.keyOf(peer);
  }
}

/** The group that every ZOCP node is in. */
export const ZOCP_GROUP = "ZOCP";
