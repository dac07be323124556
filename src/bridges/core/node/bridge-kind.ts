import type { BridgeDescription, KindOfDescription } from "../description.ts";
import type { Fields } from "../fields.ts";
import type { Protocol } from "./protocol.ts";

/** A kind of bridge: how its descriptions are read, and what carries it. */
export interface BridgeKind extends KindOfDescription {
  readonly name: string;
  /** Whether what is described runs programs that the description names: the person who starts it has to permit that. */
  readonly runsPrograms?: (own: Fields) => boolean;
  /**
   * Throws `DescriptionError` for what is wrong in its own fields. `on`: the interface that was chosen; `folder`: where relative paths begin.
   */
  open(description: BridgeDescription, on: string | undefined, folder?: string): Protocol;
}
