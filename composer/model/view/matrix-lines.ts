import type { ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import { type ShownWire, wireKey } from "../network/shown-wire.ts";
import { Observable } from "../observable.ts";

/** A row or a column of the matrix: a parameter, or all of a node that is folded. */
export interface Line {
  readonly key: string;
  readonly node: ShownNode;
  /** Undefined for a node that is folded. */
  readonly parameter: ShownParameter | undefined;
  /** How many parameters it stands for. */
  readonly count: number;
  /** Whether its node begins here. */
  readonly first: boolean;
}

/** The rows are emitters, the columns sensors. */
export type Side = "rows" | "columns";

/** Which nodes are folded in the matrix, as rows and as columns. */
export class MatrixFolds extends Observable {
  readonly rows = new Set<string>();
  readonly columns = new Set<string>();

  toggle(side: Side, { key }: ShownNode): void {
    if (!this[side].delete(key)) this[side].add(key);
    this.changed();
  }

  /** Folds all of these on both sides, or none. */
  all(nodes: readonly ShownNode[], folded: boolean): void {
    for (const side of [this.rows, this.columns]) {
      side.clear();
      if (folded) for (const { key } of nodes) side.add(key);
    }
    this.changed();
  }
}

/** Parameters, node by node, as the lines that are drawn. */
export function linesOf(parameters: readonly ShownParameter[], folded: ReadonlySet<string>): readonly Line[] {
  const lines: Line[] = [];
  for (let index = 0; index < parameters.length; ) {
    const begin = index;
    const node = parameters[begin]?.node;
    while (index < parameters.length && parameters[index]?.node === node) index += 1;
    const all = parameters.slice(begin, index);
    if (node === undefined) break;
    if (folded.has(node.key)) lines.push({ key: node.key, node, parameter: undefined, count: all.length, first: true });
    else
      for (const [at, parameter] of all.entries())
        lines.push({ key: parameter.key, node, parameter, count: 1, first: at === 0 });
  }
  return lines;
}

/** The wires of every cell, by the keys of its row and column. */
export function crossingsOf(
  wires: readonly ShownWire[],
  { rows, columns }: Pick<MatrixFolds, "rows" | "columns">,
): ReadonlyMap<string, readonly ShownWire[]> {
  const found = new Map<string, ShownWire[]>();
  for (const wire of wires) {
    const key = wireKey({ key: lineKey(wire.emitter, rows) }, { key: lineKey(wire.sensor, columns) });
    const known = found.get(key);
    if (known === undefined) found.set(key, [wire]);
    else known.push(wire);
  }
  return found;
}

function lineKey({ key, node }: ShownParameter, folded: ReadonlySet<string>): string {
  return folded.has(node.key) ? node.key : key;
}
