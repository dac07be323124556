import { piecesOf } from "../format/text.ts";
import type { Ink } from "./ink.ts";

/** One column of one row. The right half of a wide character has the text "". */
export interface Cell {
  readonly text: string;
  readonly style: string;
}

/** A rectangle of characters, each with its style: everything is put where it belongs, in any order, and nothing reaches beyond it. */
export class Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly ink: Ink;
  readonly cells: readonly Cell[][];

  constructor(columns: number, rows: number, ink: Ink) {
    this.columns = columns;
    this.rows = rows;
    this.ink = ink;
    this.cells = Array.from({ length: rows }, () => new Array<Cell>(columns).fill(BLANK));
  }

  /**
   * Puts a text there, and gives the column behind it. What lies outside is not drawn; what could steer a terminal is written out, and
   * what has no width of its own is left out.
   */
  put(column: number, row: number, text: string, style = ""): number {
    const cells = this.cells[row];
    let at = column;
    for (const { text: piece, width } of piecesOf(text)) {
      if (cells !== undefined && at >= 0 && at + width <= this.columns) place(cells, at, { text: piece, style }, width);
      at += width;
    }
    return at;
  }

  /** The same, ending at a column. */
  putRight(column: number, row: number, text: string, style = ""): void {
    let width = 0;
    for (const piece of piecesOf(text)) width += piece.width;
    this.put(column - width + 1, row, text, style);
  }

  /** The text without its styles, line by line, without what is empty at the end. */
  texts(): readonly string[] {
    return this.cells.map((cells) =>
      cells
        .map(({ text }) => text)
        .join("")
        .trimEnd(),
    );
  }

  /** A text with the terminal's signs for the styles, line by line, without what is empty at the end. */
  lines(): readonly string[] {
    return this.cells.map((cells) => {
      const end = cells.findLastIndex((cell) => cell !== BLANK) + 1;
      let line = "";
      let style = "";
      for (const cell of cells.slice(0, end)) {
        if (cell.style !== style) line += `\u001b[0m${cell.style}`;
        style = cell.style;
        line += cell.text;
      }
      return style === "" ? line : `${line}\u001b[0m`;
    });
  }
}

/** Half of a wide character cannot stay: the other half becomes a space. */
function place(cells: Cell[], at: number, cell: Cell, width: number): void {
  if (cells[at]?.text === "" && at > 0) cells[at - 1] = BLANK;
  if (cells[at + width]?.text === "") cells[at + width] = BLANK;
  cells[at] = cell;
  if (width === 2) cells[at + 1] = { text: "", style: cell.style };
}

export const BLANK: Cell = { text: " ", style: "" };
