import { expect, test } from "vitest";
import { areaAround, liesIn, readItem, writeArea } from "../../composer/model/canvas/item.ts";
import { Learning } from "../../composer/model/edit/learning.ts";
import { align } from "../../composer/model/layout/align.ts";
import { placeLoose } from "../../composer/model/layout/lay-out.ts";
import { boundsOf, freePlace, inOrder, type Placed } from "../../composer/model/layout/plan.ts";
import { compareNames } from "../../composer/model/network/compare-names.ts";
import { firstOfEach } from "../../composer/model/show/reader.ts";
import { describeChange, inverseOf, readChanges } from "../../composer/model/together/changes.ts";
import { formatHere, readHere } from "../../composer/model/together/here.ts";
import { initialsOf } from "../../composer/model/together/initials.ts";
import { Gliding } from "../../composer/model/view/gliding.ts";
import { KeptPlaces } from "../../composer/model/view/kept-places.ts";
import { crossed } from "../../composer/model/view/knife.ts";
import { linesOf } from "../../composer/model/view/matrix-lines.ts";
import { best, score } from "../../composer/model/view/search.ts";
import { type Choices, NARROWEST, Settings, USUAL, WIDEST } from "../../composer/model/view/settings.ts";
import { between, sightOf, zoomed } from "../../composer/model/view/sight.ts";
import { count } from "../../composer/model/view/words.ts";
import { parseJson } from "../../src/browser.ts";
import { object } from "./dashboards/keeping-show.ts";

const box = (key: string, x: number, y: number, width = 100, height = 50): Placed => ({ key, x, y, width, height });

// What a file says of a frame, and where it is drawn: by hand, at x, y with width and height.
test.each<[at: unknown, size: unknown, area: readonly number[]]>([
  [
    [10, 20],
    [300, 200],
    [10, 20, 300, 200],
  ],
  [
    [-10.5, 0],
    [1, 1],
    [-10.5, 0, 1, 1],
  ],
  [
    [10, 20],
    [-300, 200],
    [10, 20, 240, 120],
  ],
  [
    [10, 20],
    [300, 0],
    [10, 20, 240, 120],
  ],
  [
    [10, 20],
    [0.5, 0.5],
    [10, 20, 240, 120],
  ],
  [
    [1e300, 0],
    [300, 200],
    [0, 0, 300, 200],
  ],
  [
    [10, 20],
    [1e9, 1e9],
    [10, 20, 240, 120],
  ],
  [["10", "20"], "large", [0, 0, 240, 120]],
  [[10], [300], [0, 0, 240, 120]],
  [null, null, [0, 0, 240, 120]],
])("a frame at %j of the size %j", (at, size, area) => {
  const item = readItem("f", object({ kind: "frame", at, size }));
  expect([item?.x, item?.y, item?.width, item?.height]).toEqual(area);
});

test.each(['{"kind": "frame", "at": [NaN, 0]}', '{"kind": "frame", "at": [0, Infinity], "title": 7, "folded": []}'])(
  "the frame %s lies in the middle and says nothing",
  (text) => {
    expect(readItem("f", parseJson(text) as never)).toMatchObject({ x: 0, y: 0, title: "", folded: new Map() });
  },
);

test.each(["Frame", "", "constructor", 5, null, undefined])(
  "an item of the kind %s is none that this page knows",
  (kind) => {
    expect(readItem("f", object({ kind, at: [0, 0] }))).toBeUndefined();
  },
);

test("of how a view folds nodes only what this page knows is taken", () => {
  const view = readItem("v", object({ kind: "view", folded: { lamp: "ports", desk: "header", fan: "flat", cam: 1 } }));
  expect([...(view?.folded ?? [])]).toEqual([
    ["lamp", "ports"],
    ["desk", "header"],
  ]);
});

