import type { BridgeNode } from "../../bridges.ts";

/** Where a bridge listens and sends, in one line. */
export function placesOf({ node, description, protocol }: BridgeNode): string {
  const send = description.own.texts("send") ?? [];
  const listens = protocol.places.length === 0 ? "" : ` listens on ${protocol.places.join(", ")}`;
  const sends = send.length === 0 ? "" : `${listens === "" ? "" : ","} sends to ${send.join(", ")}`;
  return `${node.name}:${listens}${sends}`;
}
