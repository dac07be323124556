import type { AuthorityOptions, Caller, TransportNode } from "../../../index.ts";

/**
 * Why a node may not call a method of a show, in words; undefined when it may. To press is as good as to set the parameter of that name, so the same
 * keys and the same `permit` decide. A lock keeps edits off; whoever may press goes on playing. Panic is for everybody, unless `permit` says no.
 */
export function objectionTo(
  node: TransportNode,
  { accept, permit }: AuthorityOptions,
  { peer, name }: Caller,
  { method, edits }: { readonly method: string; readonly edits: boolean },
): string | undefined {
  if (edits && node.locked) return `${node.name} is locked`;
  const key = node.peers.get(peer)?.key;
  if (!trusts(node, { accept }, peer) && method !== "panic") return `${node.name} takes this only from some keys`;
  const action = method === "panic" ? "panic" : "set";
  const answer = permit?.({ action, peer, name, key, parameter: edits ? null : method }) ?? true;
  if (answer === true) return undefined;
  return typeof answer === "string" ? answer : `${node.name} does not permit it`;
}

/** Whether a node is one of those whose word counts, where only some are. */
export function trusts(node: TransportNode, { accept }: Pick<AuthorityOptions, "accept">, peer: string): boolean {
  const key = node.peers.get(peer)?.key;
  return accept === undefined || (key !== undefined && accept.includes(key));
}
