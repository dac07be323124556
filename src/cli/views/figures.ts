import type { Delivery, Holding, LinkState, RemoteNode, ZocpNode } from "../../index.ts";
import { betweenAt } from "../targets/betweens.ts";
import { isTool } from "../targets/observe.ts";

/** Asks a node how its links fare. Undefined when it cannot say: it is of another make or version, or does not answer. */
export async function askFigures(
  node: ZocpNode,
  remote: RemoteNode,
  { tools, timeout }: { readonly tools: boolean; readonly timeout: number },
): Promise<readonly Delivery[] | undefined> {
  if (!remote.extensions) return undefined;
  try {
    const figures = await remote.deliveries({ timeout });
    return figures.filter(({ peer }) => tools || !isToolId(node, peer));
  } catch {
    return undefined;
  }
}

/**
 * Asks a node which of the links that it keeps are not in effect, and why; and which links of its sensors count for something else than
 * usual, or stand for two. Undefined when it cannot say.
 */
export async function askLinks(remote: RemoteNode, timeout: number): Promise<readonly LinkState[] | undefined> {
  if (!remote.extensions) return undefined;
  try {
    return (await remote.links({ timeout })).filter(
      ({ state, priority, options, sensor }) =>
        state !== "made" ||
        ((priority !== undefined || options.has("map")) && sensor.node === remote.name) ||
        betweenAt(remote, sensor) !== undefined,
    );
  } catch {
    return undefined;
  }
}

/** Asks a node who holds its parameters. Undefined when it cannot say. */
export async function askHoldings(
  remote: RemoteNode,
  timeout: number,
): Promise<ReadonlyMap<string, Holding> | undefined> {
  if (!remote.extensions) return undefined;
  try {
    return await remote.owners(undefined, { timeout });
  } catch {
    return undefined;
  }
}

/** Whether it is this node, or that of another command. */
export function isToolId(node: ZocpNode, id: string): boolean {
  const peer = node.peers.get(id);
  return id === node.id || (peer !== undefined && isTool(peer));
}
