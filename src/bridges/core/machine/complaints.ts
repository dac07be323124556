import type { BridgeEvent } from "./messages.ts";

/** What people are told of what had no effect: often enough to see it, and not more. */
export class Complaints {
  readonly #refused = new Map<string, { at: number; times: number }>();
  readonly #ignored = new Map<string, number>();

  /** Of each address once a second, with how many there were. */
  refuse(address: string, reason: string, now: number): BridgeEvent | undefined {
    const known = this.#refused.get(address);
    if (known !== undefined && now - known.at < REFUSED_APART) {
      known.times++;
      return undefined;
    }
    const times = (known?.times ?? 0) + 1;
    keep(this.#refused, address, { at: now, times: 0 });
    return { type: "refused", address, reason, times };
  }

  ignore(reason: string, now: number): BridgeEvent | undefined {
    const at = this.#ignored.get(reason);
    if (at !== undefined && now - at < IGNORED_APART) return undefined;
    keep(this.#ignored, reason, now);
    return { type: "ignored", reason };
  }
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (map.size >= MOST && !map.has(key)) map.delete(map.keys().next().value as string);
  map.set(key, value);
}

/** Milliseconds. */
const REFUSED_APART = 1000;
const IGNORED_APART = 10_000;
const MOST = 1000;
