import type { Point } from "../network/shown-node.ts";

/** By how much an arrow key moves nodes; undefined for another key, and for one of the browser's. */
export function nudgeOf({ key, shiftKey, ctrlKey, altKey, metaKey }: NudgeKey): Point | undefined {
  const way = WAYS[key];
  if (way === undefined || ctrlKey || altKey || metaKey) return undefined;
  const size = shiftKey ? WIDE : FINE;
  return { x: way[0] * size, y: way[1] * size };
}

interface NudgeKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

const WAYS: Readonly<Record<string, readonly [x: number, y: number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const FINE = 8;
const WIDE = 40;
