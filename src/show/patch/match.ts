import { fitsGlob } from "../../arguments/glob.ts";
import { parseAddress, UsageError } from "../../index.ts";
import type { ShowFile } from "../file/show-file.ts";
import type { MissingNode } from "./plan.ts";
import { expectedType } from "./recallable.ts";
import { namesakes, type PresentNode, type Snapshot, unique } from "./snapshot.ts";

export interface MatchOptions {
  /**
   * What stands for what: `{"cam@foyer": "cam@stage"}`, a name or a beginning of an id for a name; `{"lamp/bright": "lamp/level"}` for a
   * parameter that was renamed.
   */
  readonly replace?: Readonly<Record<string, string>> | undefined;
  /** Also nodes that only look like those of the file: the same name on another machine. */
  readonly guess?: boolean | undefined;
}

export interface Matches {
  /** By the names of the file. */
  readonly nodes: ReadonlyMap<string, PresentNode>;
  readonly missing: readonly MissingNode[];
}

/** Finds for each of some nodes of a file the one that is here: what a person said, the same name, the pattern in the file. */
export function matchNodes(
  file: ShowFile,
  names: Iterable<string>,
  snapshot: Snapshot,
  options: MatchOptions = {},
): Matches {
  return new Matcher(file, [...new Set(names)].sort(), snapshot, options).match();
}

class Matcher {
  readonly #file: ShowFile;
  readonly #names: readonly string[];
  readonly #snapshot: Snapshot;
  readonly #named: ReadonlyMap<string, PresentNode>;
  readonly #replace: ReadonlyMap<string, string>;
  readonly #guess: boolean;
  readonly #nodes = new Map<string, PresentNode>();
  readonly #why = new Map<string, string>();

  constructor(file: ShowFile, names: readonly string[], snapshot: Snapshot, { replace = {}, guess }: MatchOptions) {
    this.#file = file;
    this.#names = names;
    this.#snapshot = snapshot;
    this.#named = unique(snapshot);
    this.#replace = new Map(Object.entries(replace).filter(([name]) => !isAddress(name)));
    this.#guess = guess === true;
  }

  match(): Matches {
    const doubles = namesakes(this.#snapshot);
    for (const name of this.#names) this.#takeReplacement(name);
    for (const name of this.#open().filter((one) => !this.#replace.has(one))) {
      const all = doubles.get(name);
      if (all === undefined) this.#take(name, this.#named.get(name));
      else this.#why.set(name, `${all.length} nodes have this name: ${all.map(({ id }) => id.slice(0, 8)).join(", ")}`);
    }
    for (const name of this.#open()) this.#takePattern(name);
    const fits = new Map(this.#open().map((name) => [name, this.#fitting(name)]));
    if (this.#guess) for (const [name, [only, ...more]] of fits) if (more.length === 0) this.#take(name, only);
    const missing = this.#open().map((name) => this.#missing(name, fits.get(name) ?? []));
    return { nodes: this.#nodes, missing };
  }

  #missing(name: string, fits: readonly PresentNode[]): MissingNode {
    const doubles = namesakes(this.#snapshot).get(name);
    const ids = doubles?.map(({ id }) => id.slice(0, 8));
    return { name, reason: this.#why.get(name) ?? "not here", fits: ids ?? fits.map((one) => one.name) };
  }

  /** Those of the file for which nobody has been found yet. */
  #open(): readonly string[] {
    return this.#names.filter((name) => !this.#nodes.has(name));
  }

  #take(name: string, node: PresentNode | undefined): void {
    if (node !== undefined && this.#isFree(node)) this.#nodes.set(name, node);
  }

  #isFree(node: PresentNode): boolean {
    return ![...this.#nodes.values()].includes(node);
  }

  #takeReplacement(name: string): void {
    const wanted = this.#replace.get(name);
    if (wanted === undefined) return;
    const found = this.#named.get(wanted) ?? this.#byId(wanted);
    if (found === undefined) this.#why.set(name, `${JSON.stringify(wanted)}, which is to stand for it, is not here`);
    else if (!this.#isFree(found)) this.#why.set(name, `${JSON.stringify(wanted)} stands for another node already`);
    else this.#take(name, found);
  }

  #byId(start: string): PresentNode | undefined {
    if (!/^[0-9a-f]{4,32}$/.test(start)) return undefined;
    const [found, ...more] = this.#snapshot.nodes.filter(({ id }) => id.startsWith(start));
    return more.length === 0 ? found : undefined;
  }

  #takePattern(name: string): void {
    const glob = this.#file.nodes.get(name)?.match?.toLowerCase();
    if (glob === undefined || this.#replace.has(name)) return;
    const [found, ...more] = [...this.#named.values()].filter(
      (node) => this.#isFree(node) && !this.#names.includes(node.name) && fitsGlob(glob, node.name.toLowerCase()),
    );
    if (more.length === 0) this.#take(name, found);
    else this.#why.set(name, `${1 + more.length} nodes fit ${JSON.stringify(this.#file.nodes.get(name)?.match)}`);
  }

  /** Nodes of the same name up to the machine or a number, that have every parameter that is expected. */
  #fitting(name: string): readonly PresentNode[] {
    if (this.#replace.has(name)) return [];
    const expects = [...(this.#file.nodes.get(name)?.expects ?? [])];
    return [...this.#named.values()].filter(
      (node) =>
        this.#isFree(node) &&
        !this.#names.includes(node.name) &&
        stemOf(node.name) === stemOf(name) &&
        expects.every(([path, what]) => node.parameters.get(path)?.typeHint === expectedType(what)),
    );
  }
}

/** Parameters that have another address now, by the address in the file. Throws `UsageError`. */
export function renamedParameters({ replace = {} }: MatchOptions): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(replace).flatMap(([from, to]): [string, string][] => {
      if (!isAddress(from)) return [];
      const [before, now] = [parseAddress(from), parseAddress(to)];
      if (before.node === now.node) return [[from, now.parameter]];
      throw new UsageError(
        "invalid-argument",
        `${from}=${to} goes to another node: a parameter is replaced by one of the same`,
      );
    }),
  );
}

function isAddress(text: string): boolean {
  return text.replace(/^"(?:[^"\\]|\\.)*"/, "").includes("/");
}

function stemOf(name: string): string {
  return name.replace(/@.*$/, "").replace(/-\d+$/, "").toLowerCase();
}
