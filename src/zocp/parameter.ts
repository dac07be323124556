import type { Json } from "../bytes/json.ts";
import { formatJson, formatString } from "../bytes/json-format.ts";
import { UsageError } from "../errors.ts";
import { STANDING } from "./authority.ts";
import type { Stamp } from "./stamp.ts";
import { checkSuccessor, checkValue, clampValue, coerceValue, isFloat, showValue } from "./value.ts";

/** How a parameter is described when it is registered. */
export interface Description {
  readonly typeHint: string;
  readonly value: Json;
  /** Letters r, w, e and s; "r" without it. */
  readonly access?: string | undefined;
  readonly min?: Json | undefined;
  readonly max?: Json | undefined;
  readonly step?: Json | undefined;
  readonly description?: string | undefined;
  readonly unit?: string | undefined;
  /** Fields that only other tools understand. */
  readonly extra?: ReadonlyMap<string, Json> | undefined;
  readonly clamp?: boolean | undefined;
  readonly event?: boolean | undefined;
  readonly greet?: boolean | undefined;
}

/** One parameter of this node. */
export class Parameter implements Description {
  /** `level`, or `cam.location` for `location` of the object `cam`. */
  readonly path: string;
  readonly object: string | undefined;
  readonly name: string;
  readonly typeHint: string;
  readonly access: string;
  readonly min: Json | undefined;
  readonly max: Json | undefined;
  readonly step: Json | undefined;
  readonly description: string | undefined;
  readonly unit: string | undefined;
  readonly extra: ReadonlyMap<string, Json>;
  readonly clamp: boolean;
  readonly event: boolean;
  /** Whether a new subscriber is sent the present value. */
  readonly greet: boolean;
  /** Whether a peer registered it: then peers may also describe it anew. */
  readonly foreign: boolean;
  /** Its name as it stands in messages. */
  readonly quoted: string;
  /** Whether its numbers are written with a decimal point. */
  readonly floats: boolean;
  /** Where the value came from, once it was on a ring. */
  stamp: Stamp | undefined;
  #value: Json;

  /** Throws `UsageError` that names the field that is wrong. */
  constructor(object: string | undefined, name: string, given: Description, foreign = false) {
    this.object = object;
    this.name = name;
    this.path = object === undefined ? name : `${object}.${name}`;
    this.typeHint = given.typeHint;
    this.access = given.access ?? "r";
    this.min = given.min ?? undefined;
    this.max = given.max ?? undefined;
    this.step = given.step ?? undefined;
    this.description = given.description;
    this.unit = given.unit;
    this.extra = given.extra ?? NOTHING;
    this.clamp = given.clamp === true;
    this.event = given.event === true;
    this.greet = given.greet ?? !this.event;
    this.foreign = foreign;
    this.quoted = formatString(this.path);
    this.floats = isFloat(given.typeHint);
    this.#value = coerceValue(given.value, given.typeHint);
    checkDescription(this);
  }

  get value(): Json {
    return this.#value;
  }

  /** The value that is taken when a peer gives this one, or why none is. A clamping parameter takes the nearest one. */
  accept(given: Json): Acceptance {
    const value = coerceValue(given, this.typeHint);
    return this.#check(this.clamp ? clampValue(value, this) : value);
  }

  /** The same for our own program: what is out of range is its mistake. Throws `UsageError`. */
  acceptOwn(given: Json): Json {
    const accepted = this.#check(coerceValue(given, this.typeHint));
    if ("value" in accepted) return accepted.value;
    throw new UsageError("invalid-value", `the parameter "${this.path}": ${accepted.reason}`);
  }

  /** Takes a value that was accepted. */
  take(value: Json): void {
    this.#value = value;
  }

  /** Whether an access letter is set. */
  may(letter: "r" | "w" | "e" | "s"): boolean {
    return this.access.includes(letter);
  }

  formatValue(value: Json = this.#value): string {
    return formatJson(value, { floats: this.floats });
  }

  /** All of it, in the order of the reference: what it does not know comes last. `subscribers` is JSON already. */
  format(subscribers: string): string {
    const fields = [`"value": ${this.formatValue()}`, `"typeHint": ${formatString(this.typeHint)}`];
    fields.push(`"access": ${formatString(this.access)}`, `"subscribers": ${subscribers}`);
    for (const bound of ["min", "max", "step"] as const) {
      const value = this[bound];
      // 0 is a bound like any other; the reference leaves it out.
      if (value !== undefined) fields.push(`"${bound}": ${this.formatValue(value)}`);
    }
    if (this.unit !== undefined) fields.push(`"unit": ${formatString(this.unit)}`);
    if (this.description !== undefined) fields.push(`"description": ${formatString(this.description)}`);
    if (this.event) fields.push('"event": true');
    for (const [name, value] of this.extra) fields.push(`${formatString(name)}: ${formatJson(value)}`);
    return `{${fields.join(", ")}}`;
  }

  #check(value: Json): Acceptance {
    const reason = checkValue(value, this) ?? checkSuccessor(this.#value, value);
    return reason === undefined ? { value } : { reason };
  }
}

type Acceptance = { readonly value: Json } | { readonly reason: string };

/** Whether a name is neither empty nor too long: at most 255 bytes of UTF-8. */
export function fitsName(name: string): boolean {
  // No character of JavaScript needs more than three bytes, so most names are not measured.
  return name.length > 0 && (name.length * 3 <= NAME_LIMIT || byteLength(name) <= NAME_LIMIT);
}

/** Throws `UsageError` for a name that cannot be one. */
export function checkParameterName(what: string, name: string): void {
  if (fitsName(name)) return;
  const length = byteLength(name);
  const why = length === 0 ? "is empty" : `has ${length} bytes of UTF-8; the limit is ${NAME_LIMIT}`;
  throw new UsageError("invalid-name", `${what} ${showValue(name)} ${why}`);
}

function checkDescription(parameter: Parameter): void {
  const { name, object, path, typeHint, access, min, max, value } = parameter;
  checkParameterName("the parameter's name", name);
  if (object === undefined ? name === "objects" || name === STANDING : name === "type") {
    throw new UsageError("invalid-name", `"${path}" is not a parameter's name: it has a meaning of its own`);
  }
  if (typeof typeHint !== "string" || typeHint === "")
    throw invalid(path, `its type is ${showValue(typeHint ?? null)}, not a word such as "flt"`);
  if (typeof access !== "string" || !/^(?!.*(.).*\1)[rwes]*$/.test(access)) {
    throw invalid(path, `its access is ${showValue(access)}; each of the letters r, w, e and s may stand in it once`);
  }
  for (const bound of [min, max]) {
    const reason = bound === undefined ? undefined : checkBound(bound, typeHint);
    if (reason !== undefined) throw invalid(path, reason);
  }
  if (typeof min === "number" && typeof max === "number" && min > max)
    throw invalid(path, `its minimum ${min} is above its maximum ${max}`);
  const reason = checkValue(value, parameter);
  if (reason !== undefined) throw new UsageError("invalid-value", `the parameter "${path}": ${reason}`);
}

function checkBound(bound: Json, typeHint: string): string | undefined {
  if (typeof bound === "number") return undefined;
  return Array.isArray(bound) ? checkValue(bound, { typeHint }) : `its bound ${showValue(bound)} is not a number`;
}

function invalid(path: string, why: string): UsageError {
  return new UsageError("invalid-argument", `the parameter "${path}" cannot be registered: ${why}`);
}

function byteLength(name: string): number {
  return new TextEncoder().encode(name).length;
}

const NAME_LIMIT = 255;
const NOTHING: ReadonlyMap<string, Json> = new Map();
