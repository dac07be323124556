import { keepFile } from "../file/keep.ts";

/** Keeps the newest text of a file on disk: one write after the other, and of those that wait only the last. */
export class Keeper {
  readonly #path: string;
  readonly #versions: number | undefined;
  readonly #failed: (reason: string) => void;
  #waiting: string | undefined;
  #last: Promise<void> = Promise.resolve();

  /** `failed` hears of a text that could not be written, in words for people. */
  constructor(path: string, versions: number | undefined, failed: (reason: string) => void) {
    this.#path = path;
    this.#versions = versions;
    this.#failed = failed;
  }

  keep(text: string): void {
    const idle = this.#waiting === undefined;
    this.#waiting = text;
    if (idle) this.#last = this.#last.then(() => this.#write());
  }

  /** Everything is written, also what comes meanwhile. */
  async settled(): Promise<void> {
    for (let last: Promise<void> | undefined; last !== this.#last; await last) last = this.#last;
  }

  async #write(): Promise<void> {
    const text = this.#waiting ?? "";
    this.#waiting = undefined;
    try {
      await keepFile(this.#path, text, this.#versions === undefined ? {} : { versions: this.#versions });
    } catch (error) {
      this.#failed(`${this.#path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
