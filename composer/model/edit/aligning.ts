import type { Composer } from "../composer.ts";
import { align } from "../layout/align.ts";
import type { Alignment } from "../view/alignments.ts";

/** Puts the selected nodes in order, as one entry; of one that keeps no place is told why it stays. */
export function alignSelected({ network, selection, positions, notices, lock }: Composer, how: Alignment): void {
  if (!lock.patches) return notices.tell(lock.reason, "bad");
  const nodes = network.nodes.filter(({ key }) => selection.has(key));
  if (nodes.length < 2) return notices.tell("Select two nodes or more, which are then put in order");
  const stuck = nodes.find((node) => !positions.movable(node));
  if (stuck !== undefined) notices.tell(`${stuck.name} stays: ${positions.whyFixed(stuck)}`, "bad");
  const movable = nodes.filter((node) => positions.movable(node));
  const boxes = movable.map((node) => ({ key: node.key, ...positions.boxOf(node), ...positions.of(node) }));
  const places = align(boxes, how);
  positions.move(new Map(movable.map((node) => [node, places.get(node.key) ?? positions.of(node)])));
}
