import { normalizeName, spelledAs } from "../../arguments/names.ts";
import type { Subscription } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Link, Port } from "../core/link.ts";
import type { Peer } from "../core/peer.ts";
import type { KeptLink } from "./registry.ts";

/** Which present nodes the ends of a link mean. Links are kept by names: ids do not survive a restart. */
export class Ends {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** The link by names, where ids of present nodes were given. While two nodes share a name, an id stays. */
  named({ emitter, sensor }: Link): Link {
    return { emitter: this.#named(emitter), sensor: this.#named(sensor) };
  }

  /** Whether an end is a certain one of several present nodes that share a name. */
  isTemporary({ emitter, sensor }: Link): boolean {
    return [emitter, sensor].some(({ node }) => this.#isPresentId(node));
  }

  /** Whether this node is an end. */
  isOwn({ emitter, sensor }: Link): boolean {
    return this.isMe(emitter) || this.isMe(sensor);
  }

  isMe({ node }: Port): boolean {
    return node === this.#core.name || node === this.#core.id;
  }

  /** The other end's name, of a link that this node is an end of. */
  otherName({ emitter, sensor }: Link): string {
    return this.isMe(emitter) ? sensor.node : emitter.node;
  }

  /** The id of a present node by its name or id. Of several of one name: `bound`, else the first one that answers. */
  idOf(node: string, bound?: string): string | undefined {
    const { id, name, peers } = this.#core;
    if (node === name || node === id) return id;
    if (peers.has(node)) return node;
    const alike = [...peers.values()].filter((peer) => peer.name === node);
    const well = alike.filter(({ suspected }) => !suspected);
    const among = well.length > 0 ? well : alike;
    return (among.find((peer) => peer.id === bound) ?? among[0])?.id;
  }

  /** Those of the two ends that are other nodes and here. */
  present({ record: { emitter, sensor }, emitterId, sensorId }: KeptLink): readonly Peer[] {
    const ids = new Set([this.idOf(emitter.node, emitterId), this.idOf(sensor.node, sensorId)]);
    return [...ids].flatMap((id) => this.#core.peers.get(id ?? "") ?? []);
  }

  /** Whether other nodes that answer have the name of this one. */
  hasTwin(name: string): boolean {
    const { name: own, peers } = this.#core;
    let count = name === own ? 1 : 0;
    for (const peer of peers.values()) if (peer.name === name && !peer.suspected) count++;
    return count > 1;
  }

  /** Whether another node of this node's name, and with a lower id, is here. */
  get isSecond(): boolean {
    const { id, name, peers } = this.#core;
    return [...peers.values()].some((peer) => peer.name === name && peer.id < id && !peer.suspected);
  }

  /** A kept link by the ids of its nodes, to which it is bound from now on; undefined while one is away. */
  bind(kept: KeptLink): Subscription | undefined {
    const { emitter, sensor } = kept.record;
    const emitterId = this.idOf(emitter.node, kept.emitterId);
    const sensorId = this.idOf(sensor.node, kept.sensorId);
    kept.emitterId = emitterId ?? kept.emitterId;
    kept.sensorId = sensorId ?? kept.sensorId;
    return this.#subscription(kept.record, emitterId, sensorId);
  }

  /** The link by ids, where its nodes are here. */
  byIds({ emitter, sensor }: Link): Link {
    return {
      emitter: { ...emitter, node: this.idOf(emitter.node) ?? emitter.node },
      sensor: { ...sensor, node: this.idOf(sensor.node) ?? sensor.node },
    };
  }

  /** The same for a link that may be kept by nobody. */
  resolve({ emitter, sensor }: Link): Subscription | undefined {
    return this.#subscription({ emitter, sensor }, this.idOf(emitter.node), this.idOf(sensor.node));
  }

  #subscription(
    { emitter, sensor }: Link,
    emitterNode: string | undefined,
    sensorNode: string | undefined,
  ): Subscription | undefined {
    if (emitterNode === undefined || sensorNode === undefined) return undefined;
    return {
      ...{ emitterNode, emitter: this.#spelled(emitterNode, emitter.parameter) },
      ...{ sensorNode, sensor: this.#spelled(sensorNode, sensor.parameter) },
    };
  }

  /** A parameter as its node spells it: old nodes may write the same letters with other characters than we do. */
  #spelled(node: string, parameter: string): string {
    return spelledAs(parameter, (this.#core.peers.get(node)?.tree ?? this.#core.tree).parameters);
  }

  #named({ node, parameter }: Port): Port {
    const name = this.#core.nameOf(node);
    return { node: name === "" || this.hasTwin(name) ? node : name, parameter };
  }

  /** An id, and not the name of a node that looks like one. */
  #isPresentId(node: string): boolean {
    const { id, name, peers } = this.#core;
    return (node === id && node !== name) || peers.has(node);
  }
}

/** A subscription as a link of ports; undefined for one without both ends. */
export function linkOf({ emitterNode, emitter, sensorNode, sensor }: Subscription): Link | undefined {
  if (emitter === null || sensor === null) return undefined;
  return { emitter: { node: emitterNode, parameter: emitter }, sensor: { node: sensorNode, parameter: sensor } };
}

/** Whether a name in a message means the parameter of a link. */
export function isSpelling(name: string | null, { parameter }: Port): boolean {
  return name !== null && (name === parameter || normalizeName(name) === normalizeName(parameter));
}
