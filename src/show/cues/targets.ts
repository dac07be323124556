import type { Json } from "../../index.ts";
import type { SentMove } from "./effects.ts";
import type { Move } from "./moves.ts";

/** Where one parameter was sent last, and what became of it. Times are milliseconds of the player. */
export interface Target {
  readonly move: Move;
  readonly tag: string;
  readonly priority: number;
  /** The number of the start that sent it. */
  readonly start: number;
  readonly began: number;
  /** Where it was to be before; undefined when nobody knows. */
  readonly from: Json | undefined;
  /** A hand took it, and keeps it until a cue moves it again. */
  grabbed: boolean;
  /** It was streamed from here, and its node left on the way. */
  lost: boolean;
}

/** What a node that comes late still has to do, so that it arrives together with the others; what is over is done soon. */
export function restOf({ move, began, from }: Target, now: number): SentMove {
  const { to, timing } = move;
  const begins = began + timing.delay * 1000;
  const left = begins + timing.over * 1000 - now;
  if (left <= 0) return soon(to);
  if (begins > now) return { to, timing: { ...timing, delay: (begins - now) / 1000 } };
  const share = (now - begins) / (timing.over * 1000);
  return {
    to,
    timing: { ...timing, delay: 0, over: left / 1000 },
    from: isStraight(move) ? mix(from, to, share) : undefined,
  };
}

/** Not at once: nothing jumps because a cable was plugged in. */
export function soon(to: Json): Move {
  return { to, timing: { over: LATE, delay: 0 } };
}

/** Of other ways only the owner of a parameter knows where they pass: there it starts at the present value. */
function isStraight({ timing: { curve = "linear", space = "rgb", way } }: Move): boolean {
  return curve === "linear" && space === "rgb" && way === undefined;
}

function mix(from: Json | undefined, to: Json, share: number): Json | undefined {
  if (typeof from === "number" && typeof to === "number") return from + (to - from) * share;
  if (!Array.isArray(from) || !Array.isArray(to) || from.length !== to.length) return undefined;
  const mixed = to.map((item: Json, at) => mix(from[at], item, share));
  return mixed.every((item): item is Json => item !== undefined) ? mixed : undefined;
}

/** Seconds. */
const LATE = 0.5;
