import type { Json } from "../../bytes/json.ts";
import type { Parameter } from "../tree/parameter.ts";
import type { Fades } from "./fades.ts";

/**
 * Who holds a parameter, as others are told: what moved it last (`self`, `set`, `signal`, `fade`), whose that was, and how many seconds
 * ago. What lies on top (`overlay`), and the value `below` it. While a fade waits or runs, also its tag, its priority, its target and how many seconds are left (null: paused).
 */
export function describeOwner(parameter: Parameter, fades: Fades, now: number): Json {
  const owner = new Map<string, Json>();
  const fade = fades.running.get(parameter.path);
  const cover = fades.overlays.ownerOf(parameter.path);
  if (cover !== undefined)
    owner.set("overlay", new Map<string, Json>(Object.entries(cover))).set("below", fades.overlays.baseOf(parameter));
  if (fade !== undefined) {
    const left = fade.left(now);
    owner.set("by", "fade").set("name", fade.starter.who.name).set("tag", fade.timing.tag);
    owner.set("priority", fade.timing.priority).set("target", fade.target);
    owner.set("left", Number.isFinite(left) ? seconds(left) : null);
    return owner;
  }
  const ago = now - parameter.handAt;
  owner.set("by", parameter.hand).set("name", parameter.handName);
  return owner.set("ago", Number.isFinite(ago) ? seconds(ago) : null);
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}
