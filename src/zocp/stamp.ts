import type { Json } from "../bytes/json.ts";

/**
 * Where a value on a ring of links comes from, and how many values that node has seen on it before. Of two values the one
 * with the higher count is newer, and of equal counts that of the higher id: so all around a ring agree on one.
 */
export interface Stamp {
  readonly count: number;
  /** The id of the node whose program, or whose input from outside the ring, made the value. */
  readonly origin: string;
}

/** Whether a value is newer than the one that a parameter has; what has no stamp is older than everything. */
export function isNewer(stamp: Stamp, than: Stamp | undefined): boolean {
  if (than === undefined) return true;
  return stamp.count > than.count || (stamp.count === than.count && stamp.origin > than.origin);
}

/** The stamp of a value that enters a ring here. */
export function nextStamp(latest: Stamp | undefined, origin: string): Stamp {
  return { count: Math.min((latest?.count ?? 0) + 1, MOST), origin };
}

export function formatStamp({ count, origin }: Stamp): string {
  return `[${count}, "${origin}"]`;
}

/** Undefined for anything else. */
export function readStamp(json: Json | undefined): Stamp | undefined {
  if (!Array.isArray(json) || json.length !== 2) return undefined;
  const [count, origin] = json;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0 || count > MOST) return undefined;
  return typeof origin === "string" && ID.test(origin) ? { count, origin } : undefined;
}

const MOST = 2 ** 48;
const ID = /^[0-9a-f]{32}$/;
