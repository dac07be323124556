/** One question to another clock and its answer: moments by this machine's clock, and by the other one. Milliseconds. */
export interface Sample {
  readonly sent: number;
  readonly received: number;
  /** When the question came there, and when its answer left. */
  readonly arrived: number;
  readonly left: number;
}

/** By how much another clock is ahead of this machine's: at least, and at most. */
export interface Offset {
  readonly low: number;
  readonly high: number;
}

/** How fast two clocks part: what is known of it, and what is not, as shares of 1. */
export interface Parting {
  readonly rate: number;
  readonly uncertainty: number;
}

/**
 * What the last samples say together. No message arrives before it leaves: so the other clock is ahead by at most what its arrival
 * says of each question, and at least what its departure says of each answer. The quickest question and the quickest answer count,
 * be they of different samples; what is older counts less, for clocks part.
 */
export class OffsetBounds {
  #samples: Sample[] = [];

  get count(): number {
    return this.#samples.length;
  }

  add(sample: Sample): void {
    this.#samples.push(sample);
    if (this.#samples.length > KEPT) this.#samples.shift();
  }

  clear(): void {
    this.#samples = [];
  }

  /** At a moment of this machine; undefined without a sample. Samples that contradict later ones are forgotten. */
  at(now: number, parting: Parting): Offset | undefined {
    let offset: Offset | undefined;
    for (let index = this.#samples.length - 1; index >= 0; index--) {
      const next = meet(offset, boundsOf(this.#samples[index] as Sample, now, parting));
      if (next.low > next.high) {
        this.#samples.splice(0, index + 1);
        break;
      }
      offset = next;
    }
    return offset;
  }
}

function boundsOf({ sent, received, arrived, left }: Sample, now: number, { rate, uncertainty }: Parting): Offset {
  const [sinceSent, sinceReceived] = [now - sent, now - received];
  return {
    low: left - received + sinceReceived * (rate - uncertainty),
    high: arrived - sent + sinceSent * (rate + uncertainty),
  };
}

function meet(a: Offset | undefined, b: Offset): Offset {
  return a === undefined ? b : { low: Math.max(a.low, b.low), high: Math.min(a.high, b.high) };
}

/** Samples: half a minute. */
const KEPT = 16;
