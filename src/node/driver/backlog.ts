import type { Frames } from "../../bytes/frames.ts";

/** The values of one link that wait, oldest first. */
export class Backlog {
  #items: { readonly content: Frames; readonly at: number }[] = [];
  /** Where the oldest is: what is before it has left. */
  #head = 0;
  #bytes = 0;

  /** What it takes of memory, about. */
  get bytes(): number {
    return this.#bytes;
  }

  get first(): Frames | undefined {
    return this.#items[this.#head]?.content;
  }

  /** `at`: when it began to wait. */
  push(content: Frames, at: number): void {
    this.#items.push({ content, at });
    this.#bytes += sizeOf(content);
  }

  shift(): void {
    const { first } = this;
    if (first === undefined) return;
    this.#bytes -= sizeOf(first);
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

  /** Takes those away that began to wait before a moment. Gives how many went. */
  expire(moment: number): number {
    let expired = 0;
    for (; (this.#items[this.#head]?.at ?? moment) < moment; expired++) this.shift();
    return expired;
  }

  get #length(): number {
    return this.#items.length - this.#head;
  }
}

function sizeOf(content: Frames): number {
  return ENVELOPE + content.byteLength;
}

/** What a waiting value costs besides its bytes. */
const ENVELOPE = 128;
