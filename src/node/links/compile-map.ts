import { checkGiven, checkObject, checkOptions, type OptionNames } from "../../arguments/check.ts";
import { LinkMap } from "../../zocp/maps/link-map.ts";
import type { MapEnd } from "../../zocp/maps/stage.ts";
import { type JsonInput, toJson } from "../json-input.ts";

/** One step of the map of a link. What each does, with examples, stands in the guide to maps. */
export type MapStage =
  /** From the first two numbers to the last two; `in: "auto"`: from the emitter's own range, where it says one. */
  | { readonly range: readonly [number, number, number, number]; readonly clip?: boolean; readonly in?: "auto" }
  | { readonly clip: Pair }
  | { readonly wrap: Pair }
  | { readonly fold: Pair }
  | { readonly invert: true }
  | { readonly scale: number }
  | { readonly offset: number }
  /** A list is a cubic Bézier as in CSS. */
  | { readonly curve: CurveName | readonly [number, number, number, number] }
  /** Straight lines between points whose x grow. */
  | { readonly points: readonly Pair[] }
  | { readonly pick: Component | readonly Component[] }
  | { readonly vec: readonly Component[] }
  | { readonly deadband: number }
  | { readonly change: true }
  /** Off and on; one number for both. */
  | { readonly threshold: Pair | number; readonly to?: readonly [JsonInput, JsonInput] }
  /** The One Euro filter: hertz, and how much quicker it gets as values move. */
  | { readonly smooth: true | number | Pair | { readonly mincutoff?: number; readonly beta?: number } }
  /** Seconds. */
  | { readonly lag: number | Pair | { readonly up?: number; readonly down?: number } }
  /** So much a second. */
  | { readonly speed: number }
  /** Seconds, at most 60. */
  | { readonly delay: number }
  /** Values a second. */
  | { readonly rate: number }
  | { readonly pickup: true | { readonly tolerance: number } }
  | { readonly toggle: true }
  | { readonly count: Pair }
  | { readonly edge: "up" | "down" }
  | { readonly unit: readonly [string, string] }
  /** `{}` and `{0.00}` in it are the value. */
  | { readonly text: string }
  /** A line of the expression language, in which `x` is the value. */
  | { readonly expr: string; readonly version?: "expr/1" }
  | { readonly table: { readonly [value: string]: JsonInput }; readonly else?: JsonInput };

type Pair = readonly [number, number];
type CurveName = "linear" | "smooth" | "in" | "out" | "square" | "exp";
/** Its number or its letter (x y z w, r g b a); in `vec` a number is a number. */
type Component = number | "x" | "y" | "z" | "w" | "r" | "g" | "b" | "a";

/** What is known of the two parameters that a map is between: parameters themselves, or what they would say. */
export interface MapEnds {
  readonly from?: MapEnd | undefined;
  readonly to?: MapEnd | undefined;
}

/**
 * A map that runs by itself, without any link: give it values by `push`, and call `handleTimeout` when its `deadline` has come. Throws
 * `UsageError` ("invalid-map") that says which stage is wrong, and what was expected.
 */
export function compileMap(stages: readonly MapStage[], ends: MapEnds = {}): LinkMap {
  const { from, to } = checkOptions("compileMap", ends, MAP_ENDS);
  for (const [name, end] of [["from", from] as const, ["to", to] as const])
    checkGiven(`the fields of "${name}"`, end, checkObject);
  return new LinkMap(toJson(stages), { from, to });
}

const MAP_ENDS: OptionNames<MapEnds> = { from: true, to: true };
