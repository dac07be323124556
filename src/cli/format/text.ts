import type { Json } from "../../index.ts";
import { toReadableText } from "./json.ts";

/** A value for people: a text as it is, everything else as JSON. */
export function showValue(value: Json | undefined): string {
  if (value === undefined) return "";
  return printable(typeof value === "string" ? value : toReadableText(value));
}

/** The same with its numbers rounded: of -3.4028234663852886e+38 nobody is to see -3.40282 alone where it is cut. */
export function showRounded(value: Json): string {
  return printable(typeof value === "string" ? value : toReadableText(value, ROUNDED));
}

/** The same where it stands among words: a text in quotes, numbers rounded, and not longer than `width`. */
export function showQuoted(value: Json | undefined, width = 40): string {
  return cut(printable(toReadableText(value, ROUNDED)), width);
}

/** A text without what could disturb a terminal: names and values come from the network. */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}

/** At most `width` columns; what is longer ends in an ellipsis. */
export function cut(text: string, width: number): string {
  if (width <= 0) return "";
  if (text.length <= width && ASCII.test(text)) return text;
  let kept = "";
  let used = 0;
  // A text may have more characters than columns and fit all the same: an astronaut takes five for two columns.
  for (const { segment } of SEGMENTS.segment(text)) {
    used += columnsOf(segment);
    if (used > width) return `${kept}…`;
    if (used < width) kept += segment;
  }
  return text;
}

/** Fills up with spaces to `width` columns. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** `1 node`, `2 nodes`. */
export function countOf(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** How many columns a terminal gives to a text. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of SEGMENTS.segment(text)) width += columnsOf(segment);
  return width;
}

/** What a person sees as one character, and how many columns it takes. */
export interface Piece {
  readonly text: string;
  readonly width: 1 | 2;
}

/** A text character by character, made {@link printable}; without what is invisible, and at most a few marks on one letter. */
export function* piecesOf(text: string): Iterable<Piece> {
  if (ASCII.test(text)) {
    for (const letter of text) yield { text: letter, width: 1 };
    return;
  }
  for (const { segment } of SEGMENTS.segment(printable(text))) {
    const width = Math.min(2, columnsOf(segment));
    if (width === 1 || width === 2)
      yield { text: segment.length > LONGEST_PIECE ? ([...segment][0] ?? "") : segment, width };
  }
}

/** What would steer a terminal counts as it is written out. */
function columnsOf(segment: string): number {
  if (STEERING.test(segment)) return printable(segment).length;
  const letters = segment.length === 1 ? segment : segment.replace(MARKS, "");
  if (INVISIBLE.test(segment)) return 0;
  // Some letters of India and Thailand are one character to a reader, and two columns to a terminal.
  return WIDE.test(segment) || [...letters].length > 1 ? 2 : 1;
}

const SEGMENTS = new Intl.Segmenter();
const ASCII = /^[ -~]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/gu;
const STEERING = new RegExp(CONTROL.source, "u");
const MARKS = /[\p{Mark}\p{Default_Ignorable_Code_Point}]/gu;
const INVISIBLE = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u;
/** UTF-16 units: a family of four takes 11, a flag of a region 14. */
const LONGEST_PIECE = 16;
/** What Unicode calls wide. @see Unicode Standard Annex 11, "East Asian Width" */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3040-\u3247\u3250-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d376}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Emoji}\ufe0f/u;
/** Digits of a number among words. */
const ROUNDED = 6;
