import type { Json } from "../../bytes/json.ts";

/**
 * How a fade goes from its beginning to its end. A list is a cubic Bézier as in CSS: x and y of its two handles, each x from 0
 * to 1. `square` and `exp` go evenly in the square root (as a dimmer looks) and in the logarithm (as a frequency sounds) of the value.
 */
export type Curve = (typeof NAMED)[number] | readonly [x1: number, y1: number, x2: number, y2: number];

/** Undefined for what is no curve. */
export function readCurve(json: Json): Curve | undefined {
  if (typeof json === "string") return NAMED.find((name) => name === json);
  if (!Array.isArray(json) || json.length !== 4 || !json.every((item) => Number.isFinite(item))) return undefined;
  const [x1, y1, x2, y2] = json as readonly number[] as readonly [number, number, number, number];
  return isShare(x1) && isShare(x2) ? [x1, y1, x2, y2] : undefined;
}

/** How much of the way is done after a share of the time, both from 0 to 1; a Bézier may go beyond in between. */
export function shareAt(curve: Curve, time: number): number {
  if (time <= 0) return 0;
  if (time >= 1) return 1;
  if (typeof curve !== "string") return bezierAt(curve, time);
  switch (curve) {
    case "smooth":
      return time * time * (3 - 2 * time);
    case "in":
      return time * time;
    case "out":
      return time * (2 - time);
    case "linear":
    case "square":
    case "exp":
      return time;
  }
}

/**
 * The number at a share of the way between two. Where the root or the logarithm of an end does not exist the way is straight:
 * it arrives all the same.
 */
export function numberAt(curve: Curve, from: number, to: number, share: number): number {
  if (share === 0) return from;
  if (share === 1) return to;
  if (curve === "square" && from >= 0 && to >= 0) {
    const root = Math.sqrt(from) + (Math.sqrt(to) - Math.sqrt(from)) * share;
    return root * root;
  }
  if (curve === "exp" && from > 0 && to > 0) return from * (to / from) ** share;
  // Two products: the difference of two large numbers may be infinite.
  return from * (1 - share) + to * share;
}

/** Newton's way is quick where the curve is steep in time; halving is sure. */
function bezierAt([x1, y1, x2, y2]: Exclude<Curve, string>, time: number): number {
  let [low, high, at] = [0, 1, time];
  for (let step = 0; step < STEPS; step++) {
    const off = polynomial(x1, x2, at) - time;
    if (Math.abs(off) < CLOSE) break;
    if (off < 0) low = at;
    else high = at;
    const guess = at - off / slope(x1, x2, at);
    at = guess > low && guess < high ? guess : (low + high) / 2;
  }
  return polynomial(y1, y2, at);
}

/** One coordinate of a Bézier from 0 to 1. */
function polynomial(a: number, b: number, t: number): number {
  return t * (3 * a * (1 - t) ** 2 + t * (3 * b * (1 - t) + t));
}

function slope(a: number, b: number, t: number): number {
  return 3 * (a * (1 - t) ** 2 + 2 * (b - a) * t * (1 - t) + (1 - b) * t * t);
}

function isShare(x: number): boolean {
  return x >= 0 && x <= 1;
}

export const NAMED = ["linear", "smooth", "in", "out", "square", "exp"] as const;
const STEPS = 60;
const CLOSE = 1e-9;
