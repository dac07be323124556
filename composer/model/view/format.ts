import { formatJson, type Json } from "../../../src/browser.ts";
import { numberOf } from "../network/kind.ts";
import { type Bounded, drawnSpan, isWhole, withoutDust } from "../network/range.ts";
import { visible } from "./words.ts";

/** A value in as few characters as tell it: for a port, a cell, a row. */
export function formatValue(value: Json | undefined): string {
  if (value === undefined) return "–";
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return value === "" ? "“”" : visible(value);
  if (Array.isArray(value) && value.length <= 4 && value.every((item) => typeof item === "number"))
    return value.map((item) => formatNumber(item, 3)).join("  ");
  return formatJson(value);
}

/**
 * A number in few characters that never claims to be all of it when it is not: whole numbers in full, others with about four
 * digits that count, and "…" where more follow. The same number of decimals for numbers of a size, so that it does not jump.
 */
export function formatNumber(value: number, digits = 4): string {
  const exact = String(value);
  if (Number.isInteger(value) || !Number.isFinite(value)) return exact;
  const size = Math.abs(value);
  if (size < 0.001) return shorten(value.toExponential(), 2);
  const before = size < 1 ? 1 : Math.floor(Math.log10(size)) + 1;
  return shorten(exact, Math.max(1, digits - before));
}

/** A number in as many digits as it takes to read the same one back. */
export function formatExact(value: Json | undefined, component?: number): string {
  const one = component !== undefined && Array.isArray(value) ? (value as readonly Json[])[component] : value;
  return typeof one === "number" || typeof one === "bigint" ? String(one) : String(numberOf(one));
}

/** So many decimals of what is written; "…" says that some were left out, and never stands for a single one. */
function shorten(exact: string, decimals: number): string {
  const [number = "", exponent] = exact.split("e");
  const [whole = "", fraction = ""] = number.split(".");
  if (fraction.length === decimals + 1) return exact;
  const rest = fraction.length > decimals ? "…" : "";
  return `${whole}.${fraction.slice(0, decimals).padEnd(decimals, "0")}${rest}${exponent === undefined ? "" : `e${exponent}`}`;
}

/** A figure that somebody measured, rounded to a few digits. */
export function roundFigure(value: number, digits = 4): string {
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

/** Seconds of a recording or of a cue, as 1:02:03.2; without hours where there are none. */
export function formatTime(seconds: number, decimals: number): string {
  const scale = 10 ** decimals;
  const whole = Math.round(Math.abs(seconds) * scale);
  const [hours, minutes] = [Math.floor(whole / scale / 3600), Math.floor(whole / scale / 60) % 60];
  const rest = ((whole % (60 * scale)) / scale).toFixed(decimals).padStart(decimals === 0 ? 2 : decimals + 3, "0");
  const text = hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, "0")}:${rest}`;
  return seconds < 0 && whole > 0 ? `-${text}` : text;
}

/** The time of day with milliseconds: 21:04:05.123. */
export function formatClock(time: Date): string {
  const part = (value: number, digits = 2): string => String(value).padStart(digits, "0");
  const second = `${part(time.getSeconds())}.${part(time.getMilliseconds(), 3)}`;
  return `${part(time.getHours())}:${part(time.getMinutes())}:${second}`;
}

/**
 * Reads what a person typed where a number is wanted: also "50%", "1,5", "0xff" and "#ff8800". Undefined when it is none, or
 * none that could be sent as it was typed.
 */
export function readNumber(text: string): number | bigint | undefined {
  const plain = text
    .trim()
    .replace(",", ".")
    .replace(/%$/, "")
    .replace(/^#(?=[0-9a-f]{6}$)/i, "0x");
  const whole = /^[+-]?\d+$/.test(plain) ? BigInt(plain.replace("+", "")) : undefined;
  const number = plain === "" ? Number.NaN : Number(plain);
  // What a double would round is kept to the last digit.
  if (whole !== undefined && !Number.isSafeInteger(number)) return whole;
  return Number.isFinite(number) ? number : undefined;
}

/**
 * What is wrong with a text that was typed for a component of a parameter; or the number. A percentage is a share of the range
 * that is drawn, a hundredth where there is none, and the value itself where the parameter counts percents.
 */
export function readTyped(
  text: string,
  parameter: Bounded,
  component = 0,
): { readonly number: number | bigint } | { readonly wrong: string } {
  const whole = isWhole(parameter);
  const reckoned = reckon(text, parameter.value, component);
  const number = reckoned ?? readShare(text, parameter, component) ?? readNumber(text);
  if (number === undefined || (!whole && !Number.isFinite(Number(number))))
    return { wrong: `"${text.trim()}" is no number` };
  if (!whole) return { number: Number(number) };
  return typeof number === "bigint" || Number.isInteger(number)
    ? { number }
    : { wrong: `${text.trim()} is no whole number` };
}

/**
 * "*2", "/3", "+0.1" and "-=0.1" say what is to become of the value that there is; undefined for another text. A minus alone is the sign
 * of a number.
 */
function reckon(text: string, value: Json | undefined, component: number): number | bigint | undefined {
  const [, sign = "", operand = ""] = /^\s*(\*=?|\/=?|\+=?|-=)\s*([^=*/+].*)$/.exec(text) ?? [];
  const by = readNumber(operand);
  const operator = OPERATORS[sign.charAt(0)];
  if (operator === undefined || by === undefined || operand.trim().endsWith("%")) return undefined;
  const exact = reckonWhole(sign.charAt(0), Array.isArray(value) ? (value as readonly Json[])[component] : value, by);
  if (exact !== undefined) return exact;
  const now = numberOf(value, component);
  const result = operator(now, Number(by));
  return Number.isFinite(result) ? result : undefined;
}

/** What a double would round is reckoned to the last digit, too; undefined for all else. */
function reckonWhole(sign: string, now: Json | undefined, by: number | bigint): bigint | undefined {
  if (typeof now !== "bigint" && typeof by !== "bigint") return undefined;
  if ((typeof now !== "bigint" && !Number.isInteger(now)) || !Number.isInteger(Number(by))) return undefined;
  return WHOLE_OPERATORS[sign]?.(BigInt(now as number | bigint), BigInt(by));
}

const OPERATORS: Readonly<Record<string, (now: number, by: number) => number>> = {
  "*": (now, by) => withoutDust(now * by),
  "/": (now, by) => withoutDust(now / by),
  "+": (now, by) => withoutDust(now + by, now, by),
  "-": (now, by) => withoutDust(now - by, now, by),
};

const WHOLE_OPERATORS: Readonly<Record<string, (now: bigint, by: bigint) => bigint>> = {
  "*": (now, by) => now * by,
  "+": (now, by) => now + by,
  "-": (now, by) => now - by,
};

function readShare(text: string, parameter: Bounded, component: number): number | undefined {
  if (parameter.typeHint === "percent" || !text.trim().endsWith("%")) return undefined;
  const percent = readNumber(text);
  if (percent === undefined) return undefined;
  const { least, most } = drawnSpan(parameter, component) ?? { least: 0, most: 1 };
  const share = Number(percent) / 100;
  // Written so that 0 % and 100 % are the bounds themselves.
  const value = least * (1 - share) + most * share;
  return isWhole(parameter) ? Math.round(value) : value;
}
