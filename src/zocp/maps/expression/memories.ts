import type { Code } from "./frame.ts";
import { chanceOf } from "./noise.ts";
import type { Operation } from "./operation.ts";
import { elementwise, isFinal, numbersOf, type Value } from "./value.ts";

/** `ema(v, w)`: goes the share w of the way to v with each value, and begins at the first. */
export const ema: Operation["compile"] = ([of, by], cell) => {
  const [value, weight, at] = [of as Code, by as Code, cell()];
  return (frame) => {
    const [now, share] = [value(frame), weight(frame)];
    const before = kept(frame.cells[at], now);
    return keep(
      frame.cells,
      at,
      elementwise((a, b, w) => a + (b - a) * Math.min(Math.max(w, 0), 1), [before, now, share]),
    );
  };
};

/** `delta(v)`: by how much v differs from the value before; 0 for the first. */
export const delta: Operation["compile"] = ([of], cell) => {
  const [value, at] = [of as Code, cell()];
  return (frame) => {
    const now = value(frame);
    const before = kept(frame.cells[at], now);
    keep(
      frame.cells,
      at,
      elementwise((a) => a, [now]),
    );
    return elementwise((a, b) => a - b, [now, before]);
  };
};

/** `random()`: another number with each value. `random(seed)`: the number of that seed, for which there is no memory. */
export function random(ofSeed: Operation): Operation["compile"] {
  return (operands, cell) => {
    if (operands.length > 0) return ofSeed.compile(operands, cell);
    const at = cell();
    return ({ cells, seed }) => {
      const count = ((cells[at] as number | undefined) ?? 0) + 1;
      cells[at] = count;
      // Two of them in one expression differ.
      return chanceOf(chanceOf(seed, at), count);
    };
  };
}

/** What was kept, where it has as many elements as the value has now; else the value itself. */
function kept(before: Value | undefined, now: Value): Value {
  return before !== undefined && sizeOf(before) === sizeOf(now) ? before : now;
}

function sizeOf(value: Value): number {
  const numbers = numbersOf(value);
  return typeof numbers === "number" ? 0 : numbers.length;
}

/** NaN and infinity would stay for ever. */
function keep(cells: (Value | undefined)[], at: number, value: Value): Value {
  if (isFinal(value)) cells[at] = value;
  return value;
}
