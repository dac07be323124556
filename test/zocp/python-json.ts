import type { Json } from "../../src/bytes/json.ts";

/**
 * Reads as json.loads of Python 3.11 does: an int becomes a bigint, a float a number. Throws `SyntaxError` where that raises.
 * It shares nothing with the stack's own reader, so that the two can be wrong in different ways only.
 */
export function readPython(text: string): Json {
  return new PythonReader(text).whole();
}

class PythonReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Json {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw this.#wrong("something follows");
    return value;
  }

  #value(): Json {
    this.#space();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#nested(() => this.#dict());
      case "[":
        return this.#nested(() => this.#list());
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #nested(read: () => Json): Json {
    if (++this.#depth > RECURSION_LIMIT) throw this.#wrong("too deep");
    this.#at++;
    const value = read();
    this.#depth--;
    return value;
  }

  #list(): Json {
    const items: Json[] = [];
    if (this.#takes("]")) return items;
    do items.push(this.#value());
    while (this.#takes(","));
    this.#needs("]");
    return items;
  }

  #dict(): Json {
    const dict = new Map<string, Json>();
    if (this.#takes("}")) return dict;
    do {
      this.#space();
      const name = this.#string();
      this.#needs(":");
      dict.set(name, this.#value());
    } while (this.#takes(","));
    this.#needs("}");
    return dict;
  }

  #string(): string {
    const begin = this.#at;
    if (this.#text[begin] !== '"') throw this.#wrong("no text");
    let end = begin + 1;
    for (; this.#text[end] !== '"'; end++) {
      if (end >= this.#text.length) throw this.#wrong("a text without end");
      if (this.#text[end] === "\\") end++;
    }
    this.#at = end + 1;
    return JSON.parse(this.#text.slice(begin, end + 1)) as string;
  }

  #word(): Json {
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    return this.#number();
  }

  #number(): number | bigint {
    NUMBER.lastIndex = this.#at;
    const [all, whole = ""] = NUMBER.exec(this.#text) ?? [];
    if (all === undefined) throw this.#wrong("no value");
    this.#at += all.length;
    if (all !== whole) return Number(all);
    if (whole.replace("-", "").length > MOST_DIGITS) throw this.#wrong("too many digits for an int");
    return BigInt(whole);
  }

  #takes(sign: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #needs(sign: string): void {
    if (!this.#takes(sign)) throw this.#wrong(`no ${sign}`);
  }

  #space(): void {
    for (let code = this.#text.charCodeAt(this.#at); SPACE.has(code); code = this.#text.charCodeAt(++this.#at));
  }

  #wrong(what: string): SyntaxError {
    return new SyntaxError(`${what} at ${this.#at}`);
  }
}

const WORDS: readonly (readonly [string, Json])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];
const NUMBER = /(-?(?:0|[1-9][0-9]*))(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
/** Python's own limits are 1,000 calls, some of which are in use, and 4,300 digits. */
const RECURSION_LIMIT = 900;
const MOST_DIGITS = 4300;
