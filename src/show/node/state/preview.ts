import { type Json, parseAddress, type TransportNode } from "../../../index.ts";
import type { CueMoves } from "../../cues/look.ts";
import { toFile } from "../../patch/file-values.ts";
import type { Cast } from "../cast.ts";

/** What GO would send at a cue, or a jump to it. */
export interface Preview {
  readonly id: string;
  /** Its number. */
  readonly cue: string;
  readonly values: readonly PreviewedValue[];
  readonly wires: readonly { readonly emitter: string; readonly sensor: string; readonly made: boolean }[];
  /** The nodes that are not here. */
  readonly missing: readonly string[];
}

export interface PreviewedValue {
  readonly address: string;
  /** The value as its node told it last; undefined while the node is not here. */
  readonly from?: Json | undefined;
  readonly to: Json;
  /** Seconds. */
  readonly over: number;
  readonly delay: number;
}

export function previewOf(
  { id, cue }: Pick<Preview, "id" | "cue">,
  { values, wires }: CueMoves,
  node: TransportNode,
  cast: Cast,
): Preview {
  const all = [...values].map(([address, { to, timing }]): PreviewedValue => {
    const port = parseAddress(address);
    const present = node.peers.get(cast.find(port.node) ?? "")?.value(port.parameter);
    const from = present === undefined ? undefined : toFile(present);
    return { address, from, to, over: timing.over, delay: timing.delay };
  });
  const names = [...new Set([...values.keys()].map((address) => parseAddress(address).node))];
  return {
    ...{ id, cue, values: all },
    wires: wires.map(({ wire: { emitter, sensor }, made }) => ({ emitter, sensor, made })),
    missing: names.filter((name) => cast.find(name) === undefined),
  };
}
