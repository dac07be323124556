import type { Subscription } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Link } from "../core/link.ts";
import { type Ends, isSpelling, linkOf } from "./ends.ts";
import type { KeptLink, Registry } from "./registry.ts";

/** Finds what this node knows of a link: by the names or ids of its nodes, or by a subscription that a message names. */
export class Lookup {
  readonly #core: Core;
  readonly #registry: Registry;
  readonly #ends: Ends;

  constructor(core: Core, registry: Registry, ends: Ends) {
    this.#core = core;
    this.#registry = registry;
    this.#ends = ends;
  }

  find(link: Link): KeptLink | undefined {
    return this.#registry.find(link) ?? this.#registry.find(this.#ends.named(link));
  }

  /** The entry of a subscription: that of these very nodes, or that of their names. */
  findByIds(subscription: Subscription): KeptLink | undefined {
    const link = linkOf(subscription);
    if (link === undefined) return undefined;
    return this.#registry.find(this.#ends.named(link)) ?? this.#registry.find(this.#byNames(link));
  }

  /** The same when a node has left. */
  findLast({ emitterNode, emitter, sensorNode, sensor }: Subscription): KeptLink | undefined {
    for (const kept of this.#registry) {
      const ports = isSpelling(emitter, kept.record.emitter) && isSpelling(sensor, kept.record.sensor);
      if (ports && kept.emitterId === emitterNode && kept.sensorId === sensorNode) return kept;
    }
    return undefined;
  }

  /** A subscription as a link by names; undefined for one that no record speaks of: it lacks an end, or a node shares its name. */
  recordable(subscription: Subscription): Link | undefined {
    const link = linkOf(subscription);
    const named = link && this.#ends.named(link);
    return named === undefined || this.#ends.isTemporary(named) ? undefined : named;
  }

  #byNames({ emitter, sensor }: Link): Link {
    const named = (port: Link["emitter"]) => ({ ...port, node: this.#core.nameOf(port.node) || port.node });
    return { emitter: named(emitter), sensor: named(sensor) };
  }
}
