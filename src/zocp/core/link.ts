import type { JsonObject } from "../../bytes/json.ts";
import type { LinkRefusals } from "../signals/refusals.ts";

/** One end of a link: a node, by name or by id, and the path of one of its parameters. */
export interface Port {
  readonly node: string;
  readonly parameter: string;
}

/** A wire from an emitter to a sensor. */
export interface Link {
  readonly emitter: Port;
  readonly sensor: Port;
}

/** A link that a node keeps, and how it stands. */
export interface LinkState extends Link {
  /**
   * `waiting`: something is missing, see `reason`; `asked`: the nodes were told; `refused`: one of them does not allow it, and
   * is asked again after a minute, or when it says that others may change it; `made`: the emitter lists it; `cut`: somebody cut
   * it, and the program of this node wants it; `disputed`: its ends want different things and do not obey each other.
   */
  readonly state: "waiting" | "asked" | "refused" | "made" | "cut" | "disputed";
  /** Why it is not made, in words for people; empty otherwise. */
  readonly reason: string;
  /** How its values are wanted, when somebody said so: so many a second at most, or every one. */
  readonly rate?: number;
  readonly every?: true;
  /** Seconds that a value may wait at the emitter, when somebody said so. */
  readonly fresh?: number;
  /** What its values count for at the sensor, when that is not as usual: from 0 (nothing) to 200. */
  readonly priority?: number;
  /** Whether nothing is let through, where priority or mute was said. */
  readonly mute?: boolean;
  /** Everything that was said of how its values travel, also what this node does not understand. */
  readonly options: JsonObject;
  /** The node on which somebody decided last whether it is to be, by name, and when: milliseconds since 1970, 0 when unknown. */
  readonly by: string;
  readonly at: number;
  /** Values that are lost because its map gave no number for them, or too many waited in it; told by the sensor's node when there are any. */
  readonly dropped?: number;
  /** Values that the sensor did not take; told by its node until it has taken 100 in a row again. */
  readonly refusals?: LinkRefusals;
  /** Nobody decided it: a program or a file wants it. */
  readonly declared?: true;
}
