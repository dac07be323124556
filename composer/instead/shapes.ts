// Stands in for what the graph's library would draw by itself, nodes and wires among it, and for what it would delete by a key: the page
// draws its own, and has keys of its own.

export { default as ConnectionLine } from "./connection-line.svelte";
export { default as KeyHandler } from "./key-handler.svelte";
export {
  nothing as Attribution,
  nothing as BaseEdge,
  nothing as BezierEdge,
  nothing as BezierEdgeInternal,
  nothing as default,
  nothing as MarkerDefinition,
  nothing as SmoothStepEdge,
  nothing as SmoothStepEdgeInternal,
  nothing as StepEdge,
  nothing as StepEdgeInternal,
  nothing as StraightEdge,
  nothing as StraightEdgeInternal,
};

/** Draws nothing. */
function nothing(): void {}
