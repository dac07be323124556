import type { Delivery } from "../../index.ts";
import { formatAddress } from "../../index.ts";
import type { Loss } from "../views/losses.ts";
import type { Manner } from "./clock.ts";
import { type Printable, toJsonText } from "./json.ts";
import { pad, printable } from "./text.ts";

/** The figures of a link in words: `120 sent (2.1 KiB), 50/s, last 20 ms ago, round trip 0.4 ms`. */
export function showFigures({ sent, bytes, conflated, dropped, rate, age, roundTrip }: Delivery): string {
  const parts = [`${sent} sent (${showBytes(bytes)})`, `${showNumber(rate)}/s`];
  if (conflated > 0) parts.push(`${conflated} conflated`);
  if (dropped > 0) parts.push(`${dropped} dropped`);
  if (age !== undefined) parts.push(`last ${showTime(age)} ago`);
  if (roundTrip !== undefined) parts.push(`round trip ${showTime(roundTrip)}`);
  return parts.join(", ");
}

/** The same for other programs. */
export function describeFigures({ emitter, peer, name, ...figures }: Delivery): Printable {
  return { emitter, peer, name, ...figures };
}

/** One link as a line of `zocp watch --stats`. */
export function formatStats(
  { name: node, id }: { readonly name: string; readonly id: string },
  figures: Delivery,
  { json, colours, clock, now }: Manner,
): string {
  const { emitter: parameter, peer, name, ...rest } = figures;
  if (json) return toJsonText({ time: now.toISOString(), event: "link", node, parameter, by: name, peer, ...rest, id });
  const place = printable(`${formatAddress({ node, parameter })} → ${name || peer.slice(0, 8)}`);
  return `${colours.dim(clock.stamp(now))}  ${pad(place, COLUMN)}  ${showFigures(figures)}`;
}

/** A link whose map lost values, as another line of it. */
export function formatLosses({ emitter, sensor, dropped, more }: Loss, { json, colours, clock, now }: Manner): string {
  const from = formatAddress(emitter);
  if (json) {
    const { node, parameter } = sensor;
    return toJsonText({ time: now.toISOString(), event: "lost", node, parameter, from, count: more, dropped });
  }
  const place = printable(`${from} → ${formatAddress(sensor)}`);
  const values = more === 1 ? "1 value" : `${more} values`;
  return `${colours.dim(clock.stamp(now))}  ${pad(place, COLUMN)}  ${values} dropped by its map, ${dropped} in all`;
}

export function showTime(milliseconds: number): string {
  const [length, unit] = TIMES.find(([length, , most]) => Number(showNumber(milliseconds / length)) < most) ?? HOURS;
  return `${showNumber(milliseconds / length)} ${unit}`;
}

function showBytes(bytes: number): string {
  let power = 0;
  // 1024 KiB would be a mebibyte, also where it is only rounded to that.
  while (power < UNITS.length - 1 && Number(showNumber(bytes / 1024 ** power)) >= 1024) power++;
  return `${showNumber(bytes / 1024 ** power)} ${UNITS[power]}`;
}

/** One digit behind the point says enough. */
export function showNumber(value: number): string {
  return String(Math.round(value * 10) / 10);
}

const HOURS = [3_600_000, "h"] as const;
/** Milliseconds that each unit of time is long, its name, and from which count on the next one says it better. */
const TIMES = [
  [1, "ms", 1000],
  [1000, "s", 120],
  [60_000, "min", 120],
] as const;
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;
const COLUMN = 32;
