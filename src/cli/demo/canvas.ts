import type { Ink } from "./ink.ts";

interface Cell {
  readonly text: string;
  readonly style: string;
}

/** A rectangle of characters, each with its style: wires and lamps are put where they belong, in any order. */
export class Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly ink: Ink;
  readonly #cells: Cell[][];

  constructor(columns: number, rows: number, ink: Ink) {
    this.columns = columns;
    this.rows = rows;
    this.ink = ink;
    this.#cells = Array.from({ length: rows }, () => new Array<Cell>(columns).fill(BLANK));
  }

  /** Puts a text there; what lies outside is not drawn. */
  put(column: number, row: number, text: string, style = ""): void {
    const cells = this.#cells[row];
    if (cells === undefined) return;
    let at = column;
    for (const character of text) {
      if (at >= 0 && at < this.columns) cells[at] = { text: character, style };
      at++;
    }
  }

  /** The same, ending at a column. */
  putRight(column: number, row: number, text: string, style = ""): void {
    this.put(column - [...text].length + 1, row, text, style);
  }

  /** A text with the terminal's signs for the styles, line by line, without what is empty at the end. */
  lines(): readonly string[] {
    return this.#cells.map((cells) => {
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

const BLANK: Cell = { text: " ", style: "" };
