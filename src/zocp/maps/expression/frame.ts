import type { Value } from "./value.ts";

/** What a compiled expression reads while it computes one value. */
export interface Frame {
  readonly x: Value;
  readonly y: Value;
  readonly prev: Value;
  readonly dt: number;
  readonly t: number;
  readonly min: Value;
  readonly max: Value;
  /** Values of the names that the caller added, in their order. */
  readonly sources: readonly Value[];
  /** Of the numbers that `random()` gives. */
  readonly seed: number;
  /** What functions with a memory keep: each has one cell. */
  readonly cells: (Value | undefined)[];
}

/** A part of an expression, compiled. Never throws. */
export type Code = (frame: Frame) => Value;
