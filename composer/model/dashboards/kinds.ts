import { dimensionsOf } from "../network/kind.ts";
import { drawnSpan } from "../network/range.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import type { Pair, TileKind } from "./dashboard.ts";

/** As what a parameter can be pinned, the most likely first. */
export function tileKindsOf(parameter: ShownParameter): readonly TileKind[] {
  const { access, kind, event, choices } = parameter;
  if (!access.includes("w")) return kind === "number" || kind === "switch" ? ["meter", "text"] : ["text"];
  if (choices.length > 0) return ["text"];
  if (kind === "number") return drawnSpan(parameter) === undefined ? ["text"] : ["fader", "meter", "text"];
  if (kind === "switch") return event ? ["trigger"] : ["toggle", "momentary"];
  if (kind === "colour") return ["colour"];
  const flat = kind === "vector" && dimensionsOf(parameter.typeHint, parameter.value) === 2;
  return flat ? ["pad", "text"] : ["text"];
}

/** How large a tile is at first: columns and rows. */
export function sizeOf(kind: TileKind, columns: number): Pair {
  const [width, height] = SIZES[kind];
  return [Math.min(columns, Math.max(1, Math.round((width * columns) / COLUMNS))), height];
}

const COLUMNS = 6;
const SIZES: Readonly<Record<TileKind, Pair>> = {
  fader: [3, 1],
  pad: [2, 3],
  meter: [2, 1],
  colour: [2, 1],
  text: [2, 1],
  toggle: [1, 1],
  momentary: [1, 1],
  trigger: [1, 1],
  cue: [2, 2],
  label: [6, 1],
};
