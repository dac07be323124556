import type { Subscription } from "./message.ts";

/**
 * Wires that a third node was allowed to make: the receiver asks for them in its own name moments later. Each holds for some
 * seconds, and only for that wire.
 */
export class Grants {
  readonly #askers = new Map<string, { readonly peer: string; readonly until: number }>();

  add(link: Subscription, peer: string, now: number): void {
    const key = keyOf(link);
    this.#askers.delete(key);
    this.#askers.set(key, { peer, until: now + HOLDS });
    const [oldest] = this.#askers.keys();
    if (this.#askers.size > MOST && oldest !== undefined) this.#askers.delete(oldest);
  }

  /** Who was allowed to make this wire; undefined when nobody was, or too long ago. */
  asker(link: Subscription, now: number): string | undefined {
    const grant = this.#askers.get(keyOf(link));
    return grant === undefined || now > grant.until ? undefined : grant.peer;
  }
}

function keyOf({ emitter, sensorNode, sensor }: Subscription): string {
  return JSON.stringify([emitter, sensorNode, sensor]);
}

const HOLDS = 10_000;
const MOST = 1000;
