import { expect, test } from "vitest";
import { ShownNode } from "../../composer/model/network/shown-node.ts";
import { ShownParameter } from "../../composer/model/network/shown-parameter.ts";
import { Inspector } from "../../composer/model/render/inspector.ts";
import { Ring } from "../../composer/model/render/ring.ts";
import { scalesOf } from "../../composer/model/render/scales.ts";
import { Scope } from "../../composer/model/render/scope.ts";
import { Trail } from "../../composer/model/render/trail.ts";
import type { Json } from "../../src/index.ts";
import { HandStage } from "./stage.ts";

function parameter(path: string, value: Json, more: Partial<ShownParameter> = {}): ShownParameter {
  return Object.assign(new ShownParameter(new ShownNode("desk", "desk"), path), { kind: "number", value, ...more });
}

function give(one: ShownParameter, value: Json, now: number): void {
  one.take(value, now);
  one.paint();
}

test("a ring keeps the newest, and tells its readers once a picture", () => {
  const frames: (() => void)[] = [];
  const ring = new Ring<number>(100, (callback) => frames.push(callback));
  let times = -1;
  ring.subscribe(() => (times += 1));
  for (let index = 0; index < 1000; index += 1) ring.add(index);
  expect([frames.length, times]).toEqual([1, 0]);
  for (const draw of frames.splice(0)) draw();
  expect(times).toBe(1);
  expect(ring.entries.length).toBeGreaterThanOrEqual(100);
  expect(ring.entries.length).toBeLessThanOrEqual(125);
  expect(ring.entries.at(-1)).toBe(999);
  ring.clear();
  expect([ring.entries.length, frames.length]).toEqual([0, 1]);
});

function trailOf(trail: Trail): readonly (readonly number[])[] {
  const all: number[][] = [];
  trail.each((time, value) => all.push([time, value]));
  return all;
}

test("a trail has the last value of every 50 ms, the oldest first, and no gaps of what is no number", () => {
  const trail = new Trail();
  for (const [time, value] of [
    [0, 1],
    [20, 2],
    [49, 3],
    [50, Number.NaN],
    [60, 4],
    [300, 5],
  ] as const)
    trail.add(time, value);
  expect(trailOf(trail)).toEqual([
    [0, 3],
    [60, 4],
    [300, 5],
  ]);
});

test("a trail has a length, and forgets what is older", () => {
  const trail = new Trail();
  for (let index = 0; index < 500; index += 1) trail.add(index * 100, index);
  const all = trailOf(trail);
  expect([trail.length, all.length, all[0]?.[1], all.at(-1)?.[1]]).toEqual([120, 120, 380, 499]);
});

test("a parameter counts its values, knows when the newest came and how fast they come", () => {
  const level = parameter("level", 0);
  for (let index = 1; index <= 20; index += 1) level.take(index, index * 50);
  level.measure(1000);
  expect([level.count, level.at, level.rate, level.value]).toEqual([20, 1000, 20, 20]);
  level.measure(1000);
  expect(level.rate).toBe(0);
});

test("a scope begins with what is known of the past, and goes on with what comes", () => {
  let now = 1000;
  const scope = new Scope(() => now);
  const level = parameter("level", 0.2);
  level.take(0.1, 500);
  level.take(0.2, 900);
  scope.add(level);
  now = 1100;
  give(level, 0.3, now);
  now = 1200;
  const [axis = [], line = []] = scope.table(1);
  expect(axis).toEqual([-0.7, -0.3, -0.2, -0.1, 0]);
  expect(line.map((value) => Number(value?.toFixed(3)))).toEqual([0.1, 0.2, 0.2, 0.3, 0.3]);
});

test("before its first value a trace is nothing, and a value holds until the next one", () => {
  let now = 0;
  const scope = new Scope(() => now);
  const [a, b] = [parameter("a", 1), parameter("b", 2)];
  scope.add(a);
  now = 500;
  scope.add(b);
  now = 1000;
  expect(scope.table(2)).toEqual([
    [-1, -0.5, 0],
    [1, 1, 1],
    [null, 2, 2],
  ]);
});

test("a paused scope records nothing; a parameter that is taken off is recorded no more", () => {
  let now = 0;
  const scope = new Scope(() => now);
  const level = parameter("level", 1);
  scope.add(level);
  scope.paused = true;
  now = 10;
  give(level, 2, now);
  expect(scope.traces[0]?.values).toEqual([1]);
  scope.paused = false;
  give(level, 3, now);
  expect(scope.traces[0]?.values).toEqual([1, 3]);
  scope.toggle(level);
  expect([scope.shows(level), scope.traces]).toEqual([false, []]);
  scope.toggle(level);
  expect(scope.shows(level)).toBe(true);
});

test("a vector is a line for each of its numbers; texts and objects are none", () => {
  const scope = new Scope(() => 0);
  scope.add(parameter("spot", [1, 2, 3], { kind: "vector", typeHint: "vec3f" }));
  scope.add(parameter("name", "x", { kind: "text" }));
  scope.add(parameter("own", new Map(), { kind: "other" }));
  expect(scope.traces.map(({ name, values }) => [name, values])).toEqual([
    ["desk/spot x", [1]],
    ["desk/spot y", [2]],
    ["desk/spot z", [3]],
  ]);
});

test("a scope shows eight parameters, each once, and not more than a minute and a quarter of each", () => {
  let now = 0;
  const scope = new Scope(() => now);
  const all = Array.from({ length: 10 }, (_, index) => parameter(`p${index}`, 0));
  for (const one of [...all, ...all]) scope.add(one);
  expect(scope.traces.length).toBe(8);
  const [first] = all;
  if (first === undefined) throw new Error("none");
  for (now = 1; now < 5000; now += 1) give(first, now, now);
  expect(scope.traces[0]?.values.length).toBeLessThan(2250);
  expect(scope.traces[0]?.values.at(-1)).toBe(4999);
});

test("traces of a like range share a scale, one that would be a line on the floor has its own", () => {
  const scope = new Scope(() => 0);
  for (const [path, max] of [
    ["a", 1],
    ["b", 255],
    ["c", 2],
    ["d", 200],
  ] as const)
    scope.add(parameter(path, 0, { min: 0, max }));
  expect(scalesOf(scope.traces)).toEqual([0, 1, 0, 1]);
});

test("a trace that never moved has the scale of what it is away from nothing", () => {
  const scope = new Scope(() => 0);
  for (const [path, value] of [
    ["a", 1000],
    ["b", 900],
    ["c", 0],
  ] as const)
    scope.add(parameter(path, value));
  expect(scalesOf(scope.traces)).toEqual([0, 0, 1]);
});

test("messages are kept while somebody looks and it is not paused, with their verb, cut when they are long", () => {
  const inspector = new Inspector(new HandStage());
  inspector.note("in", "p", '{"SIG": ["a", 1]}');
  expect(inspector.entries).toEqual([]);
  inspector.open = true;
  inspector.note("in", "p", '{"SIG": ["a", 1]}');
  inspector.note("out", "p", "odd");
  inspector.note("out", "p", `{"SET": "${"x".repeat(9000)}"}`);
  inspector.paused = true;
  inspector.note("in", "p", '{"GET": []}');
  expect(inspector.entries.map(({ id, direction, verb }) => [id, direction, verb])).toEqual([
    [1, "in", "SIG"],
    [2, "out", "?"],
    [3, "out", "SET"],
  ]);
  expect(inspector.entries[2]?.text.length).toBe(2000);
});
