import type { RemoteNode } from "../../index.ts";
import type { Pair } from "../core/machine/pair.ts";
import type { BridgePicture } from "../core/node/protocol.ts";
import { SET } from "./routes.ts";
import { toLevel } from "./topics.ts";

/** What stands at the server beside values: topics and what is kept there. */
export type Notices = ReadonlyMap<string, string>;

export const HERE = "online";
export const AWAY = "offline";

/** What each node is, and whether it is there, as devices and houses read it: `<root>/<node>/$info` and `$state`. */
export function noticesOf({ pairs, nodes }: BridgePicture, root: string, bridge: string): Notices {
  const notices = new Map<string, string>();
  const byNode = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const { node } = pair.port;
    if (!pair.own && pair.origin === "rule") push(byNode, node, pair);
  }
  for (const [name, exported] of byNode) {
    const [topic, remote] = [`${root}/${toLevel(name)}`, nodes.get(name)];
    notices.set(`${topic}/$state`, remote === undefined ? AWAY : HERE);
    if (remote !== undefined) notices.set(`${topic}/$info`, describe(remote, exported, bridge));
  }
  return notices;
}

function push(byNode: Map<string, Pair[]>, node: string, pair: Pair): void {
  const there = byNode.get(node);
  if (there === undefined) byNode.set(node, [pair]);
  else there.push(pair);
}

function describe(remote: RemoteNode, exported: readonly Pair[], via: string): string {
  const parameters = Object.fromEntries(exported.map((pair) => [pair.port.parameter, describeOne(remote, pair)]));
  return JSON.stringify({ name: remote.name, via, parameters });
}

function describeOne(remote: RemoteNode, { address, port, kind, takes }: Pair): object {
  const { unit, step, description } = remote.parameters.get(port.parameter) ?? {};
  const type = kind.typeHint === "flt" ? "float" : kind.typeHint;
  const given = {
    type,
    min: kind.min,
    max: kind.max,
    step,
    unit,
    description,
    event: kind.event === true ? true : undefined,
  };
  return { ...given, topic: address, ...(takes && { set: `${address}${SET}` }) };
}
