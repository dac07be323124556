import { writeSync } from "node:fs";
import type { Canvas, Cell } from "./canvas.ts";
import { difference } from "./difference.ts";

/** A terminal that is drawn on. */
export interface Terminal {
  readonly fd: number;
  readonly columns: number;
  readonly rows: number;
}

/** What brings text to the terminal; false when it has to be left out, because the terminal still shows what came before. */
export type Draw = (text: string) => boolean;

/**
 * The whole terminal as a canvas: only the characters that are different from what is shown are written, all in one go, so that
 * nothing flickers. What was on the terminal before comes back when it is closed, on whatever way the process ends.
 */
export class Screen {
  readonly #terminal: Terminal;
  readonly #draw: Draw;
  #shown: readonly (readonly Cell[])[] | undefined;
  #size = "";
  /** Whether the terminal is to be given back, and whether it has its ways at this moment. */
  #open = false;
  #entered = false;

  constructor(terminal: Terminal, draw: Draw) {
    this.#terminal = terminal;
    this.#draw = draw;
  }

  get columns(): number {
    return this.#terminal.columns || 80;
  }

  get rows(): number {
    return this.#terminal.rows || 24;
  }

  /** Shows a picture of the size of the terminal. False when the terminal does not take it now. */
  draw({ cells }: Canvas): boolean {
    const size = `${this.columns} ${this.rows}`;
    const shown = size === this.#size ? this.#shown : undefined;
    const text = (shown === undefined ? CLEAR : "") + difference(shown ?? [], cells);
    if (text === "") return true;
    if (!this.#draw((this.#entered ? "" : ENTER) + BEGIN + text + END)) return false;
    if (!this.#open) process.on("exit", this.#restore).on("uncaughtExceptionMonitor", this.#restore);
    this.#open = this.#entered = true;
    this.#size = size;
    this.#shown = cells;
    return true;
  }

  /** Something else wrote on the terminal, or changed its ways: the next picture is drawn anew. */
  forget(): void {
    this.#size = "";
    this.#entered = false;
  }

  /** Call it when the last picture has been shown. Where the terminal is not ready yet, it is given back as the last thing before the exit. */
  close(): void {
    if (!this.#open || !this.#draw(LEAVE)) return;
    process.off("exit", this.#restore).off("uncaughtExceptionMonitor", this.#restore);
    this.#open = false;
  }

  /** Written directly: when the process ends, nothing that waits in a stream is written any more. */
  readonly #restore = (): void => {
    process.off("exit", this.#restore).off("uncaughtExceptionMonitor", this.#restore);
    try {
      writeSync(this.#terminal.fd, LEAVE);
    } catch {
      // The terminal is gone: there is nothing to restore.
    }
  };
}

const CLEAR = "\u001b[0m\u001b[2J";
/** Terminals that know it show everything between the two at once. */
const BEGIN = "\u001b[?2026h";
const END = "\u001b[?2026l";
/** The other screen, no cursor, no wrapping; what is pasted comes in brackets. */
const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[?2004h";
const LEAVE = `${END}\u001b[0m\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[?1049l`;
