import { Frames } from "../bytes/frames.ts";
import { allocate } from "../bytes/text.ts";
import { ProtocolError } from "../errors.ts";
import { COMMAND, LONG, LONGEST_HEADER, MORE } from "./frame.ts";

export interface FrameLimits {
  /** Octets of one frame. */
  readonly maxFrame: number;
  /** Octets of one message, over all its frames. */
  readonly maxMessage: number;
  /** Frames of one message. */
  readonly maxFrames: number;
}

/** The body of a command frame. */
export class CommandFrame {
  readonly body: Uint8Array;

  constructor(body: Uint8Array) {
    this.body = body;
  }
}

/**
 * Finds whole messages in a byte stream. It walks each chunk in place and makes one object per message; only a message that
 * a chunk cuts in two is copied, a long frame once when all of it is there; and memory grows with what has arrived, never with what a
 * peer announces.
 */
export class FrameDecoder {
  limits: FrameLimits;
  // Where we read: the latest chunk, or a buffer of our own (`#own`) in which a cut message is put together.
  #bytes: Uint8Array = EMPTY;
  #end = 0;
  #at = 0;
  #own = false;
  // The chunk from which a cut message is being completed, and those before it that are not copied into our buffer yet.
  #chunk: Uint8Array = EMPTY;
  #chunkAt = 0;
  #pieces: Uint8Array[] = [];
  #piecesSize = 0;
  // The message so far: where it begins, and the spans of its frames. The list is used again: each message gets a copy that is as long as it is.
  #start = 0;
  readonly #spans: number[] = [];
  #spanned = 0;
  #size = 0;
  // The frame at `#at`, as far as `#missing` has read its header.
  #bodyStart = 0;
  #bodyEnd = 0;

  constructor(limits: FrameLimits) {
    this.limits = limits;
  }

  /** Takes the next chunk; call `next` until it returns undefined before the following one. */
  push(chunk: Uint8Array): void {
    if (this.#own) {
      this.#chunk = chunk;
      this.#chunkAt = 0;
    } else this.#read(chunk, 0);
  }

  /** The next whole message or command; undefined when octets are missing. Throws `ProtocolError` ("limit-exceeded"). */
  next(): Frames | CommandFrame | undefined {
    for (;;) {
      const missing = this.#missing();
      if (missing === 0) {
        const item = this.#take();
        if (item !== undefined) return item;
      } else if (!this.#refill(missing)) return undefined;
    }
  }

  #read(bytes: Uint8Array, from: number): void {
    this.#bytes = bytes;
    this.#start = this.#at = from;
    this.#end = bytes.length;
    this.#own = false;
  }

