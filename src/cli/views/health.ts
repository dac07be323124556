import { askHealth, type Health, type HealthOrder, type LinkHealth, parseAddress, type ZocpNode } from "../../index.ts";
import { isTool } from "../targets/observe.ts";
import type { Pattern } from "../targets/pattern.ts";
import { isToolId } from "./figures.ts";

export interface HealthLook {
  readonly pattern: Pattern;
  /** With the nodes of other commands. */
  readonly tools: boolean;
  readonly order: HealthOrder;
  /** Milliseconds that a node has to answer. */
  readonly timeout: number;
}

/** Asks every node how it and its links are; tells what the pattern chooses. */
export async function lookAtHealth(
  node: ZocpNode,
  { pattern, tools, order, timeout }: HealthLook,
): Promise<Pick<Health, "nodes" | "links">> {
  const remotes = [...node.peers.values()].filter((remote) => tools || !isTool(remote));
  const placeOf = (id: string): string | undefined => {
    const peer = node.broker === undefined ? node.zre.peers.get(id) : undefined;
    return peer && `${peer.address}:${peer.port}`;
  };
  const tells = (id: string): boolean => tools || !isToolId(node, id);
  const { nodes, links } = await askHealth(remotes, { tells, placeOf, order, timeout, now: () => performance.now() });
  return {
    nodes: nodes.filter(({ name, id }) => pattern.node(name, id)),
    links: links.filter((link) => isWanted(pattern, link)),
  };
}

function isWanted(pattern: Pattern, { emitter, sensor, listens }: LinkHealth): boolean {
  if (listens === true && pattern.node(sensor, "")) return true;
  return (listens === true ? [emitter] : [emitter, sensor]).some((address) => {
    const { node, parameter } = parseAddress(address);
    return pattern.node(node, "") || pattern.parameter(node, parameter);
  });
}
