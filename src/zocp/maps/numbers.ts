import type { Json } from "../../bytes/json.ts";
import { NAMED, numberAt, readCurve, shareAt } from "../fades/curves.ts";
import { changeNumbers, numberOf } from "./conversion.ts";
import { type Bounds, type Given, plain, type Stage, type StageKind, type Surroundings } from "./stage.ts";

/** Stages that change numbers, each for itself; of a vector every component. */
export const NUMBERS: Readonly<Record<string, StageKind>> = {
  range: { beside: ["clip", "in"], make: range },
  clip: { keepsUnit: true, make: clip },
  wrap: { keepsUnit: true, make: wrap },
  fold: { keepsUnit: true, make: fold },
  invert: { keepsUnit: true, make: invert },
  scale: { make: scale },
  offset: { make: offset },
  curve: { keepsUnit: true, make: curve },
  points: { make: points },
};

function range(given: Given, around: Surroundings): Stage {
  const [a, b, low, high] = given.numbers(4, "four numbers: from, to, and what they become") as Four;
  const [from, to] = given.beside("in") === undefined ? [a, b] : inputOf(given, around, [a, b]);
  if (from === to) throw given.because(`it begins and ends at ${from}: that is no range`);
  const clips = readSwitch(given, "clip");
  const [least, most] = [Math.min(low, high), Math.max(low, high)];
  around.bounds = [least, most];
  // Ends are reached to the bit: two products, and no sum of small steps.
  const change = (x: number): number => {
    const share = (x - from) / (to - from);
    return low * (1 - share) + high * share;
  };
  return clips ? numeric((x) => Math.min(most, Math.max(least, change(x)))) : numeric(change);
}

/** The range of the emitter, as it says itself; without one what was given. */
function inputOf(given: Given, { from }: Surroundings, otherwise: Bounds): Bounds {
  const how = given.beside("in");
  if (how !== "auto") throw given.wrong(how ?? null, '"auto"', "in");
  return boundsOf(from.min, from.max) ?? otherwise;
}

function clip(given: Given, around: Surroundings): Stage {
  const [low, high] = readBounds(given, around);
  return numeric((x) => Math.min(high, Math.max(low, x)));
}

function wrap(given: Given, around: Surroundings): Stage {
  const [low, high] = readBounds(given, around, true);
  const size = high - low;
  return numeric((x) => (x >= low && x <= high ? x : keepIn(low + modulo(x - low, size), low, high)));
}

function fold(given: Given, around: Surroundings): Stage {
  const [low, high] = readBounds(given, around, true);
  const size = high - low;
  return numeric((x) => {
    if (x >= low && x <= high) return x;
    const way = modulo(x - low, 2 * size);
    return keepIn(way <= size ? low + way : high - (way - size), low, high);
  });
}

function invert(given: Given, { bounds = UNIT }: Surroundings): Stage {
  given.isTrue();
  const [low, high] = bounds;
  return numeric((x) => low + (high - x));
}

function scale(given: Given, around: Surroundings): Stage {
  const factor = given.number("a number");
  around.bounds = moved(around.bounds, (x) => x * factor);
  return numeric((x) => x * factor);
}

function offset(given: Given, around: Surroundings): Stage {
  const sum = given.number("a number");
  around.bounds = moved(around.bounds, (x) => x + sum);
  return numeric((x) => x + sum);
}

function curve(given: Given, { bounds }: Surroundings): Stage {
  const line = readCurve(given.value);
  if (line === undefined) throw given.wrong(given.value, `one of ${NAMED.join(", ")}, or a list of four numbers`);
  const [low, high] = bounds ?? UNIT;
  if (low === high) return numeric((x) => x);
  if (bounds !== undefined && line === "exp" && low <= 0)
    throw given.because(`exp needs values above 0, and here they go from ${low} to ${high}`);
  if (bounds !== undefined && line === "square" && low < 0)
    throw given.because(`square needs values from 0, and here they go from ${low} to ${high}`);
  return numeric((x) => numberAt(line, low, high, shareAt(line, Math.min(1, Math.max(0, (x - low) / (high - low))))));
}

function points(given: Given, around: Surroundings): Stage {
  const line = readPoints(given);
  around.bounds = [Math.min(...line.map(([, y]) => y)), Math.max(...line.map(([, y]) => y))];
  return numeric((x) => heightAt(line, x));
}

function readPoints(given: Given): readonly Bounds[] {
  const { value } = given;
  const expected = `a list of 2 to ${MOST_POINTS} points, such as [[0, 0], [0.3, 0.8], [1, 1]]`;
  if (!Array.isArray(value) || value.length < 2 || value.length > MOST_POINTS) throw given.wrong(value, expected);
  const line = value.map((point: Json) => {
    const [x, y] = Array.isArray(point) && point.length === 2 ? (point as readonly Json[]) : [];
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw given.wrong(point, "a point [x, y]");
    return [x, y] as Bounds;
  });
  const back = line.find(([x], index) => index > 0 && x <= (line[index - 1] as Bounds)[0]);
  if (back !== undefined) throw given.because(`x of [${back.join(", ")}] is not above that of the point before`);
  return line;
}

/** Straight from point to point, and level before the first and behind the last. */
function heightAt(line: readonly Bounds[], x: number): number {
  if (Number.isNaN(x)) return x;
  let [low, high] = [0, line.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((line[middle] as Bounds)[0] <= x) low = middle;
    else high = middle;
  }
  const [[x1, y1], [x2, y2]] = [line[low] as Bounds, line[high] as Bounds];
  return numberAt("linear", y1, y2, Math.min(1, Math.max(0, (x - x1) / (x2 - x1))));
}

function readBounds(given: Given, around: Surroundings, open = false): Bounds {
  const [low, high] = given.numbers(2, "two numbers: the least and the most") as Bounds;
  if (low > high) throw given.because(`the least, ${low}, is above the most, ${high}`);
  if (open && low === high) throw given.because(`it begins and ends at ${low}`);
  around.bounds = [low, high];
  return [low, high];
}

/** The bounds of numbers, where both ends say one. Those of a vector are the same for every component. */
export function boundsOf(min: Json | undefined, max: Json | undefined): Bounds | undefined {
  const [low, high] = [numberOf(min), numberOf(max)];
  return Number.isFinite(low) && Number.isFinite(high) && low <= high ? [low, high] : undefined;
}

function moved(bounds: Bounds | undefined, change: (x: number) => number): Bounds | undefined {
  if (bounds === undefined) return undefined;
  const [a, b] = [change(bounds[0]), change(bounds[1])];
  return [Math.min(a, b), Math.max(a, b)];
}

function readSwitch(given: Given, field: string): boolean {
  const value = given.beside(field) ?? false;
  if (typeof value !== "boolean") throw given.wrong(value, "true or false", field);
  return value;
}

function numeric(change: (x: number) => number): Stage {
  return plain((value) => changeNumbers(value, change));
}

/** Rounding may bring a number a little beyond its bounds. */
function keepIn(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}

function modulo(x: number, size: number): number {
  return ((x % size) + size) % size;
}

type Four = readonly [number, number, number, number];
const UNIT: Bounds = [0, 1];
const MOST_POINTS = 256;
