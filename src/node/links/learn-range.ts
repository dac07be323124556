import { checkGiven, checkObject, show } from "../../arguments/check.ts";
import type { Json, JsonObject } from "../../bytes/json.ts";
import { UsageError } from "../../errors.ts";
import { LinkMap } from "../../zocp/maps/link-map.ts";
import { boundsOf } from "../../zocp/maps/numbers.ts";
import type { MapEnd } from "../../zocp/maps/stage.ts";
import { toJson } from "../json-input.ts";
import type { MapStage } from "./compile-map.ts";

/**
 * A map for an emitter whose values were seen to go from one number to another: a `range` in front gets these two; where there is none, one onto the
 * bounds of the sensor (0 to 1 when it says none) is put there. What was learned is numbers, as if a person had typed them. Throws
 * `UsageError` ("invalid-map") when the values did not move.
 */
export function learnRange(
  map: readonly MapStage[],
  span: readonly [number, number],
  to: MapEnd = {},
): readonly MapStage[] {
  const given = toJson(map);
  // Says what is wrong with it.
  new LinkMap(given);
  checkGiven('the fields of "to"', to, checkObject);
  const [least, most] = readSpan(span);
  const stages = given as readonly JsonObject[];
  const [first, ...rest] = stages;
  const range = first?.get("range");
  if (first === undefined || !Array.isArray(range)) {
    const [low, high] = boundsOf(to.min, to.max) ?? [0, 1];
    return mapOf([
      new Map<string, Json>([
        ["range", [least, most, low, high]],
        ["clip", true],
      ]),
      ...stages,
    ]);
  }
  const learned = new Map([...first].filter(([field]) => field !== "in"));
  return mapOf([learned.set("range", [least, most, ...range.slice(2)]), ...rest]);
}

function readSpan(span: unknown): readonly [number, number] {
  const [least, most] = Array.isArray(span) ? (span as readonly unknown[]) : [];
  if (typeof least === "number" && typeof most === "number" && most - least > 0 && Number.isFinite(most - least))
    return [least, most];
  throw new UsageError("invalid-map", `${show(span)} is no range: two numbers, the least and the most`);
}

/** As `parseMap` gives one, too. */
function mapOf(stages: readonly JsonObject[]): readonly MapStage[] {
  return stages as unknown as readonly MapStage[];
}
