import { formatAddress } from "../../index.ts";
import type { ShowFile } from "../file/show-file.ts";
import { chooserOf } from "./patterns.ts";
import type { PresentParameter } from "./snapshot.ts";

/** Why a parameter is not set from a file, in words; undefined when it is. */
export type Recall = (node: string, path: string, parameter: PresentParameter) => string | undefined;

/**
 * What a file may set: what its owner lets everybody write, is a state and no happening, and neither its owner nor the file keeps apart. What the
 * file keeps apart is no fault of a value.
 */
export function recallOf({ safe, events }: Pick<ShowFile, "safe" | "events">): Recall {
  const [isSafe, isEvent] = [chooserOf(safe), chooserOf(events)];
  return (node, path, { access, event, recall }) => {
    if (!access.includes("w")) return `it cannot be set: its access is "${access}", without w`;
    if (event || isEvent(node, path)) return "its values are events";
    if (!recall) return "its owner lets no file set it";
    return isSafe(node, path) ? "it is safe from recall" : undefined;
  };
}

/** What a parameter is, in a few words, to be compared later: `flt rws 0..1`. */
export function describeParameter({ typeHint, access, min, max, event }: PresentParameter): string {
  const range = typeof min === "number" && typeof max === "number" ? ` ${min}..${max}` : "";
  return `${typeHint} ${access}${range}${event ? " event" : ""}`;
}

/** The type in such a description. */
export function expectedType(description: string | undefined): string | undefined {
  return description?.split(" ", 1)[0];
}

export function addressOf(node: string, parameter: string): string {
  return formatAddress({ node, parameter });
}
