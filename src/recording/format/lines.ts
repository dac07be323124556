import { LONGEST_LINE } from "./recording.ts";

/**
 * Finds the whole lines of a text that comes in pieces. What stands behind the last line feed is not whole: whoever wrote it was cut off, and
 * it is left out. A line that is too long is given as far as that, so that its reader refuses it.
 */
export class LineSplitter {
  #rest: string[] = [];
  #length = 0;

  /** Whether a line has begun and not ended. */
  get open(): boolean {
    return this.#length > 0;
  }

  split(text: string): readonly string[] {
    const pieces = text.split("\n");
    const last = pieces.pop() ?? "";
    const [first, ...others] = pieces;
    if (first === undefined) return this.#keep(last);
    return [this.#take() + first, ...others, ...this.#keep(last)];
  }

  #keep(text: string): readonly string[] {
    if (text !== "") this.#rest.push(text);
    this.#length += text.length;
    return this.#length > LONGEST_LINE ? [this.#take()] : [];
  }

  #take(): string {
    const text = this.#rest.join("");
    this.#rest = [];
    this.#length = 0;
    return text;
  }
}
