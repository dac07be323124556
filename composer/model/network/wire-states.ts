import type { Link, LinkState } from "../../../src/index.ts";
import { Observable } from "../observable.ts";
import type { Network } from "./network.ts";
import type { ShownNode } from "./shown-node.ts";
import { mappedPart, type ShownWire, type WireEnds } from "./shown-wire.ts";
import { portOf } from "./wires.ts";

/**
 * What nodes say of their wires: options such as mute, and values that a sensor did not take. No event tells it to a page, so nodes
 * are asked in turn, a few at a time; one whose wire is changed here is asked at once.
 */
export class WireStates extends Observable {
  readonly #network: Network;
  readonly #told = new Map<string, LinkState>();
  /** By the id of a node: the number of the question that was asked last. */
  readonly #asked = new Map<string, number>();
  #questions = 0;

  constructor(network: Network) {
    super();
    this.#network = network;
    network.subscribe(() => this.#forget());
  }

  /** Undefined while it is not known, and where no node of the wire can say. */
  of({ key }: Pick<ShownWire, "key">): LinkState | undefined {
    return this.#told.get(key);
  }

  /** To be called about twice a second: asks a few nodes, first those that were not asked yet. */
  look(): void {
    const age = ({ remote }: ShownNode): number => this.#asked.get(remote?.id ?? "") ?? 0;
    const tellers = [...new Set(this.#network.wires.flatMap((wire) => (wire.made ? (tellerOf(wire) ?? []) : [])))];
    for (const node of tellers.sort((a, b) => age(a) - age(b)).slice(0, AT_ONCE)) void this.ask(node);
  }

  /** Asks a node what its wires are like. One that does not answer says nothing new. */
  async ask(node: ShownNode): Promise<void> {
    const { remote } = node;
    if (remote === undefined) return;
    const question = this.#begin(remote.id);
    const links = await remote.links({ timeout: ANSWER_TIMEOUT_MS }).catch(() => undefined);
    if (links === undefined || this.#asked.get(remote.id) !== question) return;
    const byName = new Map(links.map((link) => [nameOf(link), link]));
    let different = false;
    for (const wire of this.#network.wires) {
      if (wire.made && tellerOf(wire) === node)
        different = this.#take(wire, byName.get(nameOf(linkOf(wire)))) || different;
    }
    if (different) this.changed();
  }

  /** Something was changed of a wire: what was asked before says nothing of it any more. */
  async renew(wire: WireEnds): Promise<void> {
    const node = tellerOf(wire);
    if (node !== undefined) await this.ask(node);
  }

  #begin(id: string): number {
    this.#asked.set(id, ++this.#questions);
    return this.#questions;
  }

  /** Whether it is something else than was known. */
  #take({ key }: ShownWire, link: LinkState | undefined): boolean {
    const known = this.#told.get(key);
    if (link === undefined) return this.#told.delete(key);
    this.#told.set(key, link);
    return known === undefined || !sameState(known, link);
  }

  #forget(): void {
    for (const key of this.#told.keys()) if (this.#network.wire(key)?.made !== true) this.#told.delete(key);
    for (const id of this.#asked.keys()) if (!this.#network.node.peers.has(id)) this.#asked.delete(id);
  }
}

/** The node that knows what becomes of the values of a wire; undefined when neither says anything. */
function tellerOf(wire: WireEnds): ShownNode | undefined {
  const { emitter, sensor } = mappedPart(wire);
  return [sensor.node, emitter.node].find(({ remote, extensions }) => remote !== undefined && extensions);
}

function linkOf(wire: ShownWire): Link {
  const { emitter, sensor } = mappedPart(wire);
  return { emitter: portOf(emitter), sensor: portOf(sensor) };
}

function nameOf({ emitter, sensor }: Link): string {
  return [emitter.node, emitter.parameter, sensor.node, sensor.parameter].join("\n");
}

function sameState(one: LinkState, other: LinkState): boolean {
  return JSON.stringify(essence(one)) === JSON.stringify(essence(other));
}

function essence({ options, refusals, dropped, by, at }: LinkState): readonly unknown[] {
  const plain = (_: string, value: unknown): unknown =>
    value instanceof Map ? [...value] : typeof value === "bigint" ? String(value) : value;
  return [JSON.stringify(options, plain), refusals, dropped, by, at];
}

/** Nodes that are asked twice a second: one of a hundred is asked every 17 s, and the sooner the fewer there are. */
const AT_ONCE = 3;
const ANSWER_TIMEOUT_MS = 3000;
