/** Says the same thing once a minute: beacons come every second, and attempts again and again. */
export class Reminders {
  readonly #said = new Map<string, number>();

  /** Whether this is to be said now. */
  due(message: string, now: number): boolean {
    const last = this.#said.get(message);
    if (last !== undefined && now - last < EVERY) return false;
    this.#said.delete(message);
    this.#said.set(message, now);
    const [oldest] = this.#said.keys();
    if (this.#said.size > LIMIT && oldest !== undefined) this.#said.delete(oldest);
    return true;
  }
}

const EVERY = 60_000;
const LIMIT = 256;
