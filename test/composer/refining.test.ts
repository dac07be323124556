import { expect, test } from "vitest";
import type { PlaceMap, Plan } from "../../composer/model/layout/plan.ts";
import { Refining } from "../../composer/model/layout/refining.ts";

const plan = (...keys: readonly string[]): Plan => ({
  boxes: keys.map((key) => ({ key, width: 1, height: 1 })),
  wires: [],
});

/** What is asked of it waits until it is answered. */
function stage() {
  const asked: { readonly plan: Plan; resolve(): void; reject(): void }[] = [];
  const done: Plan[] = [];
  const refining = new Refining(
    (which) =>
      new Promise<PlaceMap>((resolve, reject) => {
        asked.push({ plan: which, resolve: () => resolve(new Map()), reject: () => reject(new Error("no worker")) });
      }),
    (_places, which) => done.push(which),
  );
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  return { asked, done, refining, settle };
}

test("plans are laid out one at a time, and of those that wait only the newest", async () => {
  const { asked, done, refining, settle } = stage();
  for (const one of [plan("a"), plan("a", "b"), plan("a", "b", "c")]) refining.ask(one);
  expect(asked).toHaveLength(1);
  asked[0]?.resolve();
  await settle();
  expect(asked.map(({ plan: { boxes } }) => boxes.length)).toEqual([1, 3]);
  // What was asked for meanwhile is another show: its places would be wrong.
  expect(done).toEqual([]);
  asked[1]?.resolve();
  await settle();
  expect(done.map(({ boxes }) => boxes.length)).toEqual([3]);
});

test("the same plan is laid out once, until another was", async () => {
  const { asked, refining, settle } = stage();
  refining.ask(plan("a", "b"));
  refining.ask(plan("b", "a"));
  asked[0]?.resolve();
  await settle();
  refining.ask(plan("a", "b"));
  await settle();
  expect(asked).toHaveLength(1);
  refining.ask(plan("a"));
  asked[1]?.resolve();
  await settle();
  refining.ask(plan("a", "b"));
  expect(asked).toHaveLength(3);
});

test("where it cannot be had nothing moves, and the next plan is tried", async () => {
  const { asked, done, refining, settle } = stage();
  refining.ask(plan("a"));
  asked[0]?.reject();
  await settle();
  expect(done).toEqual([]);
  refining.ask(plan("a", "b"));
  asked[1]?.resolve();
  await settle();
  expect(done).toHaveLength(1);
});
