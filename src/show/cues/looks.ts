import type { Json } from "../../index.ts";
import type { Cue, ShowFile } from "../file/show-file.ts";
import { lookAt } from "./look.ts";
import { type Move, movesOf } from "./moves.ts";

/** A cue, what it moves itself, and the look at it. */
export interface LookOfCue {
  readonly cue: Cue;
  readonly moves: ReadonlyMap<string, Move>;
  readonly values: ReadonlyMap<string, Json>;
}

/** The values of the looks of a whole list, one after the other, as `lookAt` gives each: in one way down the list. */
export function* looksOf(show: ShowFile, list: readonly Cue[] = show.cues): Generator<LookOfCue> {
  let tracked: ReadonlyMap<string, Json> = lookAt(show, list).values;
  for (const cue of list) {
    const moves = movesOf(show, cue);
    const values = new Map([...tracked, ...[...moves].map(([address, { to }]) => [address, to] as const)]);
    yield { cue, moves, values };
    if (!cue.flags.includes("only") && cue.disabled !== true) tracked = values;
  }
}
