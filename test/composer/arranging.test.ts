import { expect, test } from "vitest";
import type { PlaceMap, Plan } from "../../composer/model/layout/plan.ts";
import type { TransportNode } from "../../src/index.ts";
import { Bench, deskAndLamp } from "./stage.ts";

/** A page whose layout is done when a test says so: each node far from where it is put at once. */
function slowBench() {
  const plans: Plan[] = [];
  const waiting: (() => void)[] = [];
  const arranging = (plan: Plan): Promise<PlaceMap> => {
    plans.push(plan);
    const places = new Map(plan.boxes.map(({ key }, index) => [key, { x: 5000, y: index * 1000 }]));
    return new Promise((resolve) => waiting.push(() => resolve(places)));
  };
  const bench = new Bench({ arranging });
  const answer = async (): Promise<void> => {
    while (waiting.length > 0) {
      for (const give of waiting.splice(0)) give();
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  const at = (key: string) => {
    const node = bench.composer.network.nodeOf(key);
    return node && bench.composer.positions.of(node);
  };
  return { bench, plans, answer, at };
}

const plain = (node: TransportNode): void => void node.float("in", 0, { access: "rws" });

/** A desk, a lamp and so many more that a layout is worth its time, all within a second. */
async function crowd(bench: Bench, count = 30): Promise<readonly string[]> {
  await deskAndLamp(bench);
  const names = Array.from({ length: count }, (_, index) => `fan-${index}`);
  for (const name of names) {
    await bench.add(name, plain);
    bench.stage.time = 1500;
  }
  return names;
}

test("nodes have places at once, and better ones when these are found", async () => {
  const { bench, plans, answer, at } = slowBench();
  await crowd(bench);
  expect(at("lamp")).not.toEqual(at("desk"));
  expect(at("desk")?.x).toBeLessThan(5000);
  await answer();
  expect(plans.at(-1)?.boxes).toHaveLength(32);
  expect([at("desk")?.x, at("lamp")?.x]).toEqual([5000, 5000]);
});

test("a place that somebody has chosen stays, and what is laid out around it does not lie on it", async () => {
  const { bench, answer, at } = slowBench();
  await crowd(bench);
  const chosen = { x: 5000, y: 1010 };
  const node = bench.composer.network.nodeOf("desk");
  if (node !== undefined) bench.composer.positions.move(new Map([[node, chosen]]));
  await answer();
  expect(at("desk")).toEqual(chosen);
  expect(at("lamp")?.x).toBeLessThan(5000);
});

test("what is found after a person has begun to work moves nothing under the hand", async () => {
  const { bench, answer, at } = slowBench();
  await crowd(bench);
  bench.composer.edits.set([bench.get("lamp/brightness")], 0.5);
  const before = at("lamp");
  await answer();
  expect(at("lamp")).toEqual(before);
});

test("nor does it once a hand lies on the graph", async () => {
  const { bench, answer, at } = slowBench();
  await crowd(bench);
  const before = at("lamp");
  bench.composer.positions.touch();
  await answer();
  expect(at("lamp")).toEqual(before);
});

test("a small show is laid out at once, and no more", async () => {
  const { bench, plans } = slowBench();
  await crowd(bench, 12);
  expect(plans).toEqual([]);
});

test("arranging takes one entry, which undo takes back; without the right to patch nothing is laid out", async () => {
  const { bench, plans, answer, at } = slowBench();
  const { composer } = bench;
  await deskAndLamp(bench);
  await answer();
  await bench.add("fan", plain);
  await answer();
  const node = composer.network.nodeOf("fan");
  if (node !== undefined) composer.positions.move(new Map([[node, { x: 1, y: 2 }]]));
  const asked = plans.length;
  composer.lock.become("locked");
  await composer.positions.arrange();
  expect(plans).toHaveLength(asked);
  composer.lock.become("edit");
  const arranged = composer.positions.arrange();
  expect(at("fan")).toEqual({ x: 1, y: 2 });
  await answer();
  await arranged;
  expect(at("fan")?.x).toBe(5000);
  composer.undo();
  expect(at("fan")).toEqual({ x: 1, y: 2 });
});

test("of a large show what is new stands below the rest until all of it is laid out", async () => {
  const { bench, answer, at } = slowBench();
  const names = await crowd(bench, 152);
  const last = at("fan-151");
  expect(names.slice(0, 150).every((name) => (at(name)?.y ?? 0) <= (last?.y ?? 0))).toBe(true);
  await answer();
  expect(new Set(names.map((name) => at(name)?.x))).toEqual(new Set([5000]));
});
