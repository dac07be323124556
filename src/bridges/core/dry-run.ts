import type { RemoteNode } from "../../index.ts";
import type { BridgeDescription } from "./description.ts";
import { BridgeMachine } from "./machine/bridge-machine.ts";
import type { Dialect } from "./machine/mappings.ts";
import type { BridgeEvent } from "./machine/messages.ts";
import { kindsOf } from "./node/kinds-of.ts";

/** What a bridge would map of these nodes, and what it could not. Nothing is sent. */
export function planMappings(
  { name, rules }: BridgeDescription,
  dialect: Dialect,
  nodes: Iterable<RemoteNode>,
): readonly BridgeEvent[] {
  const machine = new BridgeMachine({ name, rules, dialect, isLinked: () => false }, 0);
  const effects = [...machine.start(0)];
  for (const node of nodes) effects.push(...machine.handleNode(node.name, kindsOf(node), 0));
  return effects.flatMap((effect) => (effect.type === "tell" ? [effect.event] : []));
}
