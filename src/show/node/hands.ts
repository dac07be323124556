import { type Json, type JsonObject, NetworkError, type RemoteNode } from "../../index.ts";

/**
 * The parameters of a node that somebody else than this show moved last, as far as the node can say. Never rejects because of that node: who cannot
 * say holds nothing.
 */
export async function handsOn(remote: RemoteNode, show: string): Promise<readonly string[]> {
  if (!remote.extensions) return [];
  const owners = await remote.call("zocp.owners", [], { timeout: PATIENCE }).catch(noAnswer);
  if (!(owners instanceof Map)) return [];
  return [...(owners as JsonObject)].filter(([, owner]) => isHand(owner, show)).map(([path]) => path);
}

function isHand(owner: Json, show: string): boolean {
  if (!(owner instanceof Map)) return false;
  return owner.get("name") !== show;
}

function noAnswer(error: unknown): undefined {
  if (error instanceof NetworkError) return undefined;
  throw error;
}

/** Milliseconds. */
const PATIENCE = 2000;