test("an area is written in whole pixels, and lies in another when it does so with all of its edges", () => {
  expect(writeArea({ x: 0.5, y: -0.4, width: 99.5, height: 10.49 })).toEqual({ at: [1, -0], size: [100, 10] });
  const outer = { x: 0, y: 0, width: 100, height: 100 };
  const lies = (x: number, y: number, width: number, height: number) => liesIn({ x, y, width, height }, outer);
  expect([lies(0, 0, 100, 100), lies(1, 1, 1, 1), lies(0, 0, 101, 1), lies(-1, 0, 5, 5), lies(99, 99, 2, 1)]).toEqual([
    ...[true, true, false, false, false],
  ]);
});

test("the frame around nodes has the same room on all sides; around none there is no frame", () => {
  const around = areaAround([box("a", 0, 0), box("b", 200, -100)], 30);
  expect(around).toEqual({ x: -30, y: -130, width: 360, height: 210 });
  expect(areaAround([], 30)).toBeUndefined();
});

// Three boxes at 0, 130 and 500, of 100, 50 and 200: what is in order by hand.
const THREE = [box("a", 0, 0, 100, 40), box("b", 130, 30, 50, 20), box("c", 500, 90, 200, 10)];
test.each<[how: Parameters<typeof align>[1], places: readonly (readonly [number, number])[]]>([
  [
    "left",
    [
      [0, 0],
      [0, 30],
      [0, 90],
    ],
  ],
  [
    "right",
    [
      [600, 0],
      [650, 30],
      [500, 90],
    ],
  ],
  [
    "top",
    [
      [0, 0],
      [130, 0],
      [500, 0],
    ],
  ],
  [
    "bottom",
    [
      [0, 60],
      [130, 80],
      [500, 90],
    ],
  ],
  [
    "column",
    [
      [300, 0],
      [325, 30],
      [250, 90],
    ],
  ],
  [
    "row",
    [
      [0, 30],
      [130, 40],
      [500, 45],
    ],
  ],
  [
    "across",
    [
      [0, 0],
      [275, 30],
      [500, 90],
    ],
  ],
  [
    "down",
    [
      [0, 0],
      [130, 68],
      [500, 116],
    ],
  ],
])("three nodes put in order: %s", (how, places) => {
  const put = align(THREE, how);
  expect(THREE.map(({ key }) => Object.values(put.get(key) ?? {}))).toEqual(places);
});

test.each(["left", "right", "top", "bottom", "column", "row", "across", "down"] as const)(
  "what is in order already stays, however often it is put there, and one alone does: %s",
  (how) => {
    const once = align(THREE, how);
    const again = align(
      THREE.map((one) => ({ ...one, ...once.get(one.key) })),
      how,
    );
    expect([...again]).toEqual([...once]);
    expect([...align([box("a", 7, 9)], how)]).toEqual([["a", { x: 7, y: 9 }]]);
    expect(align([], how).size).toBe(0);
  },
);

test("a box that lies on others goes below all of them, and one that is there already stays", () => {
  const there = [box("a", 0, 0), box("b", 50, 60), box("c", 0, 1000)];
  expect(freePlace(box("new", 20, 10), there)).toEqual({ x: 20, y: 60 + 50 + 28 });
  expect(freePlace(box("a", 0, 0), [box("a", 0, 0)])).toEqual({ x: 0, y: 0 });
  // Edges that touch hide nothing.
  expect(freePlace(box("new", 100, 0), [box("a", 0, 0)])).toEqual({ x: 100, y: 0 });
});

test("ten thousand nodes find places at once, of which none lies on another, and their bounds are found", () => {
  const boxes = Array.from({ length: 10_000 }, (_, index) => ({
    key: `n${index}`,
    width: 232,
    height: 100 + (index % 7) * 28,
  }));
  const places = placeLoose(boxes, []);
  const rows = new Map<number, number[]>();
  for (const { x, y } of places.values()) rows.set(y, [...(rows.get(y) ?? []), x]);
  const heights = [...rows.keys()].sort((a, b) => a - b);
  // The highest of a row is 268, and 28 are between two rows.
  expect(heights.slice(1).every((y, index) => y - (heights[index] ?? 0) === 296)).toBe(true);
  for (const row of rows.values())
    expect(row.every((x, index) => index === 0 || x - (row[index - 1] ?? 0) === 288)).toBe(true);
  const placed = boxes.map((one) => ({ ...one, ...(places.get(one.key) ?? { x: 0, y: 0 }) }));
  expect(boundsOf(placed)).toMatchObject({ left: 0, top: 0 });
  // More than a call could have arguments.
  expect(boundsOf(Array.from({ length: 300_000 }, (_, at) => box("x", at, -at))).width).toBe(300_099);
});

