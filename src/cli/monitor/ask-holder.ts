import type { Json, ZocpNode } from "../../index.ts";
import { showQuoted } from "../format/text.ts";
import type { Holder } from "./monitor.ts";
import { keyOf, type Place } from "./seen.ts";

/** Asks a node who moves one of its parameters. Undefined when it cannot say. */
export async function askHolder(node: ZocpNode, place: Place): Promise<Holder | undefined> {
  const remote = node.peers.get(place.id);
  if (remote?.extensions !== true || remote.suspected) return undefined;
  try {
    const owners = await remote.call("zocp.owners", [[place.path]], { timeout: ANSWER });
    const owner = owners instanceof Map ? owners.get(place.path) : undefined;
    const text = owner instanceof Map ? describeHolder(owner) : "";
    return text === "" ? undefined : { key: keyOf(place), text };
  } catch {
    // Another version, or it is busy: the list says the rest.
    return undefined;
  }
}

/** Who holds a parameter, in words; empty when nobody does but its own node. */
export function describeHolder(owner: ReadonlyMap<string, Json>): string {
  const [overlay, below] = [owner.get("overlay"), owner.get("below")];
  const cover = overlay instanceof Map ? `covered by ${wordOf(overlay.get("name"))}, ${showQuoted(below)} below` : "";
  return [cover, describeHand(owner)].filter((part) => part !== "").join("; ");
}

function describeHand(owner: ReadonlyMap<string, Json>): string {
  const [by, name] = [wordOf(owner.get("by")), wordOf(owner.get("name"))];
  if (by === "fade") {
    const left = owner.get("left");
    const time = typeof left === "number" ? `${left.toFixed(1)} s left` : "paused";
    return `fades to ${showQuoted(owner.get("target"))}, ${time}: ${wordOf(owner.get("tag"))} of ${name}`;
  }
  const ago = owner.get("ago");
  if (by === "self" || by === "" || typeof ago !== "number") return "";
  return `moved last by ${name}${by === "signal" ? " over a wire" : ""}, ${ago < 10 ? ago.toFixed(1) : Math.round(ago)} s ago`;
}

function wordOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

const ANSWER = 1000;
