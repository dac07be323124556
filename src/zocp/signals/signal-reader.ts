import { decodeText } from "../../bytes/text.ts";

/**
 * Reads the one message that nearly all traffic consists of, `{"SIG": ["level", 0.5]}`, straight from its bytes: no text and
 * no object is made for it. What is spelled in any other way it leaves to the general parser. This is the hot path.
 */
export class SignalReader {
  /** What was read last. */
  emitter = "";
  value = 0;
  /** Names that were seen, by a hash of their bytes: making a text of them again and again would cost the most. */
  readonly #names: Name[] = [];

  /** Whether these bytes are such a message; then `emitter` and `value` hold what it says. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    for (let i = 0; i < HEAD.length; i++) if (bytes[start + i] !== HEAD[i]) return false;
    if (end - start < SHORTEST || bytes[end - 2] !== BRACKET || bytes[end - 1] !== BRACE) return false;
    const nameStart = start + HEAD.length;
    const nameEnd = this.#readName(bytes, nameStart, end);
    if (nameEnd < 0 || bytes[nameEnd + 1] !== COMMA || bytes[nameEnd + 2] !== SPACE) return false;
    return this.#readNumber(bytes, nameEnd + 3, end - 2);
  }

  /** Where the name ends, or -1 when it holds anything but plain ASCII, or is longer than any: what is kept must stay small. */
  #readName(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0;
    const last = Math.min(end, start + LONGEST_NAME + 1);
    for (let at = start; at < last; at++) {
      const octet = bytes[at] as number;
      if (octet === QUOTE) {
        this.emitter = this.#nameOf(bytes, start, at, hash & (NAMES - 1));
        return at;
      }
      if (octet < SPACE || octet >= DELETE || octet === BACKSLASH) return -1;
      hash = Math.imul(hash ^ octet, 0x0100_0193);
      hash ^= hash >>> 15;
    }
    return -1;
  }

  #nameOf(bytes: Uint8Array, start: number, end: number, slot: number): string {
    const known = this.#names[slot];
    if (known !== undefined && equals(known.bytes, bytes, start, end)) return known.text;
    const text = decodeText(bytes, start, end);
    this.#names[slot] = { text, bytes: Uint8Array.from(bytes.subarray(start, end)) };
    return text;
  }

  /** Up to fifteen digits: such a number, and its division by a power of ten, are exact or rounded just once. */
  #readNumber(bytes: Uint8Array, start: number, end: number): boolean {
    const negative = bytes[start] === MINUS;
    const first = negative ? start + 1 : start;
    let digits = 0;
    let point = -1;
    for (let at = first; at < end; at++) {
      const octet = bytes[at] as number;
      if (octet === POINT && point < 0) point = at;
      else if (octet >= ZERO && octet <= NINE) digits = digits * 10 + (octet - ZERO);
      else return false;
    }
    const fraction = point < 0 ? 0 : end - point - 1;
    const whole = (point < 0 ? end : point) - first;
    // As JSON wants it: digits on both sides of a point, no zero before others.
    if (whole < 1 || point === end - 1 || (whole > 1 && bytes[first] === ZERO) || whole + fraction > EXACT)
      return false;
    const value = fraction === 0 ? digits : digits / (POWERS[fraction] as number);
    this.value = negative ? -value : value;
    return true;
  }
}

interface Name {
  readonly text: string;
  readonly bytes: Uint8Array;
}

function equals(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}

const HEAD = Array.from('{"SIG": ["', (sign) => sign.charCodeAt(0));
const SHORTEST = '{"SIG": ["", 0]}'.length;
const [QUOTE, BACKSLASH, COMMA, SPACE, DELETE] = [0x22, 0x5c, 0x2c, 0x20, 0x7f] as const;
const [BRACKET, BRACE, MINUS, POINT, ZERO, NINE] = [0x5d, 0x7d, 0x2d, 0x2e, 0x30, 0x39] as const;
/** A power of two. */
const NAMES = 1024;
/** An object's name, a point, and a parameter's. */
const LONGEST_NAME = 511;
const EXACT = 15;
const POWERS = Array.from({ length: EXACT + 1 }, (_, exponent) => 10 ** exponent);
