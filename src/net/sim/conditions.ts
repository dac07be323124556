import { show } from "../../arguments/check.ts";
import { UsageError } from "../../errors.ts";

/** How good a simulated network is; can be changed at any time. */
export interface Conditions {
  /** Milliseconds from one host to another; 0.5. */
  readonly delay: number;
  /** By how many milliseconds the delay grows at most, by chance; 0. Datagrams may overtake each other, streams keep their order. */
  readonly jitter: number;
  /** The share of datagrams that vanish, from 0 to 1; 0. Streams lose nothing, as TCP does. */
  readonly loss: number;
  /** The share of datagrams that arrive twice, from 0 to 1; 0. */
  readonly duplication: number;
}

/** Puts what was given in the place of what was before. Throws `UsageError` that names the condition that is wrong. */
export function changeConditions(before: Conditions, change: Partial<Conditions>): Conditions {
  const after = { ...before };
  for (const name of NAMES) {
    const value = change[name];
    if (value === undefined) continue;
    const most = name === "loss" || name === "duplication" ? 1 : Number.MAX_SAFE_INTEGER;
    if (!(typeof value === "number" && value >= 0 && value <= most)) {
      throw new UsageError("invalid-argument", `${name} is ${show(value)}: it must be a number from 0 to ${most}`);
    }
    after[name] = value;
  }
  return after;
}

export const GOOD_CONDITIONS: Conditions = { delay: 0.5, jitter: 0, loss: 0, duplication: 0 };

const NAMES = ["delay", "jitter", "loss", "duplication"] as const;
