import { checkBounds } from "./json-bounds.ts";
import { parseCarefully } from "./json-parser.ts";

/**
 * What ZOCP's JSON can say. Objects are maps: a name such as `__proto__`, `constructor` or `7` is a name like any other and
 * keeps its place. A whole number beyond ±2^53 that was written as one is a bigint, so it never changes silently.
 */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

/**
 * Reads the dialect that Python's json module writes: JSON, and the bare words NaN, Infinity and -Infinity.
 * Of equal names in one object the last value counts. Throws `ProtocolError` ("bad-json", "limit-exceeded").
 */
export function parseJson(text: string, { maxDepth = MAX_DEPTH }: { readonly maxDepth?: number } = {}): Json {
  checkBounds(text, maxDepth);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Either one of the three bare words, or a mistake that the careful parser can name.
    return parseCarefully(text, maxDepth);
  }
  const json = convert(parsed, maxDepth);
  return json === LOST ? parseCarefully(text, maxDepth) : json;
}

/** Makes maps of objects, or says that the careful parser must read the text: something that matters was lost, or it is nested too deeply. */
function convert(value: unknown, depth: number): Json | typeof LOST {
  switch (typeof value) {
    case "number":
      return isExact(value) ? value : LOST;
    case "string":
    case "boolean":
      return value;
    case "object":
      if (value === null) return null;
      if (depth === 0) return LOST;
      return Array.isArray(value) ? convertArray(value, depth - 1) : convertObject(value, depth - 1);
    default:
      return LOST;
  }
}

function convertArray(items: unknown[], depth: number): readonly Json[] | typeof LOST {
  for (let i = 0; i < items.length; i++) {
    const item = convert(items[i], depth);
    if (item === LOST) return LOST;
    items[i] = item;
  }
  return items as Json[];
}

function convertObject(object: object, depth: number): JsonObject | typeof LOST {
  const map = new Map<string, Json>();
  for (const name of Object.keys(object)) {
    // The host puts names that look like integers first, so it is enough to look at the first one.
    if (map.size === 0 && INTEGER_LIKE.test(name)) return LOST;
    const item = convert((object as Record<string, unknown>)[name], depth);
    if (item === LOST) return LOST;
    map.set(name, item);
  }
  return map;
}

/** Beyond 2^53 the host drops digits of a whole number, and makes Infinity of one of 310. */
function isExact(value: number): boolean {
  return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
}

const LOST = Symbol("the host's parser lost an order or a digit");
const INTEGER_LIKE = /^\d+$/;
const MAX_DEPTH = 64;
