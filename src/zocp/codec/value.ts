import type { Json, JsonObject } from "../../bytes/json.ts";
import { formatStart } from "../../bytes/json-format.ts";

/** What limits a value. */
export interface Domain {
  /** `int flt percent bool string vec2f vec3f vec4f`; of any other word every value is accepted. */
  readonly typeHint: string;
  /** A number; for a vector also one for each component. */
  readonly min?: Json | undefined;
  readonly max?: Json | undefined;
}

/** Why a value does not fit, in words for people that name the value and the limit; undefined when it fits. */
export function checkValue(value: Json, domain: Domain): string | undefined {
  return checkType(value, domain.typeHint) ?? checkRange(value, domain);
}

/**
 * Why a value of no particular type cannot be told to every node: Python, and our own reader, take only so many digits and
 * levels, and a node of the reference ends at what it cannot read.
 */
export function checkForm(value: Json, depth = 0): string | undefined {
  if (typeof value === "bigint") return isTooLarge(value) ? TOO_LARGE : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  if (depth === DEEPEST) return `the value is nested more than ${DEEPEST} levels deep`;
  for (const item of value.values()) {
    const reason = checkForm(item as Json, depth + 1);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** The nearest value within the range; what is not in order with the type is given back as it is. */
export function clampValue(value: Json, { min, max }: Domain): Json {
  if (Array.isArray(value))
    return value.map((item, index) => clampNumber(item, component(min, index), component(max, index)));
  return clampNumber(value, component(min, 0), component(max, 0));
}

/** A big whole number for a float is the float nearest to it; anything else stays what it is. */
export function coerceValue(value: Json, typeHint: string): Json {
  if (typeof value === "bigint") return isFloat(typeHint) ? Number(value) : value;
  if (!Array.isArray(value) || !isFloat(typeHint)) return value;
  return value.map((item) => (typeof item === "bigint" ? Number(item) : item));
}

/** Between which bounds every number of the type fits; no number is between those that are given where that is not so simple. */
export function numericRange({ typeHint, min, max }: Domain): readonly [least: number, most: number] {
  const [least, most] = [min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY];
  const simple = SCALARS.has(typeHint) && typeof least === "number" && typeof most === "number";
  return simple ? [least, most] : [Number.NaN, Number.NaN];
}

/** Whether two values are the same: NaN is NaN, 0 is -0, 1 is 1n, and lists and objects are compared by what they hold. */
export function sameValue(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a === "number" && typeof b === "number") return Number.isNaN(a) && Number.isNaN(b);
  if (typeof a === "bigint" || typeof b === "bigint") return isNumber(a) && isNumber(b) && String(a) === String(b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => sameValue(item, b[i]));
  return a instanceof Map && b instanceof Map && sameObject(a, b);
}

/** Without a list of what is in them: there may be thousands of names. Nearly always they come in the same order, and nothing is searched for. */
function sameObject(a: JsonObject, b: JsonObject): boolean {
  if (a.size !== b.size) return false;
  const others = b.entries();
  for (const [name, item] of a) {
    const [otherName, other] = others.next().value as [string, Json];
    const same = name === otherName ? other : b.get(name);
    if (same === undefined || !sameValue(item, same)) return false;
  }
  return true;
}

/** Whether numbers of this type are written with a decimal point: Python programs tell a float from an int by it. */
export function isFloat(typeHint: string): boolean {
  return SCALARS.has(typeHint) || dimensions(typeHint) !== undefined;
}

/** A value in words, for messages. */
export function showValue(value: Json): string {
  const text = formatStart(value, EXCERPT + 1);
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
}

function checkType(value: Json, typeHint: string): string | undefined {
  const wrong = (what: string): string => `${showValue(value)} is not ${what}`;
  switch (typeHint) {
    case "int":
      if (typeof value === "bigint") return checkForm(value);
      return Number.isSafeInteger(value) ? undefined : wrong(Number.isInteger(value) ? EXACT : "a whole number");
    case "flt":
    case "float":
    case "percent":
      return typeof value === "number" ? undefined : wrong("a number");
    case "bool":
      return typeof value === "boolean" ? undefined : wrong("true or false");
    case "string":
      return typeof value === "string" ? undefined : wrong("a text");
    default:
      return checkVector(value, typeHint);
  }
}

function checkVector(value: Json, typeHint: string): string | undefined {
  const length = dimensions(typeHint);
  if (length === undefined) return checkForm(value);
  const fits = Array.isArray(value) && value.length === length && value.every((item) => typeof item === "number");
  return fits ? undefined : `${showValue(value)} is not a list of ${length} numbers`;
}

function checkRange(value: Json, { min, max }: Domain): string | undefined {
  if (min === undefined && max === undefined) return undefined;
  if (!Array.isArray(value)) return checkNumber(value, component(min, 0), component(max, 0));
  for (let i = 0; i < value.length; i++) {
    const reason = checkNumber(value[i], component(min, i), component(max, i));
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function checkNumber(
  value: Json,
  least: number | bigint | undefined,
  most: number | bigint | undefined,
): string | undefined {
  if (!isNumber(value)) return undefined;
  // Asked this way round NaN is within no range.
  if (least !== undefined && !(value >= least)) return `${showValue(value)} is below the minimum ${least}`;
  if (most !== undefined && !(value <= most)) return `${showValue(value)} is above the maximum ${most}`;
  return undefined;
}

function clampNumber(value: Json, least: number | bigint | undefined, most: number | bigint | undefined): Json {
  if (!isNumber(value)) return value;
  if (least !== undefined && value < least) return least;
  return most !== undefined && value > most ? most : value;
}

function component(bound: Json | undefined, index: number): number | bigint | undefined {
  const one = Array.isArray(bound) ? bound[index] : bound;
  return isNumber(one) ? one : undefined;
}

function isNumber(value: Json | undefined): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function dimensions(typeHint: string): number | undefined {
  const digits = /^vec(\d{1,2})f$/.exec(typeHint)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The types of single numbers with a decimal point. */
const SCALARS: ReadonlySet<string> = new Set(["flt", "float", "percent"]);
const EXACT = "exact: whole numbers beyond ±9007199254740991 have to be bigints";
/** Python's own limit; our reader counts the sign, too. */
function isTooLarge(value: bigint): boolean {
  return value >= LARGEST || value <= -LARGEST / 10n;
}

const LARGEST = 10n ** 4300n;
const TOO_LARGE = "the whole number has more than 4,300 digits";
const DEEPEST = 50;
const EXCERPT = 60;
