import type { Delivery, Json, RemoteNode, ZocpNode } from "../index.ts";
import { isTool } from "./observe.ts";

/** Asks a node how its links fare. Undefined when it cannot say: it is of another make or version, or does not answer. */
export async function askFigures(
  node: ZocpNode,
  remote: RemoteNode,
  { tools, timeout }: { readonly tools: boolean; readonly timeout: number },
): Promise<readonly Delivery[] | undefined> {
  if (!remote.extensions) return undefined;
  try {
    const figures = readFigures(await remote.call("zocp.links", [], { timeout }));
    return figures.filter(({ peer }) => tools || !isToolId(node, peer));
  } catch {
    return undefined;
  }
}

/** Reads what came from the network: what is not as it should be is left out. */
function readFigures(json: Json): readonly Delivery[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((entry: Json) => {
    if (!(entry instanceof Map)) return [];
    const text = (name: string): string => {
      const value = entry.get(name);
      return typeof value === "string" ? value : "";
    };
    const number = (name: string): number | undefined => {
      const value = entry.get(name);
      return typeof value === "number" ? value : undefined;
    };
    const count = (name: string): number => number(name) ?? 0;
    return [
      {
        ...{ emitter: text("emitter"), peer: text("peer"), name: text("name") },
        ...{ sent: count("sent"), bytes: count("bytes"), conflated: count("conflated"), dropped: count("dropped") },
        ...{ rate: count("rate"), age: number("age"), roundTrip: number("roundTrip") },
      },
    ];
  });
}

function isToolId(node: ZocpNode, id: string): boolean {
  const peer = node.peers.get(id);
  return id === node.id || (peer !== undefined && isTool(peer));
}
