import { drawnSpan, type Span } from "../network/range.ts";
import type { Trace } from "./scope.ts";

/**
 * The number of the scale of each trace, from 0 in the order of the traces. Those of a like range share one; 0 to 1 beside 0 to
 * 255 would be a line on the floor.
 */
export function scalesOf(traces: readonly Trace[]): readonly number[] {
  const scales: Span[] = [];
  return traces.map((trace) => {
    const span = spanOf(trace);
    const found = scales.findIndex((scale) => alike(scale, span));
    if (found < 0) return scales.push(span) - 1;
    return found;
  });
}

/** What the parameter says that its range is, or what was seen of it. */
function spanOf({ parameter, values }: Trace): Span {
  const drawn = drawnSpan(parameter);
  if (drawn !== undefined) return drawn;
  const seen = { least: Math.min(...values), most: Math.max(...values) };
  if (seen.most > seen.least) return seen;
  // It never moved: as much as it is away from nothing.
  const size = Math.max(1, Math.abs(values[0] ?? 0));
  return { least: Math.min(0, -size), most: size };
}

/** Whether both are still read well on the range that holds both. */
function alike(a: Span, b: Span): boolean {
  const both = Math.max(a.most, b.most) - Math.min(a.least, b.least);
  return both <= LEGIBLE * Math.min(a.most - a.least, b.most - b.least);
}

/** A line that moves within a fifth of the height still shows its shape. */
const LEGIBLE = 5;
