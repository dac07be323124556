import { ProtocolError } from "../errors.ts";
import type { Json } from "./json.ts";

/** Reads what the host's own parser refuses or cannot hold. Slow and exact; errors say what was wrong and where. */
export function parseCarefully(text: string, maxDepth: number): Json {
  return new JsonParser(text, maxDepth).parse();
}

class JsonParser {
  readonly #text: string;
  readonly #maxDepth: number;
  #at = 0;
  #depth = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  parse(): Json {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#unexpected("the end");
    return value;
  }

  #value(): Json {
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#array());
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #nested<Value>(read: () => Value): Value {
    if (++this.#depth > this.#maxDepth) {
      throw new ProtocolError("bad-json", `the text is nested more than ${this.#maxDepth} levels deep`);
    }
    this.#at++;
    const value = read();
    this.#depth--;
    return value;
  }

  #object(): ReadonlyMap<string, Json> {
    const map = new Map<string, Json>();
    if (this.#takes("}")) return map;
    do {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') throw this.#unexpected("a name in quotes");
      const name = this.#string();
      if (!this.#takes(":")) throw this.#unexpected("a colon");
      map.set(name, this.#value());
    } while (this.#takes(","));
    if (!this.#takes("}")) throw this.#unexpected("a comma or }");
    return map;
  }

  #array(): readonly Json[] {
    const items: Json[] = [];
    if (this.#takes("]")) return items;
    do items.push(this.#value());
    while (this.#takes(","));
    if (!this.#takes("]")) throw this.#unexpected("a comma or ]");
    return items;
  }

  #string(): string {
    const quoted = this.#match(STRING);
    try {
      if (quoted !== undefined) return JSON.parse(quoted);
    } catch {
      // An escape that is none, or a control character: reported as any other mistake.
    }
    throw this.#unexpected("a string");
  }

  #word(): Json {
    const number = this.#match(NUMBER);
    if (number !== undefined) return toNumber(number);
    const word = this.#match(WORD) ?? "";
    const value = WORDS.get(word);
    if (value !== undefined) return value;
    this.#at -= word.length;
    throw this.#unexpected("a value");
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #takes(sign: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    this.#match(SPACE);
  }

  #unexpected(wanted: string): ProtocolError {
    const found = this.#text.slice(this.#at, this.#at + EXCERPT);
    const what = found === "" ? "the text ends" : `found ${JSON.stringify(found)}`;
    return new ProtocolError("bad-json", `not JSON: ${what} at character ${this.#at} where ${wanted} should be`);
  }
}

function toNumber(text: string): number | bigint {
  const number = Number(text);
  const exact = Number.isSafeInteger(number) || !INTEGER.test(text);
  return exact ? number : BigInt(text);
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/sy;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const INTEGER = /^-?\d+$/;
const WORD = /-?[A-Za-z]+/y;
const WORDS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);
const EXCERPT = 20;
