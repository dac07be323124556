import { formatJson, type Json } from "../../src/browser.ts";

/** A value in as few characters as tell it: for a port, a cell, a row. */
export function formatValue(value: Json | undefined): string {
  if (value === undefined) return "–";
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return value === "" ? "“”" : value;
  if (Array.isArray(value) && value.length <= 4 && value.every((item) => typeof item === "number"))
    return value.map((item) => formatNumber(item, 3)).join("  ");
  return formatJson(value);
}

/** At most four digits that count; the same number of decimals for numbers of a size, so that it does not jump. */
export function formatNumber(value: number, digits = 4): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value);
  if (!Number.isFinite(value)) return String(value);
  if (size >= 1e6 || (size < 0.001 && size > 0)) return value.toExponential(2);
  const before = size < 1 ? 1 : Math.floor(Math.log10(size)) + 1;
  return value.toFixed(Math.max(0, digits - before));
}

/** How long ago something was, as people say it. */
export function formatAge(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (!Number.isFinite(seconds)) return "never";
  if (seconds < 1) return "now";
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

/** The time of day with milliseconds: 21:04:05.123. */
export function formatClock(time: Date): string {
  const part = (value: number, digits = 2): string => String(value).padStart(digits, "0");
  const second = `${part(time.getSeconds())}.${part(time.getMilliseconds(), 3)}`;
  return `${part(time.getHours())}:${part(time.getMinutes())}:${second}`;
}

/** Reads what a person typed where a number is wanted: also "50%", "1,5" and "on". Undefined when it is none. */
export function readNumber(text: string): number | undefined {
  const plain = text.trim().replace(",", ".").replace(/%$/, "");
  if (plain === "") return undefined;
  const number = Number(plain);
  return Number.isNaN(number) ? undefined : number;
}
