import { show } from "../arguments/check.ts";
import type { Json } from "../bytes/json.ts";
import { UsageError } from "../errors.ts";

/** What callers may hand in where JSON is wanted: plain objects and typed arrays too. */
export type JsonInput =
  | Json
  | undefined
  | readonly JsonInput[]
  | ReadonlyMap<string, JsonInput>
  | Float32Array
  | Float64Array
  | { readonly [name: string]: JsonInput };

/** Makes JSON of it: an object becomes a `Map`, undefined null. Throws `UsageError` for what JSON cannot hold. */
export function toJson(value: JsonInput, depth = 0): Json {
  if (typeof value === "number") return value;
  if (value === undefined || value === null) return null;
  if (typeof value !== "object") return toScalar(value);
  if (depth > DEEPEST)
    throw new UsageError("invalid-value", `the value is nested more than ${DEEPEST} levels deep, or contains itself`);
  if (Array.isArray(value)) return value.map((item) => toJson(item, depth + 1));
  if (value instanceof Float32Array || value instanceof Float64Array) return [...value];
  const entries: Iterable<[string, JsonInput]> = value instanceof Map ? value : Object.entries(value);
  return new Map([...entries].map(([name, item]) => [toText(name), toJson(item, depth + 1)]));
}

function toText(name: unknown): string {
  if (typeof name === "string") return name;
  throw new UsageError("invalid-value", `a name in a map is ${show(name)}, not a text: JSON has no such thing`);
}

function toScalar(value: unknown): Json {
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "bigint") return value;
  throw new UsageError("invalid-value", `a ${typeof value} cannot be sent: JSON has no such thing`);
}

const DEEPEST = 60;
