import type { Frames } from "../bytes/frames.ts";

/** The values of one link that wait, oldest first. */
export class Backlog {
  #items: Frames[] = [];
  /** Where the oldest is: what is before it has left. */
  #head = 0;
  #bytes = 0;

  get first(): Frames | undefined {
    return this.#items[this.#head];
  }

  push(content: Frames): void {
    this.#items.push(content);
    this.#bytes += content.byteLength;
  }

  shift(): void {
    this.#bytes -= this.first?.byteLength ?? 0;
    this.#head++;
    // Now and then, for moving all of them for each one would cost too much.
    if (this.#head * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }

  /** Takes the oldest away until no more than so many and so many bytes are left; the newest stays. Gives how many went. */
  trim(values: number, bytes: number): number {
    let trimmed = 0;
    for (; this.#length > 1 && (this.#length > values || this.#bytes > bytes); trimmed++) this.shift();
    return trimmed;
  }

  get #length(): number {
    return this.#items.length - this.#head;
  }
}
