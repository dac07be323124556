import { type Json, type JsonObject, parseJson } from "../../bytes/json.ts";
import { ProtocolError } from "../../errors.ts";

/** The fields of a list that came from the other side, taken in order. Throws `ProtocolError` for one of another kind. */
export class Fields {
  readonly #list: readonly Json[];
  readonly #what: string;
  #at = 0;

  private constructor(list: readonly Json[], what: string) {
    this.#list = list;
    this.#what = what;
  }

  /** Reads a JSON text that must hold a list which begins with a word: `["ack", 3]`. */
  static parse(text: string): { readonly kind: string; readonly fields: Fields } {
    return Fields.of(parseJson(text, { maxDepth: MAX_DEPTH }));
  }

  /** The same for a list inside of another. */
  static of(json: Json): { readonly kind: string; readonly fields: Fields } {
    const [kind] = isList(json) ? json : [];
    if (!isList(json) || typeof kind !== "string") throw bad(`${describe(json)} is no list that begins with a word`);
    const fields = new Fields(json, excerpt(kind));
    fields.#at = 1;
    return { kind, fields };
  }

  text(): string {
    const value = this.#next();
    return typeof value === "string" ? value : this.#fail(value, "a text");
  }

  /** One of these words. */
  one<Word extends string>(words: readonly Word[]): Word {
    const value = this.#next();
    return words.find((word) => word === value) ?? this.#fail(value, `one of ${words.join(", ")}`);
  }

  /** The id of a node: 32 lower-case hexadecimal digits. */
  id(): string {
    const value = this.#next();
    return typeof value === "string" && ID.test(value) ? value : this.#fail(value, "an id");
  }

  /** What a page is known by again: 64 lower-case hexadecimal digits. */
  secret(): string {
    const value = this.#next();
    // Not shown in the message: it is a secret.
    return typeof value === "string" && SECRET.test(value) ? value : this.#fail("…", "64 hexadecimal digits");
  }

  /** A number of a batch: 1, 2, 3, … */
  number(): number {
    const value = this.#next();
    return isWhole(value) && value > 0 ? value : this.#fail(value, "a number from 1");
  }

  /** A number of a batch, or 0. */
  count(): number {
    const value = this.#next();
    return isWhole(value) ? value : this.#fail(value, "a count");
  }

  flag(): boolean {
    const value = this.#next();
    return typeof value === "boolean" ? value : this.#fail(value, "true or false");
  }

  list(): readonly Json[] {
    const value = this.#next();
    return isList(value) ? value : this.#fail(value, "a list");
  }

  /** A list of texts. */
  names(): readonly string[] {
    const list = this.list();
    return list.every((name) => typeof name === "string") ? list : this.#fail(list, "a list of texts");
  }

  /** An object whose values are texts. */
  texts(): ReadonlyMap<string, string> {
    const value = this.#next();
    if (!(value instanceof Map)) return this.#fail(value, "an object");
    for (const text of (value as JsonObject).values()) if (typeof text !== "string") return this.#fail(text, "a text");
    return value as ReadonlyMap<string, string>;
  }

  /** Whether no field is left. */
  get done(): boolean {
    return this.#at >= this.#list.length;
  }

  /** Nothing may follow: what is not understood must not be passed over. */
  end(): void {
    if (!this.done) throw bad(`"${this.#what}" has ${this.#list.length - this.#at} fields too many`);
  }

  #next(): Json | undefined {
    return this.#list[this.#at++];
  }

  #fail(value: Json | undefined, wanted: string): never {
    throw bad(`field ${this.#at - 1} of "${this.#what}" is ${describe(value)}, not ${wanted}`);
  }
}

/** Somebody sent what this protocol does not know. */
export function unknownKind(kind: string): ProtocolError {
  return bad(`there is no message "${excerpt(kind)}"`);
}

function bad(message: string): ProtocolError {
  return new ProtocolError("bad-message", message);
}

function isWhole(json: Json | undefined): json is number {
  return Number.isSafeInteger(json) && Number(json) >= 0;
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

/** For people. Never the whole of a list: the other side chose how long it is. */
function describe(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return `"${excerpt(value)}"`;
  if (value instanceof Map) return "an object";
  return isList(value) ? "a list" : excerpt(String(value));
}

function excerpt(text: string): string {
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
}

const ID = /^[0-9a-f]{32}$/;
const SECRET = /^[0-9a-f]{64}$/;
const EXCERPT = 40;
/** A message, its records, the fields of one, and the names of headers in it. */
const MAX_DEPTH = 4;
