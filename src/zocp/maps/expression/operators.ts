import { binary, each, fixed, type Operation, pair, several } from "./operation.ts";
import { compares, elementOf, isSame, joined, truthOf } from "./value.ts";

/** The rest after division to below: it has the sign of `b`, so that -1 % 3 is 2. */
export function modulo(a: number, b: number): number {
  return a - b * Math.floor(a / b);
}

/** By their names in the tree. Both sides of `and`, `or` and `? :` are computed each time, so that no memory in them misses a value. */
export const OPERATORS: ReadonlyMap<string, Operation> = new Map([
  ["+", pair((a, b) => a + b)],
  ["-", pair((a, b) => a - b)],
  ["*", pair((a, b) => a * b)],
  ["/", pair((a, b) => a / b)],
  ["%", pair(modulo)],
  ["^", pair((a, b) => a ** b)],
  ["-x", each(1, (a) => -a)],
  ["==", binary(isSame)],
  ["!=", binary((a, b) => !isSame(a, b))],
  ["<", binary((a, b) => compares((one, other) => one < other, a, b))],
  ["<=", binary((a, b) => compares((one, other) => one <= other, a, b))],
  [">", binary((a, b) => compares((one, other) => one > other, a, b))],
  [">=", binary((a, b) => compares((one, other) => one >= other, a, b))],
  ["and", binary((a, b) => truthOf(a) && truthOf(b))],
  ["or", binary((a, b) => truthOf(a) || truthOf(b))],
  ["not", fixed(1, (a) => !truthOf(a))],
  ["if", fixed(3, (condition, a, b) => (truthOf(condition) ? a : b))],
  ["[]", binary((vector, index) => elementOf(vector, Math.floor(elementOf(index, 0))))],
  ["[,]", several(1, Number.POSITIVE_INFINITY, (...values) => joined(values))],
]);
