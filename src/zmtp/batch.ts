import type { Frames } from "../bytes/frames.ts";
import { allocate } from "../bytes/text.ts";
import { LONGEST_HEADER, MORE, SHORT_LIMIT, writeLongHeader } from "./frame.ts";

/**
 * What one connection has to send, as frames in one buffer: everything that is written within a turn leaves in one piece. A
 * message that was written as an open one takes more frames until it leaves or another one follows.
 */
export class Batch {
  /** Whether long frames leave as they are, in pieces of their own, instead of being copied. Then nobody may write to them any more. */
  apart = false;
  /** What leaves before what is in the buffer. */
  #pieces: Uint8Array[] = [];
  #piecesLength = 0;
  #bytes: Uint8Array = NOTHING;
  #start = 0;
  #end = 0;
  /** Where the flags of the last frame are. */
  #last = 0;
  /** How many more frames the open message takes: none where there is no such message. */
  room = 0;
  /** Where in the buffer it is full. */
  #full = 0;

  /** How many octets wait. */
  get length(): number {
    return this.#piecesLength + this.#end - this.#start;
  }

  /** Writes one message: its first frame, then the frames of `content`. */
  write(first: Uint8Array, content?: Frames, open = false): void {
    const count = content?.count ?? 0;
    this.#frame(count > 0 ? MORE : 0, first, 0, first.length);
    if (content !== undefined)
      for (let i = 0; i < count; i++)
        this.#frame(i + 1 < count ? MORE : 0, content.bytes, content.start(i), content.end(i));
    this.room = open && this.#start < this.#end ? MOST_FRAMES - count : 0;
    this.#full = this.#end + MOST_OCTETS;
  }

  /** Adds one frame to the open message; false when there is none, or no room in it. */
  append(content: Frames): boolean {
    const start = content.start(0);
    const end = content.end(0);
    if (this.room <= 0 || this.#end + end - start > this.#full) return false;
    this.room--;
    (this.#bytes[this.#last] as number) |= MORE;
    this.#frame(0, content.bytes, start, end);
    return true;
  }

  /**
   * The next piece of what was written; empty when that was all, and the only one where frames do not leave {@link apart}. It is never
   * overwritten, unless {@link reuse} says that it may be.
   */
  take(): Uint8Array {
    this.room = 0;
    if (this.#piecesLength > 0) return this.#takePiece();
    if (this.#start === this.#end) return NOTHING;
    const taken = this.#bytes.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return taken;
  }

  /** Nobody needs any more what was taken, and nothing has been written since. */
  reuse(): void {
    if (this.#bytes.length <= LARGEST_REUSED) this.#start = this.#end = 0;
  }

  #takePiece(): Uint8Array {
    const piece = this.#pieces.shift() ?? NOTHING;
    this.#piecesLength -= piece.length;
    return piece;
  }

  /** Puts what is in the buffer, and a part of another one, before what is written next. */
  #separate(source: Uint8Array, start: number, end: number): void {
    this.#pieces.push(this.#bytes.subarray(this.#start, this.#end), source.subarray(start, end));
    this.#piecesLength += this.#end - this.#start + end - start;
    this.#start = this.#end;
    // What left the buffer cannot be told any more that another frame follows.
    this.room = 0;
  }

  #frame(flags: number, source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const apart = this.apart && length >= LONG;
    const needed = LONGEST_HEADER + (apart ? 0 : length);
    if (this.#end + needed > this.#bytes.length) this.#reserve(needed);
    const bytes = this.#bytes;
    let at = this.#end;
    this.#last = at;
    if (length > SHORT_LIMIT) at += writeLongHeader(bytes, at, flags, length);
    else {
      bytes[at++] = flags;
      bytes[at++] = length;
    }
    if (apart) {
      this.#end = at;
      return this.#separate(source, start, end);
    }
    // For a few octets the view that `set` wants costs more than they do.
    if (length > SMALL) bytes.set(source.subarray(start, end), at);
    else for (let i = 0; i < length; i++) bytes[at + i] = source[start + i] as number;
    this.#end = at + length;
  }

  #reserve(length: number): void {
    const pending = this.#bytes.subarray(this.#start, this.#end);
    const grown = Math.max(Math.min(this.#bytes.length * 2, LARGEST_POOL), SMALLEST);
    // What is long and alone gets what it needs; where more and more is written, twice that, or it would be copied each time.
    const alone = pending.length < SMALLEST && length > LARGEST_POOL;
    const capacity = alone ? pending.length + length : Math.max(grown, (pending.length + length) * 2);
    this.#bytes = allocate(capacity);
    this.#bytes.set(pending);
    this.#last -= this.#start;
    this.#full -= this.#start;
    this.#start = 0;
    this.#end = pending.length;
  }
}

// A quiet connection should cost little, a busy one should allocate rarely: buffers double from the first to the second.
const SMALLEST = 256;
const LARGEST_POOL = 0x1_0000;
/** What is larger was made for a rare message, and is not kept. */
const LARGEST_REUSED = 0x4_0000;
const SMALL = 64;
/** Octets of a frame that is worth a piece of its own. */
const LONG = 0x8000;
const NOTHING = new Uint8Array(0);
/** Of an open message: a reader takes at most 1,024 frames, and other connections want to be read in between. */
const MOST_FRAMES = 256;
const MOST_OCTETS = 0x1_0000;
