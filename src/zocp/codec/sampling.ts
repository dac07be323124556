import type { Json, JsonObject } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";

/**
 * How a receiver wants the values of an emitter: at most so many a second (the newest, and always the last), or every single
 * one also when it is slow; one of the two at most. Without either, every value comes, and the newest one wins once the receiver is slow.
 */
export interface Sampling {
  readonly rate?: number;
  readonly every?: true;
  /** Seconds: a value that waited longer for the receiver is of no use to it any more. */
  readonly fresh?: number;
  /** Only what moved by more than that since the last value that was sent, and what is left of it once nothing moves any more. */
  readonly deadband?: number;
}

/** Reads what stands behind the four names of a SUB. Unknown fields say nothing: later versions may add some. */
export function decodeSampling(json: Json | undefined): Sampling | undefined {
  const sampling = samplingIn(json, FIELDS);
  return Object.keys(sampling).length === 0 ? undefined : sampling;
}

/** The part of a link's options that says how many values are wanted. */
export function samplingOf(options: JsonObject): Sampling | undefined {
  const sampling = samplingIn(options, OPTIONS);
  return Object.keys(sampling).length === 0 ? undefined : sampling;
}

function samplingIn(json: Json | undefined, fields: readonly (keyof Sampling)[]): Sampling {
  if (!(json instanceof Map)) return {};
  const number = (name: keyof Sampling, fits: (value: number) => boolean): Sampling => {
    const value = fields.includes(name) ? json.get(name) : undefined;
    return typeof value === "number" && fits(value) ? { [name]: value } : {};
  };
  const many: Sampling = json.get("every") === true ? { every: true } : number("rate", isRate);
  return {
    ...many,
    ...number("fresh", isFresh),
    ...number("deadband", (width) => width > 0 && Number.isFinite(width)),
  };
}

/** A sampling as options of a link. */
export function optionsOf(sampling: Sampling | undefined): JsonObject {
  return new Map<string, Json>(Object.entries(sampling ?? {}).filter(([name]) => name !== "deadband"));
}

export function encodeSampling(sampling: Sampling): string {
  return formatJson(new Map<string, Json>(Object.entries(sampling)));
}

/** Whether a receiver can ask for so many values a second. */
export function isRate(rate: number): boolean {
  return rate >= SLOWEST && rate <= FASTEST;
}

/** Whether a value can be asked to be so many seconds old at most. */
export function isFresh(seconds: number): boolean {
  return seconds >= FRESHEST && seconds <= STALEST;
}

/** The rate of a sampling; undefined when it has none. */
export function rateOf(sampling: Sampling | undefined): number | undefined {
  return sampling?.rate;
}

export function sameSampling(a: Sampling | undefined, b: Sampling | undefined): boolean {
  return FIELDS.every((field) => a?.[field] === b?.[field]);
}

export function isEvery(sampling: Sampling | undefined): boolean {
  return sampling?.every === true;
}

/** What fulfils all of these: values travel once to a node, whatever the number of its sensors. */
export function combineSamplings(samplings: Iterable<Sampling | undefined>): Sampling | undefined {
  const all = [...samplings];
  if (all.length < 2) return all[0];
  const ofAll = (field: "rate" | "fresh" | "deadband", choose: (...numbers: number[]) => number): Sampling => {
    const numbers = all.flatMap((sampling) => sampling?.[field] ?? []);
    return numbers.length < all.length ? {} : { [field]: choose(...numbers) };
  };
  const many: Sampling = all.some(isEvery) ? { every: true } : ofAll("rate", Math.max);
  const sampling = { ...many, ...ofAll("fresh", Math.max), ...ofAll("deadband", Math.min) };
  return Object.keys(sampling).length === 0 ? undefined : sampling;
}

const FIELDS = ["rate", "every", "fresh", "deadband"] as const satisfies readonly (keyof Sampling)[];
/** A deadband is said by the map of a link. */
const OPTIONS: readonly (keyof Sampling)[] = ["rate", "every", "fresh"];
/** Once in 1,000 s is a rate, once in a millisecond the fastest that a timer can keep. */
export const SLOWEST = 0.001;
export const FASTEST = 1000;
/** Seconds that a value may wait at its emitter, when that is said. */
export const FRESHEST = 0.01;
export const STALEST = 3600;
