import { keyOfWhom, type Whom } from "./whom.ts";

interface Inquiry {
  readonly whom: Whom;
  /** When it is to be made; Infinity for one that was made. */
  due: number;
  madeAt: number;
}

/** Whose records are asked for: of the same nodes once a second at most. */
export class Inquiries {
  readonly #inquiries = new Map<string, Inquiry>();
  #deadline = Number.POSITIVE_INFINITY;

  /** When the next one is to be made; it may be early. */
  get deadline(): number {
    return this.#deadline;
  }

  /** Where there are too many this one is left out: whoever is there shows itself again. */
  add(whom: Whom, now: number): void {
    const key = keyOfWhom(whom);
    const known = this.#inquiries.get(key);
    if (known === undefined && this.#inquiries.size >= MOST) return;
    const inquiry = known ?? { whom, due: now, madeAt: Number.NEGATIVE_INFINITY };
    inquiry.due = Math.min(inquiry.due, Math.max(now, inquiry.madeAt + EVERY_MS));
    this.#inquiries.set(key, inquiry);
    this.#deadline = Math.min(this.#deadline, inquiry.due);
  }

  /** Those that are due. */
  take(now: number): readonly Whom[] {
    if (now < this.#deadline) return [];
    const due: Whom[] = [];
    this.#deadline = Number.POSITIVE_INFINITY;
    for (const [key, inquiry] of this.#inquiries) {
      if (inquiry.due <= now) {
        due.push(inquiry.whom);
        Object.assign(inquiry, { due: Number.POSITIVE_INFINITY, madeAt: now });
      } else if (inquiry.due < this.#deadline) this.#deadline = inquiry.due;
      else if (inquiry.madeAt + EVERY_MS <= now) this.#inquiries.delete(key);
    }
    return due;
  }

  clear(): void {
    this.#inquiries.clear();
    this.#deadline = Number.POSITIVE_INFINITY;
  }
}

const EVERY_MS = 1000;
const MOST = 10_000;
