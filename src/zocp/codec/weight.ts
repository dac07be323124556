import type { JsonObject } from "../../bytes/json.ts";

/** What the values of a link count for at its sensor, where those of others compete with them. */
export interface Weight {
  /** From 0 (none of its values is taken) to 200; 100 without a word. Sources of the highest priority that are there count. */
  readonly priority: number;
  /** The link stays, and lets nothing through. */
  readonly mute: boolean;
}

/** The part of a link's options that says so; undefined when they say nothing. What cannot be read says nothing. */
export function weightOf(options: JsonObject): Weight | undefined {
  const given = options.get("priority");
  const priority = isPriority(given) ? given : USUAL_PRIORITY;
  const mute = options.get("mute") === true;
  return priority === USUAL_PRIORITY && !mute ? undefined : { priority, mute };
}

export function isPriority(given: unknown): given is number {
  return typeof given === "number" && given >= 0 && given <= HIGHEST_PRIORITY;
}

/** The priority by which sources are compared; 0 for those that are not heard. */
export function rankOf(weight: Weight | undefined): number {
  if (weight === undefined) return USUAL_PRIORITY;
  return weight.mute ? 0 : weight.priority;
}

export function sameWeight(a: Weight | undefined, b: Weight | undefined): boolean {
  return a?.priority === b?.priority && a?.mute === b?.mute;
}

/** Of links, and of what is set by hand, by fades and by the own program. */
export const USUAL_PRIORITY = 100;
export const HIGHEST_PRIORITY = 200;
