import type { Link, LinkState, Port, RealmNode } from "../../src/index.ts";
import type { ShownNode } from "./shown-node.ts";
import type { ShownParameter } from "./shown-parameter.ts";
import { type ShownWire, wireKey } from "./shown-wire.ts";

/**
 * The wires of all nodes. Those in effect are what the emitters' nodes list. Each is kept alive by this page too: when one of
 * its nodes leaves it waits, as a ghost, until that node returns or somebody dismisses it.
 */
export class Wires {
  readonly #node: RealmNode;
  readonly #byId: (id: string) => ShownNode | undefined;
  readonly #keeps: boolean;
  readonly #kept = new Set<string>();
  /** Wires that were cut on another page, and until when their end could still look like that of a node that leaves. */
  readonly #cut = new Map<string, number>();
  /** Wires that were alive when this page lost the network: whether they still are, only the nodes can say. */
  #doubtful: readonly ShownWire[] = [];
  #byKey: ReadonlyMap<string, ShownWire> = new Map();
  #all: readonly ShownWire[] = [];
  #ends: ReadonlySet<ShownParameter> = new Set();

  constructor(node: RealmNode, byId: (id: string) => ShownNode | undefined, keeps: boolean) {
    this.#node = node;
    this.#byId = byId;
    this.#keeps = keeps;
  }

  get all(): readonly ShownWire[] {
    return this.#all;
  }

  get byKey(): ReadonlyMap<string, ShownWire> {
    return this.#byKey;
  }

  /** The parameters that have a wire. */
  get ends(): ReadonlySet<ShownParameter> {
    return this.#ends;
  }

  /** Looks at everything anew. */
  renew(nodes: ReadonlyMap<string, ShownNode>, now: number): void {
    const wires = new Map<string, ShownWire>();
    for (const node of nodes.values()) for (const wire of this.#listed(node)) wires.set(wire.key, wire);
    this.#doubtful = this.#doubtful.filter((wire) => !wires.has(wire.key) && isOpen(wire));
    for (const wire of this.#doubtful) wires.set(wire.key, wire);
    for (const wire of this.#waiting(nodes, now)) if (!wires.has(wire.key)) wires.set(wire.key, wire);
    for (const wire of wires.values()) this.#keep(wire);
    for (const key of this.#kept) if (!wires.has(key)) this.#kept.delete(key);
    this.#all = [...wires.values()].map((wire) => same(this.#byKey.get(wire.key), wire));
    this.#byKey = new Map(this.#all.map((wire) => [wire.key, wire]));
    this.#ends = new Set(this.#all.flatMap(({ emitter, sensor }) => [emitter, sensor]));
  }

  /** No longer waits for a node that left. */
  forget(node: ShownNode): void {
    const { name } = node;
    this.#doubtful = this.#doubtful.filter(({ emitter, sensor }) => emitter.node !== node && sensor.node !== node);
    for (const { emitter, sensor, state } of this.#node.links) {
      if (state === "made" || (emitter.node !== name && sensor.node !== name)) continue;
      this.#node.disconnect(emitter, sensor, { timeout: PATIENCE }).catch(ignore);
    }
  }

  /** Another page cut these by hand: if a node of theirs leaves in the same moment, they are not to wait for it. */
  handleCut(links: readonly Link[], now: number): void {
    for (const link of links) this.#cut.set(nameOf(link), now + LEAVING);
    this.withdraw(links);
  }

  /** These were cut, so there is no longer any doubt. */
  withdraw(links: readonly Link[]): void {
    const names = new Set(links.map(nameOf));
    this.#doubtful = this.#doubtful.filter(
      ({ emitter, sensor }) => !names.has(nameOf({ emitter: portOf(emitter), sensor: portOf(sensor) })),
    );
  }

  /** This page is no longer on the network: what others do meanwhile to wires that are alive, it must not undo when it returns. */
  release(): void {
    const alive = this.#all.filter(({ made }) => made);
    for (const { emitter, sensor } of alive)
      this.#node.disconnect(portOf(emitter), portOf(sensor), { timeout: PATIENCE }).catch(ignore);
    this.#kept.clear();
    this.#doubtful = alive.map((wire) => ({ ...wire, made: false, reason: "this page was away" }));
  }

  /** Those who are there have come back: the wires of others wait for these as ever. */
  settle(): void {
    const waiting = this.#doubtful;
    this.#doubtful = [];
    for (const { emitter, sensor } of waiting) this.#node.connect(portOf(emitter), portOf(sensor)).catch(ignore);
  }

  *#listed(node: ShownNode): Iterable<ShownWire> {
    for (const emitter of node.parameters.values()) {
      for (const [id, path] of node.remote?.parameter(emitter.path)?.subscribers ?? []) {
        const sensor = path === null ? undefined : this.#byId(id)?.parameters.get(path);
        if (sensor !== undefined) yield { key: wireKey(emitter, sensor), emitter, sensor, made: true, reason: "" };
      }
    }
  }

  *#waiting(nodes: ReadonlyMap<string, ShownNode>, now: number): Iterable<ShownWire> {
    for (const [name, until] of this.#cut) if (until < now) this.#cut.delete(name);
    for (const link of this.#node.links) {
      if (link.state === "made") continue;
      if (this.#cut.has(nameOf(link))) {
        this.#node.disconnect(link.emitter, link.sensor, { timeout: PATIENCE }).catch(ignore);
        continue;
      }
      const [emitter, sensor] = [this.#find(nodes, link.emitter), this.#find(nodes, link.sensor)];
      if (emitter === undefined || sensor === undefined) continue;
      yield { key: wireKey(emitter, sensor), emitter, sensor, made: false, reason: reasonOf(link) };
    }
  }

  #find(nodes: ReadonlyMap<string, ShownNode>, { node, parameter }: Port): ShownParameter | undefined {
    return (nodes.get(node) ?? this.#byId(node))?.parameters.get(parameter);
  }

  #keep(wire: ShownWire): void {
    if (!this.#keeps || !wire.made || this.#kept.has(wire.key)) return;
    this.#kept.add(wire.key);
    this.#node.connect(portOf(wire.emitter), portOf(wire.sensor)).catch(ignore);
  }
}

/** By name, so that a node that returns is found again; by id where two nodes have the same name. */
export function portOf({ node, path }: ShownParameter): Port {
  return { node: node.key === node.name ? node.name : (node.remote?.id ?? node.name), parameter: path };
}

/** Whether one of its nodes is missing, so that nobody can say whether it is to be. */
function isOpen({ emitter, sensor }: ShownWire): boolean {
  return !emitter.node.present || !sensor.node.present;
}

function nameOf({ emitter, sensor }: Link): string {
  return [emitter.node, emitter.parameter, sensor.node, sensor.parameter].join("\n");
}

function same(before: ShownWire | undefined, wire: ShownWire): ShownWire {
  return before?.made === wire.made && before.reason === wire.reason && before.emitter === wire.emitter ? before : wire;
}

function reasonOf({ reason, state }: LinkState): string {
  return reason === "" ? state : reason;
}

function ignore(): void {}

const PATIENCE = 5000;
/** For so long the news of a cut and those of a leaving node may cross, in milliseconds. */
const LEAVING = 5000;
