import type { JsonObject } from "../../index.ts";
import type { ShowWire } from "./show-file.ts";
import type { Spot } from "./spot.ts";

/** Reads `["a/x", "b/y"]` and `["a/x", "b/y", {"rate": 30}]`; each link may be there once. */
export function readWires(spot: Spot | undefined): readonly ShowWire[] {
  const seen = new Set<string>();
  return (spot?.items() ?? []).map((one) => {
    const wire = readWire(one);
    const key = keyOfWire(wire);
    if (seen.has(key)) throw one.problem(`the wire ${wire.emitter} → ${wire.sensor} is there for the second time`);
    seen.add(key);
    return wire;
  });
}

/** The same text for the same two ends. */
export function keyOfWire({ emitter, sensor }: Pick<ShowWire, "emitter" | "sensor">): string {
  return JSON.stringify([emitter, sensor]);
}

function readWire(spot: Spot): ShowWire {
  const [emitter, sensor, options, ...more] = spot.items();
  if (emitter === undefined || sensor === undefined || more.length > 0)
    throw spot.wrong('a wire ["node/emitter", "node/sensor"], perhaps with its options as a third,');
  if (options === undefined) return { emitter: emitter.address(), sensor: sensor.address(), options: new Map() };
  checkOptions(options);
  return { emitter: emitter.address(), sensor: sensor.address(), options: options.value as JsonObject };
}

function checkOptions(spot: Spot): void {
  const entries = spot.entries();
  const [rate, every] = [entries.get("rate"), entries.get("every")];
  rate?.number(SLOWEST, FASTEST, "a rate in values a second,");
  if (every?.flag() === true && rate !== undefined) throw every.problem("either every value, or a rate, not both");
  entries.get("fresh")?.number(FRESHEST, STALEST, "a number of seconds");
  entries.get("map")?.items();
  entries.get("mute")?.flag();
  entries.get("priority")?.number(0, MOST_PRIORITY);
}

const SLOWEST = 0.001;
const FASTEST = 1000;
const FRESHEST = 0.01;
const STALEST = 3600;
const MOST_PRIORITY = 200;
