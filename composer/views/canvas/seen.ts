import type { Area } from "../../model/canvas/item.ts";

/** The part of the graph that is on the screen, where positions of nodes are counted; undefined while there is no graph. */
export function seenArea(): Area | undefined {
  const [graph, viewport] = [document.querySelector(".svelte-flow"), document.querySelector(".svelte-flow__viewport")];
  if (graph === null || viewport === null) return undefined;
  const { a: zoom, e, f } = new DOMMatrixReadOnly(getComputedStyle(viewport).transform);
  const { width, height } = graph.getBoundingClientRect();
  return { x: -e / zoom, y: -f / zoom, width: width / zoom, height: height / zoom };
}

/** A rectangle of that size in the middle of another one. */
export function middleOf({ x, y, width, height }: Area, size: Pick<Area, "width" | "height">): Area {
  return { ...size, x: x + (width - size.width) / 2, y: y + (height - size.height) / 2 };
}
