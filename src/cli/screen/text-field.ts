import { type Piece, piecesOf } from "../format/text.ts";
import type { Canvas } from "./canvas.ts";
import type { Key } from "./keys.ts";

/** A line of text that is being written, and where the cursor stands in it. */
export interface TextField {
  readonly before: string;
  readonly after: string;
}

export function textField(before = ""): TextField {
  return { before, after: "" };
}

export function textOf({ before, after }: TextField): string {
  return before + after;
}

/** What a key makes of it; undefined for a key that is not for a text. Of a pasted text the first line that is not empty is taken. */
export function editText({ before, after }: TextField, { name, text }: Key): TextField | undefined {
  switch (name) {
    case "text":
      return { before: limited(before + text, after), after };
    case "paste":
      return { before: limited(before + (text.split(LINES).find((line) => line !== "") ?? ""), after), after };
    case "backspace":
      return { before: before.slice(0, -lastOf(before).length || before.length), after };
    case "delete":
      return { before, after: after.slice(firstOf(after).length) };
    case "left":
      return { before: before.slice(0, before.length - lastOf(before).length), after: lastOf(before) + after };
    case "right":
      return { before: before + firstOf(after), after: after.slice(firstOf(after).length) };
    case "home":
    case "ctrl-a":
      return { before: "", after: before + after };
    case "end":
    case "ctrl-e":
      return { before: before + after, after: "" };
    case "ctrl-u":
      return { before: "", after };
    case "ctrl-w":
      return { before: before.replace(/\S*\s*$/, ""), after };
    default:
      return undefined;
  }
}

/** Draws it with its cursor into so many columns; of a longer text the part around the cursor. */
export function drawField(
  canvas: Canvas,
  { before, after }: TextField,
  { column, row, width }: { readonly column: number; readonly row: number; readonly width: number },
): void {
  const [under = CURSOR, ...rest] = piecesOf(after);
  const left = [...piecesOf(before)];
  let used = left.reduce((sum, piece) => sum + piece.width, 0);
  while (left.length > 0 && used > width - under.width) used -= left.shift()?.width ?? 0;
  let at = canvas.put(column, row, left.map(({ text }) => text).join(""), canvas.ink.bold);
  at = canvas.put(at, row, under.text, canvas.ink.reverse);
  for (const piece of rest) {
    if (at + piece.width > column + width) break;
    at = canvas.put(at, row, piece.text, canvas.ink.bold);
  }
}

function lastOf(text: string): string {
  return [...SEGMENTS.segment(text)].at(-1)?.segment ?? "";
}

function firstOf(text: string): string {
  return [...SEGMENTS.segment(text)][0]?.segment ?? "";
}

function limited(before: string, after: string): string {
  return before.slice(0, Math.max(0, LONGEST - after.length));
}

/** Where no letter is under it. */
const CURSOR: Piece = { text: " ", width: 1 };
const SEGMENTS = new Intl.Segmenter();
const LINES = /[\r\n]+/;
/** Characters. */
const LONGEST = 4096;
