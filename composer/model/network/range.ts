import type { Json } from "../../../src/index.ts";
import { boundOf, numberOf, type Typed } from "./kind.ts";

/** What decides between which numbers a parameter is drawn. */
export interface Bounded extends Pick<Typed, "typeHint"> {
  readonly value: Json | undefined;
  readonly min: Json | undefined;
  readonly max: Json | undefined;
  readonly step: Json | undefined;
}

/** The numbers between which a component is drawn and dragged. */
export interface Span {
  readonly least: number;
  readonly most: number;
}

/** A span, and by how much a key or the wheel moves within it. */
export interface Range extends Span {
  readonly step: number;
}

/**
 * Between what a number is drawn; undefined when nobody can say. pyZOCP leaves out a minimum of 0, so a maximum above 0 alone
 * begins there; `percent` without bounds goes from 0 to 100. It is a way to draw and to drag: what is typed may lie outside,
 * and whether that is taken the node decides.
 */
export function drawnSpan({ typeHint, min, max }: Omit<Bounded, "step" | "value">, component = 0): Span | undefined {
  const percent = typeHint === "percent";
  const [told, limit] = [boundOf(min, component), boundOf(max, component)];
  const most = limit ?? (percent ? 100 : undefined);
  const least = told ?? (most !== undefined && most > 0 ? 0 : undefined);
  // Between bounds that are all numbers, such as those of C, a place on a line says nothing.
  const drawn = least !== undefined && most !== undefined && most > least && Number.isFinite(most - least);
  return drawn ? { least, most } : undefined;
}

/** The range of one component; what is not told is endless, and its step is guessed. */
export function rangeOf(parameter: Bounded, component = 0): Range {
  const least = boundOf(parameter.min, component) ?? Number.NEGATIVE_INFINITY;
  const most = boundOf(parameter.max, component) ?? Number.POSITIVE_INFINITY;
  const span = drawnSpan(parameter, component) ?? { least, most };
  const said = boundOf(parameter.step, component);
  const guessed = Number.isFinite(span.most - span.least) ? (span.most - span.least) / 100 : 0.1;
  const whole = parameter.typeHint === "int" || typeof parameter.value === "bigint";
  return { ...span, step: said !== undefined && said > 0 ? said : whole ? Math.max(1, Math.round(guessed)) : guessed };
}

/** A number within the range, on a step, without the dust that adding fractions leaves. */
export function onStep(value: number, { least, most, step }: Range, whole: boolean): number {
  // From a bound so far away that steps cannot be counted they begin at zero.
  const origin = Math.abs(value - least) < step * Number.MAX_SAFE_INTEGER ? least : 0;
  const stepped = origin + Math.round((value - origin) / step) * step;
  const within = Math.min(most, Math.max(least, Number.isFinite(stepped) ? stepped : value));
  return whole ? Math.round(within) : withoutDust(within, origin);
}

/** A sum or a product without the dust that fractions leave: of the largest number in it a double has no more than 15 digits. */
export function withoutDust(result: number, ...terms: readonly number[]): number {
  const decimals = 14 - Math.floor(Math.log10(Math.max(...[result, ...terms].map(Math.abs))));
  if (Number.isInteger(result) || !(decimals <= 100)) return result;
  return Number(result.toFixed(Math.max(0, decimals)));
}

/**
 * Some steps further. A number outside of what is drawn may stay there: it comes back step by step, not with a jump. What is no number,
 * or endless, begins at zero, or at the bound that is next to it.
 */
export function stepped(now: number, steps: number, range: Range, whole: boolean): number {
  const from = Number.isFinite(now) ? now : Math.min(range.most, Math.max(range.least, 0));
  return onStep(from + steps * range.step, widened(range, from), whole);
}

/** A range that holds a number which is outside of what is drawn. */
export function widened(range: Range, now: number): Range {
  if (!Number.isFinite(now)) return range;
  return { ...range, least: Math.min(range.least, now), most: Math.max(range.most, now) };
}

/** Whether a type takes whole numbers only. */
export function isWhole({ typeHint, value }: Pick<Bounded, "typeHint" | "value">): boolean {
  return typeHint === "int" || (typeHint === "" && typeof value === "bigint");
}

/** The value with one of its numbers replaced. */
export function withComponent(value: Json | undefined, component: number | undefined, number: number | bigint): Json {
  if (component === undefined) return number;
  const list = Array.isArray(value) ? [...(value as readonly Json[])] : [];
  // Of what has no value yet the others are zero: a list with holes is none that could be sent.
  while (list.length < component) list.push(0);
  list[component] = number;
  return list;
}

/** By how many steps a key moves a control; undefined when it is another key, or one of the browser's: Alt and an arrow go back. */
export function stepsOf({ key, shiftKey, ctrlKey, altKey, metaKey }: Key): number | undefined {
  if (ctrlKey || altKey || metaKey) return undefined;
  const size = shiftKey ? 10 : 1;
  if (key === "ArrowUp" || key === "ArrowRight") return size;
  if (key === "ArrowDown" || key === "ArrowLeft") return -size;
  if (key === "PageUp") return 10;
  return key === "PageDown" ? -10 : undefined;
}

/** By how many steps the wheel moves a control. Only with Alt: without, it scrolls the page, wherever the pointer happens to be. */
export function turnsOf({ deltaX, deltaY, altKey, shiftKey }: Turn): number | undefined {
  const delta = deltaY + deltaX;
  if (!altKey || delta === 0) return undefined;
  return (delta < 0 ? 1 : -1) * (shiftKey ? 10 : 1);
}

interface Modifiers {
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

interface Key extends Modifiers {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

interface Turn extends Modifiers {
  readonly deltaX: number;
  readonly deltaY: number;
}

/** The number that a control shows. */
export function shownNumber(value: Json | undefined, component: number | undefined): number {
  return numberOf(value, component ?? 0);
}
