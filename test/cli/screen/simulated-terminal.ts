import { piecesOf } from "../../../src/cli/format/text.ts";

/** What a terminal shows of what is written to it: as much of one as the screen uses. */
export class SimulatedTerminal {
  readonly #cells: string[][];
  readonly #widthOf: (piece: string, width: number) => number;
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number, widthOf = (_piece: string, width: number): number => width) {
    this.#cells = Array.from({ length: rows }, () => new Array<string>(columns).fill(" "));
    this.#widthOf = widthOf;
  }

  write(text: string): void {
    for (const [, row, column, sign, plain] of text.matchAll(SIGNS)) {
      if (row !== undefined) [this.#row, this.#column] = [Number(row) - 1, Number(column) - 1];
      else if (sign?.endsWith("K")) this.#cells[this.#row]?.fill(" ", this.#column);
      else if (sign === "2J") for (const cells of this.#cells) cells.fill(" ");
      else for (const piece of piecesOf(plain ?? "")) this.#put(piece.text, this.#widthOf(piece.text, piece.width));
    }
  }

  texts(): string[] {
    return this.#cells.map((cells) => cells.join("").trimEnd());
  }

  #put(text: string, width: number): void {
    const cells = this.#cells[this.#row];
    if (cells === undefined) return;
    const at = this.#column;
    if (cells[at] === "" && at > 0) cells[at - 1] = " ";
    if (cells[at + width] === "") cells[at + width] = " ";
    cells[at] = text;
    if (width === 2) cells[at + 1] = "";
    this.#column += width;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
const SIGNS = /\u001b\[(\d+);(\d+)H|\u001b\[([?\d;]*[A-Za-z])|([^\u001b]+)/g;
