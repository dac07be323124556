import type { Core } from "../core/core.ts";
import type { Timing } from "../fades/timing.ts";
import type { Clock } from "./clock.ts";

/** When something begins that was wanted at a moment of the show. Milliseconds. */
export interface Beginning {
  /** From now; negative when it has begun already. */
  readonly lead: number;
  /** What whoever asked for it is told: `unsynced`, or how late it came; empty when it waits. */
  readonly note: string;
  /** This node does not know the time yet: until it does, or has waited long enough. */
  readonly pending: boolean;
}

/** Says of values that are wanted at a moment of the show when that is here. */
export class Beginnings {
  readonly #core: Core;
  readonly #clock: Clock;

  constructor(core: Core, clock: Clock) {
    this.#core = core;
    this.#clock = clock;
  }

  /** Why a value cannot begin then, in words for people. `waiting`: how many do already; `event`: it is to be met, or not at all. */
  objection(timing: Timing, waiting: number, event: boolean, now: number): string | undefined {
    if (timing.at === undefined) return undefined;
    if (waiting >= WAITING) return `${waiting} values wait for their time already; the limit is ${WAITING}`;
    const { lead, pending, note } = this.of(timing, now);
    if (pending || note === UNSYNCED) return undefined;
    if (lead > AHEAD) return `it would begin in ${seconds(lead)} s; the limit is ${seconds(AHEAD)} s ahead`;
    return event && -lead > LATE
      ? `it came ${seconds(-lead)} s late; an event may be ${seconds(LATE)} s late`
      : undefined;
  }

  /** A value that came too early to know when it begins has waited for that: why it cannot, after all. */
  tooFar({ lead }: Beginning): string | undefined {
    return lead > AHEAD ? `it would begin in ${seconds(lead)} s; the limit is ${seconds(AHEAD)} s ahead` : undefined;
  }

  of({ at }: Timing, now: number): Beginning {
    if (at === undefined) return AT_ONCE;
    const { timeline, time } = this.#clock;
    const own = at.timeline === this.#core.id && timeline === this.#core.id;
    if (!own && !this.#clock.synced(now)) return { lead: PATIENCE, note: "", pending: true };
    if (at.timeline !== timeline) return { lead: 0, note: UNSYNCED, pending: false };
    const lead = time.localOf(at.time) - now;
    // Never early for want of digits.
    return lead > 0
      ? { lead: lead + DIGITS, note: "", pending: false }
      : { lead, note: lead > -NOTICED ? "" : `late ${seconds(-lead)}`, pending: false };
  }
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}

export const AT_ONCE: Beginning = { lead: 0, note: "", pending: false };
export const UNSYNCED = "unsynced";
/** Values of one node that wait for a moment, and how many milliseconds ahead that may be. */
const WAITING = 1000;
const AHEAD = 600_000;
/** Milliseconds by which an event may be late. */
const LATE = 1500;
/** Milliseconds that a value waits for a node to know the time. */
const PATIENCE = 1000;
/** Milliseconds that nobody is told of. */
const NOTICED = 1;
const DIGITS = 1e-6;
