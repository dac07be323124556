import type { Json, JsonObject } from "../../index.ts";
import type { MoveTiming } from "../cues/moves.ts";
import { CURVES, type Curve } from "../file/show-file.ts";

/** How another show moves a value; undefined for times that cannot be. What else cannot be is left out. */
export function readMoveTiming(json: Json | undefined): MoveTiming | undefined {
  if (!(json instanceof Map)) return undefined;
  const get = (name: string): Json | undefined => (json as JsonObject).get(name);
  const [over, delay, snap] = [get("over"), get("delay"), get("snap")];
  if (!isWithin(over, DAY) || !isWithin(delay, DAY)) return undefined;
  return {
    ...{ over, delay, curve: readCurve(get("curve")), snap: isWithin(snap, 1) ? snap : undefined },
    space: SPACES.find((space) => space === get("space")),
    way: WAYS.find((way) => way === get("way")),
  };
}

function readCurve(json: Json | undefined): Curve | undefined {
  const named = CURVES.find((curve) => curve === json);
  if (named !== undefined || !Array.isArray(json)) return named;
  const [x1, y1, x2, y2, ...more] = json as readonly Json[];
  const fits = isWithin(x1, 1) && isWithin(x2, 1) && Number.isFinite(y1) && Number.isFinite(y2) && more.length === 0;
  return fits ? [x1, Number(y1), x2, Number(y2)] : undefined;
}

function isWithin(json: Json | undefined, most: number): json is number {
  return typeof json === "number" && json >= 0 && json <= most;
}

const SPACES = ["rgb", "oklch"] as const;
const WAYS = ["shorter", "longer", "up", "down"] as const;
/** Seconds. */
const DAY = 86_400;
