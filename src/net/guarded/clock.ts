import type { Clock } from "../net.ts";

/** Is told what was thrown. Must not throw itself. */
export type Failed = (cause: unknown) => void;

/** The part of a clock that nodes wait with. */
export type Scheduler = Pick<Clock, "now" | "date" | "schedule" | "soon">;

/** The same clock: when it throws its time stands still for that moment, and what we throw when it rings is told. */
export function guardClock(clock: Scheduler, failed: Failed): Scheduler {
  // A variable would be a new object for each time that it holds.
  const last = new Float64Array(1);
  const now = (): number => {
    try {
      last[0] = clock.now();
    } catch (cause) {
      failed(cause);
    }
    return last[0] as number;
  };
  return {
    now,
    schedule: guardSchedule(clock, failed),
    ...(clock.soon !== undefined && { soon: guardSoon(clock.soon, failed) }),
    ...(clock.date !== undefined && { date: guardDate(clock, failed) }),
  };
}

/** Does something, and tells what it throws. */
export function attempt(action: () => void, failed: Failed): void {
  try {
    action();
  } catch (cause) {
    failed(cause);
  }
}

function guardSchedule(clock: Scheduler, failed: Failed): Scheduler["schedule"] {
  return (delay, callback) => {
    const guarded = (): void => attempt(callback, failed);
    try {
      return guardCancel(clock.schedule(delay, guarded), failed);
    } catch (cause) {
      failed(cause);
      // Without its timer whoever asked for it would wait for ever.
      return guardCancel(clock.schedule(delay, guarded), failed);
    }
  };
}

function guardSoon(soon: NonNullable<Scheduler["soon"]>, failed: Failed): NonNullable<Scheduler["soon"]> {
  return (callback) => {
    const guarded = (): void => attempt(callback, failed);
    try {
      return guardCancel(soon(guarded), failed);
    } catch (cause) {
      failed(cause);
      return guardCancel(soon(guarded), failed);
    }
  };
}

function guardCancel(cancel: () => void, failed: Failed): () => void {
  return () => attempt(cancel, failed);
}

/** One that fails goes on from the date that it told last. */
function guardDate(clock: Scheduler, failed: Failed): () => number {
  let last = 0;
  return () => {
    try {
      last = clock.date?.() ?? clock.now();
    } catch (cause) {
      failed(cause);
    }
    return last;
  };
}
