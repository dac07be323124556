import type { Subscription } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";
import { whyNoSensor } from "./old-nodes.ts";

/**
 * Sensors that old nodes subscribed to emitters of ours. An old node ends itself at the next signal of an emitter when it has
 * named a sensor for it that it does not have, so it is made to forget that sensor before another signal leaves.
 */
export class OldSensors {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Whether nothing can be said of a link yet, because the tree of its sensor's node has not come. */
  isOpen({ emitter, sensorNode, sensor }: Subscription): boolean {
    const peer = this.#core.peers.get(sensorNode);
    return peer?.extensions === false && !peer.complete && emitter !== null && sensor !== null;
  }

  /** Makes an old node forget a link that it would end of. Gives the reason; undefined when there is none. */
  spare(link: Subscription): string | undefined {
    const peer = this.#core.peers.get(link.sensorNode);
    if (peer === undefined || link.emitter === null || link.sensor === null) return undefined;
    const reason = whyNoSensor(peer, link.sensor);
    if (reason !== undefined) this.forget(peer, link);
    return reason;
  }

  /** Ends a link at an old node that has its sensor. */
  forget(peer: Peer, link: Subscription): void {
    this.#core.sendLink("UNSUB", peer.id, link);
    if (!peer.extensions) this.#repeat(peer.id);
  }

  /** The links of an old node that became deadly, because a sensor of it is gone. */
  broken(peer: Peer): readonly Subscription[] {
    if (peer.extensions) return [];
    const links = this.#core.subscribers.of(peer.id).map(([emitter, sensor]) => this.#link(peer.id, emitter, sensor));
    return links.filter(({ emitter, sensor }) => emitter !== null && sensor !== null && whyNoSensor(peer, sensor));
  }

  /** An UNSUB can make the reference forget what it subscribed to without a name: it is told that again. */
  #repeat(peer: string): void {
    for (const [emitter, sensor] of this.#core.subscribers.of(peer)) {
      if (!emitter || !sensor) this.#core.sendLink("SUB", peer, this.#link(peer, emitter, sensor));
    }
  }

  #link(sensorNode: string, emitter: string | null, sensor: string | null): Subscription {
    return { emitterNode: this.#core.id, emitter, sensorNode, sensor };
  }
}
