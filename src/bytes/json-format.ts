import type { Json } from "./json.ts";

export interface FormatOptions {
  /** Writes every number with a decimal point or an exponent, as Python writes its floats: `1.0`. */
  readonly floats?: boolean;
}

/**
 * Writes JSON as Python's json module does: `", "` and `": "` between things, NaN and Infinity as bare words; and ASCII only,
 * but for long strings.
 */
export function formatJson(value: Json, options: FormatOptions = {}): string {
  switch (typeof value) {
    case "string":
      return formatString(value);
    case "number":
      return options.floats === true ? formatFloat(value) : formatNumber(value);
    case "object":
      return value === null ? "null" : formatNested(value, options);
    default:
      return String(value);
  }
}

/**
 * A string in quotes, everything beyond printable ASCII escaped. Not in a long one: every reader takes UTF-8, and a text that
 * fits into a message must still fit when it goes on, not six times as long.
 */
export function formatString(text: string): string {
  if (!UNUSUAL.test(text)) return `"${text}"`;
  const quoted = JSON.stringify(text);
  if (text.length > LONG) return quoted;
  return quoted.replace(NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** How the JSON of a value begins: at least `length` characters of it, or all. Nothing is written that is not wanted. */
export function formatStart(value: Json, length: number): string {
  if (typeof value === "string") return formatString(value.slice(0, length));
  if (typeof value !== "object" || value === null) return formatJson(value);
  const isMap = value instanceof Map;
  let text = isMap ? "{" : "[";
  for (const item of isMap ? (value as ReadonlyMap<string, Json>) : (value as readonly Json[])) {
    if (text.length >= length) return text;
    if (text.length > 1) text += ", ";
    text += isMap ? formatEntryStart(item as readonly [string, Json], length) : formatStart(item as Json, length);
  }
  return text + (isMap ? "}" : "]");
}

function formatEntryStart([name, value]: readonly [string, Json], length: number): string {
  return `${formatString(name.slice(0, length))}: ${formatStart(value, length)}`;
}

/** A number with a decimal point or an exponent: `1.0`, `1e-07`, `1e+16`, as Python's repr. */
function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) return formatExponent(value);
  if (!Number.isInteger(value)) return String(value);
  return Object.is(value, -0) ? "-0.0" : `${value}.0`;
}

/** A whole number only when it is exact: beyond 2^53 the spelling of a float warns the reader. */
function formatNumber(value: number): string {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : formatFloat(value);
}

function formatExponent(value: number): string {
  const [digits, exponent = ""] = value.toExponential().split("e");
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
}

function formatNested(value: readonly Json[] | ReadonlyMap<string, Json>, options: FormatOptions): string {
  if (!(value instanceof Map))
    return `[${[...value.values()].map((item) => formatJson(item as Json, options)).join(", ")}]`;
  const entries: string[] = [];
  for (const [name, item] of value) entries.push(`${formatString(name)}: ${formatJson(item, options)}`);
  return `{${entries.join(", ")}}`;
}

/** From so many characters on a string is long. */
const LONG = 1024;
const UNUSUAL = /[^ !#-[\]-~]/;
const NOT_ASCII = /[\x7f-\uffff]/g;