test("a matrix of ten thousand nodes has their lines, and folded one for each", () => {
  const nodes = Array.from({ length: 10_000 }, (_, index) => ({ key: `n${index}`, name: `n${index}` }));
  const parameters = nodes.flatMap((node) => ["a", "b"].map((path) => ({ key: `${node.key}\n${path}`, node, path })));
  const lines = linesOf(parameters as never, new Set());
  expect([lines.length, lines.filter(({ first }) => first).length]).toEqual([20_000, 10_000]);
  const folded = linesOf(parameters as never, new Set(nodes.map(({ key }) => key)));
  expect([folded.length, folded.reduce((sum, one) => sum + one.count, 0)]).toEqual([10_000, 20_000]);
  expect(folded.every(({ parameter, first }) => parameter === undefined && first)).toBe(true);
});

test("a plan is in one order whatever order it came in, and a wire to nothing, or to itself, is none", () => {
  const boxes = ["n10", "n2", "n1"].map((key) => ({ key, width: 1, height: 1 }));
  const wires = [
    { from: "n2", to: "n1" },
    { from: "n1", to: "n1" },
    { from: "n1", to: "gone" },
    { from: "n1", to: "n10" },
  ];
  const plan = inOrder({ boxes, wires });
  expect(plan.boxes.map(({ key }) => key)).toEqual(["n1", "n2", "n10"]);
  expect(plan.wires).toEqual([
    { from: "n1", to: "n10" },
    { from: "n2", to: "n1" },
  ]);
  expect(inOrder({ boxes: boxes.toReversed(), wires: wires.toReversed() })).toEqual(plan);
});

test.each<[names: readonly string[], sorted: readonly string[]]>([
  [
    ["lamp-10", "lamp-2", "lamp-1"],
    ["lamp-1", "lamp-2", "lamp-10"],
  ],
  [
    ["b", "", "a"],
    ["", "a", "b"],
  ],
  [
    ["2", "10", "1"],
    ["1", "2", "10"],
  ],
  [
    ["ärger", "zorn", "angst"],
    ["angst", "ärger", "zorn"],
  ],
])("the names %j are sorted as people do", (names, sorted) => {
  expect(names.toSorted(compareNames)).toEqual(sorted);
});

const PANE = { width: 1000, height: 500, least: 0.1, most: 2 };
const NO_ROOM = { top: 0, left: 0, right: 0, bottom: 0 };
test.each<[what: string, boxes: readonly Placed[], room: object, sight: object | undefined]>([
  ["one that fits as it is", [box("a", 0, 0, 500, 250)], {}, { x: 0, y: 0, zoom: 2 }],
  ["one that is twice as large", [box("a", 0, 0, 2000, 100)], {}, { x: 0, y: 225, zoom: 0.5 }],
  ["beside a panel", [box("a", 0, 0, 400, 250)], { right: 200 }, { x: 0, y: 0, zoom: 2 }],
  ["far away", [box("a", 1000, 1000, 1000, 500)], {}, { x: -1000, y: -1000, zoom: 1 }],
  ["larger than the least zoom", [box("a", 0, 0, 1e6, 1)], {}, { x: 500 - 50_000, y: 249.95, zoom: 0.1 }],
  ["a point", [box("a", 10, 10, 0, 0)], {}, { x: 480, y: 230, zoom: 2 }],
  ["none", [], {}, undefined],
  ["where no room is", [box("a", 0, 0)], { left: 600, right: 400 }, undefined],
])("what is seen of %s", (_, boxes, room, sight) => {
  expect(sightOf(boxes, PANE, { ...NO_ROOM, ...room })).toEqual(sight);
});

