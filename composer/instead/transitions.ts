// Stands in for d3-transition and d3-interpolate in the page: the graph's library brings them along to move the picture by itself,
// which the page does without them (`composer/views/graph/camera.svelte.ts`).

/** Nothing moves by itself that could be interrupted. */
export function interrupt(): void {}

/** No picture is reckoned between two others. */
export function interpolate(): () => undefined {
  return () => undefined;
}
export { interpolate as interpolateZoom };
