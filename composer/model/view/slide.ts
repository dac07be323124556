import { onStep, type Range, type Span, widened } from "../network/range.ts";
import type { Pointing } from "./gesture.ts";

/** How a control was taken hold of, along one of its sides. All lengths are parts of that side: 0 to 1. */
export interface Grip {
  /** Where the knob was. Below 0 or above 1 when the value is outside of what is drawn. */
  readonly knob: number;
  /** Whether the knob comes to the pointer; else it moves by as much as the pointer does. */
  readonly fetches: boolean;
}

/** Where it was pressed, and half the length of the knob. */
export interface Press {
  readonly knob: number;
  readonly pressed: number;
  readonly reach: number;
}

/**
 * Takes hold of a control along each of its sides. A finger moves the knob by as much as it moves itself, wherever it lies; so
 * does a mouse that took it by the knob. A mouse that pressed beside the knob fetches it.
 */
export function grip(by: Pointing, presses: readonly Press[]): readonly Grip[] {
  const beside = presses.some(({ knob, pressed, reach }) => Math.abs(pressed - clamp(knob, 0, 1)) > reach);
  return presses.map(({ knob }) => ({ knob, fetches: by === "mouse" && beside }));
}

/** Where the knob goes, for a pointer that is `at` a part of the side and has `moved` by one. */
function slide({ knob, fetches }: Grip, at: number, moved: number): number {
  if (fetches) return clamp(at, 0, 1);
  return clamp(knob + moved, Math.min(0, knob), Math.max(1, knob));
}

/** The number where the knob goes; the one that it had, to the last digit, where it was. */
export function slideNumber(grip: Grip, { start, range, whole }: Slid, at: number, moved: number): number {
  const part = slide(grip, at, moved);
  return part === grip.knob && Number.isFinite(start)
    ? start
    : onStep(numberAt(part, range), widened(range, start), whole);
}

/** What is dragged: the number that it had when it was taken hold of, and where it can go. */
export interface Slid {
  readonly start: number;
  readonly range: Range;
  readonly whole: boolean;
}

/** The part of a range at which a number is; 0 for what is no number. */
export function partOf(number: number, { least, most }: Span): number {
  return (number - least) / (most - least) || 0;
}

/** What is filled of a range: from zero to the number where zero lies within, else from the beginning. Parts of the whole. */
export function fillOf(number: number, span: Span): { readonly from: number; readonly size: number } {
  const part = clamp(partOf(number, span), 0, 1);
  const origin = span.least < 0 ? clamp(partOf(0, span), 0, 1) : 0;
  return { from: Math.min(part, origin), size: Math.abs(part - origin) };
}

/** The number at a part of a range. */
function numberAt(part: number, { least, most }: Span): number {
  return least + part * (most - least);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
