import { compareNames } from "../network/compare-names.ts";
import type { Point } from "../network/shown-node.ts";

/** What is to be laid out. */
export interface Plan {
  readonly boxes: readonly PlanBox[];
  /** From the box of the emitter to that of the sensor. */
  readonly wires: readonly PlanWire[];
}

export interface PlanBox {
  readonly key: string;
  readonly width: number;
  readonly height: number;
}

export interface PlanWire {
  readonly from: string;
  readonly to: string;
}

/** Where the left upper corner of each box is. */
export type PlaceMap = ReadonlyMap<string, Point>;

/** Finds places for boxes that are all joined, so that signals run from left to right. */
export type Layering = (plan: Plan) => PlaceMap;

/** A box where it is. */
export type Placed = PlanBox & Point;

/** The boxes with their places. */
export function placedBoxes(boxes: readonly PlanBox[], places: PlaceMap): readonly Placed[] {
  return boxes.flatMap((box) => {
    const place = places.get(box.key);
    return place === undefined ? [] : [{ ...box, ...place }];
  });
}

/** The left upper and the right lower corner of all of them. */
export function boundsOf(placed: readonly Placed[]): { readonly left: number; readonly top: number } & Size {
  const left = least(placed.map(({ x }) => x));
  const top = least(placed.map(({ y }) => y));
  const width = -least(placed.map((box) => -box.x - box.width)) - left;
  const height = -least(placed.map((box) => -box.y - box.height)) - top;
  return { left, top, width, height };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => Math.min(one, other), numbers[0] ?? 0);
}

/** Its place, or below what is there already. */
export function freePlace(box: Placed, there: readonly Placed[]): Point {
  let { y } = box;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const hit = there.find((other) => other.key !== box.key && touches({ ...box, y }, other));
    if (hit === undefined) break;
    y = hit.y + hit.height + GAP;
  }
  return { x: box.x, y };
}

function touches(one: Placed, other: Placed): boolean {
  const beside = other.x < one.x + one.width && one.x < other.x + other.width;
  return beside && other.y < one.y + one.height && one.y < other.y + other.height;
}

/** In a fixed order: sums of the same numbers in another order differ in their last digit, and a ring is cut elsewhere. */
export function inOrder({ boxes, wires }: Plan): Plan {
  const sorted = [...boxes].sort((a, b) => compareNames(a.key, b.key));
  const turn = new Map(sorted.map(({ key }, index) => [key, index]));
  const turnOf = ({ from, to }: PlanWire): number => (turn.get(from) ?? 0) * sorted.length + (turn.get(to) ?? 0);
  // A wire to itself, or to what is not there, leads nowhere.
  const leads = ({ from, to }: PlanWire): boolean => from !== to && turn.has(from) && turn.has(to);
  return { boxes: sorted, wires: wires.filter(leads).sort((one, other) => turnOf(one) - turnOf(other)) };
}

/** Pixels between boxes above each other, and between columns: room for wires to bend. */
export const GAP = 28;
export const CHANNEL = 150;
const TRIES = 100;
