import type { Json } from "../../bytes/json.ts";
import { type Sampling, samplingOf } from "../codec/sampling.ts";
import type { Core } from "../core/core.ts";
import { wantsEvery } from "../maps/kinds.ts";
import type { LinkRecord } from "./record.ts";

/**
 * How the values of a link are wanted: as somebody said, or every one where something counts them. A sensor of this node that is an event is told what
 * happens, which is of no use to it when it comes late. A map that begins with a deadband needs no values within that.
 */
export function wantedSampling({ id, name, tree }: Core, { sensor, options }: LinkRecord): Sampling | undefined {
  const isEvent = (sensor.node === name || sensor.node === id) && tree.parameters.get(sensor.parameter)?.event === true;
  const said = samplingOf(options);
  const counts = said?.rate === undefined && (isEvent || wantsEvery(options.get("map")));
  const deadband = isEvent ? undefined : deadbandOf(options.get("map"));
  const sampling: Sampling = {
    ...(isEvent && { fresh: EVENT_FRESH }),
    ...said,
    ...(counts && { every: true as const }),
    ...(deadband !== undefined && { deadband }),
  };
  return Object.keys(sampling).length === 0 ? undefined : sampling;
}

/** Of a deadband in front of all other stages: behind them values are others than the emitter's. */
function deadbandOf(map: Json | undefined): number | undefined {
  const [first] = Array.isArray(map) ? (map as readonly Json[]) : [];
  const width = first instanceof Map ? first.get("deadband") : undefined;
  return typeof width === "number" && width > 0 ? width : undefined;
}

/** Seconds: whoever pressed longer ago has pressed again, or meant something that is over. */
const EVENT_FRESH = 2;
