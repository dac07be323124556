import type { ShownParameter } from "../../model/network/shown-parameter.ts";

/** A place in the matrix: a row and a column. */
export type Place = readonly [row: number, column: number];

/** Where in the matrix the focus and the pointer are. */
export class Cross {
  at: Place = $state.raw([0, 0]);
  over: Place | undefined = $state.raw();

  /** What is looked at: where the pointer is, or else the focus. */
  get here(): Place {
    return this.over ?? this.at;
  }

  /** Moves the focus by a key, within so many rows and columns; false for another key. */
  move(key: string, [rows, columns]: Place): boolean {
    const [row, column] = this.at;
    const steps: Readonly<Record<string, Place>> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, columns - 1],
    };
    const next = steps[key];
    if (next === undefined) return false;
    this.at = [Math.min(rows - 1, Math.max(0, next[0])), Math.min(columns - 1, Math.max(0, next[1]))];
    return true;
  }
}

/** Whether a node's parameters begin here in a list of parameters. */
export function startsNode(list: readonly ShownParameter[], index: number): boolean {
  return list[index]?.node !== list[index - 1]?.node;
}
