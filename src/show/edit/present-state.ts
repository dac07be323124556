import type { Json, TransportNode } from "../../index.ts";
import type { ShowFile } from "../file/show-file.ts";
import { toFile } from "../patch/file-values.ts";
import { selectionOf } from "../patch/patterns.ts";
import { presentWires } from "../patch/present-wires.ts";
import { addressOf, recallOf } from "../patch/recallable.ts";
import { namesakes, type Snapshot, unique } from "../patch/snapshot.ts";
import { takeSnapshot } from "../patch/take-snapshot.ts";

/** What the stage is to be at this moment, as far as it can be recalled. */
export interface PresentState extends Absences {
  /** By address, as they stand in a file. */
  readonly values: ReadonlyMap<string, Json>;
}

/** What could be set, also what is left out. */
export interface PresentRows extends Absences {
  readonly rows: readonly PresentRow[];
}

interface Absences {
  /** Nodes that did not answer: nothing of them is taken. */
  readonly silent: readonly string[];
  /** Names that several nodes have: nothing of them is taken. */
  readonly namesakes: readonly string[];
}

export interface PresentRow {
  readonly address: string;
  /** As it stands in a file. */
  readonly value: Json;
  /** Why it is left out, in words; undefined for what is taken. */
  readonly left: string | undefined;
}

export interface PresentStateOptions {
  /** Addresses, globs, names of nodes; everything without one. */
  readonly patterns: readonly string[];
  /** Also sensors that a link drives. */
  readonly driven?: boolean | undefined;
}

/**
 * Asks everybody who is here what can be recalled: of a fade its target, of what is covered the value below. A sensor that a link drives is left out,
 * for the link is its value.
 */
export async function presentState(
  node: TransportNode,
  show: Pick<ShowFile, "safe" | "events">,
  options: PresentStateOptions,
): Promise<PresentState> {
  const { rows, ...absences } = await presentRows(node, show, options);
  const taken = rows.filter(({ left }) => left === undefined);
  return { values: new Map(taken.map(({ address, value }) => [address, value])), ...absences };
}

/** The same, with what is left out and why. What nobody may set at all is no row. */
export async function presentRows(
  node: TransportNode,
  show: Pick<ShowFile, "safe" | "events">,
  { patterns, driven = false }: PresentStateOptions,
): Promise<PresentRows> {
  const snapshot = await takeSnapshot(node);
  const sensors = driven ? new Map<string, string>() : driversOf(snapshot);
  const [chosen, whyNot] = [selectionOf(patterns), recallOf(show)];
  const rows: PresentRow[] = [];
  const nodes = [...unique(snapshot).values()].filter(({ fresh }) => fresh);
  for (const { name, parameters } of nodes) {
    for (const [path, parameter] of parameters) {
      const [address, value] = [addressOf(name, path), parameter.value ?? null];
      if (value === null || !parameter.access.includes("w") || !chosen(name, path)) continue;
      const driver = sensors.get(address);
      const left = whyNot(name, path, parameter) ?? (driver === undefined ? undefined : `driven by ${driver}`);
      rows.push({ address, value: toFile(value), left });
    }
  }
  const silent = snapshot.nodes.filter(({ fresh }) => !fresh).map(({ name }) => name);
  return { rows, silent, namesakes: [...namesakes(snapshot).keys()] };
}

/** By sensor, an emitter that a link brings to it. */
function driversOf(snapshot: Snapshot): ReadonlyMap<string, string> {
  const wires = [...presentWires(snapshot).values()].filter(({ state }) => state !== "cut");
  return new Map(wires.map(({ emitter, sensor }) => [sensor, emitter]));
}
