import { whyUnfit } from "./kind.ts";
import type { ShownParameter } from "./shown-parameter.ts";

/** Why no wire can lead from one parameter to the other, in words for people; undefined when one can. */
export function whyNoWire(emitter: ShownParameter, sensor: ShownParameter): string | undefined {
  if (emitter === sensor) return "it is the same parameter";
  for (const { node } of [emitter, sensor]) if (!node.present) return `${node.name} is not here`;
  for (const { node } of [emitter, sensor]) if (node.locked !== undefined) return node.locked;
  if (!emitter.emits) return `${emitter.address} is no emitter`;
  if (!sensor.senses) return `${sensor.address} is no sensor`;
  const never = sensor.remote && emitter.remote?.whyNotTo(sensor.remote);
  return never ?? whyUnfit(emitter, sensor, sensor.node.extensions);
}

/** Why a value cannot be set here; undefined when it can. */
export function whyFixed(parameter: ShownParameter): string | undefined {
  if (!parameter.node.present) return `${parameter.node.name} is not here`;
  if (parameter.access.includes("w")) return parameter.node.locked;
  return `read only: its access is "${parameter.access}", without w`;
}
