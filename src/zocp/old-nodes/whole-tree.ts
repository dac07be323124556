import type { Json, JsonObject } from "../../bytes/json.ts";
import type { Peer } from "../core/peer.ts";
import type { RemoteParameter } from "../tree/remote-parameter.ts";

/**
 * Whether a MOD of a peer is its whole tree. A node of ours says that otherwise. The reference answers each GET with a MOD
 * that looks like any other: a change is never told with everything that a parameter has, unless that is registered anew; and
 * is told to subscribers only.
 */
export function isWhole(peer: Peer, tree: JsonObject, subscribed: boolean): boolean {
  if (peer.extensions || peer.answers >= peer.questions) return false;
  let all = true;
  for (const parameter of peer.tree.parameters.values()) {
    const entry = tree.get(parameter.object === undefined ? parameter.name : "objects");
    if (entry === undefined) all = false;
    else if (parameter.object === undefined && isPart(parameter, entry)) return false;
  }
  return all || tree.size !== 1 || !subscribed;
}

/** Whether an entry speaks only of a part of a parameter that we know. */
function isPart({ value, typeHint }: RemoteParameter, entry: Json): boolean {
  if (!(entry instanceof Map)) return false;
  return (value !== undefined && !entry.has("value")) || (typeHint !== "" && !entry.has("typeHint"));
}
