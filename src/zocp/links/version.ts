import type { Json } from "../../bytes/json.ts";

/**
 * Orders the decisions about one link, on every node in the same way: the higher counter wins, then the higher id. Counter 0
 * is that of a declaration, which holds only until somebody decides.
 */
export interface Version {
  /** A whole number up to 2^40. */
  readonly counter: number;
  /** The id of the node that decided. */
  readonly id: string;
}

/** The version of what a program or a file wants, without a person who decides. */
export function declaredVersion(id: string): Version {
  return { counter: 0, id };
}

export function isDecided({ counter }: Version): boolean {
  return counter > 0;
}

/**
 * The version of a decision that is made now: above the one that was seen, and not below the wall clock, so that who decides
 * without having seen what others decided long ago wins, too. `date`: milliseconds since 1970; undefined where no clock was set.
 */
export function nextVersion(id: string, seen: Version | undefined, date: number | undefined): Version {
  const clock = date !== undefined && date > BUILT ? Math.floor((date - EPOCH) / 1000) : 0;
  return { counter: Math.min(Math.max((seen?.counter ?? 0) + 1, clock), MAX_COUNTER), id };
}

/** Above 0 when `a` is the newer one, 0 when both are the same. */
export function compareVersions(a: Version, b: Version): number {
  return a.counter - b.counter || (a.id === b.id ? 0 : a.id > b.id ? 1 : -1);
}

export function formatVersion({ counter, id }: Version): Json {
  return [counter, id];
}

/** Undefined for anything else. */
export function readVersion(json: Json | undefined): Version | undefined {
  if (!Array.isArray(json) || json.length !== 2) return undefined;
  const [counter, id] = json;
  if (typeof counter !== "number" || !Number.isInteger(counter) || counter < 0 || counter > MAX_COUNTER)
    return undefined;
  return typeof id === "string" && ID.test(id) ? { counter, id } : undefined;
}

/** 1 January 2020, in milliseconds since 1970. */
const EPOCH = 1_577_836_800_000;
/** 29 November 2026: a clock that shows an earlier date than the day on which this was written was never set. */
const BUILT = 1_795_910_400_000;
const MAX_COUNTER = 2 ** 40;
const ID = /^[0-9a-f]{32}$/;
