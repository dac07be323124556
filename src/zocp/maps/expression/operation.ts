import type { Code } from "./frame.ts";
import { elementwise, type Value } from "./value.ts";

/** A function or an operator of expressions: how many values it takes, and what computes it from its compiled operands. */
export interface Operation {
  readonly least: number;
  readonly most: number;
  /** `cell` gives a new cell of memory to this place in the expression. */
  readonly compile: (operands: readonly Code[], cell: () => number) => Code;
}

/** Of so many values. */
export function fixed(count: number, compute: (...values: Value[]) => Value): Operation {
  return several(count, count, compute);
}

export function several(least: number, most: number, compute: (...values: Value[]) => Value): Operation {
  return { least, most, compile: (operands) => (frame) => compute(...operands.map((operand) => operand(frame))) };
}

/** Of two values, without a list of them: most operations are such. */
export function binary(compute: (a: Value, b: Value) => Value): Operation {
  const compile = ([left, right]: readonly Code[]): Code => {
    const [a, b] = [left as Code, right as Code];
    return (frame) => compute(a(frame), b(frame));
  };
  return { least: 2, most: 2, compile };
}

/** Of so many numbers, or of each element of vectors. */
export function each(count: number, compute: (...numbers: number[]) => number): Operation {
  return fixed(count, (...values) => elementwise(compute, values));
}

/** Of two numbers, or of each element of two vectors. */
export function pair(compute: (a: number, b: number) => number): Operation {
  return binary((a, b) =>
    typeof a === "number" && typeof b === "number" ? compute(a, b) : elementwise(compute, [a, b]),
  );
}
