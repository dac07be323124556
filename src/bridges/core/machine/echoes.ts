import type { ForeignValue } from "../conversion.ts";

interface Output {
  readonly args: readonly ForeignValue[];
  readonly at: number;
}

interface Watched {
  /** By address, the one that was sent to last at the end. */
  readonly outputs: Map<string, readonly Output[]>;
  /** When inputs came that were our own outputs. */
  readonly returns: number[];
  ignoredUntil: number;
}

/**
 * Finds what comes back from whom it was sent to: a device that confirms, or a ring. A value that comes back says nothing new. Of events nobody
 * can tell; those of a ring count for nothing for a while. What is sent is never cut.
 */
export class Echoes {
  readonly #targets = new Map<string, Watched>();

  handleOutput(target: string, address: string, args: readonly ForeignValue[], now: number): void {
    let watched = this.#targets.get(target);
    if (watched === undefined)
      this.#targets.set(
        target,
        (watched = { outputs: new Map(), returns: [], ignoredUntil: Number.NEGATIVE_INFINITY }),
      );
    const { outputs } = watched;
    const before = (outputs.get(address) ?? []).filter(({ at }) => now - at <= ECHO).slice(1 - MOST_OUTPUTS);
    outputs.delete(address);
    outputs.set(address, [...before, { args, at: now }]);
    for (const [known, all] of outputs) {
      if (now - (all.at(-1)?.at ?? now) <= ECHO) break;
      outputs.delete(known);
    }
  }

  forget(target: string): void {
    this.#targets.delete(target);
  }

  /** `echo`: it was sent there a moment ago. `begins`: there are so many of these now that it is a ring; `ring`: it still is. */
  handleInput(
    target: string,
    address: string,
    args: readonly ForeignValue[],
    now: number,
  ): "new" | "echo" | "begins" | "ring" {
    const watched = this.#targets.get(target);
    const outputs = watched?.outputs.get(address) ?? [];
    const returned = outputs.some((output) => now - output.at <= ECHO && sameArgs(args, output.args));
    if (watched === undefined || !returned) return "new";
    if (now < watched.ignoredUntil) return "ring";
    const { returns } = watched;
    returns.push(now);
    while ((returns[0] ?? now) <= now - WINDOW) returns.shift();
    if (returns.length <= MOST) return "echo";
    returns.length = 0;
    watched.ignoredUntil = now + WINDOW;
    return "begins";
  }
}

/** Numbers may have been floats of 32 bits on their way. */
function sameArgs(a: readonly ForeignValue[], b: readonly ForeignValue[]): boolean {
  return a.length === b.length && a.every((one, index) => sameValue(one, b[index]));
}

function sameValue(a: ForeignValue, b: ForeignValue | undefined): boolean {
  return a === b || (typeof a === "number" && typeof b === "number" && Math.fround(a) === Math.fround(b));
}

/** Milliseconds. */
const ECHO = 150;
const WINDOW = 1000;
/** Outputs of one address that are remembered. */
const MOST_OUTPUTS = 16;
/** Returns in a second that are still a device that confirms what it takes. */
const MOST = 20;
