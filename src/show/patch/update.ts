import { type Json, parseAddress } from "../../index.ts";
import { keyOfWire } from "../file/read-wires.ts";
import type { SavedStamp, ShowFile, ShowNodeEntry, ShowWire } from "../file/show-file.ts";
import { toFile } from "./file-values.ts";
import { type Chooser, selectionOf } from "./patterns.ts";
import { policiesOf } from "./policies.ts";
import { type PresentWire, presentWires } from "./present-wires.ts";
import { addressOf, describeParameter, recallOf } from "./recallable.ts";
import { namesakes, type PresentNode, type Snapshot, unique } from "./snapshot.ts";

export interface UpdateOptions {
  /** Addresses, globs, names of nodes: the rest of the file stays as it is. */
  readonly only?: readonly string[] | undefined;
  /** Also values of sensors that a link drives. */
  readonly driven?: boolean | undefined;
  /** Drops what is not here any more. */
  readonly prune?: boolean | undefined;
  readonly stamp?: SavedStamp | undefined;
}

export interface Update {
  readonly file: ShowFile;
  /** Names that several nodes have: nothing of them was taken, because nobody knows which is meant. */
  readonly namesakes: ReadonlyMap<string, readonly string[]>;
  /** Nodes that did not answer: of them is written what they told last, unless the file knows them. */
  readonly silent: readonly string[];
}

/**
 * What is patched and set now, taken into a file. What cannot be seen stays in it: nodes that are away, scenes, cues, and what this version does
 * not know.
 */
export function updateShow(file: ShowFile, snapshot: Snapshot, options: UpdateOptions = {}): Update {
  const known = new Set([...addressesOf(file)].map(nodeOf));
  const silent = snapshot.nodes.filter(({ fresh }) => !fresh).map(({ name }) => name);
  const seen = new Map([...unique(snapshot)].filter(([name, { fresh }]) => fresh || !known.has(name)));
  const links = new Links(file, presentWires(snapshot), seen, options);
  const wires = links.in("made", "asked", "waiting");
  const cuts = links.in("cut");
  const driven = new Set(options.driven === true ? [] : wires.map(({ sensor }) => sensor));
  const values = valuesOf(file, seen, driven, options);
  const merge = policiesIn("merge", file, seen, options);
  const lost = policiesIn("lost", file, seen, options);
  const mentioned = addressesOf({ ...file, values, wires });
  const nodes = nodesOf(file, seen, mentioned, options);
  const saved = options.stamp === undefined ? {} : { saved: options.stamp };
  return {
    file: { ...file, ...saved, nodes, wires, cuts, values, merge, lost },
    namesakes: new Map([...namesakes(snapshot)].map(([name, all]) => [name, all.map(({ id }) => id)])),
    silent,
  };
}

type Seen = ReadonlyMap<string, PresentNode>;

function valuesOf(
  file: ShowFile,
  seen: Seen,
  driven: ReadonlySet<string>,
  options: UpdateOptions,
): ReadonlyMap<string, Json> {
  const chosen = selectionOf(options.only);
  const whyNot = recallOf(file);
  const values = new Map([...file.values].filter(([address]) => stays(address, seen, chosen, options)));
  for (const node of seen.values()) {
    for (const [path, parameter] of node.parameters) {
      if (!chosen(node.name, path)) continue;
      const address = addressOf(node.name, path);
      const { value = null } = parameter;
      const left = value === null || driven.has(address) || whyNot(node.name, path, parameter) !== undefined;
      if (left) values.delete(address);
      else values.set(address, toFile(value));
    }
  }
  return values;
}

function policiesIn(field: "merge" | "lost", file: ShowFile, seen: Seen, options: UpdateOptions): ShowFile["merge"] {
  const chosen = selectionOf(options.only);
  const left = (address: string): boolean => stays(address, seen, chosen, options);
  return policiesOf(file[field], seen.values(), { field, chosen, stays: left });
}

/** Whether something in the file is left as it is: it was not asked for, or cannot be seen. */
function stays(address: string, seen: Seen, chosen: Chooser, { prune }: UpdateOptions): boolean {
  const { node, parameter } = parseAddress(address);
  return prune !== true || !chosen(node, parameter) || seen.get(node)?.parameters.has(parameter) === true;
}

