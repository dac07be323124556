import type { Json, JsonObject } from "../../index.ts";

/** What the first line of a recording says of it. */
export interface RecordingHeader {
  /** Milliseconds since 1970 by the clock of the machine that recorded: second 0 of what follows. */
  readonly began: number;
  /** The version of zocp that wrote it; empty where that is not known. */
  readonly by: string;
  /** The clock of the network by which its times are; undefined for that of the machine. */
  readonly clock?: RecordedClock | undefined;
}

/** The clock that nodes share, as a recorder knew it. */
export interface RecordedClock {
  /** What its time is called. */
  readonly timeline: string;
  /** What it showed at second 0, in milliseconds. */
  readonly at: number;
  /** By how many milliseconds that may be wrong, at most. */
  readonly error: number;
}

/** A parameter whose values were recorded, as its node described it. */
export interface RecordedChannel {
  /** The name of its node. */
  readonly node: string;
  readonly parameter: string;
  /** `flt`, `int`, `vec3f` and so on. */
  readonly type: string;
  /** Any of the letters r, w, e and s. */
  readonly access: string;
  readonly min?: Json | undefined;
  readonly max?: Json | undefined;
  readonly step?: Json | undefined;
  readonly unit?: string | undefined;
  readonly description?: string | undefined;
  /** The object that it belongs to. */
  readonly object?: string | undefined;
  /** Its values are happenings: they are no part of the state at a moment. */
  readonly event: boolean;
  /** Whether its owner lets others set it again from what was kept. */
  readonly recall: boolean;
}

/** What stands in one line of a recording. Times are seconds since its beginning. */
export type RecordingEntry =
  /** The first line, and the first of each recording that was put behind another. */
  | { readonly kind: "header"; readonly time: number; readonly header: RecordingHeader }
  /** A parameter was seen for the first time, or is described anew. */
  | { readonly kind: "channel"; readonly channel: RecordedChannel }
  | { readonly kind: "value"; readonly time: number; readonly channel: RecordedChannel; readonly value: Json }
  /** Something happened that is no value: `exit`, `wire`, `cue`. `about` holds the rest of the line. */
  | { readonly kind: "event"; readonly time: number; readonly event: string; readonly about: JsonObject }
  /** What every parameter is at that moment, so that nobody has to read all that was before. */
  | { readonly kind: "key"; readonly time: number; readonly values: ReadonlyMap<RecordedChannel, Json> };

/** What a recording says that it is, up to the number of its version. */
export const FORMAT = "recording/";
/** The version that this one writes, and the newest that it reads. */
export const VERSION = 1;
/** Characters of one line. */
export const LONGEST_LINE = 0x40_0000;
/** Characters of a name or a text in the description of a parameter. */
export const LONGEST_TEXT = 0x1_0000;
/** Parameters of one recording. */
export const MOST_CHANNELS = 100_000;
/** Seconds: ten years. */
export const LATEST = 315_360_000;
