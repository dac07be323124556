import { cut, widthOf } from "./text.ts";

/** At most `width` columns of a value: a number has fewer digits then, since half of one would be another number. */
export function fitNumber(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(number)) return /^-?(Infinity|NaN)$/.test(text) ? cut("…", width) : cut(text, width);
  for (let digits = 17; digits > 0; digits--) {
    const shown = withDigits(number, digits);
    if (shown.length <= width && Number.isFinite(Number(shown))) return shown;
  }
  return cut("…", width);
}

function withDigits(number: number, digits: number): string {
  const plain = String(Number(number.toPrecision(digits)));
  // Zeros in the place of digits that are left out would be digits.
  if (Math.abs(number) < 10 ** digits) return plain;
  return number.toExponential(digits - 1).replace(/\.?0+e/, "e");
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;
