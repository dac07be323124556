import type { RemoteNode } from "../../index.ts";

/** Whether a node goes to values by itself, and takes overlays: it announces the word for it. */
export function runsFades({ headers }: Pick<RemoteNode, "headers">): boolean {
  return headers.get("X-ZOCP-EXTENSIONS")?.split(" ").includes("fade") === true;
}
