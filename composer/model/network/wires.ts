import type { LinkState, Port, TransportNode } from "../../../src/index.ts";
import type { ShownNode } from "./shown-node.ts";
import type { ShownParameter } from "./shown-parameter.ts";
import { type ShownWire, wireKey } from "./shown-wire.ts";

/**
 * The wires of all nodes. Those in effect are what the emitters' nodes list. Each is declared by this page too: when one of its
 * nodes leaves it waits, as a ghost, until that node returns. What somebody cut counts more than what this page has seen.
 */
export class Wires {
  readonly #node: TransportNode;
  readonly #byId: (id: string) => ShownNode | undefined;
  readonly #keeps: boolean;
  readonly #kept = new Set<string>();
  #byKey: ReadonlyMap<string, ShownWire> = new Map();
  #all: readonly ShownWire[] = [];
  #ends: ReadonlySet<ShownParameter> = new Set();

  constructor(node: TransportNode, byId: (id: string) => ShownNode | undefined, keeps: boolean) {
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
  renew(nodes: ReadonlyMap<string, ShownNode>): void {
    const wires = new Map<string, ShownWire>();
    for (const node of nodes.values()) for (const wire of this.#listed(node)) wires.set(wire.key, wire);
    for (const wire of this.#waiting(nodes)) if (!wires.has(wire.key)) wires.set(wire.key, wire);
    for (const wire of wires.values()) this.#keep(wire);
    for (const key of this.#kept) if (!wires.has(key)) this.#kept.delete(key);
    this.#all = [...wires.values()].map((wire) => sameWire(this.#byKey.get(wire.key), wire));
    this.#byKey = new Map(this.#all.map((wire) => [wire.key, wire]));
    this.#ends = new Set(this.#all.flatMap(({ emitter, sensor }) => [emitter, sensor]));
  }

  /** No longer waits for a node that left. */
  forget({ name }: ShownNode): void {
    for (const { emitter, sensor, state } of this.#node.links) {
      if (!WAITING.has(state) || (emitter.node !== name && sensor.node !== name)) continue;
      this.#node.disconnect(emitter, sensor, { timeout: CUT_TIMEOUT_MS }).catch(ignore);
    }
  }

  *#listed(node: ShownNode): Iterable<ShownWire> {
    for (const emitter of node.parameters.values()) {
      for (const [id, path] of node.remote?.parameter(emitter.path)?.subscribers ?? []) {
        const sensor = path === null ? undefined : this.#byId(id)?.parameters.get(path);
        if (sensor !== undefined) yield { key: wireKey(emitter, sensor), emitter, sensor, made: true, reason: "" };
      }
    }
  }

  *#waiting(nodes: ReadonlyMap<string, ShownNode>): Iterable<ShownWire> {
    for (const link of this.#node.links) {
      if (!WAITING.has(link.state)) continue;
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
    this.#node.connect(portOf(wire.emitter), portOf(wire.sensor), { declare: true }).catch(ignore);
  }
}

/** By name, so that a node that returns is found again; by id where two nodes have the same name. */
export function portOf({ node, path }: Pick<ShownParameter, "node" | "path">): Port {
  return { node: node.key === node.name ? node.name : (node.remote?.id ?? node.name), parameter: path };
}

/** The wire that was known, as long as nothing of it is different. */
export function sameWire(before: ShownWire | undefined, wire: ShownWire): ShownWire {
  const alike = before?.made === wire.made && before.reason === wire.reason && before.emitter === wire.emitter;
  return alike && before.via?.input === wire.via?.input ? before : wire;
}

function reasonOf({ reason, state }: LinkState): string {
  return reason === "" ? state : reason;
}

function ignore(): void {}

/** What was cut is nobody's wire, although this page has seen it. */
const WAITING: ReadonlySet<LinkState["state"]> = new Set(["waiting", "asked", "refused", "disputed"]);
const CUT_TIMEOUT_MS = 5000;
