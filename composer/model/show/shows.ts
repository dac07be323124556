import type { ShownNode } from "../network/shown-node.ts";

/** The shows that are here: nodes that have what a show is pressed by, and answer calls. */
export function showsIn(nodes: readonly ShownNode[]): readonly ShownNode[] {
  return nodes.filter(
    ({ present, extensions, parameters }) =>
      present && extensions && PRESSED.every((path) => parameters.get(path)?.access.includes("w") === true),
  );
}

const PRESSED = ["go", "back", "panic", "goto"] as const;
