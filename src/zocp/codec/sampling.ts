import type { Json, JsonObject } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";

/**
 * How a receiver wants the values of an emitter: at most so many a second (the newest, and always the last), or every single
 * one also when it is slow. Without either, every value comes, and the newest one
 * wins once the receiver is slow.
 */
export type Sampling = { readonly rate: number } | { readonly every: true };

/** Reads what stands behind the four names of a SUB. Unknown fields say nothing: later versions may add some. */
export function decodeSampling(json: Json | undefined): Sampling | undefined {
  if (!(json instanceof Map)) return undefined;
  if (json.get("every") === true) return { every: true };
  const rate = json.get("rate");
  return typeof rate === "number" && isRate(rate) ? { rate } : undefined;
}

/** The part of a link's options that says how many values are wanted. */
export function samplingOf(options: JsonObject): Sampling | undefined {
  return decodeSampling(options);
}

/** A sampling as options of a link. */
export function optionsOf(sampling: Sampling | undefined): JsonObject {
  return new Map<string, Json>(sampling === undefined ? [] : Object.entries(sampling));
}

export function encodeSampling(sampling: Sampling): string {
  return formatJson(optionsOf(sampling));
}

/** Whether a receiver can ask for so many values a second. */
export function isRate(rate: number): boolean {
  return rate >= SLOWEST && rate <= FASTEST;
}

/** The rate of a sampling; undefined when it has none. */
export function rateOf(sampling: Sampling | undefined): number | undefined {
  return sampling !== undefined && "rate" in sampling ? sampling.rate : undefined;
}

export function sameSampling(a: Sampling | undefined, b: Sampling | undefined): boolean {
  return rateOf(a) === rateOf(b) && isEvery(a) === isEvery(b);
}

export function isEvery(sampling: Sampling | undefined): boolean {
  return sampling !== undefined && "every" in sampling;
}

/** What fulfils all of these: values travel once to a node, whatever the number of its sensors. */
export function combineSamplings(samplings: Iterable<Sampling | undefined>): Sampling | undefined {
  let rate: number | undefined = 0;
  for (const sampling of samplings) {
    if (isEvery(sampling)) return { every: true };
    const other = rateOf(sampling);
    rate = rate === undefined || other === undefined ? undefined : Math.max(rate, other);
  }
  return rate === undefined || rate === 0 ? undefined : { rate };
}

/** Once in 1,000 s is a rate, once in a millisecond the fastest that a timer can keep. */
export const SLOWEST = 0.001;
export const FASTEST = 1000;
