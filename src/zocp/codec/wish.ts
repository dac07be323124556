import type { Json, JsonObject } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";

/**
 * How a receiver wants the values of an emitter: at most so many a second (the newest, and always the last), or every single
 * one also when it is slow. Without a wish the newest value wins once the receiver is slow, and never before.
 */
export type Wish = { readonly rate: number } | { readonly every: true };

/** Reads what stands behind the four names of a SUB. What we do not know is no wish: later versions may wish for more. */
export function decodeWish(json: Json | undefined): Wish | undefined {
  if (!(json instanceof Map)) return undefined;
  if (json.get("every") === true) return { every: true };
  const rate = json.get("rate");
  return typeof rate === "number" && isRate(rate) ? { rate } : undefined;
}

/** The part of a link's options that says how many values are wanted. */
export function wishOf(options: JsonObject): Wish | undefined {
  return decodeWish(options);
}

/** A wish as options of a link. */
export function optionsOf(wish: Wish | undefined): JsonObject {
  return new Map<string, Json>(wish === undefined ? [] : Object.entries(wish));
}

export function encodeWish(wish: Wish): string {
  return formatJson(optionsOf(wish));
}

/** Whether somebody can wish for so many values a second. */
export function isRate(rate: number): boolean {
  return rate >= SLOWEST && rate <= FASTEST;
}

/** The rate of a wish; undefined when it has none. */
export function rateOf(wish: Wish | undefined): number | undefined {
  return wish !== undefined && "rate" in wish ? wish.rate : undefined;
}

export function sameWish(a: Wish | undefined, b: Wish | undefined): boolean {
  return rateOf(a) === rateOf(b) && isEvery(a) === isEvery(b);
}

export function isEvery(wish: Wish | undefined): boolean {
  return wish !== undefined && "every" in wish;
}

/** What fulfils all of these: values travel once to a node, whatever the number of its sensors. */
export function combineWishes(wishes: Iterable<Wish | undefined>): Wish | undefined {
  let rate: number | undefined = 0;
  for (const wish of wishes) {
    if (isEvery(wish)) return { every: true };
    const other = rateOf(wish);
    rate = rate === undefined || other === undefined ? undefined : Math.max(rate, other);
  }
  return rate === undefined || rate === 0 ? undefined : { rate };
}

/** Once in 1,000 s is a rate, once in a millisecond the fastest that a timer can keep. */
export const SLOWEST = 0.001;
export const FASTEST = 1000;
