import type { Json } from "../../src/bytes/json.ts";
import { formatJson, formatString } from "../../src/bytes/json-format.ts";
import { die } from "./reference-death.ts";

/**
 * Python's values. It tells 1 from 1.0, so here a bigint is an int and a number is a float. It tells a tuple from a list,
 * so some arrays are tuples. Dicts are shared and changed in place as there, arrays never.
 */
export type Dict = Map<string, Json>;

/** What a dict or a set looks a value up by: equal values have equal keys. */
export type Key = string | null | number | bigint | symbol;

/** An array that is a tuple: written like a list, never equal to one. */
export function tuple(...items: readonly Json[]): readonly Json[] {
  TUPLES.add(items);
  return items;
}

/** Writes as json.dumps does. */
export function writePython(value: Json): string {
  return formatJson(value, { floats: true });
}

/** The name of an entry as json.dumps writes it: not every key of a dict is a text. */
export function writeName(name: Json): string {
  return typeof name === "string" ? formatString(name) : `"${writePython(name)}"`;
}

/** Python's `==`: 1 is 1.0 and True, a list is no tuple, NaN is not NaN (but is inside a list, where identity comes first). */
export function equals(a: Json, b: Json, inside = false): boolean {
  if (isNumeric(a) && isNumeric(b)) return (a >= b && a <= b) || (inside && Object.is(a, b));
  if (Array.isArray(a) && Array.isArray(b)) {
    const same = a.length === b.length && TUPLES.has(a) === TUPLES.has(b);
    return same && a.every((item, index) => equals(item, b[index], true));
  }
  if (!(a instanceof Map && b instanceof Map)) return a === b;
  return a.size === b.size && [...a].every(([name, item]) => b.has(name) && equals(item, b.get(name), true));
}

/** Python's truth: null, false, zero, and everything that is empty are not true. */
export function isTrue(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value instanceof Map ? value.size > 0 : Boolean(value) || Number.isNaN(value);
}

/** What a `for` goes through: items, names, or characters. */
export function iterate(value: Json): readonly Json[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof Map ? [...value.keys()] : typeof value === "string" ? [...value] : undefined;
}

/** Python's hash() of what is looked up: lists and dicts have none, 1 and 1.0 and True have the same. */
export function keyOf(value: Json, row: string): Key {
  if (typeof value === "object" && value !== null) return die(row, "TypeError", `unhashable: ${writePython(value)}`);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== "number") return value;
  // json.loads gives the same NaN each time, and what is the same is found.
  if (Number.isNaN(value)) return NAN;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** The entry of a dict whose names are texts; undefined for any other key. */
export function lookUp(dict: ReadonlyMap<string, Json>, name: Json, row: string): Json | undefined {
  return (dict as ReadonlyMap<Key, Json>).get(keyOf(name, row));
}

/** Python's `value["name"]`. */
export function item(value: Json, name: string, row: string): Json {
  if (!(value instanceof Map)) return die(row, "TypeError", `${writePython(value)} has no entries with names`);
  return (value as Dict).get(name) ?? (value.has(name) ? null : die(row, "KeyError", name));
}

/** The reference's dict_merge: dicts into dicts, everything else takes the place of what was there. What is put in is shared. */
export function merge(into: Dict, from: Json): void {
  if (!(from instanceof Map)) die("Q7", "AttributeError", `${writePython(from)} has no attribute 'keys'`);
  for (const [name, value] of from as Dict) {
    const old = into.get(name);
    if (old instanceof Map && value instanceof Map) merge(old as Dict, value);
    else into.set(name, value);
  }
}

/** A dict that shares no dict with this one. */
export function copy(value: Json): Json {
  if (!(value instanceof Map)) return value;
  return new Map([...(value as Dict)].map(([name, item]) => [name, copy(item)]));
}

function isNumeric(value: Json): value is number | bigint | boolean {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

const NAN = Symbol("NaN");
const TUPLES = new WeakSet<object>();
