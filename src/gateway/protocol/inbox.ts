import { ProtocolError } from "../../errors.ts";

/** Which batches of the other side have arrived, and whether it has been told. */
export class Inbox {
  #received = 0;
  #told = 0;

  /** The number of the last batch that arrived in order. */
  get received(): number {
    return this.#received;
  }

  /** Whether the other side does not know yet what has arrived. */
  get owing(): boolean {
    return this.#told < this.#received;
  }

  /** Whether this batch is new; one that was sent again is not. Throws `ProtocolError` when one between is missing. */
  accept(number: number): boolean {
    if (number <= this.#received) return false;
    if (number > this.#received + 1)
      throw new ProtocolError("bad-message", `batch ${number} follows batch ${this.#received}`);
    this.#received = number;
    return true;
  }

  /** The number to tell the other side. */
  tell(): number {
    this.#told = this.#received;
    return this.#received;
  }
}
