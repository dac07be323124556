import type { Json } from "../../index.ts";

/** A value as it stands in a file: JSON has no word for numbers that are not finite. */
export function toFile(value: Json): Json {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return Array.isArray(value) ? value.map((item: Json) => toFile(item)) : value;
}

/** The value that a file means for a parameter of this type. */
export function fromFile(value: Json, typeHint: string): Json {
  if (typeHint === "string" || !NUMERIC.test(typeHint)) return value;
  if (Array.isArray(value)) return value.map((item: Json) => fromFile(item, typeHint));
  return (typeof value === "string" ? NUMBERS.get(value) : undefined) ?? value;
}

/** Why a value cannot be one of this type, in words; undefined when it can, or nobody knows. */
export function misfit(value: Json, typeHint: string): string | undefined {
  const dimensions = /^vec(\d{1,2})f$/.exec(typeHint)?.[1];
  if (dimensions !== undefined) {
    const fits = Array.isArray(value) && value.length === Number(dimensions) && value.every(isNumber);
    return fits ? undefined : `the value in the file is no list of ${dimensions} numbers`;
  }
  const [what, check] = KINDS.get(typeHint) ?? [];
  return check === undefined || check(value) ? undefined : `the value in the file is not ${what}`;
}

/** Whether two values are the same for whoever sets them: 1 is 1n, NaN is NaN, 0 is -0. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return String(a) === String(b);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => sameValue(item, b[at]));
  if (!(a instanceof Map && b instanceof Map) || a.size !== b.size) return false;
  return [...(a as ReadonlyMap<string, Json>)].every(([name, item]) => sameValue(item, b.get(name)));
}

function isNumber(value: Json | undefined): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

const NUMERIC = /^(?:int|flt|float|percent|vec\d+f)$/;
const NUMBERS: ReadonlyMap<string, number> = new Map(
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((number) => [String(number), number]),
);
type Kind = readonly [what: string, check: (value: Json) => boolean];
const NUMBER: Kind = ["a number", isNumber];
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["int", ["a whole number", (value) => typeof value === "bigint" || Number.isInteger(value)]],
  ["flt", NUMBER],
  ["float", NUMBER],
  ["percent", NUMBER],
  ["bool", ["true or false", (value) => typeof value === "boolean"]],
  ["string", ["a text", (value) => typeof value === "string"]],
]);
