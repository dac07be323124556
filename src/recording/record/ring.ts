/** What a ring wants done: a segment begins, or its file is taken away. Segments are numbered from 1. */
export type RingEffect = { readonly type: "begin" | "drop"; readonly segment: number };

export interface RingOptions {
  /** Milliseconds that it holds at most, from two minutes. */
  readonly length: number;
  /** Bytes that it holds at most. */
  readonly size: number;
}

interface Segment {
  readonly number: number;
  readonly began: number;
  bytes: number;
}

/** Which segments a black box holds: the last minutes, never more of them than was said, and never more bytes. It has no clock and no disk. */
export class Ring {
  readonly #options: RingOptions;
  readonly #segments: Segment[] = [];
  #numbers = 0;

  constructor(options: RingOptions) {
    this.#options = options;
  }

  /** Those that it holds, the oldest first. */
  get segments(): readonly number[] {
    return this.#segments.map(({ number }) => number);
  }

  /** Bytes of all of them. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** When the next segment is due. */
  get deadline(): number {
    const last = this.#segments.at(-1);
    return last === undefined ? Number.NEGATIVE_INFINITY : last.began + SEGMENT;
  }

  /** Time has passed, or somebody wants what comes to begin a segment. */
  handleTime(now: number, anew = false): readonly RingEffect[] {
    if (now < this.deadline && !anew) return [];
    const segment = { number: ++this.#numbers, began: now, bytes: 0 };
    this.#segments.push(segment);
    const tooOld = ({ began }: Segment): boolean => began + this.#options.length < now + SEGMENT;
    return [...this.#drop(tooOld), { type: "begin", segment: segment.number }];
  }

  /** So many bytes are about to be written. They are too many for this segment when it is to begin another one (`handleTime` with `anew`). */
  handleBytes(bytes: number): readonly RingEffect[] {
    const last = this.#segments.at(-1);
    if (last === undefined) return [];
    last.bytes += bytes;
    return this.#drop(() => this.bytes > this.#options.size);
  }

  /** Whether so many bytes more are a segment's share. */
  fits(bytes: number): boolean {
    const last = this.#segments.at(-1);
    return last === undefined || last.bytes === 0 || last.bytes + bytes <= this.#options.size / SHARES;
  }

  #drop(isDropped: (segment: Segment) => boolean): readonly RingEffect[] {
    const effects: RingEffect[] = [];
    for (let oldest = this.#segments[0]; oldest !== undefined; oldest = this.#segments[0]) {
      if (this.#segments.length === 1 || !isDropped(oldest)) return effects;
      this.#segments.shift();
      effects.push({ type: "drop", segment: oldest.number });
    }
    return effects;
  }
}

/** Milliseconds. */
export const SEGMENT = 60_000;
/** A segment is closed before it is that part of the whole: what is dropped is never most of it. */
const SHARES = 10;
