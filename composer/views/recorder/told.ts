import { createSubscriber } from "svelte/reactivity";
import type { Json } from "../../../src/index.ts";
import type { ShownNode } from "../../model/network/shown-node.ts";
import type { Valves } from "../../model/network/valves.ts";

/**
 * Reads the values of a node so that a view looks again whenever one of them is another one; what a hand wants counts before what the node
 * said. For what changes a few times a second; faders and meters paint past the framework.
 */
export function told(node: ShownNode, valves: Valves): (path: string) => Json | undefined {
  const subscribe = createSubscriber((update) => {
    let begun = false;
    const stops = [...node.parameters.values()].map((parameter) => parameter.onPaint(() => begun && update()));
    begun = true;
    return () => {
      for (const stop of stops) stop();
    };
  });
  return (path) => {
    subscribe();
    const parameter = node.parameters.get(path);
    return parameter && valves.wanted(parameter);
  };
}
