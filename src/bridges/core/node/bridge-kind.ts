import type { BridgeDescription, KindOfDescription } from "../description.ts";
import type { Protocol } from "./protocol.ts";

/** A kind of bridge: how its descriptions are read, and what carries it. */
export interface BridgeKind extends KindOfDescription {
  readonly name: string;
  /** Throws `DescriptionError` for what is wrong in its own fields. */
  open(description: BridgeDescription, on: string | undefined): Protocol;
}
