import { ProtocolError } from "../../index.ts";

/** Finds the lines of a stream of text. */
export class TextLines {
  readonly #take: (line: string) => void;
  readonly #decoder = new TextDecoder();
  #rest = "";

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  /** Throws `ProtocolError` for a line without an end. */
  push(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split(/\r?\n/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") this.#take(line);
    if (this.#rest.length > LONGEST)
      throw new ProtocolError("limit-exceeded", `a line has more than ${LONGEST} characters`);
  }

  /** The last line may have no end. */
  end(): void {
    if (this.#rest.trim() !== "") this.#take(this.#rest);
    this.#rest = "";
  }
}

const LONGEST = 0x1_0000;
