import type { Json } from "../../index.ts";
import type { WireMove } from "./look.ts";
import type { Move } from "./moves.ts";

/** What a player wants done. Whoever performs it decides nothing. */
export type PlayerEffect =
  | FadeEffect
  | AnswerEffect
  | ({ readonly type: "link"; readonly tag: string } & WireMove)
  | { readonly type: "call"; readonly node: string; readonly method: string; readonly args: readonly Json[] }
  | { readonly type: "fire"; readonly node: string; readonly parameter: string; readonly value: Json }
  /** Every fade with such a tag stays where it is. */
  | { readonly type: "stop"; readonly tags: string }
  /** Every fade with such a tag goes so many times as fast; 0 pauses it. On one node, or on all. */
  | { readonly type: "pace"; readonly tags: string; readonly rate: number; readonly node?: string }
  | CueEffect
  /** What lies on top of parameters under such tags goes away, in so many seconds. On one node, or on all. */
  | { readonly type: "release"; readonly tags: string; readonly over: number; readonly node?: string }
  /** Who moved the parameters of a node last? `handleHands` wants to know; of an old node `handleValues` what they are. */
  | { readonly type: "ask"; readonly node: string }
  /** For people. */
  | { readonly type: "note"; readonly text: string };

/** The values of one node, which are to go there together. Without `over` and `delay` one is set at once. */
export interface FadeEffect {
  readonly type: "fade";
  readonly node: string;
  /** By path. */
  readonly values: ReadonlyMap<string, SentMove>;
  readonly tag: string;
  /** 0 to 200. */
  readonly priority: number;
  /** The values lie on top of the parameters until they are released. */
  readonly overlay?: true;
  /** They begin at one moment with all others of the tag, or not at all. */
  readonly together?: true;
}

/** `from`: where it begins instead of at its present value. */
export interface SentMove extends Move {
  readonly from?: Json | undefined;
}

/** What became of what somebody pressed: `text` says it, or why nothing did. */
export interface AnswerEffect {
  readonly type: "answer";
  readonly accepted: boolean;
  readonly text: string;
}

/** A cue is in another state. */
export interface CueEffect {
  readonly type: "cue";
  /** Its id. */
  readonly cue: string;
  readonly state: "waiting" | "running" | "done" | "dropped";
  /** Nodes that it moves and that are not here. */
  readonly missing: readonly string[];
}
