import type { Frames } from "../bytes/frames.ts";
import type { Realm, RealmHandlers } from "./realm.ts";
import type { ZreNode } from "./zre-node.ts";

/** ZOCP over ZRE: texts are whispers of one frame, or shouts to the group `ZOCP`. */
export class ZreRealm implements Realm {
  readonly #zre: ZreNode;

  constructor(zre: ZreNode) {
    this.#zre = zre;
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
      .on("enter", ({ peer, name, headers }) => handlers.enter(peer, name, headers))
      .on("exit", ({ peer, reason }) => handlers.exit(peer, reason))
      .on("suspected", ({ peer }) => handlers.suspicion(peer, true))
      .on("recovered", ({ peer }) => handlers.suspicion(peer, false))
      // Frames after the first are ignored, as the reference does.
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
    return this.#zre.stop();
  }

  whisper(peer: string, content: Frames): void {
    this.#zre.whisperFrames(peer, content);
  }

  offer(peer: string, content: Frames): boolean {
    return this.#zre.offerFrames(peer, content);
  }

  roundTrip(peer: string): number | undefined {
    return this.#zre.roundTrip(peer);
  }
}

/** The group that every ZOCP node is in. */
export const ZOCP_GROUP = "ZOCP";
