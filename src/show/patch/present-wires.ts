import { formatAddress, type JsonObject, type LinkState, type Port } from "../../index.ts";
import { keyOfWire } from "../file/read-wires.ts";
import type { ShowWire } from "../file/show-file.ts";
import { type PresentNode, type Snapshot, unique } from "./snapshot.ts";

/** A link as the nodes that are here tell it. */
export interface PresentWire extends ShowWire {
  readonly state: LinkState["state"];
}

/** All links that are in effect, and those that nodes of ours keep for others that are away, by the key of the wire. */
export function presentWires(snapshot: Snapshot): ReadonlyMap<string, PresentWire> {
  const wires = new Map<string, PresentWire>();
  const known = new Map([...unique(snapshot).values()].map((node) => [node.id, node]));
  const put = (wire: PresentWire): void => {
    const key = keyOfWire(wire);
    const before = wires.get(key);
    if (before === undefined) wires.set(key, wire);
    else wires.set(key, { ...before, state: firstOf(before.state, wire.state), options: optionsOf(before, wire) });
  };
  for (const node of known.values()) for (const wire of madeBy(node, known)) put(wire);
  for (const node of known.values()) for (const link of node.links) for (const wire of keptAs(link, known)) put(wire);
  return wires;
}

/** What the emitters themselves list: it carries values, whoever made it. */
function* madeBy(node: PresentNode, known: ReadonlyMap<string, PresentNode>): Generator<PresentWire> {
  for (const [path, { subscribers }] of node.parameters) {
    for (const [id, sensor] of subscribers) {
      const to = known.get(id)?.name;
      if (to === undefined || sensor === null) continue;
      const emitter = formatAddress({ node: node.name, parameter: path });
      yield { emitter, sensor: formatAddress({ node: to, parameter: sensor }), options: NONE, state: "made" };
    }
  }
}

function* keptAs(link: LinkState, known: ReadonlyMap<string, PresentNode>): Generator<PresentWire> {
  const { state, options } = link;
  const named = ({ node, parameter }: Port): string =>
    formatAddress({ node: known.get(node)?.name ?? node, parameter });
  // That it is made, the emitter's list says: a record may be older.
  const stands = state === "made" ? "asked" : state;
  yield { emitter: named(link.emitter), sensor: named(link.sensor), options, state: stands };
}

function firstOf(a: LinkState["state"], b: LinkState["state"]): LinkState["state"] {
  return ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b;
}

function optionsOf(a: ShowWire, b: ShowWire): JsonObject {
  return a.options.size > 0 ? a.options : b.options;
}

const NONE: JsonObject = new Map();
/** Which of the two ends' views counts. */
const ORDER: readonly LinkState["state"][] = ["made", "asked", "waiting", "disputed", "refused", "cut"];
