import { show } from "../../arguments/check.ts";
import type { Json } from "../../bytes/json.ts";
import { UsageError } from "../../errors.ts";
import { parseAddress } from "../address.ts";
import type { RemoteNode } from "../remote/remote-node.ts";

/** An operator that stands between the two ends of one link, because the sensor's node knows no maps. */
export interface Between {
  /** Its name on its node: the link enters at `NAME.in` and leaves at `NAME.out`. */
  readonly operator: string;
  /** The ends, as addresses with the names of nodes. */
  readonly emitter: string;
  readonly sensor: string;
}

/** The operators of a node that stand between the ends of links, by what the node tells of its operators. Throws `UsageError` for what is no node. */
export function betweensOf(node: Pick<RemoteNode, "metadata">): readonly Between[] {
  const metadata = (node as typeof node | null | undefined)?.metadata;
  if (!(metadata instanceof Map))
    throw new UsageError("invalid-argument", `${show(metadata)} is no metadata of a node`);
  return listOf(metadata.get("_operators")).flatMap((entry) => {
    const [operator, , ends] = listOf(entry);
    const [emitter, sensor] = listOf(ends);
    return typeof operator === "string" && isAddress(emitter) && isAddress(sensor)
      ? [{ operator, emitter, sensor }]
      : [];
  });
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** Anybody may say anything of himself. */
function isAddress(value: Json | undefined): value is string {
  if (typeof value !== "string") return false;
  try {
    parseAddress(value);
    return true;
  } catch {
    return false;
  }
}
