import type { Json } from "../../bytes/json.ts";
import { formatJson, formatString } from "../../bytes/json-format.ts";
import { UsageError } from "../../errors.ts";
import { checkForm, checkValue, clampValue, coerceValue, isFloat, numericRange, showValue } from "../codec/value.ts";
import type { ValueVersion } from "../codec/value-version.ts";
import type { Cause } from "../core/core.ts";
import type { Owner } from "../fades/owner.ts";
import { STATUS } from "../requests/authority.ts";
import { readLost } from "../safe-state/lost.ts";
import { isMerge, MERGE_NAMES, type MergePolicy } from "../signals/merges.ts";

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

/** Decides what a parameter takes while something runs on it, such as a fade. */
export interface Hold {
  /** Another value comes: whether it is taken. */
  admits(parameter: Parameter, value: Json, cause: Cause, now: number): boolean;
  /** Who holds the parameter; undefined for nobody. */
  ownerOf(parameter: Parameter): Owner | undefined;
  /** The same as JSON, for somebody who asks; undefined for nobody. */
  showOwner(parameter: Parameter, now: number): string | undefined;
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
  extra: ReadonlyMap<string, Json>;
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
  /** Whether it sends its values, and takes those of others (access letters e and s). */
  readonly emits: boolean;
  readonly senses: boolean;
  /** Within these bounds a number is in order as it is; none is where numbers are not of its type, or a bound is none. */
  readonly #least: number;
  readonly #most: number;
  /** How its signals begin, for whoever writes them. */
  head: Uint8Array | undefined;
  /** What changed it last, whose that was, and when. */
  hand: Cause["by"] = "self";
  handId = "";
  handName = "";
  handAt = Number.NEGATIVE_INFINITY;
  /** Whether that was the value that a link began with. */
  handGreets = false;
  /** Whether that was a value in the place of sources that are away. */
  handReplaces = false;
  /** What decides whether another value is taken, while something runs on this parameter. */
  hold: Hold | undefined;
  /** Where the value came from, once it was on a ring. */
  version: ValueVersion | undefined;
  /** How the values of several sources become one; undefined: each takes the place of the one before. */
  merge: MergePolicy | undefined;
  /** What it was registered with. */
  readonly initial: Json;
  /** The present value; only {@link take} gives it another one. */
  value: Json;
  /** The value as JSON, once somebody wanted it: kept for texts, lists and objects, which may be long. */
  #formatted: string | undefined;

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
    this.emits = this.may("e");
    this.senses = this.may("s");
    const [least, most] = numericRange(this);
    this.#least = least;
    this.#most = most;
    this.value = coerceValue(given.value, given.typeHint);
    this.initial = this.value;
    this.merge = this.#declaredMerge;
    checkDescription(this);
  }

  /** Whether links of it have a priority: then its sources are kept apart, also where nothing says how to join them. */
  weigh(weighed: boolean): void {
    this.merge = this.#declaredMerge ?? (weighed ? "priority" : undefined);
  }

  /** Whether its sources are kept apart only because links of it have a priority. */
  get mergesByWeight(): boolean {
    return this.merge !== undefined && this.#declaredMerge === undefined;
  }

  /** Says from now on how its sources are joined. */
  declareMerge(merge: MergePolicy): void {
    this.extra = new Map([...this.extra, ["merge", merge]]);
    this.merge = this.#declaredMerge;
  }

  get #declaredMerge(): MergePolicy | undefined {
    const merge = this.extra.get("merge");
    return isMerge(merge) && merge !== "last" ? merge : undefined;
  }

  /** Whether it is a number that is in order as it is: nearly all values are. */
  fits(given: Json): boolean {
    return typeof given === "number" && given >= this.#least && given <= this.#most;
  }

  /** The value that is taken when a peer gives this one, or why none is. A clamping parameter takes the nearest one. */
  accept(given: Json): Acceptance {
    if (this.fits(given)) return { value: given };
    const value = coerceValue(given, this.typeHint);
    return this.#check(this.clamp ? clampValue(value, this) : value);
  }

  /** The same for our own program: what is out of range is its mistake. Throws `UsageError`. */
  acceptOwn(given: Json): Json {
    if (typeof given === "number" && given >= this.#least && given <= this.#most) return given;
    const accepted = this.#check(coerceValue(given, this.typeHint));
    if ("value" in accepted) return accepted.value;
    throw new UsageError("invalid-value", `the parameter "${this.path}": ${accepted.reason}`);
  }

  /** Takes a value that was accepted. */
  take(value: Json): void {
    if (value !== this.value) this.#formatted = undefined;
    this.value = value;
  }

  /** Whether an access letter is set. */
  may(letter: "r" | "w" | "e" | "s"): boolean {
    return this.access.includes(letter);
  }

  /** The present value as JSON. A long one is written once, however many ask for it. */
  formatValue(): string {
    if (typeof this.value !== "string" && typeof this.value !== "object") return this.#format(this.value);
    this.#formatted ??= this.#format(this.value);
    return this.#formatted;
  }

  /** All of it, in the order of the reference: what it does not know comes last. `subscribers` is JSON already. */
  format(subscribers: string): string {
    const fields = [`"value": ${this.formatValue()}`, `"typeHint": ${formatString(this.typeHint)}`];
    fields.push(`"access": ${formatString(this.access)}`, `"subscribers": ${subscribers}`);
    for (const bound of ["min", "max", "step"] as const) {
      const value = this[bound];
      // 0 is a bound like any other; the reference leaves it out.
      if (value !== undefined) fields.push(`"${bound}": ${this.#format(value)}`);
    }
    if (this.unit !== undefined) fields.push(`"unit": ${formatString(this.unit)}`);
    if (this.description !== undefined) fields.push(`"description": ${formatString(this.description)}`);
    if (this.event) fields.push('"event": true');
    else if (!this.greet) fields.push('"greet": false');
    for (const [name, value] of this.extra) fields.push(`${formatString(name)}: ${formatJson(value)}`);
    return `{${fields.join(", ")}}`;
  }

  #format(value: Json): string {
    return formatJson(value, { floats: this.floats });
  }

  #check(value: Json): Acceptance {
    const reason = checkValue(value, this);
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
  if (LONE_SURROGATE.test(name))
    throw new UsageError("invalid-name", `${what} ${showValue(name)} holds half a character`);
  if (fitsName(name)) return;
  const length = byteLength(name);
  const why = length === 0 ? "is empty" : `has ${length} bytes of UTF-8; the limit is ${NAME_LIMIT}`;
  throw new UsageError("invalid-name", `${what} ${showValue(name)} ${why}`);
}

function checkDescription(parameter: Parameter): void {
  const { name, object, path, typeHint, access, min, max, value } = parameter;
  checkParameterName("the parameter's name", name);
  if (object === undefined ? name === "objects" || name === STATUS : name === "type") {
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
  const lost = parameter.extra.get("lost");
  const policy = lost === undefined ? undefined : readLost(lost);
  if (typeof policy === "string") throw invalid(path, policy);
  const merge = parameter.extra.get("merge");
  if (merge !== undefined && !isMerge(merge))
    throw invalid(path, `its merge is ${showValue(merge)}, not one of ${MERGE_NAMES}`);
  for (const value of parameter.extra.values()) {
    const reason = checkForm(value);
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

/** Half of a character, which no encoding can carry: it would arrive as another name. */
const LONE_SURROGATE = /\p{Cs}/u;
const NAME_LIMIT = 255;
const NOTHING: ReadonlyMap<string, Json> = new Map();
