import { OffsetBounds, type Sample } from "./bounds.ts";
import { Drift } from "./drift.ts";
import { ShowTime } from "./show-time.ts";

/** The time of this node, and how it is kept close to that of another one. */
export class Discipline {
  readonly time = new ShowTime();
  /** What its time is called: the id of the node that began to count it. */
  timeline: string;
  readonly #bounds = new OffsetBounds();
  readonly #drift = new Drift();
  /** How far off it was when that was known last, and when. */
  #error = 0;
  #knownAt = 0;

  constructor(timeline: string) {
    this.timeline = timeline;
  }

  /** How fast this machine's clock parts from that of the show, in parts of a million; 0 until that is known. */
  get drift(): number {
    return (this.time.rate - 1) * 1e6;
  }

  /** Milliseconds by which its time may be off, besides what the one that is followed is off itself. */
  error(now: number): number {
    const since = Math.max(0, now - this.#knownAt);
    return this.#error + since * this.#drift.uncertainty + this.time.pending(now);
  }

  /** From now on another node is followed. */
  begin(): void {
    this.#bounds.clear();
  }

  /** Goes on by itself: as others go by it, it is right. */
  lead(now: number): void {
    this.#bounds.clear();
    this.#error = 0;
    this.#knownAt = now;
  }

  /** Whether so many samples have come that its time can be set by them. */
  get sampled(): boolean {
    return this.#bounds.count >= ENOUGH;
  }

  add(sample: Sample): void {
    this.#bounds.add(sample);
  }

  /**
   * Makes its time that of the samples: little by little; or at once, when `set`, and where too much is missing for that. Gives the
   * milliseconds by which it jumped.
   */
  correct(timeline: string, set: boolean, now: number): number | undefined {
    const offset = this.#bounds.at(now, this.#drift);
    if (offset === undefined) return undefined;
    const middle = (offset.low + offset.high) / 2;
    const likely = Math.min(offset.high, Math.max(offset.low, this.#drift.offsetAt(now) ?? middle));
    const wrong = now + likely - this.time.at(now);
    const jumps = set || timeline !== this.timeline || Math.abs(wrong) >= FAR;
    if (jumps) this.#drift.clear();
    this.#error = (offset.high - offset.low) / 2;
    this.#knownAt = now;
    this.#drift.add(now, middle, this.#error);
    const rate = 1 + this.#drift.rate;
    if (!jumps) return void this.time.correct(wrong, rate, now);
    this.timeline = timeline;
    this.time.step(wrong, rate, now);
    return wrong;
  }
}

/** Samples. */
const ENOUGH = 4;
/** Milliseconds from which on time is set. */
const FAR = 200;
