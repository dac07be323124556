import { expect, test } from "vitest";
import { layOut } from "../../composer/model/layout/lay-out.ts";
import { type Layering, type Plan, placedBoxes } from "../../composer/model/layout/plan.ts";
import { signOf } from "../../composer/model/layout/refining.ts";

const names = (stem: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${stem}-${String(index + 1).padStart(2, "0")}`);
const wire = (text: string) => {
  const [from = "", to = ""] = text.split(">");
  return { from, to };
};
function planOf(keys: readonly string[], wires: readonly string[], height = 180): Plan {
  return { boxes: keys.map((key) => ({ key, width: 232, height })), wires: wires.map(wire) };
}

function extent(plan: Plan) {
  const placed = placedBoxes(plan.boxes, layOut(plan));
  const [xs, ys] = [placed.map(({ x }) => x), placed.map(({ y }) => y)];
  return {
    placed,
    width: Math.max(...xs) - Math.min(...xs) + 232,
    height: Math.max(...ys) - Math.min(...ys) + (plan.boxes[0]?.height ?? 0),
  };
}

function columnsAt(plan: Plan, keys: readonly string[]): ReadonlySet<number | undefined> {
  const places = layOut(plan);
  return new Set(keys.map((key) => places.get(key)?.x));
}

test("equals on one desk stand in one stack, in the order of their numbers", () => {
  const lamps = names("lamp", 10);
  // A lamp among others that are named before and after it.
  const others = ["alarm", "lantern", "mirror"];
  const plan = planOf(
    ["desk", ...lamps, ...others].reverse(),
    [...lamps, ...others].map((lamp) => `desk>${lamp}`),
  );
  const places = layOut(plan);
  expect(columnsAt(plan, lamps).size).toBe(1);
  const downwards = [...lamps].sort((a, b) => (places.get(a)?.y ?? 0) - (places.get(b)?.y ?? 0));
  expect(downwards).toEqual(lamps);
  const ys = lamps.map((lamp) => places.get(lamp)?.y ?? 0);
  // Nothing else stands between them.
  expect(Math.max(...ys) - Math.min(...ys)).toBe(9 * (180 + 28));
});

test("equals on a fader each stand side by side with these: no wire crosses", () => {
  const [faders, lamps] = [names("fader", 8), names("lamp", 8)];
  const plan = planOf(
    [...faders, ...lamps],
    faders.map((fader, index) => `${fader}>${lamps[index]}`),
  );
  const places = layOut(plan);
  for (const [index, fader] of faders.entries()) expect(places.get(fader)?.y).toBe(places.get(lamps[index] ?? "")?.y);
  expect(columnsAt(plan, lamps).size).toBe(1);
});

test("what is named alike but wired otherwise, or to each other, is no equal", () => {
  const plan = planOf(["desk", "lamp-1", "lamp-2", "lamp-3"], ["desk>lamp-1", "lamp-1>lamp-2", "lamp-2>lamp-3"]);
  expect(columnsAt(plan, ["desk", "lamp-1", "lamp-2", "lamp-3"]).size).toBe(4);
});

test.each([6, 12, 30, 100])("a ring of %i nodes does not become one row", (count) => {
  const keys = names("ring", count);
  const plan = planOf(
    keys,
    keys.map((key, index) => `${key}>${keys[(index + 1) % count]}`),
  );
  const { width, height, placed } = extent(plan);
  expect(placed).toHaveLength(count);
  if (count > 6) expect(width / height).toBeLessThan(4);
  expect(height / width).toBeLessThan(2);
});

test("a short row of signals stays one row", () => {
  const keys = names("step", 5);
  const { height } = extent(
    planOf(
      keys,
      keys.slice(1).map((key, index) => `${keys[index]}>${key}`),
    ),
  );
  expect(height).toBe(180);
});

test("shows that have nothing to do with each other stand beside and below each other", () => {
  const pairs = names("pair", 40).map((name) => [`${name}a`, `${name}b`] as const);
  const plan = planOf(
    pairs.flat(),
    pairs.map(([a, b]) => `${a}>${b}`),
  );
  const { width, height } = extent(plan);
  expect(width / height).toBeGreaterThan(0.5);
  expect(width / height).toBeLessThan(4);
});

test("another layering is asked once for each part, with equals as one box", () => {
  const asked: Plan[] = [];
  const layering: Layering = (part) => {
    asked.push(part);
    return new Map(part.boxes.map(({ key }, index) => [key, { x: index * 400, y: index * 7.4 }]));
  };
  const lamps = names("lamp", 3);
  const plan = planOf(["desk", ...lamps, "a", "b"], [...lamps.map((lamp) => `desk>${lamp}`), "a>b"]);
  const places = layOut(plan, layering);
  expect(asked.map(({ boxes }) => boxes.map(({ key }) => key))).toEqual([
    ["a", "b"],
    ["desk", "lamp-01"],
  ]);
  expect(asked[1]?.boxes[1]?.height).toBe(3 * 180 + 2 * 28);
  expect(places.size).toBe(6);
  expect([...places.values()].every(({ x, y }) => Number.isInteger(x) && Number.isInteger(y))).toBe(true);
});

test("a plan has the same sign whatever order it is told in, and another when a box grows or a wire comes", () => {
  const plan = planOf(["a", "b"], ["a>b", "b>a"]);
  const turned = { boxes: [...plan.boxes].reverse(), wires: [...plan.wires].reverse() };
  expect(signOf(turned)).toBe(signOf(plan));
  expect(signOf(planOf(["a", "b"], ["a>b", "b>a"], 208))).not.toBe(signOf(plan));
  expect(signOf(planOf(["a", "b"], ["a>b"]))).not.toBe(signOf(plan));
});
