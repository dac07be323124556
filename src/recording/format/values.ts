import { formatJson, type Json } from "../../index.ts";

/**
 * The JSON of a value in one line. A float keeps its point, and letters of all scripts stay as they are, so that a recording can be
 * searched. In a number's place JSON has no word for what is not finite: it is a text there, and a bare word in values of types of one's own.
 */
export function formatValue(value: Json, type: string): string {
  return write(value, { floats: FLOAT.test(type), numbers: NUMERIC.test(type) });
}

/** The value that such a text means in a parameter of this type. */
export function readValue(json: Json, type: string): Json {
  if (!NUMERIC.test(type)) return json;
  if (Array.isArray(json)) return json.map((item: Json) => readValue(item, type));
  return (typeof json === "string" ? NOT_FINITE.get(json) : undefined) ?? json;
}

interface Manner {
  readonly floats: boolean;
  readonly numbers: boolean;
}

function write(value: Json, manner: Manner): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number")
    return manner.numbers && !Number.isFinite(value) ? `"${value}"` : formatJson(value, { floats: manner.floats });
  if (Array.isArray(value)) return `[${value.map((item: Json) => write(item, manner)).join(",")}]`;
  if (!(value instanceof Map)) return formatJson(value);
  const entries = [...(value as ReadonlyMap<string, Json>)];
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${write(item, manner)}`).join(",")}}`;
}

const FLOAT = /^(?:flt|float|percent|vec\d{1,2}f)$/;
const NUMERIC = /^(?:int|flt|float|percent|vec\d{1,2}f)$/;
const NOT_FINITE: ReadonlyMap<string, number> = new Map(
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((number) => [String(number), number]),
);
