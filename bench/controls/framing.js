// What a careful programmer would write for the same bytes, and nothing more: two frames a message, one JSON.parse.
import { writeHeader } from "./signal.js";

/** Writes messages into one buffer, until it is taken. */
export class Batch {
  #bytes = Buffer.allocUnsafe(0x10000);
  #start = 0;
  #length = 0;
  #sequence = 0;

  /** @param {string} text */
  add(text) {
    this.#reserve(text.length * 3 + 32);
    const sequence = ++this.#sequence & 0xffff;
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = 1;
    bytes[at++] = 6;
    bytes[at++] = 0xaa;
    bytes[at++] = 0xa1;
    bytes[at++] = 5;
    bytes[at++] = 2;
    bytes[at++] = sequence >>> 8;
    bytes[at++] = sequence & 0xff;
    this.#length = text.length < 0x100 ? this.#addShort(text, at) : this.#addLong(text, at);
  }

  take() {
    const taken = this.#bytes.subarray(this.#start, this.#length);
    this.#start = this.#length;
    return taken;
  }

  /** All texts of these rows are ASCII. @param {string} text @param {number} at */
  #addShort(text, at) {
    this.#bytes[at] = 0;
    this.#bytes[at + 1] = text.length;
    return at + 2 + this.#bytes.write(text, at + 2, "latin1");
  }

  /** @param {string} text @param {number} at */
  #addLong(text, at) {
    this.#bytes[at] = 2;
    this.#bytes.writeBigUInt64BE(BigInt(text.length), at + 1);
    return at + 9 + this.#bytes.write(text, at + 9, "latin1");
  }

  /** What was taken may still lie in the socket: it is not written over. @param {number} length */
  #reserve(length) {
    if (this.#length + length <= this.#bytes.length) return;
    const pending = this.#bytes.subarray(this.#start, this.#length);
    this.#bytes = Buffer.allocUnsafe(Math.max(0x10000, (pending.length + length) * 2));
    this.#length = pending.copy(this.#bytes);
    this.#start = 0;
  }
}

/** One message by itself. @param {string} text */
export function frame(text) {
  return Buffer.concat([Buffer.of(1, 6), writeHeader(0), Buffer.of(0, text.length), Buffer.from(text)]);
}

/**
 * Finds the frames in the pieces of a stream, and calls back with the text of every second one.
 *
 * @param {(text: string) => void} receive
 */
export function reader(receive) {
  /** @type {Buffer[]} */
  let pieces = [];
  let have = 0;
  let need = 2;
  let content = false;
  return (/** @type {Buffer} */ chunk) => {
    pieces.push(chunk);
    have += chunk.length;
    if (have < need) return;
    const bytes = pieces.length === 1 ? chunk : Buffer.concat(pieces);
    let at = 0;
    for (;;) {
      const long = bytes[at] === 2;
      const body = at + (long ? 9 : 2);
      need = body - at;
      if (body > bytes.length) break;
      const end = body + (long ? bytes.readUInt32BE(at + 5) : (bytes[at + 1] ?? 0));
      need = end - at;
      if (end > bytes.length) break;
      if (content) receive(bytes.toString("utf8", body, end));
      content = !content;
      at = end;
    }
    pieces = at < bytes.length ? [bytes.subarray(at)] : [];
    have = bytes.length - at;
  };
}