/** The links of the file beside those that are there. */
class Links {
  readonly #file: ShowFile;
  readonly #present: ReadonlyMap<string, PresentWire>;
  readonly #seen: Seen;
  readonly #chosen: Chooser;
  readonly #prune: boolean;

  constructor(file: ShowFile, present: ReadonlyMap<string, PresentWire>, seen: Seen, { only, prune }: UpdateOptions) {
    this.#file = file;
    this.#present = present;
    this.#seen = seen;
    this.#chosen = selectionOf(only);
    this.#prune = prune === true;
  }

  /** Those of one part of the file, brought to the state of this moment. */
  in(...states: readonly PresentWire["state"][]): readonly ShowWire[] {
    const before = states.includes("cut") ? this.#file.cuts : this.#file.wires;
    const wires = new Map<string, ShowWire>();
    for (const wire of before) if (this.#stays(wire)) wires.set(keyOfWire(wire), wire);
    for (const [key, { state, emitter, sensor, options }] of this.#present)
      if (states.includes(state) && this.#means({ emitter, sensor })) wires.set(key, { emitter, sensor, options });
    return [...wires.values()];
  }

  #stays(wire: ShowWire): boolean {
    if (!this.#means(wire)) return true;
    if (this.#present.has(keyOfWire(wire))) return false;
    // Of a link to a node that is away, those that are here need not know.
    return !this.#prune && [wire.emitter, wire.sensor].some((end) => !this.#seen.has(nodeOf(end)));
  }

  #means({ emitter, sensor }: Pick<ShowWire, "emitter" | "sensor">): boolean {
    return [emitter, sensor].some((end) => {
      const { node, parameter } = parseAddress(end);
      return this.#chosen(node, parameter);
    });
  }
}

function nodesOf(
  file: ShowFile,
  seen: Seen,
  mentioned: ReadonlySet<string>,
  options: UpdateOptions,
): ShowFile["nodes"] {
  const chosen = selectionOf(options.only);
  const nodes = new Map(
    [...file.nodes].filter(([name]) => options.prune !== true || seen.has(name) || !chosen(name, "")),
  );
  for (const node of seen.values()) {
    const expects = new Map(
      [...node.parameters].flatMap(([path, parameter]): [string, string][] =>
        mentioned.has(addressOf(node.name, path)) ? [[path, describeParameter(parameter)]] : [],
      ),
    );
    const before = nodes.get(node.name);
    if (expects.size === 0 && before === undefined) continue;
    const isMentioned = (path: string): boolean => mentioned.has(addressOf(node.name, path));
    nodes.set(node.name, entryOf(node, before, expects, { chosen, mentioned: isMentioned }));
  }
  return nodes;
}

function entryOf(
  { name, position }: PresentNode,
  before: ShowNodeEntry | undefined,
  expects: ReadonlyMap<string, string>,
  { chosen, mentioned }: { readonly chosen: Chooser; readonly mentioned: (path: string) => boolean },
): ShowNodeEntry {
  const kept = [...(before?.expects ?? [])].filter(
    ([path]) => mentioned(path) && (!chosen(name, path) || !expects.has(path)),
  );
  const taken = [...expects].filter(([path]) => chosen(name, path) || !before?.expects.has(path));
  return {
    ...before,
    position: position ?? before?.position,
    expects: new Map([...kept, ...taken]),
    rest: before?.rest ?? new Map(),
  };
}

/** Every parameter that a file speaks of. */
function addressesOf({ values, wires, cuts, scenes, cues }: ShowFile): ReadonlySet<string> {
  const moves = cues.flatMap((cue) => [...cue.wires.make, ...cue.wires.cut]);
  const links = [...wires, ...cuts, ...moves].flatMap(({ emitter, sensor }) => [emitter, sensor]);
  const timed = [...scenes.values(), ...cues].flatMap((one) => [...one.values.keys()]);
  return new Set([...values.keys(), ...links, ...timed, ...cues.flatMap(({ fire }) => [...fire.keys()])]);
}

function nodeOf(address: string): string {
  return parseAddress(address).node;
}
