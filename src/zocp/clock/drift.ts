import type { Parting } from "./bounds.ts";

/** By how much the other clock was ahead at a moment, and how sure that is. Milliseconds. */
interface Point {
  readonly at: number;
  readonly offset: number;
  readonly weight: number;
}

/**
 * How fast this machine's clock parts from the one that it follows, by a line through the last five minutes. So time goes on well
 * when the other one is gone.
 */
export class Drift implements Parting {
  readonly #points: Point[] = [];
  #rate = 0;
  #uncertainty = UNKNOWN;
  /** Where the line is: the offset at a moment. */
  #middle = 0;
  #mean = 0;

  get rate(): number {
    return this.#rate;
  }

  get uncertainty(): number {
    return this.#uncertainty;
  }

  /** Taken once in five seconds at most: `error` is how far off the offset may be. */
  add(at: number, offset: number, error: number): void {
    const last = this.#points.at(-1);
    if (last !== undefined && at - last.at < APART) return;
    this.#points.push({ at, offset, weight: 1 / (error * error + FLOOR) });
    if (this.#points.length > KEPT) this.#points.shift();
    this.#fit();
  }

  /** What the line says of a moment; undefined while there is none. One moment alone is less sure than all that came before it. */
  offsetAt(now: number): number | undefined {
    return this.#uncertainty === UNKNOWN ? undefined : this.#mean + this.#rate * (now - this.#middle);
  }

  /** Another clock is followed, which may go at another speed. */
  clear(): void {
    this.#points.length = 0;
    this.#rate = 0;
    this.#uncertainty = UNKNOWN;
  }

  #fit(): void {
    const total = sum(this.#points, ({ weight }) => weight);
    const middle = sum(this.#points, ({ weight, at }) => weight * at) / total;
    const mean = sum(this.#points, ({ weight, offset }) => weight * offset) / total;
    const spread = sum(this.#points, ({ weight, at }) => weight * (at - middle) ** 2);
    if (spread === 0) return;
    const rate = sum(this.#points, ({ weight, at, offset }) => weight * (at - middle) * (offset - mean)) / spread;
    const uncertainty = DOUBT / Math.sqrt(spread);
    // What is hardly known is not gone by, and no clock of a machine is that wrong.
    if (uncertainty > SURE || Math.abs(rate) > MOST) return;
    this.#middle = middle;
    this.#mean = mean;
    this.#rate = rate;
    this.#uncertainty = Math.max(LEAST, uncertainty);
  }
}

function sum(points: readonly Point[], of: (point: Point) => number): number {
  return points.reduce((total, point) => total + of(point), 0);
}

/** Milliseconds between two points, and how many are kept: five minutes. */
const APART = 5000;
const KEPT = 60;
/** Milliseconds squared: no offset is surer than a thirtieth of a millisecond. */
const FLOOR = 0.001;
/** Shares of 1. Two clocks of ±100 ppm part by 200 ppm at most; the rest is for bad ones. */
const UNKNOWN = 250e-6;
const SURE = 60e-6;
const LEAST = 10e-6;
const MOST = 500e-6;
/** How many times its own error a rate is doubted. */
const DOUBT = 2;
