import { layColumns } from "./columns.ts";
import {
  boundsOf,
  CHANNEL,
  GAP,
  inOrder,
  type Layering,
  type Placed,
  type PlaceMap,
  type Plan,
  type PlanBox,
  placedBoxes,
} from "./plan.ts";
import { shapeToScreen } from "./shape.ts";
import { stackEquals } from "./stacks.ts";

/**
 * Finds a place for every box: signals run from left to right, equals stand in one stack, and what has no wire stands below. The
 * same show gives the same picture on every page.
 */
export function layOut(plan: Plan, layering: Layering = layColumns): PlaceMap {
  const { boxes, wires } = inOrder(plan);
  const wired = new Set(wires.flatMap(({ from, to }) => [from, to]));
  const stacked = stackEquals({ boxes: boxes.filter(({ key }) => wired.has(key)), wires });
  const parts = partsOf(stacked.plan).map((part) => shapeToScreen(placedBoxes(part.boxes, layering(part))));
  const placed = pack(parts);
  const loose = placeLoose(
    boxes.filter(({ key }) => !wired.has(key)),
    placed,
  );
  const places = new Map(placed.map(({ key, x, y }) => [key, { x: Math.round(x), y: Math.round(y) }]));
  return new Map([...stacked.unstack(places), ...loose]);
}

/** What hangs together, the largest first. */
function partsOf({ boxes, wires }: Plan): readonly Plan[] {
  const part = new Map<string, Set<string>>(boxes.map(({ key }) => [key, new Set([key])]));
  for (const { from, to } of wires) {
    const [one, other] = [part.get(from), part.get(to)];
    if (one === undefined || other === undefined || one === other) continue;
    const [small, large] = one.size < other.size ? [one, other] : [other, one];
    for (const key of small) {
      large.add(key);
      part.set(key, large);
    }
  }
  return [...new Set(part.values())]
    .map((keys) => ({
      boxes: boxes.filter(({ key }) => keys.has(key)),
      wires: wires.filter(({ from }) => keys.has(from)),
    }))
    .sort((a, b) => b.boxes.length - a.boxes.length);
}

/** Parts in rows that are about as wide as the largest, or as a screen is. */
function pack(parts: readonly (readonly Placed[])[]): readonly Placed[] {
  const sized = parts.map((part) => ({ part, bounds: boundsOf(part) }));
  const area = sized.reduce((sum, { bounds }) => sum + (bounds.width + CHANNEL) * (bounds.height + CHANNEL), 0);
  const right = Math.max(Math.sqrt(area * SCREEN), ...sized.map(({ bounds }) => bounds.width));
  let [x, y, row] = [0, 0, 0];
  return sized.flatMap(({ part, bounds }) => {
    if (x > 0 && x + bounds.width > right) {
      y += row + CHANNEL / 2;
      [x, row] = [0, 0];
    }
    const [left, top] = [x - bounds.left, y - bounds.top];
    x += bounds.width + CHANNEL;
    row = Math.max(row, bounds.height);
    return part.map((box) => ({ ...box, x: box.x + left, y: box.y + top }));
  });
}

/** What has no wire, or not yet a place of its own: rows below the rest, as wide as that is. */
export function placeLoose(boxes: readonly PlanBox[], placed: readonly Placed[]): PlaceMap {
  const bounds = boundsOf(placed);
  const right = Math.max(3 * 300, Math.sqrt(boxes.length) * 320, bounds.width);
  const places = new Map<string, { x: number; y: number }>();
  let y = placed.length === 0 ? 0 : Math.round(bounds.top + bounds.height + CHANNEL);
  let [x, row] = [0, 0];
  for (const { key, width, height } of boxes) {
    if (x > 0 && x + width > right) {
      y += row + GAP;
      [x, row] = [0, 0];
    }
    places.set(key, { x, y });
    x += width + GAP * 2;
    row = Math.max(row, height);
  }
  return places;
}

const SCREEN = 1.6;
