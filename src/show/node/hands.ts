import { type Json, type JsonObject, NetworkError, type RemoteNode } from "../../index.ts";

/** Whose hands count: everybody's, or only what a node does to itself: its own program, and what its links bring. */
export type WhoseHands = "anybody" | "itself";

/**
 * When somebody else than this show moved parameters of a node, by path, in milliseconds of a clock that reads `now` (asked when the answer is there), as far as the node
 * can say. Never rejects because of that node: one that cannot say holds nothing.
 */
export async function handsOn(
  remote: RemoteNode,
  show: string,
  whose: WhoseHands,
  now: () => number,
): Promise<ReadonlyMap<string, number>> {
  if (!remote.extensions) return new Map();
  const owners = await remote.call("zocp.owners", [], { timeout: PATIENCE }).catch(noAnswer);
  if (!(owners instanceof Map)) return new Map();
  const entries = [...(owners as JsonObject)].flatMap(([path, owner]): [string, number][] => {
    const ago = agoOf(owner, show, whose);
    return ago === undefined ? [] : [[path, now() - ago]];
  });
  return new Map(entries);
}

/** How many milliseconds ago; undefined where it was this show, or nobody. */
function agoOf(owner: Json, show: string, whose: WhoseHands): number | undefined {
  if (!(owner instanceof Map)) return undefined;
  const [by, name, ago] = [owner.get("by"), owner.get("name"), owner.get("ago")];
  const itself = by === "self" || by === "signal";
  if ((name === show && !itself) || (whose === "itself" && !itself)) return undefined;
  // A fade of somebody else runs at this moment; what was never moved has no time.
  if (ago === undefined) return by === "fade" ? 0 : undefined;
  return typeof ago === "number" || typeof ago === "bigint" ? Number(ago) * 1000 : undefined;
}

function noAnswer(error: unknown): undefined {
  if (error instanceof NetworkError) return undefined;
  throw error;
}

/** Milliseconds. */
const PATIENCE = 2000;
