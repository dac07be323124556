import type { Json, TransportNode } from "../../index.ts";
import type { ShowFile } from "../file/show-file.ts";
import { toFile } from "../patch/file-values.ts";
import { selectionOf } from "../patch/patterns.ts";
import { presentWires } from "../patch/present-wires.ts";
import { addressOf, recallOf } from "../patch/recallable.ts";
import { namesakes, unique } from "../patch/snapshot.ts";
import { takeSnapshot } from "../patch/take-snapshot.ts";

/** What the stage is to be at this moment, as far as it can be recalled. */
export interface PresentState {
  /** By address, as they stand in a file. */
  readonly values: ReadonlyMap<string, Json>;
  /** Nodes that did not answer: nothing of them is taken. */
  readonly silent: readonly string[];
  /** Names that several nodes have: nothing of them is taken. */
  readonly namesakes: readonly string[];
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
  { patterns, driven = false }: PresentStateOptions,
): Promise<PresentState> {
  const snapshot = await takeSnapshot(node);
  const driving = presentWires(snapshot);
  const sensors = new Set(
    driven ? [] : [...driving.values()].flatMap((one) => (one.state === "cut" ? [] : one.sensor)),
  );
  const [chosen, whyNot] = [selectionOf(patterns), recallOf(show)];
  const values = new Map<string, Json>();
  const nodes = [...unique(snapshot).values()].filter(({ fresh }) => fresh);
  for (const { name, parameters } of nodes) {
    for (const [path, parameter] of parameters) {
      const [address, value] = [addressOf(name, path), parameter.value ?? null];
      const left = value === null || !chosen(name, path) || sensors.has(address);
      if (!left && whyNot(name, path, parameter) === undefined) values.set(address, toFile(value));
    }
  }
  const silent = snapshot.nodes.filter(({ fresh }) => !fresh).map(({ name }) => name);
  return { values, silent, namesakes: [...namesakes(snapshot).keys()] };
}
