import { formatJson, type Json } from "../../index.ts";
import { dimensionsOf, isNumber, type Kind, rangeOf } from "./kind.ts";
import { type Range, roundHalfAway, Scale } from "./scale.ts";

/** What a foreign protocol carries: one number, or several, a text, a switch. Null stands for what ZOCP has no word for. */
export type ForeignValue = number | bigint | boolean | string | null;

/** How the numbers of a mapping are made. */
export interface NumberRule {
  /** What the ends of the parameter's range are on the other side. As they are without it. */
  readonly range?: Range | undefined;
  readonly round?: boolean | undefined;
  /** Another node decides about what is out of range. */
  readonly unbounded?: boolean | undefined;
}

export type ToForeign = { readonly args: readonly ForeignValue[] } | { readonly refused: string };
export type FromForeign =
  | { readonly value: Json /** Arguments that had no place. */; readonly surplus: number }
  | { readonly refused: string };

/** Makes a value of a parameter what is sent. */
export function toForeign(value: Json, kind: Kind, rule: NumberRule = {}): ToForeign {
  if (Array.isArray(value)) {
    const each = value.map((one: Json, index) => toOne(one, kind, rule, index));
    const refused = each.find((one) => typeof one === "object" && one !== null);
    return refused === undefined ? { args: each as ForeignValue[] } : refused;
  }
  const one = toOne(value, kind, rule, 0);
  return typeof one === "object" && one !== null ? one : { args: [one] };
}

function toOne(
  value: Json,
  kind: Kind,
  { range, round }: NumberRule,
  index: number,
): ForeignValue | { refused: string } {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return { refused: `${value} is not sent` };
    const own = range === undefined ? undefined : rangeOf(kind, index);
    if (own !== undefined && range !== undefined) return new Scale(own, range, round).to(value);
    return round === true || kind.typeHint === "int" ? roundHalfAway(value) : value;
  }
  if (typeof value === "boolean") return range === undefined ? value : range[value ? 1 : 0];
  if (typeof value === "string" || typeof value === "bigint" || value === null) return value;
  return formatJson(value);
}

/** Makes what was received a value of a parameter. `present` fills up what is missing of a vector. */
export function fromForeign(
  args: readonly ForeignValue[],
  kind: Kind,
  rule: NumberRule = {},
  present?: Json,
): FromForeign {
  const dimensions = dimensionsOf(kind);
  if (dimensions !== undefined) return fromComponents(args, dimensions, { kind, rule, present });
  if (args.length === 0)
    return kind.event === true ? { value: impulse(kind), surplus: 0 } : { refused: "it has no value" };
  const [first = null] = args;
  const bounded = boundedBy(kind, rule);
  const surplus = args.length - 1;
  if (isNumber(kind)) return within(numberFrom(first, kind, rule, 0), bounded, surplus);
  if (kind.typeHint === "bool") return within(switchFrom(first, rule, present), bounded, surplus);
  if (kind.typeHint === "string")
    return first === null ? { refused: "nil is no text" } : { value: String(first), surplus };
  return { value: (args.length === 1 ? first : args) as Json, surplus: 0 };
}

function fromComponents(
  args: readonly ForeignValue[],
  dimensions: number,
  { kind, rule, present }: { readonly kind: Kind; readonly rule: NumberRule; readonly present: Json | undefined },
): FromForeign {
  if (args.length === 0) return { refused: "it has no value" };
  const before = Array.isArray(present) ? (present as readonly Json[]) : [];
  const all: Json[] = [];
  for (let index = 0; index < dimensions; index++) {
    const given = args[index];
    const one = given === undefined ? (before[index] ?? 0) : numberFrom(given, kind, rule, index);
    if (typeof one !== "number") return { refused: typeof one === "string" ? one : "it is no number" };
    all.push(one);
  }
  return within(all, boundedBy(kind, rule), Math.max(0, args.length - dimensions));
}

function boundedBy(kind: Kind, { unbounded }: NumberRule): Kind {
  return unbounded === true ? { typeHint: kind.typeHint } : kind;
}

/** A text says why it is none. */
function numberFrom(given: ForeignValue, kind: Kind, { range }: NumberRule, index: number): number | string {
  const plain = typeof given === "bigint" ? Number(given) : given;
  if (typeof plain === "boolean") return (range ?? rangeOf(kind, index) ?? [0, 1])[plain ? 1 : 0];
  const number = typeof plain === "string" && /^\s*[-+]?[\d.]/.test(plain) ? Number(plain) : plain;
  if (typeof number !== "number" || !Number.isFinite(number)) return `${describe(given)} is no number`;
  const own = range === undefined ? undefined : rangeOf(kind, index);
  const value = own === undefined || range === undefined ? number : new Scale(own, range).back(number);
  return kind.typeHint === "int" ? roundHalfAway(value) : value;
}

/** A number is on from half of the range; a fader in the middle of its way does not flicker. */
function switchFrom(given: ForeignValue, { range = [0, 1] }: NumberRule, present: Json | undefined): boolean | string {
  if (typeof given === "boolean") return given;
  if (typeof given === "string" && SWITCH.test(given)) return /^(on|true)$/i.test(given);
  if (typeof given !== "number" && typeof given !== "bigint") return `${describe(given)} is neither on nor off`;
  const [off, on] = range;
  const share = (Number(given) - off) / (on - off);
  if (Number.isNaN(share)) return `${describe(given)} is neither on nor off`;
  const analogue = typeof given === "number" && !Number.isInteger(given);
  if (analogue && typeof present === "boolean" && share > 0.45 && share < 0.55) return present;
  return share >= 0.5;
}

/** What arrives without a value happens. */
function impulse(kind: Kind): Json {
  if (kind.typeHint === "string") return "";
  return kind.typeHint === "bool" ? true : (rangeOf(kind)?.[1] ?? 1);
}

/** Keeps to the range as the parameter does: what is beyond is refused, or moved. */
function within(value: Json | string, kind: Kind, surplus: number): FromForeign {
  if (typeof value === "string") return { refused: value };
  const all = Array.isArray(value) ? (value as readonly number[]) : [value];
  for (const [index, one] of all.entries()) {
    const reason = typeof one === "number" && kind.clamp !== true ? whyOut(one, kind, index) : undefined;
    if (reason !== undefined) return { refused: reason };
  }
  const moved = all.map((one, index) => (typeof one === "number" ? moveIn(one, kind, index) : one)) as Json[];
  return { value: Array.isArray(value) ? moved : (moved[0] as Json), surplus };
}

function whyOut(value: number, kind: Kind, index: number): string | undefined {
  const [min, max] = boundsOf(kind, index);
  if (value < min) return `${value} is under the minimum ${min}`;
  return value > max ? `${value} is over the maximum ${max}` : undefined;
}

function moveIn(value: number, kind: Kind, index: number): number {
  const [min, max] = boundsOf(kind, index);
  return Math.min(max, Math.max(min, value));
}

function boundsOf(kind: Kind, index: number): Range {
  const at = (bound: Json | undefined): Json | undefined => (Array.isArray(bound) ? (bound[index] as Json) : bound);
  const [min, max] = [at(kind.min), at(kind.max)];
  return [
    typeof min === "number" ? min : Number.NEGATIVE_INFINITY,
    typeof max === "number" ? max : Number.POSITIVE_INFINITY,
  ];
}

/** As switches of houses say it. */
const SWITCH = /^(on|off|true|false)$/i;

function describe(value: ForeignValue): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : value === null ? "nil" : String(value);
}
