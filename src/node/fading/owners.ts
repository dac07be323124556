import type { Json, JsonObject } from "../../bytes/json.ts";
import type { Owner } from "../../zocp/fades/owner.ts";

/** An owner whose moments are milliseconds since 1970. */
export function datedOwner(owner: Owner | undefined, dateOf: (moment: number) => number): Owner | undefined {
  if (owner === undefined) return undefined;
  const { since, gone } = owner;
  return { ...owner, since: dateOf(since), ...(gone === undefined ? {} : { gone: dateOf(gone) }) };
}

/** What a node says of one of its parameters when it is asked who holds it. */
export interface Holding {
  /** What moved it last, or moves it: its own program, a SET, a link or a fade. */
  readonly by: "self" | "set" | "signal" | "fade";
  /** The node whose that was. */
  readonly name: string;
  /** Seconds since it moved last; undefined while a fade runs, and where it never moved. */
  readonly ago?: number | undefined;
  /** Whether that was only the value that a link began with: nobody has moved the emitter. */
  readonly greeting?: true;
  /** Of a fade that waits or runs. */
  readonly fade?: HoldingFade | undefined;
  /** What lies on top of it, and the value below. */
  readonly overlay?: HoldingOverlay | undefined;
}

export interface HoldingFade {
  readonly tag: string;
  readonly priority: number;
  readonly target: Json;
  /** Seconds; undefined while it is paused. */
  readonly left?: number | undefined;
}

export interface HoldingOverlay {
  readonly tag: string;
  readonly name: string;
  readonly priority: number;
  readonly below: Json;
  /** Seconds since the node that put it there left; undefined while it is here. */
  readonly gone?: number | undefined;
}

/** Reads the answer to `zocp.owners`; what is of another kind is left out. */
export function readHoldings(json: Json): ReadonlyMap<string, Holding> {
  const holdings = new Map<string, Holding>();
  if (!(json instanceof Map)) return holdings;
  for (const [path, told] of json as JsonObject) {
    const holding = told instanceof Map ? readHolding(told) : undefined;
    if (holding !== undefined) holdings.set(path, holding);
  }
  return holdings;
}

function readHolding(told: JsonObject): Holding | undefined {
  const by = CAUSES.find((cause) => cause === told.get("by"));
  if (by === undefined) return undefined;
  const overlay = told.get("overlay");
  return {
    by,
    name: textOf(told, "name"),
    ago: numberOf(told, "ago"),
    ...(told.get("greeting") === true && { greeting: true as const }),
    ...(told.has("tag") && {
      fade: { ...causeOf(told), target: told.get("target") ?? null, left: numberOf(told, "left") },
    }),
    ...(overlay instanceof Map && { overlay: readCover(overlay, told.get("below") ?? null) }),
  };
}

function readCover(overlay: JsonObject, below: Json): HoldingOverlay {
  return { ...causeOf(overlay), name: textOf(overlay, "name"), below, gone: numberOf(overlay, "gone") };
}

function causeOf(told: JsonObject): { readonly tag: string; readonly priority: number } {
  return { tag: textOf(told, "tag"), priority: numberOf(told, "priority") ?? 0 };
}

function textOf(told: JsonObject, name: string): string {
  const text = told.get(name);
  return typeof text === "string" ? text : "";
}

function numberOf(told: JsonObject, name: string): number | undefined {
  const number = told.get(name);
  return typeof number === "number" ? number : undefined;
}

const CAUSES = ["self", "set", "signal", "fade"] as const;
