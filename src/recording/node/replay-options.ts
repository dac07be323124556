import { checkSwitch, show } from "../../arguments/check.ts";
import { UsageError, type ZocpOptions } from "../../index.ts";
import type { RecordingPlayerOptions } from "../play/player.ts";
import { Timeline } from "../play/timeline.ts";

/** What is played, and as what. */
export interface ReplayOptions extends RecordingPlayerOptions {
  readonly timeline: Timeline;
  /** `ghosts`: nodes of the recorded names emit what was recorded. `sets`: the parameters of nodes that are here are set. `ghosts` unless said. */
  readonly as?: "ghosts" | "sets" | undefined;
  /** Milliseconds to see who is here before ghosts of the others begin; 2000 unless said. */
  readonly wait?: number | undefined;
}

/** A replay: everything that a node takes, and what is played. */
export interface ReplayNodeOptions extends ZocpOptions, ReplayOptions {}

/** Splits off what is the replay's. Throws `UsageError`. */
export function readReplayOptions({ timeline, as, wait, speed, loop, ...network }: ReplayNodeOptions): {
  readonly replay: ReplayOptions;
  readonly network: ZocpOptions;
} {
  if (!(timeline instanceof Timeline)) throw invalid(`the timeline is ${show(timeline)}, not a Timeline`);
  if (as !== undefined && as !== "ghosts" && as !== "sets") throw invalid(`as is ${show(as)}, not "ghosts" or "sets"`);
  checkRange("wait", wait, 0, 60_000);
  checkRange("speed", speed, 0.1, 100);
  checkSwitch("loop", loop);
  return { replay: { timeline, as, wait, speed, loop }, network };
}

function checkRange(name: string, given: unknown, least: number, most: number): void {
  if (given !== undefined && !(typeof given === "number" && given >= least && given <= most))
    throw invalid(`${name} is ${show(given)}, not a number from ${least} to ${most}`);
}

function invalid(message: string): UsageError {
  return new UsageError("invalid-argument", message);
}
