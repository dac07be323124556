import { writeSync } from "node:fs";

/** A terminal that is drawn on. */
interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): boolean;
}

/**
 * The whole terminal as lines of text: only those that are different from what is shown are written, all in one go, so that
 * nothing flickers. What was on the terminal before comes back when it is closed, on whatever way the process ends.
 */
export class Screen {
  readonly #terminal: Terminal;
  #shown: readonly string[] = [];
  #size = "";
  #open = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get columns(): number {
    return this.#terminal.columns || 80;
  }

  get rows(): number {
    return this.#terminal.rows || 24;
  }

  open(): void {
    this.#open = true;
    process.on("exit", this.#restore);
    this.#terminal.write(ENTER);
    this.#shown = [];
  }

  draw(lines: readonly string[]): void {
    const size = `${this.columns} ${this.rows}`;
    let text = "";
    if (size !== this.#size) {
      this.#size = size;
      this.#shown = [];
      text = CLEAR;
    }
    const visible = lines.slice(0, this.rows);
    for (let row = 0; row < Math.max(visible.length, this.#shown.length); row++) {
      const line = visible[row] ?? "";
      if (line !== (this.#shown[row] ?? "")) text += `\u001b[${row + 1};1H${line}${RESET}${TO_END}`;
    }
    this.#shown = visible;
    if (text !== "") this.#terminal.write(BEGIN + text + END);
  }

  close(): void {
    process.off("exit", this.#restore);
    this.#restore();
  }

  /** Written directly: when the process ends, nothing that waits in a stream is written any more. */
  readonly #restore = (): void => {
    if (!this.#open) return;
    this.#open = false;
    try {
      writeSync(process.stdout.fd, LEAVE);
    } catch {
      // The terminal is gone: there is nothing to restore.
    }
  };
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
