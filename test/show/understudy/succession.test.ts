import { expect, test } from "vitest";

import { compareActors, formatRole, type Role, readRole } from "../../../src/show/understudy/role.ts";
import { SeededRandom } from "../../fuzz/chance.ts";
import { Evening } from "./stage.ts";

const PLAYS: Role = { of: "show", plays: true, term: 1, presses: 0, since: 0, auto: false };

test.each(Array.from({ length: 100 }, (_, seed) => seed))(
  "5 s after evening %i at most one show plays, and one does",
  (seed) => {
    const [evening, chance] = [new Evening(seed), new SeededRandom(seed + 1000)];
    // Where people play on both sides of a network that fell apart, only they can say which goes on.
    const pressed = chance.below(3);
    for (let act = 0; act < 12; act++) {
      const host = chance.one(evening.hosts);
      chance.one([
        () => evening.kill(host),
        () => evening.part(chance.below(3)),
        () => evening.part(undefined),
        () => evening.press(evening.hosts[pressed] ?? host),
      ])();
      if (chance.below(2) === 0) for (const one of evening.hosts) evening.revive(one);
      evening.run(chance.one([20, 300, 1500, 4000, 12_000]));
    }
    for (const one of evening.hosts) evening.revive(one);
    evening.part(undefined);
    evening.run(5000);
    expect(evening.playing.length).toBeLessThanOrEqual(1);
    evening.run(15_000);
    expect(evening.playing).toHaveLength(1);
  },
);

test("a show whose machine dies is taken over within a second, and stays so when the machine is back", () => {
  const evening = new Evening(1);
  const [main] = evening.hosts;
  evening.press(main);
  evening.run(500);
  evening.kill(main);
  evening.run(1000);
  const places = (): readonly number[] => evening.playing.map(({ place }) => place);
  const [taken] = places();
  expect([1, 2]).toContain(taken);
  evening.revive(main);
  evening.run(5000);
  expect(places()).toEqual([taken]);
});

test("a show that was only out of reach, and that nobody played meanwhile, gives way to the understudy that took over", () => {
  const evening = new Evening(4);
  const [main] = evening.hosts;
  evening.press(main);
  evening.run(500);
  evening.part(0);
  evening.run(15_000);
  const [taken] = evening.playing.filter((host) => host !== main);
  evening.part(undefined);
  evening.run(5000);
  expect(evening.playing).toEqual([taken]);
});

test("two that people played go on both, until one of them is told to take over", () => {
  const evening = new Evening(2);
  const [main] = evening.hosts;
  evening.part(0);
  evening.run(15_000);
  expect(evening.playing).toHaveLength(2);
  for (const host of evening.playing) evening.press(host);
  evening.part(undefined);
  evening.run(10_000);
  expect(evening.playing).toHaveLength(2);
  evening.takeOver(main);
  evening.run(5000);
  expect(evening.playing).toEqual([main]);
});

test("an understudy that a person chose takes the place of a show that plays", () => {
  const evening = new Evening(3);
  const [main, understudy] = evening.hosts;
  evening.press(main);
  evening.run(500);
  evening.takeOver(understudy);
  evening.run(5000);
  expect(evening.playing).toEqual([understudy]);
});

test("the order is the same from both sides, and a role is read as it was written", () => {
  const chance = new SeededRandom(7);
  const role = (): Role => ({
    ...PLAYS,
    ...{ term: chance.below(4), presses: chance.below(3), since: chance.below(3) },
    ...(chance.below(2) === 0 ? {} : { over: { id: chance.one(["a", "b"]), presses: chance.below(3) } }),
    ...(chance.below(4) === 0 ? { claim: chance.below(4) } : {}),
  });
  for (let i = 0; i < 10_000; i++) {
    const [a, b] = [
      { id: "a", role: role() },
      { id: "b", role: role() },
    ];
    expect(Math.sign(compareActors(a, b)) + Math.sign(compareActors(b, a))).toBe(0);
    expect(readRole(formatRole(a.role))).toEqual(a.role);
  }
  for (const wrong of [undefined, null, 1, "show", new Map(), new Map([...formatRole(PLAYS), ["term", -1] as const])])
    expect(readRole(wrong)).toBeUndefined();
});
