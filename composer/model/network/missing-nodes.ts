import { count } from "../view/words.ts";
import type { Network } from "./network.ts";
import type { ShownNode } from "./shown-node.ts";
import type { ShownWire } from "./shown-wire.ts";

/** Says which nodes are missed, for the banner. Empty when none is. */
export function describeAbsences({ nodes, ghosts, wires }: Pick<Network, "nodes" | "ghosts" | "wires">): string {
  const waiting = wires.filter((wire) => !wire.made && !nodesOf(wire).every(({ present }) => present));
  const missed = ghosts.filter((node) => waiting.some((wire) => nodesOf(wire).includes(node)));
  const silent = nodes.filter(({ suspected }) => suspected);
  const wait = `${count(waiting.length, "wire")} ${waiting.length === 1 ? "waits" : "wait"}`;
  const gone = missed.length === 0 ? [] : [`${names(missed)} ${missed.length === 1 ? "is" : "are"} gone: ${wait}`];
  const mute = silent.length === 0 ? [] : [`${names(silent)} ${silent.length === 1 ? "does" : "do"} not answer`];
  return [...gone, ...mute].join(". ");
}

function nodesOf({ emitter, sensor, via }: ShownWire): readonly ShownNode[] {
  return [emitter.node, sensor.node, ...(via === undefined ? [] : [via.node])];
}

/** The first few by name, the others by their number. */
function names(nodes: readonly { readonly name: string }[]): string {
  const shown = nodes.slice(0, nodes.length > MOST ? MOST - 1 : MOST).map(({ name }) => name);
  const rest = nodes.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} others`] : shown;
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

const MOST = 3;
