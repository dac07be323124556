import { expect, test } from "vitest";
import { ShownNode } from "../../composer/model/network/shown-node.ts";
import { ShownParameter } from "../../composer/model/network/shown-parameter.ts";
import { EventLog, nameLink } from "../../composer/model/render/event-log.ts";
import { Painter } from "../../composer/model/render/painter.ts";
import { formatValue } from "../../composer/model/view/format.ts";
import { fillOf, partOf } from "../../composer/model/view/slide.ts";
import type { Json } from "../../src/index.ts";
import { Bench, deskAndLamp, HandStage } from "./stage.ts";

/** A desk of three parameters of which each picture is written down: when it was drawn, and what. */
function easel() {
  const stage = new HandStage();
  const painter = new Painter(stage);
  const node = new ShownNode("desk", "desk");
  const pictures: string[] = [];
  const parameters = ["level", "on", "cue"].map((path) => {
    const parameter = new ShownParameter(node, path);
    parameter.kind = path === "level" ? "number" : path === "on" ? "switch" : "text";
    parameter.onPaint(({ value }) => pictures.push(`${stage.time} ${path} ${formatValue(value)}`));
    return parameter;
  });
  pictures.length = 0;
  const [level, on, cue] = parameters as [ShownParameter, ShownParameter, ShownParameter];
  const take = (parameter: ShownParameter, value: Json): void => {
    parameter.take(value, stage.time);
    painter.touch(parameter);
  };
  return { stage, painter, pictures, level, on, cue, take };
}

test("a fixed scene gives fixed pictures: of each parameter its newest value, in the order they were touched first", () => {
  const { stage, pictures, level, on, cue, take } = easel();
  take(on, true);
  for (const value of [0.1, 0.2, 0.3]) take(level, value);
  take(cue, "Dusk");
  expect(pictures).toEqual([]);
  stage.draw();
  expect(pictures).toEqual(
    ["1040 on on", "1040 level 0.3", "1040 cue Dusk"].map((line) => line.replace("0.3", "0.300")),
  );
  take(level, 0.4);
  take(cue, "");
  stage.draw();
  expect(pictures.slice(3)).toEqual(["1080 level 0.400", "1080 cue “”"]);
  stage.draw();
  stage.draw();
  expect(pictures).toHaveLength(5);
});

test("values come faster than pictures: what was not drawn is counted, and what was drawn is not", () => {
  const { stage, pictures, level, on, take } = easel();
  for (let frame = 0; frame < 10; frame += 1) {
    for (let value = 0; value < 25; value += 1) take(level, frame + value / 100);
    take(on, frame % 2 === 0);
    stage.draw();
  }
  expect([level.count, level.conflated, on.conflated]).toEqual([250, 240, 0]);
  expect(pictures.filter((line) => line.includes("level"))).toHaveLength(10);
  expect(pictures.at(-2)).toBe(`${stage.time} level 9.240`);
});

test("a parameter that is touched while a picture is drawn is in the next one", () => {
  const { stage, painter, pictures, level, cue } = easel();
  let once = true;
  level.onPaint(() => {
    if (pictures.length > 0 && once) {
      once = false;
      painter.touch(cue);
    }
  });
  level.value = 1;
  painter.touch(level);
  stage.draw();
  expect(pictures).toEqual(["1040 level 1"]);
  stage.draw();
  expect(pictures).toEqual(["1040 level 1", "1080 cue –"]);
});

test("who looks no more is drawn no more, and the others are", () => {
  const { stage, pictures, level, take } = easel();
  const seen: unknown[] = [];
  const stop = level.onPaint(({ value }) => seen.push(value));
  take(level, 1);
  stage.draw();
  stop();
  take(level, 2);
  stage.draw();
  expect([seen, pictures.length]).toEqual([[undefined, 1], 2]);
});

test.each([
  [0, 0, 1, { part: 0, from: 0, size: 0 }],
  [0.25, 0, 1, { part: 0.25, from: 0, size: 0.25 }],
  [1, 0, 1, { part: 1, from: 0, size: 1 }],
  [2, 0, 1, { part: 2, from: 0, size: 1 }],
  [-0.5, -1, 1, { part: 0.25, from: 0.25, size: 0.25 }],
  [0, -1, 1, { part: 0.5, from: 0.5, size: 0 }],
  [-30, -40, -20, { part: 0.5, from: 0.5, size: 0.5 }],
  [Number.NaN, 0, 1, { part: 0, from: 0, size: 0 }],
] as const)("a bar at %d of %d to %d", (number, least, most, { part, ...fill }) => {
  expect(partOf(number, { least, most })).toBe(part);
  expect(fillOf(number, { least, most })).toEqual(fill);
});

test("of a show that moves, a page draws what came last, counts all, and measures how fast they come", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const level = bench.get("desk/level");
  const { network } = bench.composer;
  network.measure();
  const before = { count: level.count, time: bench.stage.time };
  for (let value = 1; value <= 20; value += 1) {
    desk.set("level", value / 100);
    await bench.until(() => level.value === value / 100, "it is known");
  }
  network.measure();
  const seconds = (bench.stage.time - before.time) / 1000;
  expect(level.count - before.count).toBe(20);
  expect(level.rate).toBeCloseTo(20 / seconds, 6);
  expect(bench.get("desk/cue").rate).toBe(0);
  bench.stage.time += 5000;
  network.measure();
  expect(level.rate).toBe(0);
  // A measure that follows at once has no time to reckon with.
  network.measure();
  expect(level.rate).toBe(0);
});

test("what the gateway has left out is counted for its parameter alone, and for none that is unknown", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const { network } = bench.composer;
  network.handleReplaced(desk.id, "level", 40);
  network.handleReplaced(desk.id, "nowhere", 7);
  network.handleReplaced("ffff", "level", 7);
  expect([bench.get("desk/level").skipped, bench.get("desk/cue").skipped]).toEqual([40, 0]);
});

test("the log says what happened to the show, and nothing of values", async () => {
  const bench = new Bench();
  const { desk, lamp } = await deskAndLamp(bench);
  const { log, edits, network } = bench.composer;
  expect(log).toBeInstanceOf(EventLog);
  desk.set("level", 0.75);
  await bench.until(() => bench.get("desk/level").value === 0.75, "the value");
  edits.connect([{ emitter: bench.get("desk/level"), sensor: bench.get("lamp/brightness") }]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  await lamp.stop();
  await bench.until(() => network.ghosts.length === 1, "it left");
  const lines = log.entries.map(({ type, text }) => `${type}: ${text}`);
  for (const line of ["enter: desk is here", "enter: lamp is here"]) expect(lines).toContain(line);
  expect(lines.at(-1)).toMatch(/lamp/);
  expect(lines.some((line) => line.startsWith("exit: lamp left ("))).toBe(true);
  expect(lines.some((line) => line.includes("0.75"))).toBe(false);
  const ids = log.entries.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
  const link = { emitter: { node: "a", parameter: "x" }, sensor: { node: "b", parameter: "y.z" } };
  expect(nameLink(link)).toBe("a/x → b/y.z");
});
