import type { Json } from "../../index.ts";

/** What a command can print as JSON. An undefined field is left out. */
export type Printable =
  | Json
  | undefined
  | readonly Printable[]
  | ReadonlyMap<string, Printable>
  | { readonly [name: string]: Printable };

/**
 * JSON in one line, for other programs: plain JSON, so NaN and the infinities, which it lacks, become null. Names keep their
 * order, whatever they look like, and big integers all their digits.
 */
export function toJsonText(value: Printable): string {
  return format(value, JSON.stringify);
}

/** The same for people, who may see NaN as it is; numbers are rounded to so many digits, but not before the point. */
export function toReadableText(value: Printable, digits = 17): string {
  return format(value, (number) => String(rounded(number, digits)));
}

/** 1234567.5 with six digits is 1234568: 1234570 would be another number. */
export function rounded(number: number, digits: number): number {
  if (Number.isSafeInteger(number) || !Number.isFinite(number)) return number;
  const size = Math.abs(number);
  return size >= 10 ** digits && size < LARGE ? Math.round(number) : Number(number.toPrecision(digits));
}

function format(value: Printable, formatNumber: (value: number) => string): string {
  if (value === undefined || value === null) return "null";
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: Printable) => format(item, formatNumber)).join(",")}]`;
  const entries: Iterable<[string, Printable]> = value instanceof Map ? value : Object.entries(value);
  const fields: string[] = [];
  for (const [name, item] of entries) {
    if (item !== undefined) fields.push(`${JSON.stringify(name)}:${format(item, formatNumber)}`);
  }
  return `{${fields.join(",")}}`;
}

/** From here on nobody counts the digits before the point. */
const LARGE = 1e15;
