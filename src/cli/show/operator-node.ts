import { hostname } from "node:os";
import { ZocpNode, type ZocpOptions } from "../../index.ts";
import { Operators } from "../../show.ts";

/**
 * The node on which pages of the composer make operators. They live as long as the composer does, for a page may be closed at any time.
 * Rejects with `NetworkError` when it cannot start.
 */
export async function startOperatorNode(
  network: ZocpOptions,
): Promise<{ readonly node: ZocpNode; stop(): Promise<void> }> {
  // Each page is a node of this program, too: none of them can have the port or the endpoint that was told for one.
  const own = { port: 0, endpoint: false, meet: "everybody" } as const;
  const node = new ZocpNode(`operators@${hostname()}`.slice(0, LONGEST_NAME), { ...network, ...own });
  const operators = new Operators(node, { offer: {} });
  await node.start();
  return {
    node,
    async stop() {
      operators.stop();
      await node.stop();
    },
  };
}

const LONGEST_NAME = 100;
