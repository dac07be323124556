import { compileMap, type LinkMap, type MapStage } from "../../../src/browser.ts";
import type { Json } from "../../../src/index.ts";
import { numberOf } from "../network/kind.ts";
import { drawnSpan, type Span } from "../network/range.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import { messageOf } from "../view/words.ts";
import type { Ends } from "./wiring.ts";

/** A map as somebody types it: its stages, or what is wrong with it. Both are empty for a wire without one. */
export interface Draft {
  readonly stages: readonly MapStage[];
  readonly fault: string;
}

/** What a map makes of the numbers of an emitter: a line from 0 to 1 in both directions, and where a value stands on it. */
export interface MapLine {
  readonly from: Span;
  readonly to: Span;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly place: (value: Json | undefined) => readonly [x: number, y: number] | undefined;
}

/** Whether these stages are a map for the two ends of a wire. */
export function checkDraft(stages: readonly MapStage[], ends: Ends): Draft {
  try {
    compile(stages, ends);
    return { stages, fault: "" };
  } catch (error) {
    return { stages, fault: messageOf(error) };
  }
}

/** The stage that brings the range of the emitter onto that of the sensor; undefined where one has none, or both are the same. */
export function fitRanges({ emitter, sensor }: Ends): MapStage | undefined {
  const [from, to] = [drawnSpan(emitter), drawnSpan(sensor)];
  if (from === undefined || to === undefined || (from.least === to.least && from.most === to.most)) return undefined;
  return { range: [from.least, from.most, to.least, to.most], clip: true };
}

/** Undefined where there is nothing to draw: what comes, or what leaves, are no numbers. A stage with a memory is drawn as it begins. */
export function lineOf(stages: readonly MapStage[], ends: Ends): MapLine | undefined {
  const from = spanOf(ends.emitter);
  const ask = (x: number): number | undefined => resultOf(stages, ends, from.least + x * (from.most - from.least));
  const heights = Array.from({ length: POINTS + 1 }, (_, index) => ask(index / POINTS));
  const numbers = heights.filter((height) => height !== undefined);
  if (numbers.length < 2) return undefined;
  const to = drawnSpan(ends.sensor) ?? hullOf(numbers);
  const rise = (height: number): number => (height - to.least) / (to.most - to.least || 1);
  const points = heights.flatMap((height, index) =>
    height === undefined ? [] : [[index / POINTS, rise(height)] as const],
  );
  const place = (value: Json | undefined): readonly [number, number] | undefined => {
    const x = (numberOf(value) - from.least) / (from.most - from.least);
    const height = value === undefined ? undefined : ask(x);
    return height === undefined ? undefined : [x, rise(height)];
  };
  return { from, to, points, place };
}

/** A map of its own for each number: what one number leaves behind must not bend the line of the next. */
function resultOf(stages: readonly MapStage[], ends: Ends, value: number): number | undefined {
  const [result] = compile(stages, ends).push(value, 0);
  if (typeof result !== "number" && typeof result !== "bigint" && typeof result !== "boolean") return undefined;
  return Number(result);
}

function compile(stages: readonly MapStage[], { emitter, sensor }: Ends): LinkMap {
  return compileMap(stages, { from: endOf(emitter), to: endOf(sensor) });
}

function endOf({ typeHint, min, max, unit, event }: ShownParameter) {
  return { typeHint, min, max, unit, event };
}

function spanOf(emitter: ShownParameter): Span {
  return drawnSpan(emitter) ?? UNIT;
}

function hullOf(numbers: readonly number[]): Span {
  return { least: Math.min(...numbers), most: Math.max(...numbers) };
}

const POINTS = 48;
const UNIT: Span = { least: 0, most: 1 };
