import type { Json } from "../../../src/index.ts";

/** What a parameter is to a person: decides its control, the shape and colour of its ports, and what fits into it. */
export type Kind = "number" | "switch" | "text" | "vector" | "colour" | "other";

/** Everything that decides what a parameter is. */
export interface Typed {
  readonly path: string;
  readonly typeHint: string;
  readonly value: Json | undefined;
}

/** By the type on the wire; for a type that nobody knows, by what its value looks like. */
export function kindOf({ path, typeHint, value }: Typed): Kind {
  const known = KINDS[typeHint];
  if (known === undefined) return typeHint === "" || value !== undefined ? kindOfValue(value) : "other";
  if (known === "vector" && dimensionsOf(typeHint, value) >= 3 && COLOUR_NAME.test(path)) return "colour";
  if (known === "text" && typeof value === "string" && COLOUR_TEXT.test(value)) return "colour";
  return known;
}

/** How many numbers a vector has; 0 for what is none. */
export function dimensionsOf(typeHint: string, value: Json | undefined): number {
  const hinted = /^vec([234])/.exec(typeHint)?.[1];
  if (hinted !== undefined) return Number(hinted);
  return isVector(value) ? value.length : 0;
}

/** The least and the greatest value of one component, as far as they are told. */
export function boundOf(bound: Json | undefined, index = 0): number | undefined {
  const one = Array.isArray(bound) ? (bound as readonly Json[])[index] : bound;
  const number = typeof one === "bigint" ? Number(one) : one;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** One component of a value as a number; booleans count as 0 and 1. */
export function numberOf(value: Json | undefined, index = 0): number {
  const one = Array.isArray(value) ? (value as readonly Json[])[index] : value;
  if (typeof one === "number") return one;
  return typeof one === "bigint" || typeof one === "boolean" ? Number(one) : Number.NaN;
}

/**
 * Why values of one parameter cannot drive another, in words for people; undefined when they can. `converts`: the sensor's node makes
 * a value of its type of what comes, as old nodes do not. What nobody means is not offered, although it could be done: a number that
 * is every component of a colour.
 */
export function whyUnfit(emitter: Typed, sensor: Typed, converts = false): string | undefined {
  const [from, to] = [family(emitter), family(sensor)];
  if (from === to || from === "anything" || to === "anything") return undefined;
  if (converts && (BECOMES[from] ?? BECOMES.numbers)?.includes(to) === true) return undefined;
  return `it takes ${to}, and this sends ${from}`;
}

function family(typed: Typed): string {
  switch (KINDS[typed.typeHint] ?? kindOfValue(typed.value)) {
    case "number":
      return "a number";
    case "switch":
      return "on or off";
    case "text":
      return "text";
    case "vector":
      return `${dimensionsOf(typed.typeHint, typed.value)} numbers`;
    default:
      return "anything";
  }
}

function kindOfValue(value: Json | undefined): Kind {
  switch (typeof value) {
    case "number":
    case "bigint":
      return "number";
    case "boolean":
      return "switch";
    case "string":
      return COLOUR_TEXT.test(value) ? "colour" : "text";
    default:
      return isVector(value) ? "vector" : "other";
  }
}

function isVector(value: Json | undefined): value is readonly Json[] {
  if (!Array.isArray(value) || value.length < 2 || value.length > 4) return false;
  return value.every((item) => typeof item === "number" || typeof item === "bigint");
}

const KINDS: Readonly<Record<string, Kind | undefined>> = {
  int: "number",
  flt: "number",
  float: "number",
  percent: "number",
  bool: "switch",
  string: "text",
  vec2f: "vector",
  vec3f: "vector",
  vec4f: "vector",
};
/** What else a sensor makes of it: 1 and 0, the text of a number, the first of several numbers. */
const BECOMES: Readonly<Record<string, readonly string[] | undefined>> = {
  "a number": ["on or off", "text"],
  "on or off": ["a number", "text"],
  text: ["on or off"],
  numbers: ["a number", "on or off"],
};
const COLOUR_NAME = /colou?r|rgb|tint|hue/i;
const COLOUR_TEXT = /^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
