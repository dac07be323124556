import { checkOptions, checkSwitch, checkText, type OptionNames, show } from "../arguments/check.ts";
import { type Json, parseJson as parse } from "../bytes/json.ts";
import { type FormatOptions, formatJson as format } from "../bytes/json-format.ts";
import { UsageError } from "../errors.ts";
import { type JsonInput, toJson } from "./json-input.ts";

export interface ParseOptions {
  /** How deeply lists and objects may be nested; 64. */
  readonly maxDepth?: number | undefined;
}

/**
 * Reads the dialect that Python's json module writes: JSON, and the bare words NaN, Infinity and -Infinity. Objects become maps.
 * Of equal names in one object the last value counts. Throws `ProtocolError` ("bad-json", "limit-exceeded") for a text that is none.
 */
export function parseJson(text: string, options: ParseOptions = {}): Json {
  checkText("the JSON", text);
  checkOptions("parseJson", options, PARSE_OPTIONS);
  const { maxDepth } = options;
  if (maxDepth === undefined) return parse(text);
  if (typeof maxDepth === "number" && maxDepth >= 0) return parse(text, { maxDepth });
  throw new UsageError("invalid-argument", `maxDepth is ${show(maxDepth)}: it must be a number from 0`);
}

/**
 * Writes JSON as Python's json module does: `", "` and `": "` between things, ASCII only, NaN and Infinity as bare words. Takes
 * maps and plain objects. Throws `UsageError` for what JSON cannot hold.
 */
export function formatJson(value: JsonInput, options: FormatOptions = {}): string {
  checkOptions("formatJson", options, FORMAT_OPTIONS);
  checkSwitch("floats", options.floats);
  return format(toJson(value), options);
}

const PARSE_OPTIONS: OptionNames<ParseOptions> = { maxDepth: true };
const FORMAT_OPTIONS: OptionNames<FormatOptions> = { floats: true };
