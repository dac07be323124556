import { type Json, ProtocolError, parseJson } from "../index.ts";
import { wrongUsage } from "./failure.ts";

/** Reads a value from the command line: JSON, and a bare word is a text. Throws a failure for JSON that is broken. */
export function parseWord(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (/^\s*["[{]/.test(text)) throw wrongUsage(`the value ${text}: ${error.message}`);
    return text;
  }
}

/** The same for a parameter whose type is known, so that people can write what they mean. */
export function parseValue(text: string, typeHint: string): Json {
  if (typeHint === "string") return parseText(text);
  if (/^vec\d+f$/.test(typeHint) && BARE_VECTOR.test(text)) return parseWord(`[${text}]`);
  const value = parseWord(text);
  return typeHint === "bool" && typeof value === "string" ? (SWITCHES.get(value.toLowerCase()) ?? value) : value;
}

/** A text is taken as it was typed, unless it was typed as a JSON string. */
function parseText(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    const value = parseJson(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}

const BARE_VECTOR = /^[^[\]"]*,[^[\]"]*$/;
const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ["on", true],
  ["yes", true],
  ["off", false],
  ["no", false],
]);
