import type { RemoteNode } from "../../index.ts";

/** Whether a node goes to values by itself, and takes overlays: it announces the word for it. */
export function runsFades(node: Announcing): boolean {
  return announces(node, "fade");
}

/** Whether a node knows the clock that others share. */
export function sharesClock(node: Announcing): boolean {
  return announces(node, "clock");
}

function announces({ headers }: Announcing, word: string): boolean {
  return headers.get("X-ZOCP-EXTENSIONS")?.split(" ").includes(word) === true;
}

type Announcing = Pick<RemoteNode, "headers">;
