import type { Core } from "./core.ts";
import type { Link, LinkState, Port } from "./link.ts";
import type { Subscription } from "./message.ts";
import type { Wish } from "./wish.ts";

/** A link that is kept alive. Its nodes are named: ids do not survive a restart, names do. */
export interface KeptLink {
  link: Link;
  /** The ids that the nodes had when they were seen last: where several nodes share a name, they tell which was meant. */
  emitterId: string | undefined;
  sensorId: string | undefined;
  state: LinkState["state"];
  reason: string;
  askedAt: number;
  /** Since when its emitter no longer lists it. */
  lostAt: number | undefined;
  /** How the values are wanted. */
  wish: Wish | undefined;
  /** A node refused it: until when it is not asked again. */
  refusedUntil: number | undefined;
  /** The wish came when the link was there already: the nodes have not been told. */
  untold: boolean;
}

/** The kept links by the names of their ends, and which present nodes these names mean. */
export class LinkTable {
  readonly #core: Core;
  /** Nodes may share a name, so there may be several links between ends of the same names. */
  readonly #kept = new Map<string, KeptLink[]>();

  constructor(core: Core) {
    this.#core = core;
  }

  *[Symbol.iterator](): IterableIterator<KeptLink> {
    for (const alike of this.#kept.values()) yield* alike;
  }

  /** Keeps a link; gives the record of it, also when it was kept already. */
  add(link: Link): KeptLink {
    const known = this.find(link);
    if (known !== undefined) return known;
    const named = this.#named(link);
    const emitterId = this.idOf(link.emitter.node);
    const sensorId = this.idOf(link.sensor.node);
    const kept: KeptLink = {
      link: named,
      emitterId,
      sensorId,
      state: "waiting",
      reason: "",
      askedAt: 0,
      lostAt: undefined,
      refusedUntil: undefined,
      wish: undefined,
      untold: false,
    };
    this.#insert(kept);
    return kept;
  }

  /** Its nodes are present now: one that was given by its id is kept by its name from here on. */
  name(kept: KeptLink): void {
    const link = this.#named(kept.link);
    if (keyOf(link) === keyOf(kept.link)) return;
    this.delete(kept);
    kept.link = link;
    this.#insert(kept);
  }

  /** The record of a link. An end given by its id means that node, and a node that has its name once it is gone. */
  find(link: Link): KeptLink | undefined {
    const alike = this.#alike(link);
    const emitterId = this.#exactly(link.emitter);
    const sensorId = this.#exactly(link.sensor);
    return (
      alike.find((kept) => fits(emitterId, kept.emitterId) && fits(sensorId, kept.sensorId)) ??
      alike.find((kept) => this.#mayMean(emitterId, kept.emitterId) && this.#mayMean(sensorId, kept.sensorId))
    );
  }

  /** The record of a link between nodes of these ids, also when one of them has left. */
  findLast({ emitterNode, emitter, sensorNode, sensor }: Subscription): KeptLink | undefined {
    for (const kept of this) {
      const ports = kept.link.emitter.parameter === emitter && kept.link.sensor.parameter === sensor;
      if (ports && kept.emitterId === emitterNode && kept.sensorId === sensorNode) return kept;
    }
    return undefined;
  }

  delete(kept: KeptLink): void {
    const key = keyOf(kept.link);
    const rest = this.#kept.get(key)?.filter((other) => other !== kept) ?? [];
    if (rest.length > 0) this.#kept.set(key, rest);
    else this.#kept.delete(key);
  }

  /** The ids of a link's ends; undefined while one is away. */
  resolve({ emitter, sensor }: Link): Subscription | undefined {
    return this.#subscription(emitter, this.idOf(emitter.node), sensor, this.idOf(sensor.node));
  }

  /** The same for a kept link: the nodes that it had before, or those that took their places. */
  locate({ link: { emitter, sensor }, wish, ...kept }: KeptLink): Subscription | undefined {
    const alike = this.#kept.get(keyOf({ emitter, sensor })) ?? [];
    const others = alike.filter((other) => other.emitterId !== kept.emitterId || other.sensorId !== kept.sensorId);
    const emitterId = this.#successor(
      emitter.node,
      kept.emitterId,
      others.map((other) => other.emitterId),
    );
    const sensorId = this.#successor(
      sensor.node,
      kept.sensorId,
      others.map((other) => other.sensorId),
    );
    const located = this.#subscription(emitter, emitterId, sensor, sensorId);
    return located && { ...located, wish };
  }