test("zooming keeps the middle of the pane, also at its limits, and comes back to where it was", () => {
  const sight = { x: 13, y: -7, zoom: 1 };
  const middle = ({ x, y, zoom }: typeof sight) => [(500 - x) / zoom, (250 - y) / zoom];
  for (const factor of [0.5, 1, 1.25, 1000, 1e-9]) {
    const [x = 0, y = 0] = middle(zoomed(sight, factor, PANE));
    expect(x).toBeCloseTo(487, 6);
    expect(y).toBeCloseTo(257, 6);
  }
  expect(zoomed(zoomed(sight, 2, PANE), 0.5, PANE)).toEqual(sight);
  expect(zoomed(sight, 1000, PANE).zoom).toBe(2);
});

test("halfway between two sights something is the root of both sizes large, and the ends are the sights themselves", () => {
  const [from, to] = [
    { x: 0, y: 0, zoom: 0.25 },
    { x: 300, y: -60, zoom: 1 },
  ];
  expect(between(from, to, 0)).toEqual(from);
  expect(between(from, to, 1)).toEqual(to);
  // From 0.25 to 1 by factors is 0.5 in the middle, which is a third of the way by its size.
  expect(between(from, to, 0.5)).toEqual({ x: 100, y: -20, zoom: 0.5 });
  expect(between(from, { ...to, zoom: 0.25 }, 0.5)).toEqual({ x: 150, y: -30, zoom: 0.25 });
});

test("nodes glide for 170 ms, quickly at first, and what is new is where it is at once", () => {
  const gliding = new Gliding();
  const at = (key: string, now: number) => gliding.at(key, { x: 100, y: 0 }, now).x;
  gliding.begin(new Map([["a", { x: 0, y: 0 }]]), 1000);
  expect([at("a", 1000), at("a", 1085), at("a", 1170), at("b", 1000)]).toEqual([0, 87.5, 100, 100]);
  expect([gliding.isOver(1169), gliding.isOver(1170)]).toEqual([false, true]);
});

/** A shelf of a browser, which can be full. */
class Kept {
  full = false;
  text: string | null;
  constructor(text: string | null = null) {
    this.text = text;
  }
  getItem(): string | null {
    return this.text;
  }
  setItem(_: string, text: string): void {
    if (this.full) throw new Error("full");
    this.text = text;
  }
}

test("of places a browser keeps the newest thousand; what others tell is older than all that was seen here, and never in its place", () => {
  const shelf = new Kept();
  const places = new KeptPlaces(shelf);
  for (let index = 0; index < 1005; index += 1) places.keep(`n${index}`, { x: index, y: 0 });
  places.keep("n5", { x: -5, y: 0 });
  const again = new KeptPlaces(shelf);
  expect([again.all.size, again.of("n4"), again.of("n5")?.x, again.of("n1004")?.x]).toEqual([
    1000,
    undefined,
    -5,
    1004,
  ]);
  const few = new KeptPlaces(new Kept());
  few.keep("mine", { x: 1, y: 1 });
  const fresh = few.learn(
    new Map([
      ["mine", { x: 9, y: 9 }],
      ["theirs", { x: 2, y: 2 }],
    ]),
  );
  expect([[...fresh], few.of("mine"), few.of("theirs")]).toEqual([["theirs"], { x: 1, y: 1 }, { x: 2, y: 2 }]);
  expect(few.learn(few.all).size).toBe(0);
});

test.each(["no json", "{}", "7", "[7]", '[["a", null]]', '[["a", {"x": "1", "y": 2}]]', '[[7, {"x": 1, "y": 2}]]'])(
  "places that a browser keeps as %s are none, and new ones are kept",
  (text) => {
    const shelf = new Kept(text);
    const places = new KeptPlaces(shelf);
    expect(places.all.size).toBe(0);
    shelf.full = true;
    places.keep("a", { x: 1, y: 2 });
    expect(places.of("a")).toEqual({ x: 1, y: 2 });
    shelf.full = false;
    places.keep("b", { x: 3, y: 4 });
    expect(new KeptPlaces(shelf).all.size).toBe(2);
  },
);

