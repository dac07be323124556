import { UsageError } from "../../index.ts";
import { decodeUtf8 } from "./text-file.ts";

/** Why a line was left out. */
export type BadLine = (why: string, number: number) => void;

/**
 * Cuts bytes that arrive in pieces into lines of text. A line that is too long, or is no text, is left out and reported: memory
 * stays bounded, and nothing is taken for something else.
 */
export class Lines {
  readonly #limit: number;
  readonly #line: (text: string, number: number) => void;
  readonly #bad: BadLine;
  #pieces: Uint8Array[] = [];
  #size = 0;
  #number = 0;

  constructor(
    line: (text: string, number: number) => void,
    { bad = () => {}, limit = LIMIT }: { readonly bad?: BadLine; readonly limit?: number } = {},
  ) {
    this.#line = line;
    this.#bad = bad;
    this.#limit = limit;
  }

  push(bytes: Uint8Array): void {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.#append(bytes.subarray(start, end));
      this.#finish();
      start = end + 1;
    }
    this.#append(bytes.subarray(start));
  }

  /** The last line may lack its end. */
  end(): void {
    if (this.#size > 0) this.#finish();
  }

  #append(piece: Uint8Array): void {
    this.#size += piece.length;
    if (this.#size > this.#limit) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece);
  }

  #finish(): void {
    this.#number++;
    const bytes = Buffer.concat(this.#pieces);
    const tooLong = this.#size > this.#limit;
    this.#pieces = [];
    this.#size = 0;
    if (tooLong) return this.#bad(`it is longer than ${this.#limit} bytes`, this.#number);
    const line = this.#decode(bytes)?.trim();
    if (line) this.#line(line, this.#number);
  }

  #decode(bytes: Uint8Array): string | undefined {
    try {
      return decodeUtf8(bytes);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#bad(error.message, this.#number);
      return undefined;
    }
  }
}

const NEWLINE = 0x0a;
/** Bytes. */
const LIMIT = 0x10_0000;
