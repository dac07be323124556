import type { Json } from "../../bytes/json.ts";

/**
 * Where a value on a ring of links comes from, and how many values that node has seen on it before. Of two values the one
 * with the higher count is newer, and of equal counts that of the higher id: so all around a ring agree on one.
 */
export interface ValueVersion {
  readonly count: number;
  /** The id of the node whose program, or whose input from outside the ring, made the value. */
  readonly origin: string;
}

/** Whether a value is newer than the one that a parameter has; what has no version is older than everything. */
export function isNewer(version: ValueVersion, than: ValueVersion | undefined): boolean {
  if (than === undefined) return true;
  return version.count > than.count || (version.count === than.count && version.origin > than.origin);
}

/** The version of a value that enters a ring here. */
export function nextValueVersion(latest: ValueVersion | undefined, origin: string): ValueVersion {
  return { count: Math.min((latest?.count ?? 0) + 1, MOST), origin };
}

export function formatValueVersion({ count, origin }: ValueVersion): string {
  return `[${count}, "${origin}"]`;
}

/** Undefined for anything else. */
export function readValueVersion(json: Json | undefined): ValueVersion | undefined {
  if (!Array.isArray(json) || json.length !== 2) return undefined;
  const [count, origin] = json;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0 || count > MOST) return undefined;
  return typeof origin === "string" && ID.test(origin) ? { count, origin } : undefined;
}

const MOST = 2 ** 48;
const ID = /^[0-9a-f]{32}$/;
