import type { Json } from "../../../bytes/json.ts";

/** What an expression computes with. A vector has 1 to 16 elements. */
export type Value = number | boolean | string | readonly number[];

/** What is no value of expressions is undefined: objects, null, lists of anything but numbers, what is too long. */
export function toValue(json: Json | undefined): Value | undefined {
  if (typeof json === "number" || typeof json === "boolean") return json;
  if (typeof json === "bigint") return Number(json);
  if (typeof json === "string") return json.length <= LONGEST_TEXT ? json : undefined;
  if (!Array.isArray(json) || json.length === 0 || json.length > LONGEST_VECTOR) return undefined;
  const numbers = json.flatMap((item) => (typeof item === "number" || typeof item === "bigint" ? [Number(item)] : []));
  return numbers.length === json.length ? numbers : undefined;
}

/** Whether every number of it is finite. */
export function isFinal(value: Value): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value !== "object" || value.every(Number.isFinite);
}

/** Yes and no as links convert them: a number from 0.5, the texts true, 1 and on, the first element of a vector. */
export function truthOf(value: Value): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return value === "true" || value === "1" || value === "on";
  return (typeof value === "number" ? value : elementOf(value, 0)) >= 0.5;
}

/** NaN for an element that is not there. Of a number the first element is the number. */
export function elementOf(value: Value, index: number): number {
  const numbers = numbersOf(value);
  if (typeof numbers !== "number") return numbers[index] ?? Number.NaN;
  return index === 0 ? numbers : Number.NaN;
}

/** The numbers of a value: 1 and 0 for yes and no, and what a text says, or NaN. */
export function numbersOf(value: Value): number | readonly number[] {
  if (typeof value === "string")
    return value.length > LONGEST_NUMBER || value.trim() === "" ? Number.NaN : Number(value);
  return typeof value === "boolean" ? Number(value) : value;
}

/**
 * A function of numbers, of each element: a single number stands beside every element of a vector. Elements that the shorter
 * of two vectors does not have are NaN.
 */
export function elementwise(compute: (...numbers: number[]) => number, values: readonly Value[]): Value {
  const operands = values.map(numbersOf);
  const size = sizeOf(operands);
  if (size === 0) return compute(...(operands as number[]));
  const result: number[] = [];
  const numbers: number[] = [];
  for (let index = 0; index < size; index++) {
    for (let i = 0; i < operands.length; i++) numbers[i] = numberAt(operands[i] as number | readonly number[], index);
    result.push(compute(...numbers));
  }
  return result;
}

/** How many elements the longest has; 0 where there are only numbers. */
function sizeOf(operands: readonly (number | readonly number[])[]): number {
  let size = 0;
  for (const operand of operands) if (typeof operand !== "number" && operand.length > size) size = operand.length;
  return size;
}

function numberAt(operand: number | readonly number[], index: number): number {
  return typeof operand === "number" ? operand : (operand[index] ?? Number.NaN);
}

/** One vector of the numbers of several values, as a list; longer than 16 it is NaN. */
export function joined(values: readonly Value[]): Value {
  const numbers = values.flatMap(numbersOf);
  return numbers.length > LONGEST_VECTOR ? Number.NaN : numbers;
}

/** Two texts are compared as texts, and anything else as numbers, which are the same when all their elements are. */
export function isSame(a: Value, b: Value): boolean {
  return compares((one, other) => one === other, a, b);
}

/** Whether it holds for all elements; for texts by the order of their characters. */
export function compares(holds: (a: number | string, b: number | string) => boolean, a: Value, b: Value): boolean {
  if (typeof a === "number" && typeof b === "number") return holds(a, b);
  if (typeof a === "string" && typeof b === "string") return holds(a, b);
  const truths = elementwise((one, other) => Number(holds(one as number, other as number)), [a, b]);
  return typeof truths === "number" ? truths === 1 : (truths as readonly number[]).every((truth) => truth === 1);
}

/** Characters of a text. */
const LONGEST_TEXT = 1000;
/** Elements: four by four. */
const LONGEST_VECTOR = 16;
/** Characters of a text that is read as a number. */
const LONGEST_NUMBER = 100;
