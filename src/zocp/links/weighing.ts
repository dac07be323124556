import type { Subscription } from "../codec/message.ts";
import { weightOf } from "../codec/weight.ts";
import type { Core } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";
import type { Signals } from "../signals/signals.ts";
import type { Lookup } from "./lookup.ts";
import type { LinkRecord } from "./record.ts";

/** What the options of links say of priority and mute, brought to the sensors of this node. */
export class Weighing {
  readonly #core: Core;
  readonly #lookup: Lookup;
  readonly #signals: Signals;

  constructor(core: Core, lookup: Lookup, signals: Signals) {
    this.#core = core;
    this.#lookup = lookup;
    this.#signals = signals;
  }

  /** A subscription of a sensor of ours was made, or the options of its link may be others. */
  apply(subscription: Subscription, now: number): void {
    const { emitterNode, emitter, sensorNode, sensor } = subscription;
    if (sensorNode !== this.#core.id || emitter === null || sensor === null) return;
    const options = this.#lookup.findByIds(subscription)?.record.options;
    const weight = options && weightOf(options);
    if (this.#core.subscriptions.weigh(emitterNode, emitter, sensor, weight)) this.#signals.handleWeights(sensor, now);
  }
}

/** Why a sensor's node cannot keep to what a record says of its link: it would let through what is muted. Undefined when it can. */
export function whyNoWeight({ on, options }: LinkRecord, sensorNode: Peer | undefined): string | undefined {
  if (!on || sensorNode === undefined || sensorNode.priority || weightOf(options) === undefined) return undefined;
  const kind = sensorNode.extensions ? "an earlier version" : "an old node";
  return `${sensorNode.name} is ${kind}, which knows no priority and no mute of links`;
}
