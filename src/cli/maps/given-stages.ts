import { type MapStage, parseStage as readStage } from "../../index.ts";
import { readMap } from "./notation.ts";

/** Stages that an option gave, and its place on the command line. */
export interface GivenStages {
  readonly order: number;
  readonly stages: readonly MapStage[];
}

/** Reads an option that is a stage of a map; it may be given again. */
export function parseStage(name: string): (text: string, before?: unknown) => readonly GivenStages[] {
  return (text, before) => add(before, [readStage(`${name} ${text}`)]);
}

/** Reads the option that is a whole map, or a part of one. */
export function parseMap(text: string, before?: unknown): readonly GivenStages[] {
  return add(before, readMap(text));
}

function add(before: unknown, stages: readonly MapStage[]): readonly GivenStages[] {
  return [...((before ?? []) as readonly GivenStages[]), { order: given++, stages }];
}

/** How many were given so far: the options of a command line are read in their order. */
let given = 0;
