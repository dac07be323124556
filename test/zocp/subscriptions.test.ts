import { expect, test } from "vitest";

import { Mapping } from "../../src/zocp/signals/mapping.ts";
import { Subscriptions } from "../../src/zocp/subscriptions/subscriptions.ts";
import { OwnTree } from "../../src/zocp/tree/own-tree.ts";
import { SeededRandom } from "../fuzz/chance.ts";

const LINK = { from: { id: "a", name: "a" }, emitter: "x", sensor: "s" };
const MAPPING = new Mapping(LINK, { stages: [], from: {}, to: {}, key: "" }, new OwnTree(100), new Map());

test("nobody asks for each value any more when the last link with a map or a rate has gone, however it went", () => {
  const chance = new SeededRandom(21);
  const subscriptions = new Subscriptions();
  const [peers, emitters, sensors] = [
    ["a", "b"],
    ["x", "y", null],
    ["s", "t", null],
  ] as const;
  for (let step = 0; step < 5000; step++) {
    const [peer, emitter, sensor] = [chance.one(peers), chance.one(emitters), chance.one(sensors)];
    chance.one([
      () => subscriptions.add(peer, emitter, sensor, chance.below(2) === 0 ? undefined : { rate: 10 }),
      () => subscriptions.change(peer, emitter, sensor, undefined),
      () => subscriptions.remove(peer, emitter, sensor),
      () => chance.below(10) === 0 && subscriptions.drop(peer),
      () => subscriptions.setMapping(peer, emitter ?? "x", sensor ?? "s", chance.below(2) === 0 ? undefined : MAPPING),
      () => subscriptions.note(peer, emitter ?? "x", sensor ?? "s", chance.below(2) === 0 ? undefined : "no"),
    ])();
    const all = peers.flatMap((one) => subscriptions.of(one).map((pair) => [one, ...pair] as const));
    const has = (act: (...link: [string, string, string]) => unknown): boolean =>
      all.some(([one, from, to]) => act(one, from as string, to as string) !== undefined);
    expect(subscriptions.paced).toBe(has((...link) => subscriptions.paceOf(...link)));
    expect(subscriptions.mapped).toBe(has((...link) => subscriptions.mappingOf(...link)));
  }
  for (const peer of peers) subscriptions.drop(peer);
  expect([subscriptions.paced, subscriptions.mapped]).toEqual([false, false]);
});

test("a link whose sensor takes its values again is as one that never refused any", () => {
  const subscriptions = new Subscriptions();
  subscriptions.add("a", "x", "s");
  subscriptions.note("a", "x", "s", "too high");
  expect(subscriptions.refusing).toBe(true);
  for (let count = 0; count < 100; count++) {
    expect(subscriptions.refusalsOf("a", "x", "s")).toEqual({ count: 1, of: count + 1, reason: "too high" });
    subscriptions.note("a", "x", "s", undefined);
  }
  expect([subscriptions.refusing, subscriptions.refusalsOf("a", "x", "s")]).toEqual([false, undefined]);
  subscriptions.note("a", "x", "s", "too high");
  subscriptions.remove("a", "x", "s");
  expect(subscriptions.refusing).toBe(false);
});