test.each<[kept: string, chosen: Partial<Choices>]>([
  ['{"view": "matrix", "panelWidth": 400}', { view: "matrix", panelWidth: 400 }],
  ['{"view": "constructor", "theme": 7}', { view: "graph", theme: "system" }],
  ['{"__proto__": {"view": "list"}, "toString": "x", "panel": "yes"}', { view: "graph", panel: true }],
  [`{"panelWidth": ${NARROWEST - 1}}`, { panelWidth: USUAL }],
  [`{"panelWidth": ${WIDEST + 1}}`, { panelWidth: USUAL }],
  ['{"panelWidth": "400"}', { panelWidth: USUAL }],
  ["[1, 2]", { view: "graph" }],
  ["null", { view: "graph" }],
  ["}", { drawer: "closed" }],
])("a browser that keeps %s begins with %j", (kept, chosen) => {
  expect(new Settings(new Kept(kept)).choices).toMatchObject(chosen);
});

test.each([
  [0, NARROWEST],
  [-1e9, NARROWEST],
  [300.4, 300],
  [1e9, WIDEST],
])("a panel that is pulled to %d pixels is %d wide, also where nothing can be kept", (width, wide) => {
  const shelf = new Kept();
  shelf.full = true;
  const settings = new Settings(shelf);
  settings.widen(width);
  expect(settings.choices.panelWidth).toBe(wide);
});

const line = (...points: readonly (readonly [number, number])[]) => points.map(([x, y]) => ({ x, y }));
test.each<[what: string, from: readonly [number, number], to: readonly [number, number], cut: boolean]>([
  ["across", [50, -10], [50, 10], true],
  ["beside", [150, -10], [150, 10], false],
  ["short of it", [50, -10], [50, -1], false],
  ["just to it", [50, -10], [50, 0], true],
  ["along it", [10, 0], [90, 0], false],
  ["a click that did not move", [50, 0], [50, 0], false],
  ["through both of its pieces", [90, -10], [110, 60], true],
])("a knife that is drawn %s", (_, [fromX, fromY], [toX, toY], cut) => {
  const wires = new Map([["wire", line([0, 0], [100, 0], [100, 100])]]);
  const hit = crossed({ x: fromX, y: fromY }, { x: toX, y: toY }, wires);
  expect(hit).toEqual(cut ? ["wire"] : []);
});

test.each([
  ["", "anything"],
  ["lvl", "lamp/level"],
  ["LAMP", "lamp/level"],
  ["l l", "lamp/level"],
])("%j finds %j", (typed, text) => {
  expect(score(typed, text)).toBeGreaterThan(0);
});

test("beginnings come before words, words before the middle of them, and letters in order last; what lacks one is not there", () => {
  const things = ["a/dim-le", "middle", "lever", "lamp/level", "l-e-v-e-l", "\ud800", ""].map((text) => ({
    text,
    note: "",
  }));
  expect(best("le", things).map(({ text }) => text)).toEqual([
    "lever",
    "a/dim-le",
    "lamp/level",
    "middle",
    "l-e-v-e-l",
  ]);
  expect(best("le", things, 2)).toHaveLength(2);
  expect(best("zzz", things)).toEqual([]);
  expect(best(".*", things)).toEqual([]);
});

