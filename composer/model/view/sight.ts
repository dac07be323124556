import { boundsOf, type Placed } from "../layout/plan.ts";

/** What of the graph is seen: where its origin lies on the screen, and how large it is drawn. */
export interface Sight {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The screen on which it is seen, and between which zooms. */
export interface Pane extends Size {
  readonly least: number;
  readonly most: number;
}

/** What lies on the graph along its edges. Pixels. */
export interface Room {
  readonly top: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

/** As large as they fit all of these, in the middle of what is free; undefined for none, or where there is no room. */
export function sightOf(
  boxes: readonly Placed[],
  { width, height, least, most }: Pane,
  { top, left, right, bottom }: Room,
): Sight | undefined {
  const [wide, high] = [width - left - right, height - top - bottom];
  if (boxes.length === 0 || wide <= 0 || high <= 0) return undefined;
  const bounds = boundsOf(boxes);
  const zoom = clamp(Math.min(wide / bounds.width, high / bounds.height), least, most);
  return {
    x: left + wide / 2 - (bounds.left + bounds.width / 2) * zoom,
    y: top + high / 2 - (bounds.top + bounds.height / 2) * zoom,
    zoom,
  };
}

/** Closer or from farther away, with the middle of the pane where it is. */
export function zoomed({ x, y, zoom }: Sight, factor: number, { width, height, least, most }: Pane): Sight {
  const next = clamp(zoom * factor, least, most);
  const scale = next / zoom;
  return { x: width / 2 - (width / 2 - x) * scale, y: height / 2 - (height / 2 - y) * scale, zoom: next };
}

/** A part of the way from one sight to another, 0 to 1: evenly to the eye, which sees by what factor something grows. */
export function between(from: Sight, to: Sight, part: number): Sight {
  const zoom = from.zoom * (to.zoom / from.zoom) ** part;
  // Moves as it grows, so that one point stays where it is on the screen all the way.
  const moved = Math.abs(to.zoom - from.zoom) < 1e-6 ? part : (zoom - from.zoom) / (to.zoom - from.zoom);
  return { x: from.x + (to.x - from.x) * moved, y: from.y + (to.y - from.y) * moved, zoom };
}

/** What was in the middle of a pane stays there when that becomes larger or smaller. */
export function recentre(sight: Sight, before: Size, now: Size): Sight {
  const [x, y] = [sight.x + (now.width - before.width) / 2, sight.y + (now.height - before.height) / 2];
  return { x, y, zoom: sight.zoom };
}

/** Whether a part of some box lies outside of the pane. */
export function reachesOut(
  boxes: Iterable<Size & { readonly x: number; readonly y: number }>,
  { x, y, zoom }: Sight,
  pane: Size,
): boolean {
  for (const box of boxes) {
    const [left, top] = [box.x * zoom + x, box.y * zoom + y];
    const [right, bottom] = [left + box.width * zoom, top + box.height * zoom];
    if (left < -SLACK || top < -SLACK || right > pane.width + SLACK || bottom > pane.height + SLACK) return true;
  }
  return false;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** In pixels: an edge that just touches hides nothing. */
const SLACK = 2;
