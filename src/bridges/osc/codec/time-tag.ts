import { UsageError } from "../../../errors.ts";

/** The time tag that means "at once". */
export const AT_ONCE = 1n;

/** Makes a time tag of a date: milliseconds since 1970, up to the year 2036. Throws `UsageError` for a time that has none. */
export function toTimeTag(date: number): bigint {
  const seconds = typeof date === "number" ? date / 1000 + FROM_1900_TO_1970 : Number.NaN;
  if (!(seconds >= 1 && seconds < 2 ** 32))
    throw new UsageError("invalid-argument", `the date ${String(date)} is no number of milliseconds from 1970 to 2036`);
  const whole = Math.floor(seconds);
  return (BigInt(whole) << 32n) | BigInt(Math.floor((seconds - whole) * 2 ** 32));
}

/** Milliseconds since 1970; undefined for "at once". Throws `UsageError` for what is no time tag. */
export function fromTimeTag(tag: bigint): number | undefined {
  if (typeof tag !== "bigint") throw new UsageError("invalid-argument", "a time tag is a bigint");
  if (tag === AT_ONCE) return undefined;
  const fraction = Number(tag & 0xffff_ffffn) / 2 ** 32;
  return (Number(tag >> 32n) - FROM_1900_TO_1970 + fraction) * 1000;
}

/** Seconds. */
const FROM_1900_TO_1970 = 2_208_988_800;
