import { type Json, parseJson } from "../../src/bytes/json.ts";
import { formatJson } from "../../src/bytes/json-format.ts";
import { die } from "./reference-death.ts";

/**
 * Python's values. It tells 1 from 1.0, so here a bigint is an int and a number is a float. It tells a tuple from a list,
 * so some arrays are tuples. Dicts are changed in place, arrays never.
 */
export type Dict = Map<string, Json>;

/** An array that is a tuple: written like a list, never equal to one. */
export function tuple(...items: readonly Json[]): readonly Json[] {
  TUPLES.add(items);
  return items;
}

/** Reads as json.loads does. Throws `ProtocolError` where that raises. */
export function readPython(text: string): Json {
  parseJson(text, { maxDepth: RECURSION_LIMIT });
  return new PythonReader(text.match(TOKEN) ?? []).value();
}

/** Writes as json.dumps does. */
export function writePython(value: Json): string {
  return formatJson(value, { floats: true });
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

/** The reference's dict_merge: no dict may be replaced by anything else (Q7). */
export function merge(into: Dict, from: Json): void {
  if (!(from instanceof Map)) die("Q7", `${writePython(from)} has no attribute 'keys'`);
  for (const [name, value] of from as Dict) {
    const old = into.get(name);
    if (old instanceof Map) merge(old, value);
    else into.set(name, copy(value));
  }
}

/** A dict that shares no dict with this one. */
export function copy(value: Json): Json {
  if (!(value instanceof Map)) return value;
  return new Map([...(value as Dict)].map(([name, item]) => [name, copy(item)]));
}

class PythonReader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  value(): Json {
    const token = this.#next();
    if (token === "[") return this.#list();
    if (token === "{") return this.#dict();
    return INTEGER.test(token) ? BigInt(token) : parseJson(token);
  }

  #list(): Json {
    const items: Json[] = [];
    while (!this.#takes("]")) {
      items.push(this.value());
      this.#takes(",");
    }
    return items;
  }

  #dict(): Dict {
    const dict: Dict = new Map();
    while (!this.#takes("}")) {
      const name = parseJson(this.#next()) as string;
      this.#takes(":");
      dict.set(name, this.value());
      this.#takes(",");
    }
    return dict;
  }

  #takes(token: string): boolean {
    const found = this.#tokens[this.#at] === token;
    if (found) this.#at++;
    return found;
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? "";
  }
}

function isNumeric(value: Json): value is number | bigint | boolean {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

const TUPLES = new WeakSet<object>();
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/gs;
const INTEGER = /^-?\d+$/;
const RECURSION_LIMIT = 900;
