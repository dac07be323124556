import { decodeText, encodePooled } from "./text.ts";

/**
 * A message of several frames, as spans of one buffer: a receiver makes no copy and no object per frame.
 * Spans are `start, end` pairs in the order of the frames.
 */
export class Frames {
  /** The buffer that the spans point into. */
  readonly bytes: Uint8Array;
  /** Undefined for a message of a single frame: most are, and a list costs more than the rest of it. */
  readonly #spans: readonly number[] | undefined;
  /** Where the first frame is among the spans; without them, where it begins in the buffer. */
  readonly #first: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, spans: readonly number[] | undefined, first = 0, end = 0) {
    this.bytes = bytes;
    this.#spans = spans;
    this.#first = first;
    this.#end = end;
  }

  /** A message of one frame, which is a part of a buffer. */
  static span(bytes: Uint8Array, start: number, end: number): Frames {
    return new Frames(bytes, undefined, start, end);
  }

  /** A message of one frame that holds a text in UTF-8. */
  static ofText(text: string): Frames {
    return encodePooled(text, Frames.span);
  }

  /** The frames of a message that is going to be sent; several are copied into one buffer, a single one is not copied. */
  static of(...frames: readonly Uint8Array[]): Frames {
    const [only] = frames;
    if (only !== undefined && frames.length === 1) return Frames.span(only, 0, only.length);
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
    return this.#spans === undefined ? 1 : (this.#spans.length - this.#first) >> 1;
  }

  /** How many bytes in all frames together. */
  get byteLength(): number {
    let length = 0;
    for (let i = 0; i < this.count; i++) length += this.end(i) - this.start(i);
    return length;
  }

  start(index: number): number {
    if (this.#spans === undefined) return index === 0 ? this.#first : 0;
    return this.#spans[this.#first + index * 2] ?? 0;
  }

  end(index: number): number {
    if (this.#spans === undefined) return index === 0 ? this.#end : 0;
    return this.#spans[this.#first + index * 2 + 1] ?? 0;
  }

  /** A view of one frame; empty when there is no such frame. */
  frame(index: number): Uint8Array {
    return this.bytes.subarray(this.start(index), this.end(index));
  }

  /** One frame as text; see {@link decodeText}. */
  text(index: number): string {
    return decodeText(this.bytes, this.start(index), this.end(index));
  }

  /** The same frames in a buffer that nobody else holds. */
  copy(): Frames {
    const from = this.start(0);
    // Not `slice`: that of a Buffer copies nothing.
    const bytes = new Uint8Array(this.bytes.subarray(from, this.end(this.count - 1)));
    if (this.#spans === undefined) return Frames.span(bytes, 0, bytes.length);
    return new Frames(
      bytes,
      this.#spans.slice(this.#first).map((offset) => offset - from),
    );
  }

  /** The frames from `index` on. */
  from(index: number): Frames {
    // Behind a single frame there is none.
    if (this.#spans === undefined) return index === 0 ? this : new Frames(this.bytes, []);
    return new Frames(this.bytes, this.#spans, this.#first + index * 2);
  }
}
