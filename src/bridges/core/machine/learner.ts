import type { ForeignValue } from "../conversion.ts";

interface Moves {
  readonly since: number;
  changes: number;
  last: ForeignValue;
  low: number;
  high: number;
}

/** Waits for a control that somebody moves, to bind it to a parameter. */
export class Learner {
  #parameter: string | undefined;
  #until = Number.POSITIVE_INFINITY;
  readonly #moves = new Map<string, Moves>();

  /** The parameter that waits for a control; undefined while none does. */
  get parameter(): string | undefined {
    return this.#parameter;
  }

  get deadline(): number {
    return this.#parameter === undefined ? Number.POSITIVE_INFINITY : this.#until;
  }

  arm(parameter: string, now: number): void {
    this.#parameter = parameter;
    this.#until = now + ARMED;
    this.#moves.clear();
  }

  disarm(): void {
    this.#parameter = undefined;
    this.#moves.clear();
  }

  /** Whether this address is the one that is moved: three changes, or a twentieth of its way, within a second; or it was pressed. */
  handleInput(address: string, [value = true]: readonly ForeignValue[], now: number): boolean {
    if (this.#parameter === undefined) return false;
    if (typeof value !== "number") return value !== false;
    const moves = this.#moves.get(address);
    if (moves === undefined || now - moves.since > WINDOW) {
      if (this.#moves.size >= MOST_ADDRESSES) this.#moves.clear();
      this.#moves.set(address, { since: now, changes: 0, last: value, low: value, high: value });
      return false;
    }
    if (value !== moves.last) moves.changes++;
    moves.last = value;
    moves.low = Math.min(moves.low, value);
    moves.high = Math.max(moves.high, value);
    return moves.changes >= CHANGES || moves.high - moves.low >= TRAVEL * spanOf(moves.high);
  }
}

/** Controls go to 1, or to 127 and such. */
function spanOf(high: number): number {
  return high <= 1 ? 1 : high <= 127 ? 127 : Math.max(high, 255);
}

const CHANGES = 3;
const TRAVEL = 0.05;
/** Milliseconds. */
const WINDOW = 1000;
const ARMED = 30_000;
const MOST_ADDRESSES = 1000;
