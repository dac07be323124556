import { JsonParser } from "./json-parser.ts";

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
  return new JsonParser(text, maxDepth).parse();
}

const MAX_DEPTH = 64;
