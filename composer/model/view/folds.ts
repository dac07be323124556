import type { ShownNode } from "../network/shown-node.ts";
import { Observable } from "../observable.ts";

/** What is drawn of a node: what has a wire, or nothing but its name. */
export type Fold = "ports" | "header";

/** What is not drawn of nodes. It is the affair of one page: it changes nothing for others. */
export class Folds extends Observable {
  readonly #groups = new Set<string>();
  readonly #opened = new Set<string>();
  #nodes: ReadonlyMap<string, Fold> = new Map();

  /** The nodes that are folded, by their keys. */
  get nodes(): ReadonlyMap<string, Fold> {
    return this.#nodes;
  }

  of({ key }: ShownNode): Fold | undefined {
    return this.#nodes.get(key);
  }

  /** Long nodes that are drawn whole. */
  get opened(): ReadonlySet<string> {
    return this.#opened;
  }

  /** Objects whose parameters are hidden: the node's key, a line break, the object's name. */
  get groups(): ReadonlySet<string> {
    return this.#groups;
  }

  /** Hides the parameters of an object, or shows them again. */
  group({ key }: ShownNode, group: string): void {
    toggle(this.#groups, `${key}\n${group}`);
    this.changed();
  }

  /** Draws a node whole; one that was drawn whole short again, if it is a long one. */
  open(node: ShownNode): void {
    if (this.of(node) !== undefined) return this.fold([node], undefined);
    toggle(this.#opened, node.key);
    this.changed();
  }

  fold(nodes: readonly ShownNode[], fold: Fold | undefined): void {
    const folded = new Map(this.#nodes);
    for (const { key } of nodes)
      if (fold === undefined) folded.delete(key);
      else folded.set(key, fold);
    this.#nodes = folded;
    this.changed();
  }

  /** One step on: whole, what has a wire, nothing but the name. All of them as the first. */
  step(nodes: readonly ShownNode[]): void {
    const [first] = nodes;
    if (first === undefined) return;
    this.fold(nodes, nextFold(this.of(first)));
  }

  /** As a stored view has it: these and no others. */
  become(nodes: ReadonlyMap<string, Fold>): void {
    this.#nodes = new Map(nodes);
    this.changed();
  }
}

/** One step on. */
export function nextFold(fold: Fold | undefined): Fold | undefined {
  if (fold === undefined) return "ports";
  return fold === "ports" ? "header" : undefined;
}

function toggle(set: Set<string>, key: string): void {
  if (!set.delete(key)) set.add(key);
}
