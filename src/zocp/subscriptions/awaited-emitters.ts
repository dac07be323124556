import type { Subscription } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";
import { whyNeverLinked, whyNoEmitter } from "../old-nodes/old-nodes.ts";

/** Emitters that old nodes may register yet, and that somebody here wants to follow: those nodes are asked now and then. */
export class AwaitedEmitters {
  readonly #core: Core;
  /** By the node's id. */
  readonly #emitters = new Map<string, Set<string>>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** What can never be followed is refused. */
  add(peer: Peer, emitter: string, link: Subscription): void {
    const core = this.#core;
    const reason = whyNeverLinked(core, link);
    if (reason !== undefined) {
      const { id, name } = peer;
      core.tell({ type: "refused", peer: id, name, verb: "SUB", parameter: emitter, reason, outgoing: true });
      return;
    }
    const emitters = this.#emitters.get(peer.id) ?? new Set();
    if (emitters.size < core.limits.pending) this.#emitters.set(peer.id, emitters.add(emitter));
    peer.looked(true);
    core.lookFor(peer);
  }

  delete(peer: string, emitter: string | null): void {
    if (emitter !== null) this.#emitters.get(peer)?.delete(emitter);
  }

  drop(peer: string): void {
    this.#emitters.delete(peer);
  }

  /** The node has answered: what it has is no longer waited for, what it has not is looked for again. */
  handleLook(peer: Peer): void {
    for (const emitter of this.#emitters.get(peer.id) ?? []) {
      if (whyNoEmitter(peer, emitter) === undefined) this.#emitters.get(peer.id)?.delete(emitter);
      else this.#core.lookFor(peer);
    }
  }
}
