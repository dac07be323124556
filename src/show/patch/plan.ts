import type { Json, JsonObject, Port } from "../../index.ts";

/** What has to be done so that everything is as a file says, and what cannot be done now. */
export interface Plan {
  /** In the order in which they are applied. */
  readonly changes: readonly Change[];
  /** Nodes of the file that are not here, or of which nobody knows which is meant. */
  readonly missing: readonly MissingNode[];
  /** What the file says and this network cannot be. */
  readonly problems: readonly Problem[];
  /** Links between nodes of the file that it does not know: `exact` cuts them. */
  readonly extras: readonly PlannedWire[];
  /** Links for which one end is missing, and that the other end keeps already. */
  readonly waiting: readonly PlannedWire[];
  /** Values and links that are as the file says. */
  readonly same: number;
}

export type Change = ValueChange | MergeChange | WireChange | PositionChange;

export interface ValueChange {
  readonly kind: "value";
  /** As the file writes it. */
  readonly address: string;
  /** The node that is here, by id, and its parameter. */
  readonly target: Port;
  /** What it is now; undefined where nobody knows. */
  readonly from: Json | undefined;
  readonly to: Json;
}

/** A sensor is to join its sources in another way. */
export interface MergeChange {
  readonly kind: "merge";
  /** As the file writes it. */
  readonly address: string;
  readonly target: Port;
  readonly from: string;
  readonly to: string;
}

export interface WireChange {
  /** `options`: it is there, and its values are to travel in another way. */
  readonly kind: "make" | "options" | "cut";
  readonly wire: PlannedWire;
}

export interface PositionChange {
  readonly kind: "position";
  readonly node: string;
  /** Of the node that is here, by id. */
  readonly target: string;
  readonly from: readonly [x: number, y: number] | undefined;
  readonly to: readonly [x: number, y: number];
}

export interface PlannedWire {
  /** As the file writes them. */
  readonly emitter: string;
  readonly sensor: string;
  /** Where they are now. */
  readonly from: Port;
  readonly to: Port;
  readonly options: JsonObject;
  /** How its values travel now; undefined where it is not there. */
  readonly before?: JsonObject | undefined;
  /** The node, as the file calls it, that is not here: the other end keeps the link for it. */
  readonly waits?: string | undefined;
}

export interface MissingNode {
  readonly name: string;
  readonly reason: string;
  /** Nodes that are here and could stand for it. */
  readonly fits: readonly string[];
}

export interface Problem {
  readonly address: string;
  readonly reason: string;
}

/** Whether everything is as the file says. */
export function isSame({ changes, missing, problems, extras }: Plan): boolean {
  return changes.length + missing.length + problems.length + extras.length === 0;
}
