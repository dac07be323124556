import { expect, test } from "vitest";
import { layOut } from "../../composer/model/layout/lay-out.ts";
import type { Plan } from "../../composer/model/layout/plan.ts";

const box = (key: string, height = 100) => ({ key, width: 232, height });
const wire = (text: string) => {
  const [from = "", to = ""] = text.split(">");
  return { from, to };
};

function laidOut(keys: readonly string[], wires: readonly string[]) {
  const plan = { boxes: keys.map((key) => box(key)), wires: wires.map(wire) };
  const places = layOut(plan);
  const at = (key: string) => places.get(key) ?? { x: Number.NaN, y: Number.NaN };
  return { plan, places, at };
}

/** Pairs of boxes that lie on each other. */
function overlaps({ boxes }: Plan, places: ReturnType<typeof layOut>): readonly string[] {
  const all = boxes.map((one) => ({ ...one, ...(places.get(one.key) ?? { x: 0, y: 0 }) }));
  return all.flatMap((a, index) =>
    all
      .slice(index + 1)
      .filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
      .map((b) => `${a.key} ${b.key}`),
  );
}

test("signals run from left to right", () => {
  const { at } = laidOut(["lamp", "desk", "box"], ["desk>box", "box>lamp"]);
  expect(at("desk").x).toBeLessThan(at("box").x);
  expect(at("box").x).toBeLessThan(at("lamp").x);
});

test("what is fed by two stands right of the farther one", () => {
  const { at } = laidOut(["a", "b", "c", "end"], ["a>b", "b>c", "c>end", "a>end"]);
  expect(at("end").x).toBeGreaterThan(at("c").x);
});

test("a ring has a place for each of its nodes, and none on another", () => {
  const { plan, places } = laidOut(["a", "b", "c"], ["a>b", "b>c", "c>a"]);
  expect(places.size).toBe(3);
  expect(overlaps(plan, places)).toEqual([]);
});

test("what feeds a ring stands left of it", () => {
  const { at } = laidOut(["a", "b", "desk"], ["a>b", "b>a", "desk>a"]);
  expect(at("desk").x).toBeLessThan(Math.min(at("a").x, at("b").x));
});

test("a wire of a node to itself, and one to what is not here, move nothing", () => {
  const alone = laidOut(["a", "b"], ["a>b"]);
  const more = laidOut(["a", "b"], ["a>b", "a>a"]);
  expect(more.places).toEqual(alone.places);
});

test("what has no wire stands below what has one", () => {
  const { at } = laidOut(["desk", "lamp", "clock"], ["desk>lamp"]);
  expect(at("clock").y).toBeGreaterThan(Math.max(at("desk").y, at("lamp").y) + 100);
});

test("nodes without wires stand in rows, sorted as people sort names", () => {
  const { at } = laidOut(["lamp-10", "lamp-2", "lamp-1"], []);
  expect(at("lamp-1").x).toBeLessThan(at("lamp-2").x);
  expect(at("lamp-2").x).toBeLessThan(at("lamp-10").x);
  expect(new Set(["lamp-1", "lamp-2", "lamp-10"].map((key) => at(key).y)).size).toBe(1);
});

test("wires that could run side by side do not cross", () => {
  const { at } = laidOut(["a", "b", "c", "x", "y", "z"], ["a>z", "b>y", "c>x"]);
  const left = ["a", "b", "c"].sort((one, other) => at(one).y - at(other).y);
  const right = ["z", "y", "x"].sort((one, other) => at(one).y - at(other).y);
  expect(right).toEqual(left.map((key) => ({ a: "z", b: "y", c: "x" })[key]));
});

test("the order in which nodes and wires were known makes no difference", () => {
  const keys = Array.from({ length: 24 }, (_, index) => `n${index}`);
  const wires = keys.slice(1).flatMap((key, index) => [`n${index}>${key}`, `n${Math.floor(index / 3)}>${key}`]);
  const one = laidOut(keys, wires).places;
  const other = laidOut([...keys].reverse(), [...wires].reverse()).places;
  expect(other).toEqual(new Map(keys.map((key) => [key, one.get(key)])));
});

test("in a large show no node lies on another, whatever their heights, and every place is a number", () => {
  let seed = 7;
  const random = (most: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % most;
  };
  const keys = Array.from({ length: 150 }, (_, index) => `n${index}`);
  const plan = {
    boxes: keys.map((key) => box(key, 60 + random(600))),
    wires: Array.from({ length: 160 }, () => ({ from: `n${random(150)}`, to: `n${random(150)}` })),
  };
  const places = layOut(plan);
  expect(places.size).toBe(150);
  expect([...places.values()].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
  expect(overlaps(plan, places)).toEqual([]);
});

test("many equals in one column become several, so that the picture is no tower", () => {
  const lamps = Array.from({ length: 60 }, (_, index) => `lamp-${index}`);
  const { places } = laidOut(
    ["desk", ...lamps],
    lamps.map((lamp) => `desk>${lamp}`),
  );
  const [xs, ys] = [[...places.values()].map(({ x }) => x), [...places.values()].map(({ y }) => y)];
  const [width, height] = [Math.max(...xs) - Math.min(...xs) + 232, Math.max(...ys) - Math.min(...ys) + 100];
  expect(height / width).toBeLessThan(3);
});

test("nothing is laid out without a fault", () => {
  expect(layOut({ boxes: [], wires: [] }).size).toBe(0);
});
