import type { Colours } from "./colours.ts";

/** How a line is to look. */
export interface Manner {
  readonly json: boolean;
  readonly colours: Colours;
  readonly clock: Clock;
  readonly now: Date;
}

/** When something happened, for a person: on the wall clock of this machine. */
export interface Clock {
  stamp(at: Date): string;
}

/**
 * `21:04:09.123` for somebody who sits before a terminal; with the date before it in a file, which may be read days later,
 * and on a terminal from the second day on.
 */
export function clockFrom(started: Date, { terminal }: { readonly terminal: boolean }): Clock {
  const first = terminal ? dayOf(started) : undefined;
  return { stamp: (at) => (dayOf(at) === first ? timeOf(at) : `${dayOf(at)} ${timeOf(at)}`) };
}

/** `20:14`, on the wall clock of this machine. */
export function timeOfDay(at: Date): string {
  return `${padded(at.getHours())}:${padded(at.getMinutes())}`;
}

function dayOf(at: Date): string {
  return `${at.getFullYear()}-${padded(at.getMonth() + 1)}-${padded(at.getDate())}`;
}

function timeOf(at: Date): string {
  return `${padded(at.getHours())}:${padded(at.getMinutes())}:${padded(at.getSeconds())}.${padded(at.getMilliseconds(), 3)}`;
}

function padded(part: number, digits = 2): string {
  return String(part).padStart(digits, "0");
}