  /** How many octets the frame at `#at` still lacks, as far as that is known. */
  #missing(): number {
    const there = this.#end - this.#at;
    if (there < 2) return 2 - there;
    const long = ((this.#bytes[this.#at] ?? 0) & LONG) !== 0;
    const header = long ? 9 : 2;
    if (there < header) return header - there;
    const size = long ? this.#longSize() : (this.#bytes[this.#at + 1] ?? 0);
    this.#check(size);
    this.#bodyStart = this.#at + header;
    this.#bodyEnd = this.#bodyStart + size;
    return Math.max(0, this.#bodyEnd - this.#end);
  }

  #longSize(): number {
    let size = 0;
    // Beyond 2^53 digits are lost, but such a size is over every limit anyway.
    for (let i = 1; i <= 8; i++) size = size * 256 + (this.#bytes[this.#at + i] ?? 0);
    return size;
  }

  #check(size: number): void {
    const { maxFrame, maxMessage, maxFrames } = this.limits;
    if (size > maxFrame) throw over(`a frame of ${size} octets`, maxFrame);
    if (this.#size + size > maxMessage) throw over(`a message of ${this.#size + size} octets`, maxMessage);
    if (this.#spanned >= maxFrames * 2) throw over("another frame in one message", maxFrames);
  }

  /** Takes the frame that is wholly there; gives something when it is a command or completes a message. */
  #take(): Frames | CommandFrame | undefined {
    const flags = this.#bytes[this.#at] ?? 0;
    if ((flags & COMMAND) !== 0) return this.#takeCommand();
    this.#at = this.#bodyEnd;
    this.#spans[this.#spanned++] = this.#bodyStart;
    this.#spans[this.#spanned++] = this.#bodyEnd;
    this.#size += this.#bodyEnd - this.#bodyStart;
    if ((flags & MORE) !== 0) return undefined;
    const message = new Frames(this.#bytes, this.#spans.slice(0, this.#spanned));
    this.#spanned = 0;
    this.#size = 0;
    this.#continue();
    return message;
  }

  /** libzmq puts a PING between the frames of a message when its time has come. */
  #takeCommand(): CommandFrame {
    if (this.#spanned > 0 && this.#own) {
      // Left out of our buffer, or a peer could fill it with commands inside a message that never ends.
      const body = this.#bytes.slice(this.#bodyStart, this.#bodyEnd);
      this.#end = this.#at;
      // What it stood in may be a chunk, which is not ours to write to.
      this.#bytes = this.#bytes.subarray(0, this.#end);
      return new CommandFrame(body);
    }
    const body = this.#bytes.subarray(this.#bodyStart, this.#bodyEnd);
    this.#at = this.#bodyEnd;
    if (this.#spanned === 0) this.#continue();
    return new CommandFrame(body);
  }

  /** Goes on behind a message: in the chunk, once a cut message is complete. */
  #continue(): void {
    if (this.#own) this.#read(this.#chunk, this.#chunkAt);
    else this.#start = this.#at;
  }

  /** Moves up to `missing` octets from the chunk behind what we have; false when the chunk is used up. */
  #refill(missing: number): boolean {
    if (!this.#own) {
      if (this.#start < this.#end) this.#keep();
      return false;
    }
    const lacking = missing - this.#piecesSize;
    const piece = this.#chunk.subarray(this.#chunkAt, this.#chunkAt + lacking);
    if (piece.length === 0) {
      this.#chunk = EMPTY;
      this.#chunkAt = 0;
      return false;
    }
    this.#chunkAt += piece.length;
    this.#pieces.push(piece);
    this.#piecesSize += piece.length;
    // Many small ones would take more room than what they hold.
    if (piece.length < lacking && piece.length >= LONG_PIECE) return true;
    // Nothing comes behind the last frame.
    const last = piece.length === lacking && missing > LONGEST_HEADER && ((this.#bytes[this.#at] ?? MORE) & MORE) === 0;
    this.#join(last);
    return true;
  }

  /** Copies what came of a frame into our buffer; unless that was the last of the message, with room for more. */
  #join(last: boolean): void {
    const length = this.#end + this.#piecesSize;
    if (length > this.#bytes.length) {
      const larger = allocate(last ? length : Math.max(length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#end));
      this.#bytes = larger;
    }
    for (const piece of this.#pieces) {
      this.#bytes.set(piece, this.#end);
      this.#end += piece.length;
    }
    this.#pieces = [];
    this.#piecesSize = 0;
  }

  /** Copies the beginning of a cut message into a buffer of our own; a long one only when its frame is whole. */
  #keep(): void {
    const begun = this.#bytes.subarray(this.#start, this.#end);
    const shift = this.#start;
    if (begun.length >= LONG_PIECE) this.#bytes = begun;
    else {
      this.#bytes = allocate(Math.max(begun.length * 2, SMALLEST));
      this.#bytes.set(begun);
    }
    for (let i = 0; i < this.#spanned; i++) (this.#spans[i] as number) -= shift;
    this.#at -= shift;
    this.#end -= shift;
    this.#start = 0;
    this.#own = true;
    this.#chunk = EMPTY;
    this.#chunkAt = 0;
  }
}

function over(what: string, limit: number): ProtocolError {
  return new ProtocolError("limit-exceeded", `the peer sends ${what}; the limit is ${limit}`);
}

const EMPTY = new Uint8Array(0);
const SMALLEST = 256;
const LONG_PIECE = 0x4000;
