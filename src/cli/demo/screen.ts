import { writeSync } from "node:fs";

/** A terminal that is drawn on. */
interface Terminal {
  readonly fd: number;
  readonly columns: number;
  readonly rows: number;
}

/** What brings text to the terminal; false when it has to be left out, because the terminal still shows what came before. */
export type Draw = (text: string) => boolean;

/**
 * The whole terminal as lines of text: only those that are different from what is shown are written, all in one go, so that
 * nothing flickers. What was on the terminal before comes back when it is closed, on whatever way the process ends.
 */
export class Screen {
  readonly #terminal: Terminal;
  readonly #draw: Draw;
  #shown: readonly string[] = [];
  #size = "";
  #open = false;

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

  draw(lines: readonly string[]): void {
    const size = `${this.columns} ${this.rows}`;
    const shown = size === this.#size ? this.#shown : [];
    const visible = lines.slice(0, this.rows);
    const text = (size === this.#size ? "" : CLEAR) + difference(shown, visible);
    if (text === "" || !this.#draw((this.#open ? "" : ENTER) + BEGIN + text + END)) return;
    if (!this.#open) process.on("exit", this.#restore);
    this.#open = true;
    this.#size = size;
    this.#shown = visible;
  }

  /** Call it when the last picture has been shown. */
  close(): void {
    process.off("exit", this.#restore);
    if (this.#open) this.#draw(LEAVE);
  }

  /** Written directly: when the process ends, nothing that waits in a stream is written any more. */
  readonly #restore = (): void => {
    try {
      writeSync(this.#terminal.fd, LEAVE);
    } catch {
      // The terminal is gone: there is nothing to restore.
    }
  };
}

function difference(shown: readonly string[], visible: readonly string[]): string {
  let text = "";
  for (let row = 0; row < Math.max(visible.length, shown.length); row++) {
    const line = visible[row] ?? "";
    if (line !== (shown[row] ?? "")) text += `\u001b[${row + 1};1H${line}${RESET}${TO_END}`;
  }
  return text;
}

const RESET = "\u001b[0m";
const TO_END = "\u001b[K";
const CLEAR = "\u001b[2J";
/** Terminals that know it show everything between the two at once. */
const BEGIN = "\u001b[?2026h";
const END = "\u001b[?2026l";
/** The other screen, no cursor, no wrapping. */
const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
const LEAVE = `${END}\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l`;
