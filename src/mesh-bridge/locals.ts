import type { Traveller } from "./via.ts";

/** A node on the local network, as a bridge sees it. */
interface Local {
  readonly node: Traveller;
  readonly since: number;
  leftAt: number | undefined;
}

/** Who is on the local network without this bridge, or was a moment ago. */
export class Locals {
  readonly #locals = new Map<string, Local>();

  get ids(): Iterable<string> {
    return this.#locals.keys();
  }

  has(id: string): boolean {
    return this.#locals.has(id);
  }

  enter(node: Traveller, now: number): void {
    this.#locals.set(node.id, { node, since: now, leftAt: undefined });
  }

  /** `goodbye`: it said that it leaves; others may return. */
  exit(id: string, goodbye: boolean, now: number): void {
    const local = this.#locals.get(id);
    if (local !== undefined) local.leftAt = goodbye ? now - RETURN_MS : now;
  }

  /** A node that is there, or may return; undefined for others. */
  at(id: string, now: number): Traveller | undefined {
    const local = this.#locals.get(id);
    const gone = local?.leftAt !== undefined && now - local.leftAt >= RETURN_MS;
    return gone ? undefined : local?.node;
  }

  /** Whether the network has been without this node for so short a time that others may not have noticed it. */
  misses(id: string, now: number): boolean {
    const leftAt = this.#locals.get(id)?.leftAt;
    return leftAt !== undefined && now - leftAt < ABSENT_MS;
  }

  /** Whether it came a moment ago: whoever brought it may be gone already, and it with him. */
  isNew(id: string, now: number): boolean {
    return now - (this.#locals.get(id)?.since ?? now) < ABSENT_MS * 2;
  }

  /** Forgets those that are gone. */
  clean(now: number): void {
    for (const [id, { leftAt }] of this.#locals)
      if (leftAt !== undefined && now - leftAt >= ABSENT_MS) this.#locals.delete(id);
  }
}

/** A node that left without a goodbye may return within this time. */
const RETURN_MS = 1000;
/** A node of the broker comes only to a local network that has been without it for so long. */
const ABSENT_MS = 2000;
