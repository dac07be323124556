import { expect, test } from "vitest";
import { showsIn } from "../../composer/model/show/shows.ts";
import { readShow } from "../../composer/model/show/state.ts";
import { parseJson } from "../../src/index.ts";
import { openToldShow } from "./told-show.ts";

test("before the show has told anything nothing is known, and nothing is claimed", () => {
  const { live } = openToldShow();
  expect([live.state, live.next, live.active, live.trouble]).toEqual([undefined, undefined, undefined, ""]);
  expect(live.moment).toEqual({ progress: 1, remaining: 0 });
});

test.each<[told: object, passed: number, progress: number, remaining: number]>([
  [{ progress: 0.5, remaining: 10 }, 0, 0.5, 10],
  [{ progress: 0.5, remaining: 10 }, 5000, 0.75, 5],
  [{ progress: 0, remaining: 10, rate: 2 }, 2500, 0.5, 5],
  [{ progress: 0.2, remaining: 8, rate: 0.5 }, 8000, 0.6, 4],
  [{ progress: 0.5, remaining: 10 }, 60_000, 1, 0],
  [{ progress: 0.5, remaining: 10, rate: 0 }, 60_000, 0.5, 10],
  [{ progress: 0.5, remaining: 10, paused: true }, 5000, 0.5, 10],
  [{ progress: 0.5, remaining: 10, panicked: true }, 5000, 0.5, 10],
  [{ progress: 1, remaining: 0 }, 5000, 1, 0],
])("of %j after %i ms the bar stands at %d with %d s to go", async (told, passed, progress, remaining) => {
  const { live, world } = openToldShow(told);
  await live.look();
  world.time += passed;
  expect(live.moment.progress).toBeCloseTo(progress, 9);
  expect(live.moment.remaining).toBeCloseTo(remaining, 9);
});

test("a show that is silent, or answers with something else, is said to be in trouble, and its last state is kept", async () => {
  const { live, world } = openToldShow({ active: "a" });
  await live.look();
  world.state = null;
  await live.look();
  expect([live.trouble, live.state?.active]).toEqual(["show answered with something that is no show", "a"]);
  world.state = { name: "show", active: "b" };
  world.suspected = true;
  await live.look();
  expect([live.trouble, live.state?.active]).toEqual(["the show does not answer", "b"]);
});

test("of a disputed show both are named, this one first, until it is decided", async () => {
  const { live, world, remote } = openToldShow({ disputed: "b2".repeat(16) });
  expect(live.rivals).toEqual([]);
  await live.look();
  expect(live.rivals.map(({ id }) => id)).toEqual([remote.id, "b2".repeat(16)]);
  world.state = { name: "show" };
  await live.look();
  expect(live.rivals).toEqual([]);
});

test("questions that come while one is open are one more, not many", async () => {
  const { live, calls } = openToldShow();
  await Promise.all(Array.from({ length: 50 }, () => live.look()));
  await live.look();
  expect(calls.length).toBeLessThanOrEqual(3);
});

test("who follows a show asks every second while a cue runs, every other second else, and never after", async () => {
  const { live, world, calls, pass } = openToldShow();
  const stop = live.follow();
  await pass(0);
  for (let second = 0; second < 10; second += 1) await pass(1000);
  expect(calls.length).toBe(6);
  world.state = { name: "show", progress: 0, remaining: 3600 };
  await pass(1000);
  await pass(1000);
  const before = calls.length;
  for (let second = 0; second < 10; second += 1) await pass(1000);
  expect(calls.length - before).toBe(10);
  stop();
  await pass(2000);
  const after = calls.length;
  for (let second = 0; second < 10; second += 1) await pass(1000);
  expect(calls.length).toBe(after);
});

test("troubles are told the worst first: refused values before absences, absences before notes", () => {
  const state = readShow(
    parseJson(`{"name": "s", "notes": [{"text": "old"}, {"text": "new"}], "streamed": ["a/b", "c/d"],
      "grabbed": {"lamp/level": "Ada"}, "refused": {"fan/speed": "above the maximum 1"},
      "nodes": [{"name": "cam", "id": ""}, {"name": "fan", "id": "f", "trouble": "is another one"},
        {"name": "desk", "id": "d", "suspected": true, "locked": true}]}`),
  );
  expect(state?.troubles.map(({ tone, text }) => `${tone}: ${text}`)).toEqual([
    "bad: refused fan/speed: above the maximum 1",
    "bad: fan: is another one",
    "warn: not here: cam",
    "warn: desk does not answer",
    "warn: lamp/level was taken by Ada",
    "plain: 2 streamed from the show",
    "plain: desk is locked",
    "plain: new",
  ]);
});

test("a node is a show when all of it can be pressed: none that left, none of another make", () => {
  const node = (paths: readonly string[], more: object = {}): never =>
    ({
      present: true,
      extensions: true,
      parameters: new Map(paths.map((path) => [path, { access: "rw" }])),
      ...more,
    }) as never;
  const all = ["go", "back", "panic", "goto"];
  expect(
    showsIn([node(all), node(all, { present: false }), node(all, { extensions: false }), node(all.slice(1))]),
  ).toHaveLength(1);
  expect(showsIn([node([], { parameters: new Map(all.map((path) => [path, { access: "r" }])) })])).toEqual([]);
});
