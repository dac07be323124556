import { boundsOf, type Placed } from "../layout/plan.ts";

/** What of the graph is seen: where its origin lies on the screen, and how large it is drawn. */
export interface Sight {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** The screen on which it is seen, and between which zooms. Pixels. */
export interface Pane {
  readonly width: number;
  readonly height: number;
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

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
