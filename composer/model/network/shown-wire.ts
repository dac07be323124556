import type { Json, LinkState } from "../../../src/index.ts";
import type { ShownParameter } from "./shown-parameter.ts";

/** A wire as it is on the screen. */
export interface ShownWire {
  /** The keys of its ends. */
  readonly key: string;
  readonly emitter: ShownParameter;
  readonly sensor: ShownParameter;
  /** Whether the emitter's node lists it. */
  readonly made: boolean;
  /** It is none: somebody cut it, although the program of one of its nodes wants it. */
  readonly cut?: true;
  /** Why it waits, or who cut it; empty when it is made. */
  readonly reason: string;
}

/** How a wire stands, in words; empty when it is made. */
export function describeStanding({ made, cut, reason }: ShownWire): string {
  if (made) return "";
  return cut === true ? reason : `waiting: ${reason}`;
}

/** What becomes of the values of a wire, when its sensor does not get them. */
export function describeTrouble(state: LinkState | undefined): string {
  if (isMuted(state?.options)) return "muted: it lets nothing through";
  const { refusals, dropped = 0 } = state ?? {};
  if (refusals !== undefined) return `${refusals.count} of ${refusals.of} values refused: ${refusals.reason}`;
  return dropped === 0 ? "" : `its map has no number for ${dropped} of its values`;
}

/** Whether a wire lets nothing through because somebody wants it so. */
export function isMuted(options: ReadonlyMap<string, Json> | undefined): boolean {
  return options?.get("mute") === true || options?.get("priority") === 0;
}

/** The key of a wire between two parameters. */
export function wireKey(emitter: { readonly key: string }, sensor: { readonly key: string }): string {
  return `${emitter.key}\n→\n${sensor.key}`;
}
