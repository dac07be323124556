/** The least and the greatest value; the first may be the greater one. */
export type Range = readonly [number, number];

/** A line from one range to another and its inverse. The ends of one are exactly the ends of the other, also where numbers are huge. */
export class Scale {
  readonly own: Range;
  readonly foreign: Range;
  readonly #round: boolean;

  /** `round`: the other side knows whole numbers only. */
  constructor(own: Range, foreign: Range, round = false) {
    this.own = own;
    this.foreign = foreign;
    this.#round = round;
  }

  /** Stays within the foreign range: a device has nothing beyond it. */
  to(value: number): number {
    const share = Math.min(1, Math.max(0, shareOf(value, this.own)));
    const scaled = atShare(share, this.foreign);
    return this.#round ? roundHalfAway(scaled) : scaled;
  }

  /** What lies beyond the foreign range lies beyond the own one: whoever owns the value decides about that. */
  back(foreign: number): number {
    return atShare(shareOf(foreign, this.foreign), this.own);
  }
}

/** Rounds half away from zero. */
export function roundHalfAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

/** Halves before it subtracts: the width of a range may be more than a number can be. */
function shareOf(value: number, [low, high]: Range): number {
  const width = high / 2 - low / 2;
  return width === 0 ? 0 : (value / 2 - low / 2) / width;
}

function atShare(share: number, [low, high]: Range): number {
  if (share === 0) return low;
  if (share === 1) return high;
  return low * (1 - share) + high * share;
}
