/**
 * Appends big-endian fields to a pooled buffer. `take()` hands out what was written since the last `take()` without
 * copying it, so the bytes of one turn leave in one piece and are never overwritten while a socket still holds them.
 */
export class Writer {
  #bytes: Uint8Array;
  #start = 0;
  #end = 0;

  /** `capacity` is what is expected; 0 for a writer that may never be used. */
  constructor(capacity = SMALLEST) {
    this.#bytes = capacity === 0 ? NOTHING : new Uint8Array(capacity);
  }

  /** How many bytes wait for `take()`. */
  get length(): number {
    return this.#end - this.#start;
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#end++] = value;
  }

  u16(value: number): void {
    this.#reserve(2);
    this.#bytes[this.#end++] = value >>> 8;
    this.#bytes[this.#end++] = value;
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#bytes[this.#end++] = value >>> 24;
    this.#bytes[this.#end++] = value >>> 16;
    this.#bytes[this.#end++] = value >>> 8;
    this.#bytes[this.#end++] = value;
  }

  bytes(source: Uint8Array): void {
    this.copy(source, 0, source.length);
  }

  /** A part of a buffer. */
  copy(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(length);
    if (length > SMALL) this.#bytes.set(source.subarray(start, end), this.#end);
    // For a few bytes the view that `set` wants costs more than they do.
    else for (let i = 0; i < length; i++) this.#bytes[this.#end + i] = source[start + i] as number;
    this.#end += length;
  }

  /** What was written since the last call; the view stays valid for ever. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return taken;
  }

  #reserve(length: number): void {
    if (this.#end + length <= this.#bytes.length) return;
    const pending = this.#bytes.subarray(this.#start, this.#end);
    const grown = Math.max(Math.min(this.#bytes.length * 2, LARGEST_POOL), SMALLEST);
    // What is long and alone gets what it needs; where more and more is written, twice that, or it would be copied each time.
    const alone = pending.length === 0 && length > LARGEST_POOL;
    const capacity = alone ? length : Math.max(grown, (pending.length + length) * 2);
    this.#bytes = new Uint8Array(capacity);
    this.#bytes.set(pending);
    this.#start = 0;
    this.#end = pending.length;
  }
}

// A quiet connection should cost little, a busy one should allocate rarely: buffers double from the first to the second.
const SMALLEST = 256;
const SMALL = 64;
const LARGEST_POOL = 0x10000;
const NOTHING = new Uint8Array(0);
