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
    const scaled = typeof value === "number" ? scale(value, floats) : 0;
    // Anything else than a short number is written as text: that is exact for everything.
    const text = scaled > 0 ? "" : parameter.formatValue();
    if (text.length > LONG) return this.#writeLong(parameter, text);
    parameter.head ??= encodeText(`{"SIG": [${parameter.quoted}, `);
    const { head } = parameter;
    this.#reserve(head.length + Math.max(text.length, LONGEST_NUMBER) + 2);
    const pool = this.#pool;
    const start = this.#at;
    let at = start;
    for (let i = 0; i < head.length; i++) pool[at++] = head[i] as number;
    if (scaled > 0) at = writeNumber(pool, at, scaled, { negative: (value as number) < 0, floats });
    // Only long strings hold more than ASCII.
    else for (let i = 0; i < text.length; i++) pool[at++] = text.charCodeAt(i);
    pool[at++] = BRACKET;
    pool[at++] = BRACE;
    this.#at = at;
    return Frames.span(pool, start, at);
  }

  /** The message is made once for a value, and shared by all who wait for it. */
  #writeLong(parameter: Parameter, text: string): Frames {
    const known = this.#long.get(parameter);
    if (known?.text === text) return known.content;
    const content = Frames.of(encodeText(encodeSig(parameter.quoted, text)));
    this.#long.set(parameter, { text, content });
    return content;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#pool.length) return;
    this.#pool = allocate(Math.max(POOL, length));
    this.#at = 0;
  }
}

/**
 * A number of at most six decimals and fifteen digits as a whole number of millionths: then there is just one decimal number
 * that short for it, and it is the one that everybody else writes. 0 for any other: small ones are written with an exponent, zero
 * may have a sign, and where there must be no decimal point there must be no decimals.
 */
function scale(value: number, floats: boolean): number {
  const size = Math.abs(value);
  if (!(size >= SMALLEST && size < LARGEST)) return 0;
  const scaled = Math.round(size * SCALE);
  return scaled / SCALE === size && (floats || Number.isInteger(value)) ? scaled : 0;
}

/** Returns where the number ends. All that is divided here are whole numbers of 32 bits, with which machines are quick. */
function writeNumber(bytes: Uint8Array, start: number, scaled: number, { negative, floats }: Form): number {
  let at = start;
  if (negative) bytes[at++] = MINUS;
  const whole = Math.floor(scaled / SCALE) | 0;
  let unit = 1;
  while (((whole / unit) | 0) >= 10) unit *= 10;
  for (let rest = whole; unit >= 1; unit = (unit / 10) | 0) {
    const digit = (rest / unit) | 0;
    bytes[at++] = ZERO + digit;
    rest -= digit * unit;
  }
  let fraction = (scaled - whole * SCALE) | 0;
  if (fraction === 0 && !floats) return at;
  bytes[at++] = POINT;
  unit = SCALE / 10;
  do {
    const digit = (fraction / unit) | 0;
    bytes[at++] = ZERO + digit;
    fraction -= digit * unit;
    unit = (unit / 10) | 0;
  } while (fraction > 0);
  return at;
}

interface Form {
  readonly negative: boolean;
  /** Whether it is written with a decimal point, also without decimals. */
  readonly floats: boolean;
}

const SCALE = 1_000_000;
const SMALLEST = 1e-4;
const LARGEST = 1e9;
const LONGEST_NUMBER = 24;
/** Characters. A string of fewer is ASCII when it is written. */
const LONG = 1024;
const POOL = 0x1_0000;
const [BRACKET, BRACE, MINUS, POINT, ZERO] = [0x5d, 0x7d, 0x2d, 0x2e, 0x30] as const;
