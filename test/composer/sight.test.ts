import { expect, test } from "vitest";
import {
  between,
  type Pane,
  reachesOut,
  recentre,
  type Sight,
  sightOf,
  zoomed,
} from "../../composer/model/view/sight.ts";

const PANE: Pane = { width: 1000, height: 600, least: 0.2, most: 1 };
const NONE = { top: 0, left: 0, right: 0, bottom: 0 };
const box = (x: number, y: number, width: number, height: number) => ({ key: `${x} ${y}`, x, y, width, height });
/** Where a point of the graph is on the screen. */
const onScreen = ({ x, y, zoom }: Sight, [left, top]: readonly [number, number]) => [x + left * zoom, y + top * zoom];

test("all boxes are as large as they fit, in the middle", () => {
  const sight = sightOf([box(0, 0, 100, 100), box(1900, 500, 100, 100)], PANE, NONE);
  expect(sight).toEqual({ x: 0, y: 150, zoom: 0.5 });
});

test("what lies along the edges covers nothing", () => {
  const room = { top: 100, left: 200, right: 0, bottom: 0 };
  const sight = sightOf([box(0, 0, 1600, 400)], PANE, room);
  if (sight === undefined) throw new Error("nothing is seen");
  expect(onScreen(sight, [0, 0])[0]).toBe(200);
  expect(onScreen(sight, [1600, 400])[0]).toBe(1000);
  expect((onScreen(sight, [0, 0])[1] ?? 0) + (onScreen(sight, [0, 400])[1] ?? 0)).toBe(700);
});

test("few are not blown up, many not made too small to be read", () => {
  expect(sightOf([box(0, 0, 10, 10)], PANE, NONE)?.zoom).toBe(1);
  expect(sightOf([box(0, 0, 100_000, 10)], PANE, NONE)?.zoom).toBe(0.2);
});

test("without boxes, or on a screen without room, the picture stays", () => {
  expect(sightOf([], PANE, NONE)).toBeUndefined();
  expect(sightOf([box(0, 0, 1, 1)], { ...PANE, height: 0 }, NONE)).toBeUndefined();
  expect(sightOf([box(0, 0, 1, 1)], PANE, { ...NONE, top: 300, bottom: 300 })).toBeUndefined();
});

test("zooming keeps the middle where it is, and ends at the limits", () => {
  const sight: Sight = { x: 100, y: 40, zoom: 0.5 };
  const middle = [(500 - sight.x) / sight.zoom, (300 - sight.y) / sight.zoom] as const;
  const closer = zoomed(sight, 1.2, PANE);
  expect(closer.zoom).toBeCloseTo(0.6);
  for (const [index, at] of onScreen(closer, middle).entries()) expect(at).toBeCloseTo([500, 300][index] ?? 0);
  expect(zoomed(sight, 100, PANE).zoom).toBe(1);
  expect(zoomed(sight, 0.01, PANE).zoom).toBe(0.2);
  expect(zoomed(zoomed(sight, 100, PANE), 1.2, PANE)).toEqual(zoomed(sight, 100, PANE));
});

test("a way begins and ends where it should, and grows by the same factor in each half", () => {
  const [from, to]: readonly Sight[] = [
    { x: 0, y: 0, zoom: 0.25 },
    { x: -300, y: 80, zoom: 1 },
  ];
  if (from === undefined || to === undefined) throw new Error("no way");
  expect(between(from, to, 0)).toEqual(from);
  expect(between(from, to, 1)).toEqual(to);
  expect(between(from, to, 0.5).zoom).toBeCloseTo(0.5);
});

test("on the way one point stays where it is on the screen; without a zoom all move alike", () => {
  const from: Sight = { x: 120, y: -40, zoom: 0.4 };
  const to = zoomed(from, 2, { ...PANE, most: 4 });
  const middle = [(500 - from.x) / from.zoom, (300 - from.y) / from.zoom] as const;
  for (const part of [0.1, 0.5, 0.9]) {
    const [x = 0, y = 0] = onScreen(between(from, to, part), middle);
    expect([x, y].map(Math.round)).toEqual([500, 300]);
  }
  expect(between(from, { ...from, x: 220 }, 0.25)).toEqual({ x: 145, y: -40, zoom: 0.4 });
});

const SCREEN = { width: 1000, height: 600 };

test("what was in the middle stays there when the window changes", () => {
  const sight = { x: 100, y: 40, zoom: 0.5 };
  expect(recentre(sight, SCREEN, { width: 652, height: 600 })).toEqual({ x: -74, y: 40, zoom: 0.5 });
  expect(recentre(sight, SCREEN, { width: 1000, height: 328 })).toEqual({ x: 100, y: -96, zoom: 0.5 });
  expect(recentre(sight, SCREEN, SCREEN)).toEqual(sight);
});

test.each([
  ["all is in sight", { x: 0, y: 0 }, false],
  ["one lies to the left", { x: -250, y: 0 }, true],
  ["one lies above", { x: 0, y: -40 }, true],
  ["one reaches beyond the right", { x: 1900, y: 0 }, true],
  ["one reaches below", { x: 0, y: 1150 }, true],
])("%s", (_, at, out) => {
  const boxes = [
    { x: 10, y: 10, width: 200, height: 100 },
    { ...at, width: 200, height: 100 },
  ];
  expect(reachesOut(boxes, { x: 0, y: 0, zoom: 0.5 }, SCREEN)).toBe(out);
});

test("what touches an edge is in sight, and nothing is out of it where nothing is", () => {
  expect(reachesOut([{ x: -1, y: 0, width: 1002, height: 600 }], { x: 0, y: 0, zoom: 1 }, SCREEN)).toBe(false);
  expect(reachesOut([], { x: 0, y: 0, zoom: 1 }, SCREEN)).toBe(false);
});
