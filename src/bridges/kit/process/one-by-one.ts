/** What waits to be done one after the other: the newest value, or events, each of them. A machine. */
export class OneByOne<Work> {
  readonly #apart: number;
  readonly #waiting: { readonly work: Work; readonly event: boolean }[] = [];
  #busy = false;
  #beganAt = Number.NEGATIVE_INFINITY;

  /** `apart`: milliseconds between two beginnings. */
  constructor(apart = 0) {
    this.#apart = apart;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** When the next one may begin; Infinity while nothing waits, or one is not done. */
  get deadline(): number {
    return this.#busy || this.#waiting.length === 0 ? Number.POSITIVE_INFINITY : this.#beganAt + this.#apart;
  }

  /** Whether there was room: of events ten wait, of values the newest. */
  offer(work: Work, event: boolean): boolean {
    if (!event) this.#forgetValues();
    if (this.#waiting.length >= MOST_WAITING) return false;
    this.#waiting.push({ work, event });
    return true;
  }

  /** What begins now. */
  begin(now: number): Work | undefined {
    if (now < this.deadline) return undefined;
    this.#busy = true;
    this.#beganAt = now;
    return this.#waiting.shift()?.work;
  }

  /** What began last is done. */
  done(): void {
    this.#busy = false;
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  #forgetValues(): void {
    const events = this.#waiting.filter(({ event }) => event);
    this.#waiting.splice(0, this.#waiting.length, ...events);
  }
}

/** What nobody hears or sees in time any more is worth nothing. */
export const MOST_WAITING = 10;
