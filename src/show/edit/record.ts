import type { Json } from "../../index.ts";
import { lookAt } from "../cues/look.ts";
import { compareCueNumbers } from "../file/cue-number.ts";
import type { Cue, Curve, Scene, ShowFile, Timed } from "../file/show-file.ts";
import { sameValue } from "../patch/file-values.ts";

/** What is said of a scene or a cue besides its values; what is left out stays as it is. */
export interface RecordOptions {
  /** Seconds. */
  readonly over?: number | undefined;
  readonly curve?: Curve | undefined;
  readonly note?: string | undefined;
}

export interface RecordCueOptions extends RecordOptions {
  readonly name?: string | undefined;
  /** All of it, and not only what differs from the look of the cue in front: the cue asserts its whole look. */
  readonly block?: boolean | undefined;
}

/** Takes values into a scene; others that it has stay. A scene that is not there yet begins empty. */
export function storeScene(
  show: ShowFile,
  name: string,
  values: ReadonlyMap<string, Json>,
  options: RecordOptions,
): ShowFile {
  const before = show.scenes.get(name) ?? EMPTY;
  const scene: Scene = { ...before, ...said(options), values: new Map([...before.values, ...values]) };
  return { ...show, scenes: new Map([...show.scenes, [name, scene]]) };
}

/**
 * Takes values into the cue of a number: what differs from the look of the cue in front of it, so that later changes there go through. What it
 * has of other parameters stays. A cue that is not there yet is placed by its number.
 */
export function recordCue(
  show: ShowFile,
  number: string,
  values: ReadonlyMap<string, Json>,
  { block, name, ...options }: RecordCueOptions,
): ShowFile {
  const cues = placed(show.cues, number);
  const index = cues.findIndex(({ cue }) => compareCueNumbers(cue, number) === 0);
  const before = cues[index] ?? emptyCue(number);
  const blocks = block ?? before.flags.includes("block");
  const look = lookInFront(show, cues, index);
  const differs = [...values].filter(([address, value]) => blocks || !sameValue(look.get(address), value));
  const kept = [...before.values].filter(([address]) => !values.has(address));
  const flags = [...before.flags.filter((flag) => flag !== "block"), ...(blocks ? (["block"] as const) : [])];
  const named = name === undefined ? {} : { name };
  const cue: Cue = { ...before, ...said(options), ...named, flags, values: new Map([...kept, ...differs]) };
  return { ...show, cues: cues.with(index, cue) };
}

/** What the stage is in front of a cue; where no cue says it, what the file does. */
export function lookInFront(show: ShowFile, cues: readonly Cue[], index: number): ReadonlyMap<string, Json> {
  const front = cues.slice(0, index).findLast(({ disabled }) => disabled !== true);
  return new Map([...show.values, ...lookAt(show, cues, front?.id).values]);
}

function placed(cues: readonly Cue[], number: string): readonly Cue[] {
  if (cues.some(({ cue }) => compareCueNumbers(cue, number) === 0)) return cues;
  const taken = new Set(cues.map(({ id }) => id));
  let id = number;
  for (let count = 2; taken.has(id); count++) id = `${number}-${count}`;
  const behind = cues.findIndex(({ cue }) => compareCueNumbers(cue, number) > 0);
  return cues.toSpliced(behind < 0 ? cues.length : behind, 0, { ...emptyCue(number), id });
}

function emptyCue(number: string): Cue {
  const none = new Map<string, never>();
  const moves = { values: none, wires: { make: [], cut: [] }, calls: [], fire: none };
  return { id: number, cue: number, ...moves, flags: [], timing: none, rest: none };
}

/** What was left out stays. */
function said(options: RecordOptions): Partial<Pick<Timed, "over" | "curve"> & { note: string }> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

const EMPTY: Scene = { values: new Map(), timing: new Map(), rest: new Map() };
