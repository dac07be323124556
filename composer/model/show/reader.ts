import type { Json, JsonObject } from "../../../src/index.ts";

/** Reads what a show answered: what is missing, or of another kind, counts as nothing. */
export function readerOf(answer: Json) {
  const given: JsonObject = answer instanceof Map ? (answer as JsonObject) : new Map();
  const items = (name: string): readonly Json[] => {
    const value = given.get(name);
    return Array.isArray(value) ? value : [];
  };
  return {
    items,
    text: (name: string): string => {
      const value = given.get(name);
      return typeof value === "string" ? value : "";
    },
    number: (name: string, without = 0): number => {
      const value = given.get(name);
      return typeof value === "number" || typeof value === "bigint" ? Number(value) : without;
    },
    flag: (name: string): boolean => given.get(name) === true,
    texts: (name: string) => items(name).filter((item): item is string => typeof item === "string"),
    list: (name: string) => items(name).filter((item): item is JsonObject => item instanceof Map),
    words: (name: string): ReadonlyMap<string, string> => {
      const value = given.get(name);
      const entries = value instanceof Map ? [...(value as JsonObject)] : [];
      return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
    },
  };
}

/** Of several with one name only the first: others may say one twice, and a view shows each once. */
export function firstOfEach<Thing>(things: readonly Thing[], nameOf: (thing: Thing) => string): readonly Thing[] {
  const seen = new Set<string>();
  return things.filter((thing) => !seen.has(nameOf(thing)) && seen.add(nameOf(thing)));
}
