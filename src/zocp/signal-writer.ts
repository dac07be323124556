import { Frames } from "../bytes/frames.ts";
import { encodeText } from "../bytes/text.ts";
import type { Parameter } from "./parameter.ts";

/**
 * Writes `{"SIG": ["level", 0.5]}` straight into a buffer that many signals share: no text and no buffer is made for each.
 * What was written is never overwritten. The counterpart of the reader of signals, and the hot path as well.
 */
export class SignalWriter {
  #pool = new Uint8Array(0);
  #at = 0;
  /** How the signals of each parameter begin: `{"SIG": ["level", `. */
  readonly #heads = new WeakMap<Parameter, Uint8Array>();

  /** The present value of a parameter as a message for its subscribers. */
  write(parameter: Parameter): Frames {
    const head = this.#headOf(parameter);
    const { value, floats } = parameter;
    const nice = typeof value === "number" && isNice(value) && (floats || Number.isInteger(value));
    // Anything else than a short number is written as text: that is exact for everything.
    const text = nice ? "" : parameter.formatValue();
    this.#reserve(head.length + Math.max(text.length, LONGEST_NUMBER) + 2);
    const start = this.#at;
    this.#bytes(head);
    if (nice) this.#number(value, floats);
    else for (let i = 0; i < text.length; i++) this.#pool[this.#at++] = text.charCodeAt(i);
    this.#pool[this.#at++] = BRACKET;
    this.#pool[this.#at++] = BRACE;
    return new Frames(this.#pool, [start, this.#at]);
  }

  #headOf(parameter: Parameter): Uint8Array {
    let head = this.#heads.get(parameter);
    if (head === undefined) this.#heads.set(parameter, (head = encodeText(`{"SIG": [${parameter.quoted}, `)));
    return head;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#pool.length) return;
    this.#pool = new Uint8Array(Math.max(POOL, length));
    this.#at = 0;
  }

  #bytes(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) this.#pool[this.#at++] = bytes[i] as number;
  }

  /** A number of at most six decimals: its digits are those of a whole number. */
  #number(value: number, floats: boolean): void {
    if (value < 0) this.#pool[this.#at++] = MINUS;
    const scaled = Math.round(Math.abs(value) * SCALE);
    const whole = Math.floor(scaled / SCALE);
    this.#digits(whole);
    let fraction = scaled - whole * SCALE;
    if (fraction === 0 && !floats) return;
    this.#pool[this.#at++] = POINT;
    let unit = SCALE / 10;
    do {
      const digit = Math.floor(fraction / unit);
      this.#pool[this.#at++] = ZERO + digit;
      fraction -= digit * unit;
      unit /= 10;
    } while (fraction > 0);
  }

  #digits(whole: number): void {
    let unit = 1;
    while (unit * 10 <= whole) unit *= 10;
    for (let rest = whole; unit >= 1; unit /= 10) {
      const digit = Math.floor(rest / unit);
      this.#pool[this.#at++] = ZERO + digit;
      rest -= digit * unit;
    }
  }
}

/**
 * Whether a number has at most six decimals and fifteen digits: then there is just one decimal number that short for it,
 * and it is the one that everybody else writes. Small ones are written with an exponent, and zero may have a sign.
 */
function isNice(value: number): boolean {
  const size = Math.abs(value);
  if (!(size >= SMALLEST && size < LARGEST)) return false;
  return Math.round(size * SCALE) / SCALE === size;
}

const SCALE = 1_000_000;
const SMALLEST = 1e-4;
const LARGEST = 1e9;
const LONGEST_NUMBER = 24;
const POOL = 0x1_0000;
const [BRACKET, BRACE, MINUS, POINT, ZERO] = [0x5d, 0x7d, 0x2d, 0x2e, 0x30] as const;
