import type { PlayerState } from "./player-state.ts";
import type { KnownNode } from "./stage.ts";

export interface CuePlayerOptions {
  /** In front of every tag: `show` unless said. */
  readonly name?: string | undefined;
  /** Milliseconds in which a second press without `standby` is taken for a slip; 250 unless said. */
  readonly guard?: number | undefined;
  /** Seconds of BACK; 3 unless said. */
  readonly backTime?: number | undefined;
  /** Where an earlier run of this show was. */
  readonly position?: PlayerPosition | undefined;
  /** How another player stood in whose place this one goes on, instead of a position. */
  readonly state?: PlayerState | undefined;
  /** Whether a cue that was to follow by itself in that one follows here; yes unless said. */
  readonly follows?: boolean | undefined;
}

/** Where a show is: what is to be kept beside its file, so that it can go on there. */
export interface PlayerPosition {
  /** The id of the cue that is on stage; undefined before the first. */
  readonly active: string | undefined;
  /** The id of the cue that GO plays; undefined behind the last. */
  readonly next: string | undefined;
  /** How many cues were begun. */
  readonly starts: number;
  /** By name. */
  readonly nodes: ReadonlyMap<string, KnownNode>;
  /** The scene `blackout` lies on top of everything. */
  readonly blackout?: boolean | undefined;
}

/** One press of GO, as far as whoever pressed it says how. */
export interface Press {
  /** The same for each copy of one press. */
  readonly press?: string | undefined;
  /** The id of the cue that was next where it was pressed. */
  readonly standby?: string | undefined;
  /** Milliseconds since it was pressed; undefined without a common clock. */
  readonly age?: number | undefined;
  /** It comes from a node that was out of reach a moment ago, so nobody knows how old it is. */
  readonly doubtful?: boolean | undefined;
}

/** How one parameter fared. */
export interface FadeReport {
  readonly node: string;
  readonly parameter: string;
  readonly tag: string;
  readonly how: "arrived" | "grabbed" | "replaced" | "stopped" | "refused" | "gone" | "unconfirmed";
  readonly by: string;
  /** Its node left before it had heard of it, or while the values were still streamed to it. */
  readonly unheard?: boolean | undefined;
}
