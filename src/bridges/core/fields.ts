import type { Json, JsonObject } from "../../index.ts";

/** Says which field of a description is wrong, and why: `import["/fader"].min`. */
export class DescriptionError extends Error {
  readonly field: string;

  constructor(field: string, why: string) {
    super(field === "" ? why : `${field}: ${why}`);
    this.field = field;
  }
}

/** The fields of one object of a description. What it gives is checked; nothing that stands there is passed over. */
export class Fields {
  readonly #map: JsonObject;
  /** Where the object stands. */
  readonly #place: string;

  constructor(json: Json | undefined, place: string) {
    if (!(json instanceof Map)) throw new DescriptionError(place, `it must be an object, not ${kindOf(json)}`);
    this.#map = json;
    this.#place = place;
  }

  get names(): readonly string[] {
    return [...this.#map.keys()];
  }

  has(name: string): boolean {
    return this.#map.has(name);
  }

  get(name: string): Json | undefined {
    return this.#map.get(name);
  }

  /** Where a field stands, for a message. */
  at(name: string): string {
    return join(this.#place, name);
  }

  wrong(name: string, why: string): DescriptionError {
    return new DescriptionError(this.at(name), why);
  }

  /** Throws for the first field that is none of these. `hint`: what is said besides. */
  checkNames(known: readonly string[], hint: (name: string, known: readonly string[]) => string): void {
    for (const name of this.names)
      if (!known.includes(name)) throw this.wrong(name, `there is no such field${hint(name, known)}`);
  }

  text(name: string): string | undefined {
    const value = this.#map.get(name);
    if (value === undefined || (typeof value === "string" && value !== "")) return value;
    throw this.wrong(name, value === "" ? "it is empty" : `it must be a text, not ${kindOf(value)}`);
  }

  flag(name: string): boolean | undefined {
    const value = this.#map.get(name);
    if (value === undefined || typeof value === "boolean") return value;
    throw this.wrong(name, `it must be true or false, not ${kindOf(value)}`);
  }

  number(name: string, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): number | undefined {
    const value = this.#map.get(name);
    if (value === undefined || (typeof value === "number" && value >= least && value <= most)) return value;
    const limits = least === Number.NEGATIVE_INFINITY ? "" : ` from ${least} to ${most}`;
    throw this.wrong(name, `it must be a number${limits}, not ${kindOf(value)}`);
  }

  /** A bound of a number, or of each component of a vector. */
  bound(name: string): number | undefined {
    const value = this.#map.get(name);
    const fits = typeof value === "number" || (Array.isArray(value) && value.every((one) => typeof one === "number"));
    if (value === undefined || fits) return value as number | undefined;
    throw this.wrong(name, `it must be a number, or a list of them for a vector, not ${kindOf(value)}`);
  }

  /** Two different numbers: what the ends of a range are. */
  range(name: string): readonly [number, number] | undefined {
    const value = this.#map.get(name);
    if (value === undefined) return undefined;
    const [low, high, more] = Array.isArray(value) ? (value as readonly Json[]) : [];
    if (typeof low === "number" && typeof high === "number" && more === undefined && low !== high) return [low, high];
    throw this.wrong(name, `it must be a pair of different numbers such as [0, 127], not ${kindOf(value)}`);
  }

  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const text = this.text(name);
    const word = words.find((one) => one === text);
    if (text === undefined || word !== undefined) return word;
    throw this.wrong(name, `it must be one of ${words.join(", ")}, not ${JSON.stringify(text)}`);
  }

  texts(name: string): readonly string[] | undefined {
    const value = this.#map.get(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value as readonly string[];
    throw this.wrong(name, `it must be a list of texts, not ${kindOf(value)}`);
  }

  fields(name: string): Fields {
    return new Fields(this.#map.get(name) ?? new Map(), this.at(name));
  }
}

/** What stands somewhere, in words. */
export function kindOf(json: Json | undefined): string {
  if (json === undefined) return "nothing";
  if (json === null) return "null";
  if (Array.isArray(json)) return "a list";
  if (json instanceof Map) return "an object";
  return typeof json === "string" ? `the text ${JSON.stringify(json.slice(0, 40))}` : String(json);
}

function join(place: string, name: string): string {
  const plain = /^[\w-]+$/.test(name);
  if (place === "") return plain ? name : JSON.stringify(name);
  return plain ? `${place}.${name}` : `${place}[${JSON.stringify(name)}]`;
}
