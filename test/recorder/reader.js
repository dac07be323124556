/** Reads octets in order, with code of its own: a mistake in the code that is watched must not hide itself here. */
export class OctetReader {
  #at = 0;
  /** @readonly */
  #bytes;

  /** @param {Buffer} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  get left() {
    return this.#bytes.length - this.#at;
  }

  /** @param {number} length Octets of one number, big-endian. */
  number(length) {
    return this.take(length).readUIntBE(0, length);
  }

  /** @param {number} length */
  take(length) {
    if (length > this.left) throw new RangeError(`${length} octets wanted, ${this.left} left`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** @param {1 | 4} size How many octets say how long it is. */
  text(size) {
    return this.take(this.number(size)).toString("latin1");
  }
}

/**
 * Cuts a stream into its greeting and its frames; large frames are put together once. Octets beyond `LONGEST` in one frame are
 * not kept: then nothing more is known of this stream.
 */
export class FrameReader {
  /** @type {Buffer[]} */
  #chunks = [];
  #length = 0;
  #wanted = 64;
  #greeted = false;
  #lost = false;

  /**
   * @param {Buffer} chunk
   * @returns {Generator<{ greeting: Buffer } | Frame, void>}
   */
  *push(chunk) {
    if (this.#lost) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#wanted) {
      const bytes = this.#chunks.length === 1 ? /** @type {Buffer} */ (this.#chunks[0]) : Buffer.concat(this.#chunks);
      this.#chunks = [bytes];
      const item = this.#greeted ? readFrame(bytes) : { greeting: bytes.subarray(0, 64), size: 64 };
      if (typeof item === "number") {
        this.#wanted = item;
        if (item > LONGEST) return this.#forget();
        continue;
      }
      this.#greeted = true;
      this.#chunks = [bytes.subarray(item.size)];
      this.#length = bytes.length - item.size;
      this.#wanted = 2;
      yield item;
    }
    // The rest outlives the chunk, which its owner will write over.
    this.#chunks.push(Buffer.from(this.#chunks.pop() ?? []));
  }

  #forget() {
    this.#lost = true;
    this.#chunks = [];
  }
}

/**
 * @typedef {object} Frame
 * @property {number} flags
 * @property {Buffer} body
 * @property {number} size Octets with its header.
 */

/**
 * The frame at the beginning, or how many octets there must be to know more.
 *
 * @param {Buffer} bytes
 * @returns {Frame | number}
 */
function readFrame(bytes) {
  if (bytes.length < 2) return 2;
  const flags = bytes.readUInt8(0);
  const header = (flags & 0x02) === 0 ? 2 : 9;
  if (bytes.length < header) return header;
  const size = header + (header === 2 ? bytes.readUInt8(1) : Number(bytes.readBigUInt64BE(1)));
  return bytes.length < size ? size : { flags, body: bytes.subarray(header, size), size };
}

const LONGEST = 0x800_0000;
