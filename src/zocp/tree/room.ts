import type { Json } from "../../bytes/json.ts";

/** What may be kept of the trees of all peers together. One peer alone has room for a large tree; a thousand have not. */
export class Room {
  readonly limit: number;
  #used = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Whether there is room for so much more; less always fits. */
  fits(more: number): boolean {
    return more <= 0 || this.#used + more <= this.limit;
  }

  /** So much more is kept, or less. */
  add(more: number): void {
    this.#used += more;
  }
}

/** What a value counts for, about as many characters as its JSON has. */
export function sizeOf(value: Json | undefined): number {
  if (value === undefined) return 0;
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return SCALAR;
  let size = SCALAR;
  if (value instanceof Map) for (const [name, item] of value) size += name.length + sizeOf(item as Json);
  else for (const item of value as readonly Json[]) size += sizeOf(item);
  return size;
}

/** What an entry counts for besides its name and what it says. */
export const ENTRY = 512;
const SCALAR = 8;
