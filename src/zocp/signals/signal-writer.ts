import { Frames } from "../../bytes/frames.ts";
import { allocate, encodeText } from "../../bytes/text.ts";
import { encodeSig } from "../codec/message.ts";
import type { Parameter } from "../tree/parameter.ts";

/**
 * Writes `{"SIG": ["level", 0.5]}` straight into a buffer that many signals share: no text and no buffer is made for each.
 * What was written is never overwritten. The counterpart of the reader of signals, and the hot path as well.
 */
export class SignalWriter {
  #pool: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** The latest long message of each parameter. */
  readonly #long = new WeakMap<Parameter, { readonly text: string; readonly content: Frames }>();

  /** The present value of a parameter as a message for its subscribers. */
  write(parameter: Parameter): Frames {
    const { value, floats } = parameter;
    parameter.head ??= encodeText(`{"SIG": [${parameter.quoted}, `);
    const { head } = parameter;
    const most = head.length + LONG + 2;
    if (this.#at + most > this.#pool.length) this.#renew(most);
    const pool = this.#pool;
    const start = this.#at;
    for (let i = 0; i < head.length; i++) pool[start + i] = head[i] as number;
    this.#at = start + head.length;
    // Anything else than a short number is written as text: that is exact for everything.
    if (typeof value !== "number" || !this.#writeNumber(value, floats)) {
      const text = parameter.formatValue();
      if (text.length > LONG) {
        this.#at = start;
        return this.#writeLong(parameter, text);
      }
      // Only long strings hold more than ASCII.
      for (let i = 0; i < text.length; i++) pool[this.#at++] = text.charCodeAt(i);
    }
    pool[this.#at++] = BRACKET;
    pool[this.#at++] = BRACE;
    return new Frames(pool, undefined, start, this.#at);
  }

  /**
   * Writes a number of at most six decimals and fifteen digits, as a whole number of millionths: then there is just one decimal number
   * that short for it, and it is the one that everybody else writes. False for any other: small ones are written with an exponent,
   * zero may have a sign, and where there must be no decimal point (`floats`) there must be no decimals.
   */
  #writeNumber(value: number, floats: boolean): boolean {
    const size = Math.abs(value);
    if (!(size >= SMALLEST && size < LARGEST)) return false;
    const scaled = Math.round(size * SCALE);
    if (scaled / SCALE !== size) return false;
    // All that is divided from here on are whole numbers of 32 bits, with which machines are quick.
    const whole = Math.floor(scaled / SCALE) | 0;
    let fraction = (scaled - whole * SCALE) | 0;
    if (fraction !== 0 && !floats) return false;
    const bytes = this.#pool;
    let at = this.#at;
    if (value < 0) bytes[at++] = MINUS;
    let unit = 1;
    while (((whole / unit) | 0) >= 10) unit *= 10;
    for (let rest = whole; unit >= 1; unit = (unit / 10) | 0) {
      const digit = (rest / unit) | 0;
      bytes[at++] = ZERO + digit;
      rest -= digit * unit;
    }
    if (floats) bytes[at++] = POINT;
    unit = SCALE / 10;
    // A float has a decimal in any case.
    for (let more = floats; more; more = fraction > 0) {
      const digit = (fraction / unit) | 0;
      bytes[at++] = ZERO + digit;
      fraction -= digit * unit;
      unit = (unit / 10) | 0;
    }
    this.#at = at;
    return true;
  }

  /** The message is made once for a value, and shared by all who wait for it. */
  #writeLong(parameter: Parameter, text: string): Frames {
    const known = this.#long.get(parameter);
    if (known?.text === text) return known.content;
    const content = Frames.of(encodeText(encodeSig(parameter.quoted, text)));
    this.#long.set(parameter, { text, content });
    return content;
  }

  #renew(length: number): void {
    this.#pool = allocate(Math.max(POOL, length));
    this.#at = 0;
  }
}

const SCALE = 1_000_000;
const SMALLEST = 1e-4;
const LARGEST = 1e9;
/** Characters. A string of fewer is ASCII when it is written. */
const LONG = 1024;
const POOL = 0x1_0000;
const [BRACKET, BRACE, MINUS, POINT, ZERO] = [0x5d, 0x7d, 0x2d, 0x2e, 0x30] as const;