  /** The id of a present node that is given by name or by id. */
  idOf(node: string): string | undefined {
    const { id, name, peers } = this.#core;
    if (node === id || node === name) return id;
    if (peers.has(node)) return node;
    for (const peer of peers.values()) if (peer.name === node) return peer.id;
    return undefined;
  }

  #insert(kept: KeptLink): void {
    const key = keyOf(kept.link);
    const alike = this.#kept.get(key);
    if (alike === undefined) this.#kept.set(key, [kept]);
    else alike.push(kept);
  }

  /** Those between ends of these names; one that was asked for before its nodes were here may still be kept by their ids. */
  #alike({ emitter, sensor }: Link): readonly KeptLink[] {
    const alike: KeptLink[] = [];
    for (const from of this.#spellings(emitter)) {
      for (const to of this.#spellings(sensor))
        alike.push(...(this.#kept.get(keyOf({ emitter: from, sensor: to })) ?? []));
    }
    return alike;
  }

  #spellings({ node, parameter }: Port): readonly Port[] {
    const nodes = new Set([this.#core.nameOf(node) || node, this.idOf(node) ?? node]);
    return [...nodes].map((spelled) => ({ node: spelled, parameter }));
  }

  #subscription(
    emitter: Port,
    emitterNode: string | undefined,
    sensor: Port,
    sensorNode: string | undefined,
  ): Subscription | undefined {
    if (emitterNode === undefined || sensorNode === undefined) return undefined;
    return { emitterNode, emitter: emitter.parameter, sensorNode, sensor: sensor.parameter };
  }

  /** The node that was meant before, or one of its name that no other link of these names has. */
  #successor(node: string, before: string | undefined, taken: readonly (string | undefined)[]): string | undefined {
    if (before !== undefined && this.#isPresent(before)) return before;
    const { id, name, peers } = this.#core;
    if (node === name) return id;
    if (peers.has(node)) return node;
    for (const peer of peers.values()) if (peer.name === node && !taken.includes(peer.id)) return peer.id;
    return undefined;
  }

  #isPresent(id: string): boolean {
    return id === this.#core.id || this.#core.peers.has(id);
  }

  /** The id, when the end is given by one. */
  #exactly({ node }: Port): string | undefined {
    return this.#isPresent(node) ? node : undefined;
  }

  #mayMean(wanted: string | undefined, seen: string | undefined): boolean {
    return fits(wanted, seen) || seen === undefined || !this.#isPresent(seen);
  }

  /** The link by names, where ids are known. */
  #named({ emitter, sensor }: Link): Link {
    const named = (port: Port): Port => ({ ...port, node: this.#core.who(port.node).name || port.node });
    return { emitter: named(emitter), sensor: named(sensor) };
  }
}

/** A subscription as a link of ports; undefined for one without both ends. */
export function linkOf({ emitterNode, emitter, sensorNode, sensor }: Subscription): Link | undefined {
  if (emitter === null || sensor === null) return undefined;
  return { emitter: { node: emitterNode, parameter: emitter }, sensor: { node: sensorNode, parameter: sensor } };
}

function fits(wanted: string | undefined, seen: string | undefined): boolean {
  return wanted === undefined || wanted === seen;
}

function keyOf({ emitter, sensor }: Link): string {
  return JSON.stringify([emitter.node, emitter.parameter, sensor.node, sensor.parameter]);
}
