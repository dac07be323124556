import type { BridgeDescription } from "../../bridges.ts";

interface Placed {
  readonly node: { readonly name: string };
  readonly description: Pick<BridgeDescription, "own">;
  readonly protocol: { readonly places: readonly string[]; readonly does?: string; readonly server?: string };
}

/** Where a bridge listens and sends, in one line. */
export function placesOf({ node, description, protocol }: Placed): string {
  if (protocol.server !== undefined) return `${node.name}: on ${protocol.server}`;
  const send = description.own.texts("send") ?? description.own.texts("output") ?? [];
  const listens = protocol.places.length === 0 ? "" : ` ${protocol.does ?? "listens on"} ${protocol.places.join(", ")}`;
  const sends = send.length === 0 ? "" : `${listens === "" ? "" : ","} sends to ${send.join(", ")}`;
  const where = `${listens}${sends}`;
  return where === "" ? `${node.name} is here` : `${node.name}:${where}`;
}
