import { formatJson, type Json } from "../../index.ts";

/**
 * Writes JSON for people and for git: what is in the file itself stands on lines of its own, and so do the entries of its parts;
 * within one of these, what does not fit into a line is broken again, but no list of numbers is. `isFloat` says of the name in front of a
 * value whether its numbers are floats.
 */
export function layOut(root: ReadonlyMap<string, Json>, isFloat: (name: string) => boolean): string {
  const write = new Writer(isFloat);
  return `${write.nested(root, 0, "")}\n`;
}

class Writer {
  readonly #isFloat: (name: string) => boolean;

  constructor(isFloat: (name: string) => boolean) {
    this.#isFloat = isFloat;
  }

  /** One entry a line. */
  nested(value: readonly Json[] | ReadonlyMap<string, Json>, depth: number, name: string): string {
    const isMap = value instanceof Map;
    const lines = isMap
      ? [...(value as ReadonlyMap<string, Json>)].map(
          ([key, item]) => `${quote(key)}: ${this.#entry(item, depth + 1, key)}`,
        )
      : (value as readonly Json[]).map((item) => this.#entry(item, depth + 1, name));
    const [open, close] = isMap ? "{}" : "[]";
    if (lines.length === 0) return `${open}${close}`;
    const indent = "  ".repeat(depth + 1);
    return `${open}\n${lines.map((line) => indent + line).join(",\n")}\n${"  ".repeat(depth)}${close}`;
  }

  #entry(value: Json, depth: number, name: string): string {
    if (typeof value !== "object" || value === null) return this.#line(value, name);
    if (depth === 1 && SECTIONS.has(name)) return this.nested(value as JsonNest, depth, name);
    const line = this.#line(value, name);
    const width = 2 * depth + line.length + (depth === 1 || value instanceof Map ? quote(name).length : 0);
    return width <= WIDTH || !isBreakable(value, depth) ? line : this.nested(value as JsonNest, depth, name);
  }

  #line(value: Json, name: string): string {
    if (typeof value === "number") return this.#number(value, name);
    if (typeof value === "string") return quote(value);
    if (Array.isArray(value)) return `[${value.map((item: Json) => this.#line(item, name)).join(", ")}]`;
    if (!(value instanceof Map)) return formatJson(value);
    const entries = [...(value as ReadonlyMap<string, Json>)];
    return `{${entries.map(([key, item]) => `${quote(key)}: ${this.#line(item, key)}`).join(", ")}}`;
  }

  /** JSON has no word for what is no finite number. */
  #number(value: number, name: string): string {
    if (!Number.isFinite(value)) return `"${value}"`;
    return formatJson(value, { floats: this.#isFloat(name) });
  }
}

type JsonNest = readonly Json[] | ReadonlyMap<string, Json>;

/** A wire and a vector are read as one thing. */
function isBreakable(value: Json, depth: number): boolean {
  if (value instanceof Map) return value.size > 0;
  return (
    Array.isArray(value) &&
    (depth === 1 ||
      value.some((item: Json) => typeof item === "object" && item !== null && typeof value[0] !== "string"))
  );
}

/** Letters of all scripts as they are: a file is UTF-8, and people read it. */
function quote(text: string): string {
  return JSON.stringify(text);
}

/** Parts of a file that are always written with one entry a line. */
const SECTIONS: ReadonlySet<string> = new Set([
  ...["nodes", "wires", "cuts", "values", "merge", "lost", "scenes", "cues", "dashboards", "canvas"],
]);
const WIDTH = 160;
