import { delta, ema, random } from "./memories.ts";
import { chanceOf, noiseAt } from "./noise.ts";
import { each, fixed, type Operation, pair, several } from "./operation.ts";
import { modulo, OPERATORS } from "./operators.ts";
import { elementwise, numbersOf, type Value } from "./value.ts";

/** The smallest or the largest: of one vector among its elements, of several values element by element. */
function extreme(choose: (...numbers: number[]) => number): Operation {
  return several(1, Number.POSITIVE_INFINITY, (...values) =>
    values.length === 1 ? choose(...listOf(values[0] as Value)) : elementwise(choose, values),
  );
}

function listOf(value: Value): readonly number[] {
  const numbers = numbersOf(value);
  return typeof numbers === "number" ? [numbers] : numbers;
}

/** Half goes away from zero, as it does where links turn numbers into whole ones. */
function round(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function mix(a: number, b: number, weight: number): number {
  return a * (1 - weight) + b * weight;
}

function smoothstep(low: number, high: number, value: number): number {
  const share = clamp((value - low) / (high - low), 0, 1);
  return share * share * (3 - 2 * share);
}

function dot(a: Value, b: Value): number {
  const products = listOf(elementwise((one, other) => one * other, [a, b]));
  return products.reduce((sum, product) => sum + product, 0);
}

/** By their names. Angles are radians; a number stands beside every element of a vector. */
export const FUNCTIONS: ReadonlyMap<string, Operation> = new Map([
  ["abs", each(1, Math.abs)],
  ["sign", each(1, Math.sign)],
  ["floor", each(1, Math.floor)],
  ["ceil", each(1, Math.ceil)],
  ["round", each(1, round)],
  ["sqrt", each(1, Math.sqrt)],
  ["pow", pair((a, b) => a ** b)],
  ["exp", each(1, Math.exp)],
  ["log", each(1, Math.log)],
  ["sin", each(1, Math.sin)],
  ["cos", each(1, Math.cos)],
  ["tan", each(1, Math.tan)],
  ["atan2", pair(Math.atan2)],
  ["min", extreme(Math.min)],
  ["max", extreme(Math.max)],
  ["clamp", each(3, clamp)],
  ["mix", each(3, mix)],
  ["fit", each(5, (value, a, b, c, d) => mix(c, d, (value - a) / (b - a)))],
  ["step", pair((edge, value) => (value < edge ? 0 : 1))],
  ["smoothstep", each(3, smoothstep)],
  ["mod", pair(modulo)],
  ["wrap", each(3, (value, low, high) => low + modulo(value - low, high - low))],
  ["deg", each(1, (radians) => (radians * 180) / Math.PI)],
  ["rad", each(1, (degrees) => (degrees * Math.PI) / 180)],
  ["mtof", each(1, (note) => 440 * 2 ** ((note - 69) / 12))],
  ["ftom", each(1, (hertz) => 69 + 12 * Math.log2(hertz / 440))],
  ["dbtoamp", each(1, (decibels) => 10 ** (decibels / 20))],
  ["amptodb", each(1, (amplitude) => 20 * Math.log10(amplitude))],
  ["length", fixed(1, (vector) => Math.hypot(...listOf(vector)))],
  ["dot", fixed(2, dot)],
  ["noise", each(1, noiseAt)],
  ["random", { least: 0, most: 1, compile: random(each(1, (seed) => chanceOf(seed))) }],
  ["ema", { least: 2, most: 2, compile: ema }],
  ["delta", { least: 1, most: 1, compile: delta }],
  ["if", OPERATORS.get("if") as Operation],
]);
