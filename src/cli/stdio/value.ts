import { type Json, type RemoteParameter, typeName } from "../../index.ts";
import { wrongUsage } from "../failure.ts";
import { parseWord } from "./word.ts";

/** What is known of the parameter that a value is for. */
export type Domain = Pick<RemoteParameter, "typeHint"> & Partial<Pick<RemoteParameter, "min" | "max">>;

/** Reads what a person wrote for a parameter, word by word as the shell gave it. Throws a failure that names the word. */
export function parseValue(words: readonly string[], domain: Domain): Json {
  const { typeHint } = domain;
  const text = words.join(" ");
  if (typeHint === "string") return parseText(text);
  const dimensions = Number(VECTOR.exec(typeHint)?.[1] ?? 0);
  if (dimensions > 0) return parseVector(words, dimensions, domain);
  const value = typeHint === "bool" ? SWITCHES.get(text.toLowerCase()) : readNumber(text, domain);
  if (value === undefined && words.length > 1 && (typeHint === "bool" || NUMBERS.has(typeHint)))
    throw wrongUsage(`${typeName(typeHint)} takes one value, not ${words.length}: ${text}`);
  return value ?? parseWord(text);
}

function readNumber(text: string, domain: Domain): Json | undefined {
  return NUMBERS.has(domain.typeHint) ? parseNumber(text, domain) : undefined;
}

/** A text is taken as it was typed, unless it was typed as a JSON string. */
function parseText(text: string): string {
  if (!/^".*"$/s.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}

/** `1 2 3`, `1,2,3` or `[1, 2, 3]`. A comma in a word of its own is a decimal comma: `0,5 1,5`. */
function parseVector(words: readonly string[], dimensions: number, domain: Domain): Json {
  const text = words.join(" ").trim();
  if (text.startsWith("[")) return parseWord(text);
  const spaced = text.split(/[\s;]+/);
  const parts = spaced.length === dimensions ? spaced : text.split(/[\s,;]+/);
  if (parts.length !== dimensions) {
    throw wrongUsage(`${domain.typeHint} takes ${dimensions} numbers, not ${parts.length}: ${text}`);
  }
  return parts.map((part, index) => {
    const number = parseNumber(part, { ...domain, min: at(domain.min, index), max: at(domain.max, index) });
    if (number === undefined) throw wrongUsage(`"${part}" is no number`);
    return number;
  });
}

function at(bound: Json | undefined, index: number): Json | undefined {
  return Array.isArray(bound) ? bound[index] : bound;
}

/** A number as people write it: `.5`, `+0.5`, `0,5`, `50%`, `0xff`; undefined for anything else. */
function parseNumber(text: string, domain: Domain): Json | undefined {
  const hex = HEX.exec(text.trim())?.[1];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  const written = NUMBER.exec(text.trim());
  if (written === null) return undefined;
  const [, sign = "", digits = "", exponent = "", percent] = written;
  const json = `${sign === "-" ? "-" : ""}${completeDigits(digits)}${exponent}`;
  if (percent === undefined) return parseWord(json, text);
  return shareOf(Number(json), domain);
}

/** JSON wants a digit on either side of the point. */
function completeDigits(digits: string): string {
  const [whole = "", part] = digits.replace(",", ".").split(".");
  const first = whole.replace(/^0+(?=\d)/, "") || "0";
  return part ? `${first}.${part}` : first;
}

/** A percentage of the range; without a range a hundredth. A parameter that counts percents takes them as they are. */
function shareOf(percent: number, { typeHint, min, max }: Domain): Json {
  if (typeHint === "percent") return percent;
  const ranged = typeof max === "number" && (typeof min === "number" || max > 0);
  const low = typeof min === "number" ? min : 0;
  // Written so that 0 % and 100 % are the bounds themselves.
  const share = percent / 100;
  const value = ranged ? low * (1 - share) + max * share : share;
  return typeHint === "int" ? Math.round(value) : value;
}

const VECTOR = /^vec(\d+)f$/;
const NUMBERS: ReadonlySet<string> = new Set(["int", "flt", "float", "percent"]);
const NUMBER = /^([+-]?)(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?(?:\s*(%))?$/i;
/** `0xff8800`, and `#ff8800` as colours are written. */
const HEX = /^(?:0x|#(?=[0-9a-f]{6}$))([0-9a-f]{1,13})$/i;
const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ...["on", "yes", "true", "1"].map((word) => [word, true] as const),
  ...["off", "no", "false", "0"].map((word) => [word, false] as const),
]);
