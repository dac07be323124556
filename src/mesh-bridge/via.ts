import { KEY_HEADER } from "../keys/key-store.ts";

/** A node as others see it. */
export interface Traveller {
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** The ids of the bridges over which a node comes to whoever sees it, the last one first seen by nobody else; none for one that is itself there. */
export function bridgesOf(headers: ReadonlyMap<string, string>): readonly string[] {
  const text = headers.get(VIA_HEADER) ?? "";
  return text === "" ? [] : text.split(" ").slice(0, MOST_BRIDGES + 1);
}

/** What the far side is told of a node: what it says of itself, and that it comes over this bridge too. */
export function passOn({ headers }: Traveller, bridge: string): ReadonlyMap<string, string> {
  const told = new Map(headers);
  // On the far side nobody proves to own it: keys end at the bridge.
  told.delete(KEY_HEADER);
  return told.set(VIA_HEADER, [...bridgesOf(headers), bridge].join(" "));
}

/** By this a node is known that bridges a local network. */
export const BRIDGE_HEADER = "X-ZOCP-BRIDGE";
/** Bridges that a node may come over. */
export const MOST_BRIDGES = 4;
const VIA_HEADER = "X-ZOCP-VIA";
