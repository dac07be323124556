import type { Json } from "../../index.ts";
import type { SeenParameter } from "./seen.ts";

type Domain = Pick<SeenParameter, "value" | "typeHint" | "min" | "max" | "step">;

/** Where a number is in its range, from 0 to 1; undefined for what is no number or has no range. */
export function shareOf({ value, min, max }: Domain): number | undefined {
  if (typeof value !== "number" || typeof min !== "number" || typeof max !== "number" || !(max > min)) return undefined;
  if (Number.isNaN(value) || !Number.isFinite(min) || !Number.isFinite(max)) return undefined;
  // Halves: the range of all numbers is longer than the largest one.
  return Math.min(1, Math.max(0, (value / 2 - min / 2) / (max / 2 - min / 2)));
}

/** The value so many steps further, within the range; undefined for what has no steps. */
export function stepped(domain: Domain, from: Json | undefined, steps: number): number | undefined {
  const { typeHint, min, max } = domain;
  if (typeof from !== "number" || !Number.isFinite(from) || typeHint === "bool") return undefined;
  const step = stepOf(domain);
  // On a grid of steps 0.1 + 0.2 is 0.3.
  const next = Number((from + steps * step).toFixed(digitsOf(step) + 2));
  const low = typeof min === "number" ? min : Number.NEGATIVE_INFINITY;
  const high = typeof max === "number" ? max : Number.POSITIVE_INFINITY;
  return Math.min(high, Math.max(low, typeHint === "int" ? Math.round(next) : next));
}

/** Digits behind the point that a number of this parameter is shown with, so that it stands still while it moves. */
export function digitsFor(domain: Domain): number | undefined {
  if (domain.typeHint === "int") return 0;
  const { min, max, step } = domain;
  if (typeof step === "number" && step > 0) return Math.min(6, Math.max(2, digitsOf(step)));
  if (typeof min !== "number" || typeof max !== "number") return undefined;
  return max - min <= 10 ? 3 : max - min <= 1000 ? 2 : 1;
}

function stepOf({ typeHint, min, max, step }: Domain): number {
  if (typeof step === "number" && step > 0) return step;
  if (typeHint === "int") return 1;
  if (typeof min === "number" && typeof max === "number" && max > min && max - min <= WIDEST) return (max - min) / 100;
  return typeHint === "percent" ? 1 : 0.1;
}

/** Digits behind the point: of 0.125 three. */
function digitsOf(step: number): number {
  const [, part = "", exponent = "0"] = /^\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(step)) ?? [];
  return Math.min(12, Math.max(0, part.length - Number(exponent)));
}

/** A range that is wider is none that anybody chose: it is that of all numbers of 32 bits, or the like. */
const WIDEST = 1e9;
