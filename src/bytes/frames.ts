import { decodeText, encodePooled } from "./text.ts";

/**
 * A message of several frames, as spans of one buffer: a receiver makes no copy and no object per frame.
 * Spans are `start, end` pairs in the order of the frames.
 */
export class Frames {
  readonly #bytes: Uint8Array;
  readonly #spans: readonly number[];
  /** Where the first frame is among the spans. */
  readonly #first: number;

  constructor(bytes: Uint8Array, spans: readonly number[], first = 0) {
    this.#bytes = bytes;
    this.#spans = spans;
    this.#first = first;
  }

  /** A message of one frame that holds a text in UTF-8. */
  static ofText(text: string): Frames {
    return encodePooled(text, (bytes, start, end) => new Frames(bytes, [start, end]));
  }

  /** The frames of a message that is going to be sent; several are copied into one buffer, a single one is not copied. */
  static of(...frames: readonly Uint8Array[]): Frames {
    const [only] = frames;
    if (only !== undefined && frames.length === 1) return new Frames(only, [0, only.length]);
    const bytes = new Uint8Array(frames.reduce((length, frame) => length + frame.length, 0));
    const spans: number[] = [];
    let end = 0;
    for (const frame of frames) {
      bytes.set(frame, end);
      spans.push(end, end + frame.length);
      end += frame.length;
    }
    return new Frames(bytes, spans);
  }

  /** How many frames. */
  get count(): number {
    return (this.#spans.length - this.#first) >> 1;
  }

  /** How many bytes in all frames together. */
  get byteLength(): number {
    let length = 0;
    for (let i = 0; i < this.count; i++) length += this.end(i) - this.start(i);
    return length;
  }

  /** The buffer that the spans point into. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  start(index: number): number {
    return this.#spans[this.#first + index * 2] ?? 0;
  }

  end(index: number): number {
    return this.#spans[this.#first + index * 2 + 1] ?? 0;
  }

  /** A view of one frame; empty when there is no such frame. */
  frame(index: number): Uint8Array {
    return this.#bytes.subarray(this.start(index), this.end(index));
  }

  /** One frame as text; see {@link decodeText}. */
  text(index: number): string {
    return decodeText(this.#bytes, this.start(index), this.end(index));
  }

  /** The same frames in a buffer that nobody else holds. */
  copy(): Frames {
    const from = this.start(0);
    // Not `slice`: that of a Buffer copies nothing.
    const bytes = new Uint8Array(this.#bytes.subarray(from, this.end(this.count - 1)));
    return new Frames(
      bytes,
      this.#spans.slice(this.#first).map((offset) => offset - from),
    );
  }

  /** The frames from `index` on. */
  from(index: number): Frames {
    return new Frames(this.#bytes, this.#spans, this.#first + index * 2);
  }
}
