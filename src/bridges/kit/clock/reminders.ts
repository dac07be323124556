/** A time of the day at which something happens. */
export interface Reminder {
  readonly name: string;
  /** Since midnight, in seconds. */
  readonly at: number;
}

/** `19:30`, or `19:30:15`; undefined for what is none. */
export function parseTimeOfDay(text: string): number | undefined {
  const [, hour = "", minute = "", second = "0"] = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text) ?? [];
  return hour === "" ? undefined : Number(hour) * 3600 + Number(minute) * 60 + Number(second);
}

/**
 * Those that are due since the machine looked last. What it slept through is not made up for, and a clock that was set has moved past
 * nothing: more than a few seconds between two looks mean either.
 */
export function dueReminders(reminders: readonly Reminder[], before: Date, now: Date): readonly Reminder[] {
  const passed = now.getTime() - before.getTime();
  if (passed <= 0 || passed > MOST_PASSED) return [];
  const [from, to] = [secondsOf(before), secondsOf(now)];
  return reminders.filter(({ at }) => (from <= to ? at > from && at <= to : at > from || at <= to));
}

/** Since midnight, as clocks on the wall show it. */
export function secondsOf(date: Date): number {
  return date.getHours() * 3600 + date.getMinutes() * 60 + date.getSeconds();
}

/** Milliseconds. */
const MOST_PASSED = 10_000;
