import type { Json } from "../../index.ts";
import type { Range } from "./scale.ts";

/** What has to be known of a parameter to make its values foreign ones, and back. */
export interface Kind {
  readonly typeHint: string;
  readonly min?: Json | undefined;
  readonly max?: Json | undefined;
  readonly event?: boolean | undefined;
  /** Whether what is out of range is moved into it; it is refused otherwise. */
  readonly clamp?: boolean | undefined;
  /** The access letters of a parameter of the bridge; `rwes` without it. */
  readonly access?: string | undefined;
}

/** How many numbers a vector has; undefined for other types. */
export function dimensionsOf({ typeHint }: Kind): number | undefined {
  const digits = /^vec(\d{1,3})f$/.exec(typeHint)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function isNumber({ typeHint }: Kind): boolean {
  return typeHint === "flt" || typeHint === "int" || typeHint === "percent";
}

/** Whether its values move along a line: a hand that holds such a control feels what is sent to it. */
export function isContinuous(kind: Kind): boolean {
  return kind.event !== true && (isNumber(kind) || dimensionsOf(kind) !== undefined);
}

/** The range of one component; undefined where it is not known. A percentage without bounds is one of a hundred, a bool 0 to 1. */
export function rangeOf(kind: Kind, component = 0): Range | undefined {
  if (kind.typeHint === "bool") return [0, 1];
  const [min, max] = [boundOf(kind.min, component), boundOf(kind.max, component)];
  if (min !== undefined && max !== undefined) return [min, max];
  return kind.typeHint === "percent" ? [min ?? 0, max ?? 100] : undefined;
}

function boundOf(bound: Json | undefined, component: number): number | undefined {
  const one = Array.isArray(bound) ? (bound[component] as Json | undefined) : bound;
  return typeof one === "number" ? one : undefined;
}
