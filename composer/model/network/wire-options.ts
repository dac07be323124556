import type { Json, LinkState } from "../../../src/index.ts";
import { mappedPart, type WireEnds } from "./shown-wire.ts";
import { portOf } from "./wires.ts";

/** The open record of a wire: `mute`, `priority`, `map`, `rate` and whatever else its nodes keep. */
export type WireOptions = ReadonlyMap<string, Json>;

/** Asks how the values of a wire travel: the sensor's node, or else the emitter's. Undefined when neither can say. */
export async function askOptions(whole: WireEnds): Promise<WireOptions | undefined> {
  const wire = mappedPart(whole);
  for (const { node } of [wire.sensor, wire.emitter]) {
    if (node.remote === undefined || !node.extensions) continue;
    const links = await node.remote.links({ timeout: ANSWER_TIMEOUT_MS }).catch(() => NOTHING);
    const link = links.find((one) => isOf(one, wire));
    if (link !== undefined) return link.options;
  }
  return undefined;
}

/** The same options with one of them changed; undefined takes it away. */
export function withOption(options: WireOptions, name: string, value: Json | undefined): WireOptions {
  const changed = new Map(options);
  if (value === undefined) changed.delete(name);
  else changed.set(name, value);
  return changed;
}

function isOf(link: LinkState, { emitter, sensor }: WireEnds): boolean {
  const [from, to] = [portOf(emitter), portOf(sensor)];
  return (
    link.emitter.node === from.node &&
    link.emitter.parameter === from.parameter &&
    link.sensor.node === to.node &&
    link.sensor.parameter === to.parameter
  );
}

const NOTHING: readonly LinkState[] = [];
const ANSWER_TIMEOUT_MS = 3000;
