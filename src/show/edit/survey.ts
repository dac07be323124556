import type { Json, TransportNode } from "../../index.ts";
import { lookAt } from "../cues/look.ts";
import { compareCueNumbers } from "../file/cue-number.ts";
import type { ShowFile } from "../file/show-file.ts";
import { sameValue } from "../patch/file-values.ts";
import { freeNumber } from "./free-number.ts";
import { type PresentRow, type PresentRows, presentRows } from "./present-state.ts";
import { lookInFront } from "./record.ts";

/** What would be stored of the stage, row by row. */
export interface Survey extends Omit<PresentRows, "rows"> {
  readonly rows: readonly SurveyRow[];
  /** A number of a cue that is free, behind the one on stage. */
  readonly number: string;
}

interface SurveyRow extends PresentRow {
  /** It is not what the cue on stage has left; what no cue speaks of is compared with the values of the file. */
  readonly changed: boolean;
  /** What the scene or the cue has of it already. */
  readonly kept: Json | undefined;
  /** What it is in front of the cue: where the value is the same, the cue need not have it. */
  readonly front: Json | undefined;
  /** It is that already in front of the cue. */
  readonly tracked: boolean;
}

export interface SurveyOptions {
  /** Into the cue of this number (of one that is free, for an empty text), or the scene of this name, whether they are there yet or not. */
  readonly cue?: string | undefined;
  readonly scene?: string | undefined;
  readonly patterns: readonly string[];
  readonly driven?: boolean | undefined;
}

/** Asks everybody who is here what could be stored, and compares it with the show. Nothing is stored by that. */
export async function survey(
  node: TransportNode,
  show: ShowFile,
  active: string | undefined,
  options: SurveyOptions,
): Promise<Survey> {
  const { rows, ...absences } = await presentRows(node, show, options);
  const cues = show.cues.some(({ id }) => id === active) ? active : undefined;
  const look = new Map([...show.values, ...lookAt(show, show.cues, cues).values]);
  const number = freeNumber(show.cues, cues);
  const cue = options.cue === "" ? number : options.cue;
  const [kept, front] = [keptBy(show, { ...options, cue }), frontOf(show, cue)];
  return {
    ...absences,
    number,
    rows: rows.map((row) => ({
      ...row,
      changed: !sameValue(look.get(row.address), row.value),
      kept: kept?.get(row.address),
      front: front.get(row.address),
      tracked: sameValue(front.get(row.address), row.value),
    })),
  };
}

function keptBy({ scenes, cues }: ShowFile, { cue, scene }: SurveyOptions): ReadonlyMap<string, Json> | undefined {
  if (scene !== undefined) return scenes.get(scene)?.values;
  return cue === undefined ? undefined : cues.find((one) => compareCueNumbers(one.cue, cue) === 0)?.values;
}

function frontOf(show: ShowFile, number: string | undefined): ReadonlyMap<string, Json> {
  if (number === undefined) return new Map();
  const index = show.cues.findIndex(({ cue }) => compareCueNumbers(cue, number) >= 0);
  return lookInFront(show, show.cues, index < 0 ? show.cues.length : index);
}
