import type { Json, JsonObject } from "../../index.ts";
import { CURVES, type Curve, type Timed, type Timing } from "./show-file.ts";
import type { Spot } from "./spot.ts";

/** What a scene and a cue say of how values move. `others`: the fields that the caller reads itself. */
export function readTimed(entries: ReadonlyMap<string, Spot>, others: readonly string[]): Timed & { rest: JsonObject } {
  const timing = new Map<string, Timing>();
  for (const [pattern, spot] of entries.get("timing")?.entries() ?? []) {
    if (pattern === "") throw spot.problem("the address or glob is empty");
    timing.set(pattern, readTiming(spot.entries(), []));
  }
  return { ...readTiming(entries, [...others, "timing"]), timing };
}

function readTiming(entries: ReadonlyMap<string, Spot>, others: readonly string[]): Timing {
  return {
    over: entries.get("over")?.seconds(),
    delay: entries.get("delay")?.seconds(),
    curve: readCurve(entries.get("curve")),
    snap: entries.get("snap")?.number(0, 1),
    space: entries.get("space")?.word(["rgb", "oklch"]),
    way: entries.get("way")?.word(["shorter", "longer", "up", "down"]),
    rest: takeRest(entries, [...others, ...FIELDS]),
  };
}

function readCurve(spot: Spot | undefined): Curve | undefined {
  if (spot === undefined) return undefined;
  if (!Array.isArray(spot.value)) return spot.word(CURVES);
  const points = spot.items();
  const [x1, y1, x2, y2] = points.map((one, index) =>
    // As in CSS: a curve that goes back in time is none.
    index % 2 === 0 ? one.number(0, 1) : one.number(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
  );
  if (points.length !== 4 || x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined)
    throw spot.wrong("a list of four numbers");
  return [x1, y1, x2, y2];
}

/** What is not known here. */
export function takeRest(entries: ReadonlyMap<string, Spot>, known: readonly string[]): JsonObject {
  return new Map(
    [...entries].flatMap(([name, { value }]): [string, Json][] => (known.includes(name) ? [] : [[name, value]])),
  );
}

const FIELDS = ["over", "delay", "curve", "snap", "space", "way"];
