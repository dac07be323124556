import type { Json } from "../../index.ts";
import { ShowFileError } from "./show-file-error.ts";

/**
 * JSON with the line of each thing in it. A file that people edit and merge is read more strictly than what comes from the network: a
 * name that stands twice in one object is a slip, and so is the line at which it stands for the second time.
 */
export interface Source {
  readonly value: Json;
  /** The line of an entry of a list or an object that is in it. */
  lineOf(container: object, entry: number | string): number;
}

/** Throws {@link ShowFileError}. */
export function readSource(text: string): Source {
  return new Reader(text).read();
}

class Reader {
  readonly #text: string;
  readonly #lines = new Map<object, Map<number | string, number>>();
  #at = 0;
  #line = 1;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Source {
    if (this.#text.length > MOST) throw this.#wrong(`at most ${MOST} characters`, `there are ${this.#text.length}`);
    const value = this.#value();
    if (this.#skip() !== "") throw this.#wrong("the end of the file");
    return { value, lineOf: (container, entry) => this.#lines.get(container)?.get(entry) ?? 1 };
  }

  #value(): Json {
    const sign = this.#skip();
    if (sign === "{") return this.#nested(() => this.#object());
    if (sign === "[") return this.#nested(() => this.#list());
    if (sign === '"') return this.#string("a text");
    const number = this.#match(NUMBER);
    if (number !== undefined) return this.#number(number);
    const word = this.#match(WORD);
    if (word !== undefined && WORDS.has(word)) return WORDS.get(word) as Json;
    this.#at -= word?.length ?? 0;
    throw this.#wrong("a value");
  }

  #nested<Value>(read: () => Value): Value {
    if (++this.#depth > DEEPEST) throw this.#wrong(`at most ${DEEPEST} levels of lists and objects`, "there are more");
    this.#at++;
    const value = read();
    this.#depth--;
    return value;
  }

  #object(): ReadonlyMap<string, Json> {
    const map = new Map<string, Json>();
    const lines = this.#linesOf(map);
    if (this.#takes("}")) return map;
    do {
      if (this.#skip() !== '"') throw this.#wrong("a name in quotes");
      const line = this.#line;
      const name = this.#string("a name");
      if (map.has(name)) throw this.#wrong("another name", `${JSON.stringify(name)} stands here for the second time`);
      if (!this.#takes(":")) throw this.#wrong("a colon");
      lines.set(name, line);
      map.set(name, this.#value());
    } while (this.#takes(","));
    if (!this.#takes("}")) throw this.#wrong("a comma or }");
    return map;
  }

  #list(): readonly Json[] {
    const items: Json[] = [];
    const lines = this.#linesOf(items);
    if (this.#takes("]")) return items;
    do {
      this.#skip();
      lines.set(items.length, this.#line);
      items.push(this.#value());
    } while (this.#takes(","));
    if (!this.#takes("]")) throw this.#wrong("a comma or ]");
    return items;
  }

  #linesOf(container: object): Map<number | string, number> {
    const lines = new Map<number | string, number>();
    this.#lines.set(container, lines);
    return lines;
  }

  #string(what: string): string {
    const quoted = this.#match(STRING);
    if (quoted === undefined) throw this.#wrong(`${what} that ends with a quote on its own line`);
    try {
      return String(JSON.parse(quoted));
    } catch {
      throw this.#wrong(`${what} without the backslash, or with one that JSON knows`, shorten(quoted));
    }
  }

  #number(digits: string): number | bigint {
    const number = Number(digits);
    if (Number.isSafeInteger(number) || (/[.e]/i.test(digits) && Number.isFinite(number))) return number;
    if (/[.e]/i.test(digits)) throw this.#wrong("a number below 1.8e308", shorten(digits));
    if (digits.length <= MOST_DIGITS) return BigInt(digits);
    throw this.#wrong(`a whole number of at most ${MOST_DIGITS} digits`, shorten(digits));
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #takes(sign: string): boolean {
    if (this.#skip() !== sign) return false;
    this.#at++;
    return true;
  }

  /** Goes on to what is no white space, and gives it; empty at the end. */
  #skip(): string {
    for (;;) {
      const sign = this.#text.charAt(this.#at);
      if (sign === "\n") this.#line++;
      else if (sign !== " " && sign !== "\t" && sign !== "\r") return sign;
      this.#at++;
    }
  }

  #wrong(expected: string, found = this.#found()): ShowFileError {
    return new ShowFileError({ line: this.#line, path: "", expected, found });
  }

  #found(): string {
    const rest = this.#text.slice(this.#at, this.#at + EXCERPT).split("\n", 1)[0] ?? "";
    return rest === "" && this.#at >= this.#text.length ? "the file ends" : `found ${JSON.stringify(rest)}`;
  }
}

function shorten(text: string): string {
  return text.length > EXCERPT ? `found ${text.slice(0, EXCERPT)}…` : `found ${text}`;
}

const STRING = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const WORD = /-?[A-Za-z]+/y;
/** What Python writes where JSON has no word is read, too: files of the reference's tools have it. */
const WORDS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);
const DEEPEST = 64;
const MOST = 0x400_0000;
const MOST_DIGITS = 4300;
const EXCERPT = 30;
