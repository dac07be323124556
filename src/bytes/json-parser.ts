import { ProtocolError } from "../errors.ts";
import type { Json } from "./json.ts";
import { closingQuote, unquote } from "./json-string.ts";

/**
 * Reads a text once, from its beginning to its end, in a time that grows with its length only. What the host's own parser
 * makes of a text would have to be looked through for lost digits and lost orders, and that parser can be kept busy for
 * seconds by nested lists or by many names.
 */
export class JsonParser {
  readonly #text: string;
  readonly #maxDepth: number;
  #at = 0;
  #depth = 0;
  #names = 0;
  #nests = 0;
  #items = 0;
  /** Digits of the longest whole numbers. */
  #digits = 0;
  /** The values of the lists that are being read, one list behind the other, and how many there are. */
  readonly #pending: Json[] = [];
  #top = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  /** Throws `ProtocolError` ("bad-json", "limit-exceeded") that says what was wrong and where. */
  parse(): Json {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#unexpected("the end");
    return value;
  }

  #value(): Json {
    const sign = this.#skipSpace();
    if (sign === QUOTE) return this.#string();
    if (sign === BRACE || sign === BRACKET) return this.#nested(sign);
    if (sign === MINUS || isDigit(sign)) return this.#number(sign);
    return this.#word();
  }

  #nested(sign: number): Json {
    if (++this.#depth > this.#maxDepth)
      throw new ProtocolError("bad-json", `the text is nested more than ${this.#maxDepth} levels deep`);
    if (++this.#nests > NESTS) throw tooMany(NESTS, "lists and objects");
    this.#at++;
    const value = sign === BRACE ? this.#object() : this.#array();
    this.#depth--;
    return value;
  }

  #object(): ReadonlyMap<string, Json> {
    const map = new Map<string, Json>();
    if (this.#takes(CLOSING_BRACE)) return map;
    do {
      if (this.#skipSpace() !== QUOTE) throw this.#unexpected("a name in quotes");
      if (++this.#names > NAMES) throw tooMany(NAMES, "names in its objects");
      const name = this.#string();
      if (!this.#takes(COLON)) throw this.#unexpected("a colon");
      map.set(name, this.#value());
      if (map.size > WIDTH) throw tooMany(WIDTH, "names in one object");
    } while (this.#takes(COMMA));
    if (!this.#takes(CLOSING_BRACE)) throw this.#unexpected("a comma or }");
    return map;
  }

  #array(): readonly Json[] {
    if (this.#takes(CLOSING_BRACKET)) return [];
    const first = this.#top;
    do {
      if (++this.#items > ITEMS) throw tooMany(ITEMS, "values in its lists");
      const value = this.#value();
      this.#pending[this.#top++] = value;
    } while (this.#takes(COMMA));
    if (!this.#takes(CLOSING_BRACKET)) throw this.#unexpected("a comma or ]");
    // A list that grows keeps room for seventeen values, and there may be thousands of points.
    const items = this.#pending.slice(first, this.#top);
    this.#top = first;
    return items;
  }

  #string(): string {
    const start = this.#at;
    const end = closingQuote(this.#text, start);
    const string = end < 0 ? undefined : unquote(this.#text, start, end);
    if (string === undefined) throw this.#unexpected("a string");
    this.#at = end + 1;
    return string;
  }

  #number(sign: number): number | bigint {
    const text = this.#text;
    const start = this.#at;
    const first = sign === MINUS ? start + 1 : start;
    if (!isDigit(text.charCodeAt(first))) return this.#noNumber();
    // A number does not begin with 0: what follows stands by itself, where nothing may stand.
    const point = text.charCodeAt(first) === ZERO ? first + 1 : skipDigits(text, first);
    const fraction = endOfFraction(text, point);
    const end = endOfExponent(text, fraction);
    this.#at = end;
    if (end === fraction && end - first <= EXACT) {
      const size = exactNumber(text, first, point, end);
      return sign === MINUS ? -size : size;
    }
    const digits = text.slice(start, end);
    return end === point ? this.#long(digits) : Number(digits);
  }

  /** A whole number of many digits: exact as a number, or a bigint. */
  #long(digits: string): number | bigint {
    const number = Number(digits);
    if (Number.isSafeInteger(number)) return number;
    if (digits.length > LONG_DIGITS && (this.#digits += digits.length) > DIGITS)
      throw tooMany(DIGITS, `digits in whole numbers of more than ${LONG_DIGITS}`);
    if (digits.length <= MAX_DIGITS) return BigInt(digits);
    const problem = `a whole number has ${digits.length} characters, at most ${MAX_DIGITS} are allowed`;
    throw new ProtocolError("bad-json", `${problem}: it ends at character ${this.#at}`);
  }

  #noNumber(): number {
    if (!this.#text.startsWith("-Infinity", this.#at)) throw this.#unexpected("a value");
    return this.#word() as number;
  }

  #word(): Json {
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      const end = this.#at + word.length;
      if (isLetter(this.#text.charCodeAt(end))) break;
      this.#at = end;
      return value;
    }
    throw this.#unexpected("a value");
  }

  #takes(wanted: number): boolean {
    if (this.#skipSpace() !== wanted) return false;
    this.#at++;
    return true;
  }

  /** Goes on to the next character that is no white space, and gives its code; NaN at the end. */
  #skipSpace(): number {
    let sign = this.#text.charCodeAt(this.#at);
    while (sign === SPACE || sign === LINE_FEED || sign === RETURN || sign === TAB)
      sign = this.#text.charCodeAt(++this.#at);
    return sign;
  }

  #unexpected(wanted: string): ProtocolError {
    const found = this.#text.slice(this.#at, this.#at + EXCERPT);
    const what = found === "" ? "the text ends" : `found ${JSON.stringify(found)}`;
    return new ProtocolError("bad-json", `not JSON: ${what} at character ${this.#at} where ${wanted} should be`);
  }
}

/** A number of a few digits. It is exact, because both its digits and the power of ten are. */
function exactNumber(text: string, first: number, point: number, end: number): number {
  let size = 0;
  for (let at = first; at < end; at++) if (at !== point) size = size * 10 + text.charCodeAt(at) - ZERO;
  return end === point ? size : size / (POWERS[end - point - 1] as number);
}

/** Where a fraction ends that begins here; `at` when there is none. */
function endOfFraction(text: string, at: number): number {
  if (text.charCodeAt(at) !== POINT) return at;
  const end = skipDigits(text, at + 1);
  return end > at + 1 ? end : at;
}

function endOfExponent(text: string, at: number): number {
  const letter = text.charCodeAt(at);
  if (letter !== LOWER_E && letter !== UPPER_E) return at;
  const sign = text.charCodeAt(at + 1);
  const first = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
  const end = skipDigits(text, first);
  return end > first ? end : at;
}

function skipDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

function isDigit(sign: number): boolean {
  return sign >= ZERO && sign <= NINE;
}

function isLetter(sign: number): boolean {
  return (sign >= 0x41 && sign <= 0x5a) || (sign >= 0x61 && sign <= 0x7a);
}

function tooMany(most: number, what: string): ProtocolError {
  return new ProtocolError("limit-exceeded", `the text has more than ${most} ${what}`);
}

const WORDS: readonly (readonly [string, Json])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];
/** What 10,000 parameters with all their fields need, and some more. */
const NAMES = 0x2_0000;
/** Of one object: a larger one takes several times as long for each name. */
const WIDTH = 0x8000;
/** The parameters of such a tree and their subscribers, or the points of a list. */
const NESTS = 0x1_0000;
/** The coordinates of these points, and the points. */
const ITEMS = 0x3_0000;
/** A number of so many digits, a point among them, is exact. */
const EXACT = 15;
const POWERS = Array.from({ length: EXACT }, (_, exponent) => 10 ** exponent);
const MAX_DIGITS = 4300; // Python's own limit: making a number takes more than linear time.
/** Reading and writing a number of thousands of digits takes as long as a thousand short ones. */
const LONG_DIGITS = 100;
const DIGITS = 0x1_0000;
const EXCERPT = 20;
const [QUOTE, COLON, COMMA, MINUS, PLUS, POINT] = [0x22, 0x3a, 0x2c, 0x2d, 0x2b, 0x2e] as const;
const [BRACKET, CLOSING_BRACKET, BRACE, CLOSING_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d] as const;
const [ZERO, NINE, LOWER_E, UPPER_E] = [0x30, 0x39, 0x65, 0x45] as const;
const [SPACE, LINE_FEED, RETURN, TAB] = [0x20, 0x0a, 0x0d, 0x09] as const;
