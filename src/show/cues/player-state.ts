import type { PlayerPosition } from "./inputs.ts";
import type { PressAnswer } from "./presses.ts";
import type { Target } from "./targets.ts";

/**
 * How a player stands, so that another one can go on in its place. Times are milliseconds: `since`, `sent`, `last` and `panic` of the clock of
 * the host, the others of the show.
 */
export interface PlayerState extends PlayerPosition {
  readonly timeline: TimelineState;
  /** What was answered to the last presses of GO that have a name. */
  readonly presses: ReadonlyMap<string, PressAnswer>;
  /** Where BACK goes to, the next one last. */
  readonly history: readonly PlayedStep[];
  /** A panic left the stage at no look. */
  readonly stopped: boolean;
  /** When the panic was that is not released. */
  readonly panic?: number | undefined;
  /** When something was started last. */
  readonly last?: number | undefined;
  /** What lies on top, by its name: the number of the start that put it there. */
  readonly covers: ReadonlyMap<string, number>;
  /** What was taken away from the top, by tags: the number of the last start before. */
  readonly released: ReadonlyMap<string, number>;
  /** Where parameters were sent that are still on their way there, or have not heard of it, by address. */
  readonly targets: ReadonlyMap<string, HandedTarget>;
  /** Nodes that have just started, by name. */
  readonly settlers: ReadonlyMap<string, HandedSettler>;
}

/** `done`: it has arrived, and is known only because its node settles. */
export type HandedTarget = Omit<Target, "from"> & { readonly done?: true | undefined };

/** When a node has settled, in milliseconds of the host, and which of its parameters were sent once more. */
export interface HandedSettler {
  readonly until: number;
  readonly again: readonly string[];
}

/** What GO or GOTO played, and the cue that was on stage before. */
export interface PlayedStep {
  readonly before: string | undefined;
  readonly played: string;
}

/** The time of a show, and what happens by itself in it. */
export interface TimelineState {
  /** What time of the show it was at a time of the host; how fast it passes while it is not paused. */
  readonly at: number;
  readonly since: number;
  readonly rate: number;
  readonly paused: boolean;
  readonly waiting?: { readonly cue: string; readonly at: number } | undefined;
  readonly follow?: number | undefined;
  readonly running: readonly RunningCue[];
}

export interface RunningCue {
  readonly cue: string;
  readonly began: number;
  readonly ends: number;
}
