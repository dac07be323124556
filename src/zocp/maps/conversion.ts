import type { Json } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";

/** A value as a number: false 0 and true 1, a text if it is one, of a list the first. NaN when there is none. */
export function numberOf(value: Json | undefined): number {
  switch (typeof value) {
    case "number":
      return value;
    case "boolean":
    case "bigint":
      return Number(value);
    case "string":
      return value.length > LONGEST_NUMBER || value.trim() === "" ? Number.NaN : Number(value);
    default:
      return Array.isArray(value) && !Array.isArray(value[0]) ? numberOf(value[0]) : Number.NaN;
  }
}

/** Changes a number, or each number of a list. */
export function changeNumbers(value: Json, change: (number: number) => number): Json {
  if (typeof value === "number") return change(value);
  return Array.isArray(value) ? value.map((item: Json) => change(numberOf(item))) : change(numberOf(value));
}

/** What fires a trigger: true, a number that is not 0, a text or a list that is not empty. Letting go fires nothing. */
export function isOn(value: Json): boolean {
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  if (typeof value === "bigint") return value !== 0n;
  if (Array.isArray(value)) return value.some((item: Json) => item !== 0 && item !== false);
  return value === true || (typeof value === "string" && value !== "");
}

/** Whether maps go on with a value: no number in it is none or infinite, and it is no list that is longer than any that is meant. */
export function isWhole(value: Json): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (!Array.isArray(value)) return true;
  return value.length <= LONGEST_LIST && value.every((item: Json) => typeof item !== "number" || Number.isFinite(item));
}

/**
 * A value as a parameter of a type takes it: whole numbers for int (half away from zero), 0 and 1 for true and false, a number for each
 * component of a vector, the shortest text of a number. What has no such form stays what it is, and is refused by the parameter.
 */
export function convert(value: Json, typeHint: string | undefined): Json {
  switch (typeHint) {
    case "int":
      return typeof value === "bigint" ? value : convertNumber(value, roundAway);
    case "flt":
    case "float":
    case "percent":
      return convertNumber(value, same);
    case "bool":
      return toBool(value);
    case "string":
      return toText(value);
    default:
      return toVector(value, vectorLength(typeHint));
  }
}

/** How many components a vector of this type has; undefined for any other type. */
function vectorLength(typeHint: string | undefined): number | undefined {
  const digits = /^vec(\d{1,2})f$/.exec(typeHint ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** A value as text: a text as it is, anything else as JSON spells it. */
export function toText(value: Json): string {
  return typeof value === "string" ? value : formatJson(value);
}

function convertNumber(value: Json, finish: (number: number) => number): Json {
  const number = numberOf(value);
  return Number.isNaN(number) ? value : finish(number);
}

function toBool(value: Json): Json {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return TRUE.has(value.trim().toLowerCase());
  const number = numberOf(value);
  return Number.isNaN(number) ? value : number >= 0.5;
}

/** One number is every component; what a vector lacks is 0, and 1 for the alpha of a colour. */
function toVector(value: Json, length: number | undefined): Json {
  if (length === undefined) return value;
  if (Array.isArray(value) && value.length === length && value.every((item: Json) => typeof item === "number"))
    return value;
  if (!Array.isArray(value)) return new Array<number>(length).fill(numberOf(value));
  return Array.from({ length }, (_, index) =>
    index < value.length ? numberOf(value[index]) : index === ALPHA ? 1 : 0,
  );
}

function roundAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

function same(value: number): number {
  return value;
}

const TRUE: ReadonlySet<string> = new Set(["true", "1", "on"]);
/** Characters: no number that is meant has more. */
const LONGEST_NUMBER = 64;
const LONGEST_LIST = 1024;
/** The place of alpha in a colour. */
const ALPHA = 3;
