import { formatAddress, type Json, parseAddress, UsageError } from "../../index.ts";
import { ShowFileError } from "./show-file-error.ts";
import type { Source } from "./source.ts";

/** One place in a file: what stands there, on which line, and what people call it. Everything it gives is checked. */
export class Spot {
  readonly value: Json;
  readonly line: number;
  /** `cues[2].over` */
  readonly path: string;
  readonly #source: Source;

  constructor(source: Source, value: Json = source.value, line = 1, path = "") {
    this.#source = source;
    this.value = value;
    this.line = line;
    this.path = path;
  }

  /** The entries of an object, in their order. */
  entries(): ReadonlyMap<string, Spot> {
    const { value } = this;
    if (!(value instanceof Map)) throw this.wrong("an object");
    const map: ReadonlyMap<string, Json> = value;
    return new Map([...map].map(([name, item]) => [name, this.#inner(map, name, item)]));
  }

  items(): readonly Spot[] {
    const { value } = this;
    if (!Array.isArray(value)) throw this.wrong("a list");
    return value.map((item: Json, index) => this.#inner(value, index, item));
  }

  text(): string {
    if (typeof this.value === "string") return this.value;
    throw this.wrong("a text");
  }

  filled(): string {
    const text = this.text();
    if (text !== "") return text;
    throw this.wrong("a text that is not empty");
  }

  flag(): boolean {
    if (typeof this.value === "boolean") return this.value;
    throw this.wrong("true or false");
  }

  /** A number from `min` to `max`. */
  number(min: number, max: number, what = "a number"): number {
    const { value } = this;
    if (typeof value === "number" && value >= min && value <= max) return value;
    const bounds = max === Number.POSITIVE_INFINITY ? `from ${min}` : `from ${min} to ${max}`;
    throw this.wrong(min === Number.NEGATIVE_INFINITY ? what : `${what} ${bounds}`);
  }

  /** Seconds, up to a day. */
  seconds(): number {
    return this.number(0, DAY, "a number of seconds");
  }

  /** One of some words. */
  word<Word extends string>(words: readonly Word[]): Word {
    const found = words.find((word) => word === this.value);
    if (found !== undefined) return found;
    throw this.wrong(`one of ${words.map((word) => JSON.stringify(word)).join(", ")}`);
  }

  /** `node/parameter`, as it is always written. */
  address(): string {
    const text = this.text();
    try {
      return formatAddress(parseAddress(text));
    } catch (error) {
      if (error instanceof UsageError) throw this.wrong("an address of the form node/parameter");
      throw error;
    }
  }

  /** The same for what stands in front of the colon. */
  named(name: string): Spot {
    return new Spot(this.#source, name, this.line, this.path);
  }

  /** What is wrong here. */
  wrong(expected: string): ShowFileError {
    return new ShowFileError({ line: this.line, path: this.path, expected, found: describe(this.value) });
  }

  /** The same, in a whole sentence. */
  problem(sentence: string): ShowFileError {
    return new ShowFileError({ line: this.line, path: this.path, expected: sentence });
  }

  #inner(container: object, entry: string | number, value: Json): Spot {
    return new Spot(this.#source, value, this.#source.lineOf(container, entry), join(this.path, entry));
  }
}

function join(path: string, entry: string | number): string {
  if (typeof entry === "number") return `${path}[${entry}]`;
  if (!/^[\w-]+$/.test(entry)) return `${path}[${JSON.stringify(entry)}]`;
  return path === "" ? entry : `${path}.${entry}`;
}

function describe(value: Json): string {
  if (value === null) return "there is null";
  if (Array.isArray(value)) return value.length === 0 ? "there is an empty list" : "there is a list";
  if (value instanceof Map) return "there is an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return `there is ${text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text}`;
}

const DAY = 86_400;
const EXCERPT = 40;
