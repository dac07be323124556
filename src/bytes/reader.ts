import { ProtocolError } from "../errors.ts";
import { decodeText } from "./text.ts";

/** Reads big-endian fields one after the other; throws `ProtocolError` "truncated" where the bytes end too early. */
export class Reader {
  readonly #bytes: Uint8Array;
  #offset: number;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.#offset = offset;
  }

  /** How many bytes have not been read. */
  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** A view of what has not been read. */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.#offset);
  }

  u8(): number {
    return this.#bytes[this.#advance(1)] as number;
  }

  u16(): number {
    const at = this.#advance(2);
    return ((this.#bytes[at] as number) << 8) | (this.#bytes[at + 1] as number);
  }

  u32(): number {
    this.#need(4);
    return this.u16() * 0x10000 + this.u16();
  }

  /** A view of the next `length` bytes: nothing is copied. */
  take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** UTF-8 of `length` bytes; bytes that are not UTF-8 become U+FFFD, because pyre cuts characters in half. */
  text(length: number): string {
    const start = this.#advance(length);
    return decodeText(this.#bytes, start, start + length);
  }

  #advance(length: number): number {
    this.#need(length);
    const start = this.#offset;
    this.#offset += length;
    return start;
  }

  #need(length: number): void {
    if (length <= this.remaining) return;
    throw new ProtocolError("truncated", `the bytes end too early: ${length} are needed, ${this.remaining} are left`);
  }
}
