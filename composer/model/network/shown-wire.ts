import type { Json, LinkState } from "../../../src/index.ts";
import type { ShownNode } from "./shown-node.ts";
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
  /** The operator through which it goes, because its sensor's node knows no maps; undefined for a wire that goes straight. */
  readonly via?: Via;
}

/** An operator that stands between the ends of a wire. */
export interface Via {
  readonly node: ShownNode;
  readonly operator: string;
  readonly input: ShownParameter;
  readonly output: ShownParameter;
}

/** What wires lead from and to, and through. */
export type WireEnds = Pick<ShownWire, "emitter" | "sensor" | "via">;

/** The wire that has the options of another one: its first half, when it goes through an operator. */
export function mappedPart(wire: WireEnds): WireEnds {
  return wire.via === undefined ? wire : { emitter: wire.emitter, sensor: wire.via.input };
}

/** How a wire stands, in words; empty when it is made. */
export function describeStanding({ made, cut, reason }: ShownWire): string {
  if (made) return "";
  return cut === true ? reason : `waiting: ${reason}`;
}

/** The node of the operator through which a wire goes, as it is said; empty for one that goes straight. */
export function describeWay({ via }: Pick<ShownWire, "via">): string {
  return via === undefined ? "" : `via ${via.node.title}`;
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
