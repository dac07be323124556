import { formatJson, type Json, type JsonObject, type TransportNode, type WaitOptions } from "../../index.ts";
import { looksOf } from "../cues/looks.ts";
import { keyOfWire } from "../file/read-wires.ts";
import type { ShowFile, ShowWire } from "../file/show-file.ts";
import { sameValue } from "../patch/file-values.ts";
import { takeSnapshot } from "../patch/take-snapshot.ts";
import { updateShow } from "../patch/update.ts";

/** A show with what is patched and set now. */
export interface PresentFile {
  readonly show: ShowFile;
  readonly differences: readonly PresentDifference[];
  readonly silent: readonly string[];
  readonly namesakes: readonly string[];
}

/** One thing that the file would have otherwise. */
export interface PresentDifference {
  readonly what: "value" | "wire" | "cut" | "merge" | "lost" | "node";
  /** An address, two with an arrow between, or a name. */
  readonly name: string;
  /** What the file has; undefined for nothing. */
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

/**
 * Asks everybody who is here, and takes what is patched and set into a show. Once a cue was played, the values that cues move stay as the file has
 * them: what the stage is then is the work of the cues. Rejects with `NetworkError`.
 */
export async function presentFile(
  node: TransportNode,
  show: ShowFile,
  { played, driven, ...wait }: WaitOptions & { readonly played: boolean; readonly driven?: boolean | undefined },
): Promise<PresentFile> {
  const { file, silent, namesakes } = updateShow(show, await takeSnapshot(node, wait), { driven });
  const saved = played ? { ...file, values: withoutMoved(show, file) } : file;
  return { show: saved, differences: differencesBetween(show, saved), silent, namesakes: [...namesakes.keys()] };
}

function withoutMoved(show: ShowFile, { values }: ShowFile): ReadonlyMap<string, Json> {
  const moved = new Set([...looksOf(show)].flatMap(({ moves }) => [...moves.keys()]));
  const kept = [...show.values].filter(([address]) => moved.has(address));
  return new Map([...[...values].filter(([address]) => !moved.has(address)), ...kept]);
}

function differencesBetween(before: ShowFile, after: ShowFile): readonly PresentDifference[] {
  const nodes = ({ nodes: all }: ShowFile): ReadonlyMap<string, Json> =>
    new Map(
      [...all].map(([name, { position, expects }]) => [name, formatJson([position ?? null, new Map(expects)] as Json)]),
    );
  return [
    ...between("wire", optionsOf(before.wires), optionsOf(after.wires)),
    ...between("cut", optionsOf(before.cuts), optionsOf(after.cuts)),
    ...between("value", before.values, after.values),
    ...between("merge", before.merge, after.merge),
    ...between("lost", before.lost, after.lost),
    ...between("node", nodes(before), nodes(after)).map(({ what, name }) => ({
      what,
      name,
      from: undefined,
      to: undefined,
    })),
  ];
}

function between(
  what: PresentDifference["what"],
  before: ReadonlyMap<string, Json>,
  after: ReadonlyMap<string, Json>,
): readonly PresentDifference[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .filter((name) => !sameValue(before.get(name), after.get(name)))
    .map((name) => ({ what, name, from: before.get(name), to: after.get(name) }));
}

function optionsOf(wires: readonly ShowWire[]): ReadonlyMap<string, JsonObject> {
  const keys = new Map(wires.map((wire) => [keyOfWire(wire), wire]));
  return new Map([...keys.values()].map(({ emitter, sensor, options }) => [`${emitter} → ${sensor}`, options]));
}
