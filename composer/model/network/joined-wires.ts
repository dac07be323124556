import { type Between, parseAddress } from "../../../src/browser.ts";
import type { ShownNode } from "./shown-node.ts";
import type { ShownParameter } from "./shown-parameter.ts";
import { type ShownWire, type Via, wireKey } from "./shown-wire.ts";

/** Wires as a person sees them. */
interface JoinedWires {
  readonly byKey: ReadonlyMap<string, ShownWire>;
  /** The parameters of operators that are a part of a wire. */
  readonly hidden: ReadonlySet<ShownParameter>;
}

/**
 * Makes one wire of two that meet in an operator between them. An operator that has lost one of its wires, or has another one besides, stays
 * what it is: a person has to see it.
 */
export function joinWires(nodes: ReadonlyMap<string, ShownNode>, wires: ReadonlyMap<string, ShownWire>): JoinedWires {
  const byKey = new Map(wires);
  const hidden = new Set<ShownParameter>();
  for (const node of nodes.values())
    for (const between of node.betweens) {
      const wire = joined(nodes, wires, viaOf(node, between), between);
      if (wire?.via === undefined) continue;
      const { input, output } = wire.via;
      byKey.delete(wireKey(wire.emitter, input));
      byKey.delete(wireKey(output, wire.sensor));
      byKey.set(wire.key, wire);
      hidden.add(input).add(output);
    }
  return { byKey, hidden };
}

function joined(
  nodes: ReadonlyMap<string, ShownNode>,
  wires: ReadonlyMap<string, ShownWire>,
  via: Via | undefined,
  between: Between,
): ShownWire | undefined {
  const [emitter, sensor] = [between.emitter, between.sensor].map((address) => find(nodes, address));
  if (via === undefined || emitter === undefined || sensor === undefined) return undefined;
  const [into, out] = [wires.get(wireKey(emitter, via.input)), wires.get(wireKey(via.output, sensor))];
  const key = wireKey(emitter, sensor);
  if (into === undefined || out === undefined || wires.has(key) || hasMore(wires, via)) return undefined;
  const waiting = [into, out].find(({ made }) => !made);
  return { key, emitter, sensor, made: waiting === undefined, reason: waiting?.reason ?? "", via };
}

function viaOf(node: ShownNode, { operator }: Between): Via | undefined {
  const [input, output] = ["in", "out"].map((end) => node.parameters.get(`${operator}.${end}`));
  return input === undefined || output === undefined ? undefined : { node, operator, input, output };
}

function hasMore(wires: ReadonlyMap<string, ShownWire>, { input, output }: Via): boolean {
  const ends = [...wires.values()].flatMap(({ emitter, sensor }) => [emitter, sensor]);
  return ends.filter((end) => end === input || end === output).length > 2;
}

function find(nodes: ReadonlyMap<string, ShownNode>, address: string): ShownParameter | undefined {
  const { node, parameter } = parseAddress(address);
  return nodes.get(node)?.parameters.get(parameter);
}
