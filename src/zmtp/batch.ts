import type { Frames } from "../bytes/frames.ts";
import { allocate } from "../bytes/text.ts";
import { LONGEST_HEADER, MORE, SHORT_LIMIT, writeLongHeader } from "./frame.ts";

/**
 * What one connection has to send, as frames in one buffer: everything that is written within a turn leaves in one piece. A
 * message that was written as an open one takes more frames until it leaves or another one follows.
 */
export class Batch {
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
    return this.#end - this.#start;
  }

  /** Writes one message: its first frame, then the frames of `content`. */
  write(first: Uint8Array, content?: Frames, open = false): void {
    const count = content?.count ?? 0;
    this.#frame(count > 0 ? MORE : 0, first, 0, first.length);
    if (content !== undefined)
      for (let i = 0; i < count; i++)
        this.#frame(i + 1 < count ? MORE : 0, content.bytes, content.start(i), content.end(i));
    this.room = open ? MOST_FRAMES - count : 0;
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

  /** What was written since the last call. It is never overwritten, unless {@link reuse} says that it may be. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(this.#start, this.#end);
    this.#start = this.#end;
    this.room = 0;
    return taken;
  }

  /** Nobody needs any more what was taken, and nothing has been written since. */
  reuse(): void {
    if (this.#bytes.length <= LARGEST_REUSED) this.#start = this.#end = 0;
  }

  #frame(flags: number, source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const needed = length + LONGEST_HEADER;
    if (this.#end + needed > this.#bytes.length) this.#reserve(needed);
    const bytes = this.#bytes;
    let at = this.#end;
    this.#last = at;
    if (length > SHORT_LIMIT) at += writeLongHeader(bytes, at, flags, length);
    else {
      bytes[at++] = flags;
      bytes[at++] = length;
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
const NOTHING = new Uint8Array(0);
/** Of an open message: a reader takes at most 1,024 frames, and other connections want to be read in between. */
const MOST_FRAMES = 256;
const MOST_OCTETS = 0x1_0000;
