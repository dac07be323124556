import type { Json } from "../../index.ts";

/** A value that came over a link to a trigger. */
export interface TriggerSignal {
  readonly peer: string;
  readonly emitter: string;
  readonly sensor: string;
  readonly value: Json;
  /** Whether the emitter says that its values are events. */
  readonly event: boolean;
}

/**
 * Which values of links press a trigger: every event that is on; of an emitter whose values are a state only the step from off to on, seen on
 * that link. The first value after a link is made (again) is what was before, and presses nothing.
 */
export class Triggers {
  /** By link: what came last. */
  readonly #last = new Map<string, boolean>();

  presses({ peer, emitter, sensor, value, event }: TriggerSignal): boolean {
    const on = isOn(value);
    if (event) return on;
    const key = keyOf(peer, emitter, sensor);
    const before = this.#last.get(key);
    this.#last.set(key, on);
    return on && before === false;
  }

  /** The value of an emitter is known before its link carries one: old nodes send none when it is made. */
  handleLinked(peer: string, emitter: string, sensor: string, value: Json | undefined): void {
    const key = keyOf(peer, emitter, sensor);
    this.#last.delete(key);
    if (value !== undefined) this.#last.set(key, isOn(value));
  }

  handleExit(peer: string): void {
    for (const key of this.#last.keys()) if (key.startsWith(peer)) this.#last.delete(key);
  }
}

/** True, a number that is not 0, a text that is not empty. */
export function isOn(value: Json): boolean {
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  if (typeof value === "bigint") return value !== 0n;
  return typeof value === "boolean" || typeof value === "string" ? Boolean(value) : false;
}

/** Ids have all the same length, so one is never the beginning of another. */
function keyOf(peer: string, emitter: string, sensor: string): string {
  return `${peer} ${JSON.stringify([emitter, sensor])}`;
}
