import { ProtocolError } from "../errors.ts";
import type { Json } from "./json.ts";
import { tooDeep } from "./json-bounds.ts";

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
    if (++this.#depth > this.#maxDepth) throw tooDeep(this.#maxDepth);
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
    const end = this.#closingQuote();
    try {
      const text: string = JSON.parse(this.#text.slice(this.#at, end));
      this.#at = end;
      return text;
    } catch {
      // No closing quote, an escape that is none, or a control character: reported as any other mistake.
      throw this.#unexpected("a string");
    }
  }

  /** Where the string that begins here has ended. A loop, because a pattern runs out of stack on a string of megabytes. */
  #closingQuote(): number {
    let at = this.#at + 1;
    while (at < this.#text.length && this.#text.charCodeAt(at) !== QUOTE) {
      at += this.#text.charCodeAt(at) === BACKSLASH ? 2 : 1;
    }
    return at + 1;
  }

  #word(): Json {
    const number = this.#match(NUMBER);
    if (number !== undefined) return this.#number(number);
    const word = this.#match(WORD) ?? "";
    const value = WORDS.get(word);
    if (value !== undefined) return value;
    this.#at -= word.length;
    throw this.#unexpected("a value");
  }

  #number(digits: string): number | bigint {
    const number = Number(digits);
    if (Number.isSafeInteger(number) || !INTEGER.test(digits)) return number;
    if (digits.length <= MAX_DIGITS) return BigInt(digits);
    const problem = `a whole number has ${digits.length} characters, at most ${MAX_DIGITS} are allowed`;
    throw new ProtocolError("bad-json", `${problem}: it ends at character ${this.#at}`);
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

const SPACE = /[ \t\n\r]*/y;
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
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const EXCERPT = 20;
const MAX_DIGITS = 4300; // Python's own limit: making a number takes more than linear time.
