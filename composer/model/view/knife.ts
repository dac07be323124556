import type { Point } from "../network/shown-node.ts";

/** Lines by their names, as points that straight pieces join. */
export type Lines = ReadonlyMap<string, readonly Point[]>;

/** The lines that a straight cut goes across. */
export function crossed(from: Point, to: Point, lines: Lines): readonly string[] {
  return [...lines].filter(([, line]) => isCrossed([from, to], line)).map(([name]) => name);
}

function isCrossed(cut: Piece, line: readonly Point[]): boolean {
  return line.some((end, index) => index > 0 && meet(cut, [line[index - 1] ?? end, end]));
}

type Piece = readonly [from: Point, to: Point];

/** Whether the ends of each lie on both sides of the other; one that only touches the other meets it. */
function meet(one: Piece, other: Piece): boolean {
  return areParted(one, other) && areParted(other, one);
}

function areParted(by: Piece, [from, to]: Piece): boolean {
  const [a, b] = [sideOf(by, from), sideOf(by, to)];
  // A piece that lies along the cut is not crossed by it, nor is one without a length.
  return a !== b && a * b <= 0;
}

function sideOf([from, to]: Piece, { x, y }: Point): number {
  return Math.sign((to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x));
}
