import type { BridgeEvent } from "./messages.ts";

/** What people are told of what had no effect: often enough to see it, and not more. */
export class Complaints {
  readonly #refused = new Map<string, { at: number; times: number }>();
  readonly #ignored = new Map<string, number>();
  #since = Number.NEGATIVE_INFINITY;
  #told = 0;

  /** Of each address once a second, with how many there were. */
  refuse(address: string, reason: string, now: number): BridgeEvent | undefined {
    const known = this.#refused.get(address);
    if (known !== undefined && now - known.at < REFUSED_APART) {
      known.times++;
      return undefined;
    }
    const times = (known?.times ?? 0) + 1;
    if (!this.#mayTell(now)) return undefined;
    keep(this.#refused, address, { at: now, times: 0 });
    return { type: "refused", address, reason, times };
  }

  /** Of each reason once in ten seconds. */
  ignore(reason: string, now: number): BridgeEvent | undefined {
    return this.isNews(reason, now) ? { type: "ignored", reason } : undefined;
  }

  /** Whether a text is worth telling now. */
  isNews(text: string, now: number): boolean {
    const at = this.#ignored.get(text);
    if (at !== undefined && now - at < IGNORED_APART) return false;
    if (!this.#mayTell(now)) return false;
    keep(this.#ignored, text, now);
    return true;
  }

  /** Whoever sends ever new nonsense does not fill a screen, or a disk. */
  #mayTell(now: number): boolean {
    if (now - this.#since >= 1000) {
      this.#since = now;
      this.#told = 0;
    }
    return this.#told++ < MOST_IN_A_SECOND;
  }
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (map.size >= MOST && !map.has(key)) map.delete(map.keys().next().value as string);
  map.set(key, value);
}

/** Milliseconds. */
const REFUSED_APART = 1000;
const IGNORED_APART = 10_000;
const MOST_IN_A_SECOND = 20;
const MOST = 1000;
