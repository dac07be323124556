import type { Json } from "../../src/index.ts";
import { boundOf, numberOf } from "../model/kind.ts";
import type { ShownParameter } from "../model/shown-parameter.ts";

/** The range of one component, and by how much a key or the wheel moves it. */
export interface Range {
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

/** What the node says; what it does not say is guessed from the type and the present value. */
export function rangeOf({ typeHint, min, max, step, value }: ShownParameter, component = 0): Range {
  const least = boundOf(min, component) ?? Number.NEGATIVE_INFINITY;
  const most = boundOf(max, component) ?? Number.POSITIVE_INFINITY;
  const said = boundOf(step, component);
  const whole = typeHint === "int" || typeof value === "bigint";
  const guessed = Number.isFinite(most - least) ? (most - least) / 100 : 0.1;
  return {
    least,
    most,
    step: said !== undefined && said > 0 ? said : whole ? Math.max(1, Math.round(guessed)) : guessed,
  };
}

/** A number within the range, on a step, without the dust that adding fractions leaves. */
export function fit(value: number, { least, most, step }: Range, whole: boolean): number {
  const origin = Number.isFinite(least) ? least : 0;
  const stepped = origin + Math.round((value - origin) / step) * step;
  const within = Math.min(most, Math.max(least, stepped));
  return whole ? Math.round(within) : Number(within.toPrecision(12));
}

/** Whether a type takes whole numbers only. */
export function isWhole({ typeHint, value }: ShownParameter): boolean {
  return typeHint === "int" || (typeHint === "" && typeof value === "bigint");
}

/** The value with one of its numbers replaced. */
export function withComponent(value: Json | undefined, component: number | undefined, number: number): Json {
  if (component === undefined) return number;
  const list = Array.isArray(value) ? [...(value as readonly Json[])] : [];
  list[component] = number;
  return list;
}

/** By how many steps a key moves a control; undefined when it is another key. */
export function stepsOf({ key, shiftKey }: KeyboardEvent): number | undefined {
  const size = shiftKey ? 10 : 1;
  if (key === "ArrowUp" || key === "ArrowRight") return size;
  if (key === "ArrowDown" || key === "ArrowLeft") return -size;
  if (key === "PageUp") return 10;
  return key === "PageDown" ? -10 : undefined;
}

/** The number that a control shows: that of the hand, or the node's. */
export function shownNumber(value: Json | undefined, component: number | undefined): number {
  return numberOf(value, component ?? 0);
}
