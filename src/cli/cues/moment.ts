import type { ShowState } from "../../show.ts";

/** What a show told of itself last, and when: in milliseconds of this machine. */
export interface Told {
  readonly state: ShowState;
  readonly at: number;
}

/** What a show tells by itself between two answers: a clock can be reckoned on. */
export interface Moment {
  readonly progress: number;
  /** Seconds. */
  readonly remaining: number;
}

/** How far the show is now, reckoned from what it told last. */
export function momentOf({ state, at }: Told, now: number): Moment {
  const { progress, remaining, rate, paused, panicked } = state;
  if (paused || panicked || remaining <= 0) return { progress, remaining };
  const left = Math.max(0, remaining - (Math.max(0, now - at) / 1000) * rate);
  return { progress: 1 - (1 - progress) * (left / remaining), remaining: left };
}

/** The time of the show's clock: what a press says it was sent at. */
export function showTime({ state, at }: Told, now: number): number {
  return state.now + (now - at);
}
