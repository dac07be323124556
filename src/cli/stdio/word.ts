import { type Json, ProtocolError, parseJson } from "../../index.ts";
import { wrongUsage } from "../failure.ts";

/**
 * Reads a value from the command line: JSON, and a bare word is a text. Throws a failure for JSON that is broken, and for a
 * number that is too large. `typed`: how the person wrote it, where that differs.
 */
export function parseWord(text: string, typed: string = text): Json {
  try {
    return parseFinite(text);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (/^\s*["[{]/.test(text) || error.code === TOO_LARGE) throw wrongUsage(`the value ${typed}: ${error.message}`);
    return text;
  }
}

/** Reads JSON that a person wrote. `1e400` would be read as infinity, which nobody meant. Throws `ProtocolError`. */
export function parseFinite(text: string): Json {
  const json = parseJson(text);
  if (hasInfinity(json) && !text.includes("Infinity"))
    throw new ProtocolError(TOO_LARGE, `a number is larger than ${Number.MAX_VALUE}`);
  return json;
}

function hasInfinity(json: Json): boolean {
  if (Array.isArray(json)) return json.some(hasInfinity);
  if (json instanceof Map) return [...json.values()].some(hasInfinity);
  return json === Number.POSITIVE_INFINITY || json === Number.NEGATIVE_INFINITY;
}

const TOO_LARGE = "limit-exceeded";
