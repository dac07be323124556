import { nodesOnBroker, type PresentNode, type ZocpNode } from "../../index.ts";
import type { Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";

/** Whether the nodes of this command line are on a broker. */
export function isOnBroker({ broker }: CommonOptions): boolean {
  return Boolean(broker || process.env.ZOCP_BROKER);
}

/** Who is on the broker of this command line, as the broker tells: nobody is met for that. Empty on a local network. */
export async function presentNodes({ options }: Session): Promise<readonly PresentNode[]> {
  if (!isOnBroker(options)) return [];
  return nodesOnBroker({ broker: options.broker, duration: waitOf(options) });
}

/** Meets everybody on a broker, for what only all of them together can tell; a moment is needed until they have told it. */
export async function meetAll(node: ZocpNode, session: Session): Promise<void> {
  meet(node, session, await presentNodes(session));
}

/** Meets these nodes of a broker, and no others. On a local network everybody is met anyway. */
export function meet(node: ZocpNode, { signal }: Session, present: readonly PresentNode[]): void {
  if (node.broker === undefined) return;
  for (const { id } of present) {
    // Whoever does not come is missed by the command itself.
    node.waitFor(id, { signal }).catch(() => {});
  }
}
