import type { Network } from "../../model/network/network.ts";
import type { Target } from "../../model/view/menu-items.ts";

/** A menu that is open, and where on the page. */
export interface OpenMenu {
  readonly on: Target;
  readonly x: number;
  readonly y: number;
}

/** What of the graph an element belongs to; nothing for the tools and the small map that lie on it. */
export function targetOf(element: Element, network: Network): Target | undefined {
  // It has a menu of its own.
  if (element.closest("[data-item]") !== null) return undefined;
  const parameter = network.parameter(element.closest<HTMLElement>("[data-port]")?.dataset.port ?? "");
  if (parameter !== undefined) return { type: "parameter", parameter };
  const wire = network.wire(element.closest<HTMLElement>(".svelte-flow__edge")?.dataset.id ?? "");
  if (wire !== undefined) return { type: "wire", wire };
  const node = network.nodeOf(element.closest<HTMLElement>(".svelte-flow__node")?.dataset.id ?? "");
  if (node !== undefined) return { type: "node", node };
  return element.closest(".svelte-flow__pane, .svelte-flow__selection") === null ? undefined : { type: "canvas" };
}
