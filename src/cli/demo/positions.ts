import type { ZocpNode } from "../../index.ts";

/** Puts a node where the picture of the stage has it: what sends on the left, what is driven on the right. */
export function place(node: ZocpNode): void {
  const at = POSITIONS.get(node.name);
  if (at !== undefined) node.setMetadata("_zne_position", [...at]);
}

const [LEFT, MIDDLE, RIGHT] = [0, 430, 860];
const POSITIONS: ReadonlyMap<string, readonly [x: number, y: number]> = new Map([
  ["fader", [LEFT, 88]],
  ["beat", [LEFT, 258]],
  ["floor", [LEFT, 444]],
  ["hand", [LEFT, 592]],
  ["oscillator", [MIDDLE, 0]],
  ["lamp-right", [MIDDLE, 162]],
  ["strobe", [MIDDLE, 296]],
  ["sound", [MIDDLE, 430]],
  ["lamp-back", [MIDDLE, 592]],
  ["lamp-left", [RIGHT, 28]],
  ["show", [RIGHT, 196]],
]);
