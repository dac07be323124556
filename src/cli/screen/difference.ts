import { BLANK, type Cell } from "./canvas.ts";

type Rows = readonly (readonly Cell[])[];

/** What has to be written so that a terminal that shows one picture shows another one of the same size; empty when they are the same. */
export function difference(shown: Rows, wanted: Rows): string {
  const pen = new Pen();
  for (const [row, cells] of wanted.entries()) drawRow(pen, row, shown[row] ?? [], cells);
  return pen.text === "" ? "" : pen.text + RESET;
}

function drawRow(pen: Pen, row: number, before: readonly Cell[], cells: readonly Cell[]): void {
  const end = cells.findLastIndex((cell) => !isSame(cell, BLANK)) + 1;
  let at = nextChange(before, cells, { from: 0, end });
  while (at < end) {
    // The right half of a wide character is written with its left one.
    if (cells[at]?.text === "") at--;
    pen.move(row, at);
    for (let same = 0; at < end && same < GAP; at++) {
      const cell = cells[at] ?? BLANK;
      same = isSame(before[at] ?? BLANK, cell) ? same + 1 : 0;
      pen.write(cell);
      const width = cells[at + 1]?.text === "" ? 2 : 1;
      // Terminals do not agree how wide such a character is: what stands behind it must be where it belongs all the same.
      if (cell.text !== "" && !CERTAIN.test(cell.text)) pen.move(row, at + width);
    }
    at = nextChange(before, cells, { from: at, end });
  }
  if (before.slice(end).some((cell) => !isSame(cell, BLANK))) pen.clear(row, end);
}

function nextChange(
  before: readonly Cell[],
  cells: readonly Cell[],
  { from, end }: { readonly from: number; readonly end: number },
): number {
  let at = from;
  while (at < end && isSame(before[at] ?? BLANK, cells[at] ?? BLANK)) at++;
  return at;
}

function isSame(a: Cell, b: Cell): boolean {
  return a === b || (a.text === b.text && a.style === b.style);
}

/** Writes characters in their styles. */
class Pen {
  text = "";
  #style: string | undefined;

  move(row: number, column: number): void {
    this.text += `\u001b[${row + 1};${column + 1}H`;
  }

  write({ text, style }: Cell): void {
    if (text === "") return;
    this.#use(style);
    this.text += text;
  }

  clear(row: number, column: number): void {
    this.move(row, column);
    this.#use("");
    this.text += TO_END;
  }

  #use(style: string): void {
    if (style === this.#style) return;
    this.text += RESET + style;
    this.#style = style;
  }
}

/** As many unchanged columns are cheaper to write again than to jump over. */
const GAP = 8;
/** One column everywhere: ASCII, and what this command line draws with. */
const CERTAIN = /^[ -~\u2190-\u2193\u2500-\u259f\u25b6-\u25cf\u2026\u00b7]$/;
const RESET = "\u001b[0m";
const TO_END = "\u001b[K";