test.each([
  ["Ada Lovelace", "AL"],
  ["ada", "A"],
  ["composer-3f2a", "C3"],
  ["  ", ""],
  ["", ""],
  ["👩‍🚒", ""],
  ["𝒜da 𝓑", "𝒜𝓑"],
  ["a b c d", "AB"],
  ["\ud800 x", "X"],
])("%j is marked as %j", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

// Other pages may say anything of who is in front of them.
test.each<[told: string, name: string, moves: number, edits: string]>([
  ["null", "", 0, ""],
  ["[]", "", 0, ""],
  ['{"name": 7, "moves": "all", "edits": {}}', "", 0, ""],
  ['{"name": " ann ", "moves": ["a/b", 7, null, "a/b"], "edits": "cue 1"}', "ann", 1, "cue 1"],
  [
    `{"name": "${"x".repeat(500)}", "moves": ${JSON.stringify(Array.from({ length: 500 }, (_, at) => `n/${at}`))}}`,
    "x".repeat(60),
    50,
    "",
  ],
])("a page that tells %s", (told, name, moves, edits) => {
  const here = readHere(parseJson(told));
  expect([here.name, here.moves.size, here.edits]).toEqual([name, moves, edits]);
  expect(readHere(parseJson(JSON.stringify(formatHere(here))))).toEqual(here);
});

test.each([
  "null",
  "{}",
  "[7]",
  '[{"type": "constructor", "of": ["a/b"]}]',
  '[{"type": "value", "of": []}]',
  '[{"type": "value", "of": ["a", "b"]}]',
  '[{"type": "wire", "of": ["a/b", 7]}]',
  '[{"type": "place", "of": "lamp"}]',
  '[{"type": "value", "of": ["a/b"]}, {"type": "odd", "of": ["a/b"]}]',
  JSON.stringify(Array.from({ length: 1001 }, () => ({ type: "value", of: ["a/b"] }))),
])("changes that another page tells as %s are none, not even a part of them", (told) => {
  expect(readChanges(parseJson(told))).toBeUndefined();
});

test("changes are told in words, and what takes them back is the same the other way round, last first", () => {
  const told = parseJson(
    '[{"type": "value", "of": ["lamp/level"], "was": 0.5, "is": 1}, {"type": "wire", "of": ["a/b", "c/d"], "was": false, "is": true}, ' +
      '{"type": "option", "of": ["a/b", "c/d", "mute"], "is": true}, {"type": "place", "of": ["lamp"], "was": [0, 0], "is": [8, 0]}]',
  );
  const changes = readChanges(told) ?? expect.fail("they are changes");
  expect(changes.map(describeChange)).toEqual([
    "lamp/level: 0.5 → 1",
    "a/b → c/d made",
    "mute of a/b → c/d: not said → true",
    "lamp: [0, 0] → [8, 0]",
  ]);
  expect(inverseOf(changes).map(describeChange)).toEqual([
    "lamp: [8, 0] → [0, 0]",
    "mute of a/b → c/d: true → not said",
    "a/b → c/d cut",
    "lamp/level: 1 → 0.5",
  ]);
  expect(inverseOf(inverseOf(changes))).toEqual(changes);
});

test("what is learned of an emitter is from where to where it moved: nothing while it rests, nor of what is no number", () => {
  let tell: (parameter: { value: unknown }) => void = () => {};
  const learning = new Learning({
    onPaint: (paint: never) => {
      tell = paint;
      return () => {};
    },
  });
  const span = (...values: readonly unknown[]) => {
    for (const value of values) tell({ value });
    return learning.span;
  };
  expect(span(0.5, 0.5)).toBeUndefined();
  expect(span(Number.NaN, Number.POSITIVE_INFINITY, "far", undefined, null)).toBeUndefined();
  expect(span(0.75)).toEqual({ least: 0.5, most: 0.75 });
  expect(span(true, -2n)).toEqual({ least: -2, most: 1 });
});

test("of things of one name the first is kept, in their order", () => {
  const things = ["a1", "b1", "a2", "", "c1", "b2", ""];
  expect(firstOfEach(things, (thing) => thing.charAt(0))).toEqual(["a1", "b1", "", "c1"]);
  expect(firstOfEach([], String)).toEqual([]);
});

test.each([
  [0, "0 wires"],
  [1, "1 wire"],
  [2, "2 wires"],
])("%d is said as %s", (number, text) => {
  expect(count(number, "wire")).toBe(text);
});
