import type { Network } from "../network/network.ts";
import type { ShownNode } from "../network/shown-node.ts";

/** The nodes on which operators can be made; first those that are there for nothing else. */
export function operatorHosts({ hosts }: Pick<Network, "hosts">): readonly ShownNode[] {
  const offering = hosts.filter(({ locked }) => locked === undefined);
  return [...offering].sort((a, b) => Number(hasMore(a)) - Number(hasMore(b)));
}

function hasMore(host: ShownNode): boolean {
  return [...host.parameters.values()].some(({ group }) => group === undefined || !host.operators?.has(group));
}
