import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alignSelected } from "../../composer/model/edit/aligning.ts";
import { align } from "../../composer/model/layout/align.ts";
import type { Alignment } from "../../composer/model/view/alignments.ts";
import type { TransportNode } from "../../src/index.ts";
import { Bench } from "./stage.ts";

const box = (key: string, x: number, y: number, width: number, height: number) => ({ key, x, y, width, height });
const BOXES = [box("a", 0, 0, 100, 40), box("b", 300, 90, 50, 20), box("c", 120, 300, 80, 60)];
const placesOf = (how: Alignment) => Object.fromEntries([...align(BOXES, how)].map(([key, { x, y }]) => [key, [x, y]]));

test("edges and middles come onto one line, and nothing moves across it", () => {
  expect(placesOf("left")).toEqual({ a: [0, 0], b: [0, 90], c: [0, 300] });
  expect(placesOf("right")).toEqual({ a: [250, 0], b: [300, 90], c: [270, 300] });
  expect(placesOf("top")).toEqual({ a: [0, 0], b: [300, 0], c: [120, 0] });
  expect(placesOf("bottom")).toEqual({ a: [0, 320], b: [300, 340], c: [120, 300] });
  expect(placesOf("column")).toEqual({ a: [125, 0], b: [150, 90], c: [135, 300] });
  expect(placesOf("row")).toEqual({ a: [0, 160], b: [300, 170], c: [120, 150] });
});

test("gaps become equal, in the order in which they stand, and the outer two stay", () => {
  expect(placesOf("across")).toEqual({ a: [0, 0], c: [160, 300], b: [300, 90] });
  expect(placesOf("down")).toEqual({ a: [0, 0], b: [0 + 300, 160], c: [120, 300] });
});

test("without room between the outer two they do not lie on each other afterwards", () => {
  const tight = [box("a", 0, 0, 100, 40), box("b", 10, 0, 100, 40), box("c", 20, 0, 100, 40)];
  expect([...align(tight, "across").values()].map(({ x }) => x)).toEqual([0, 128, 256]);
});

test("what is in order stays where it is", () => {
  const place = fc.integer({ min: -500, max: 500 });
  const size = fc.integer({ min: 20, max: 200 });
  const some = fc.uniqueArray(
    fc.record({ key: fc.string({ minLength: 1, maxLength: 3 }), x: place, y: place, width: size, height: size }),
    { selector: ({ key }) => key, minLength: 1, maxLength: 8 },
  );
  const how = fc.constantFrom<Alignment>("left", "right", "top", "bottom", "column", "row");
  const property = fc.property(some, how, (boxes, way) => {
    const once = boxes.map((one) => ({ ...one, ...align(boxes, way).get(one.key) }));
    const twice = once.map((one) => ({ ...one, ...align(once, way).get(one.key) }));
    // Middles of odd widths are halves.
    for (const [index, { x, y }] of twice.entries()) {
      expect(Math.abs(x - (once[index]?.x ?? 0))).toBeLessThanOrEqual(1);
      expect(Math.abs(y - (once[index]?.y ?? 0))).toBeLessThanOrEqual(1);
    }
  });
  fc.assert(property);
});

describe("of a selection", () => {
  test("the nodes are moved as one entry, on every page, and one undo puts them back", async () => {
    const bench = new Bench();
    const lamps: TransportNode[] = [];
    for (const name of ["lamp-1", "lamp-2"])
      lamps.push(await bench.add(name, (node) => void node.float("level", 0, { access: "rws" })));
    const { composer } = bench;
    const nodes = composer.network.nodes;
    const [one, other] = nodes;
    if (one === undefined || other === undefined) throw new Error("no lamps");
    composer.positions.move(
      new Map([
        [one, { x: 0, y: 0 }],
        [other, { x: 40, y: 300 }],
      ]),
    );
    composer.selection.only(one.key, other.key);
    alignSelected(composer, "left");
    expect(composer.positions.of(other)).toEqual({ x: 0, y: 300 });
    await bench.until(() => String(lamps[1]?.metadata.get("_zne_position")) === "0,300", "its node keeps it");
    expect(composer.history.undoable).toBe("move lamp-2");
    composer.undo();
    await bench.until(() => composer.positions.of(other).x === 40, "it is back");
  });

  test("one that keeps no place stays, is said, and does not hold the others up", async () => {
    const bench = new Bench();
    await bench.add("lamp", (node) => void node.float("level", 0, { access: "rws" }));
    await bench.add("wall", (node) => void node.float("level", 0, { access: "rws" }), { locked: true });
    const { composer } = bench;
    composer.selectAll();
    alignSelected(composer, "left");
    expect(composer.notices.all.at(-1)?.text).toBe("wall stays: wall is locked");
  });

  test("of fewer than two, or on a locked page, says so and moves nothing", async () => {
    const bench = new Bench();
    await bench.add("lamp", (node) => void node.float("level", 0, { access: "rws" }));
    const { composer } = bench;
    composer.selectAll();
    alignSelected(composer, "left");
    expect(composer.notices.all.at(-1)?.text).toMatch("Select two nodes or more");
    composer.lock.become("perform");
    alignSelected(composer, "left");
    expect(composer.notices.all.at(-1)?.text).toBe(composer.lock.reason);
    expect(composer.history.last).toBeUndefined();
  });
});
