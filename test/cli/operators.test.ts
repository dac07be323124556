import { expect, test } from "vitest";
import { DescriptionError, readDescription } from "../../src/cli/stdio/description.ts";
import { parseJson } from "../../src/index.ts";
import { Bench } from "./program.ts";

test("a node file has operators, and links to and from them", async () => {
  await using bench = await Bench.open();
  const desk = await bench.node({ name: "desk", parameters: { fader: { type: "float", access: "re" } } });
  await bench.node({
    name: "box",
    operators: { dim: { operator: "multiply", factor: 0.5 } },
    connect: [
      ["desk/fader", "dim.in"],
      ["dim.out", "lamp/level"],
    ],
  });
  const lamp = await bench.node({ name: "lamp", parameters: { level: { type: "float", access: "rs" } } });
  await lamp.event("linked", { emitter: "box/dim.out", sensor: "lamp/level" });
  await desk.event("subscribed", { parameter: "fader", by: "box/dim.in" });
  desk.send({ emit: ["fader", 0.5] });
  await lamp.event("signal", { parameter: "level", value: 0.25, from: "box/dim.out" });
});

test("a timer of a node file runs by itself, and nothing keeps the node from ending", async () => {
  await using bench = await Bench.open();
  const box = await bench.node({
    name: "box",
    operators: {
      beat: { operator: "timer", seconds: 0.05, repeat: true, running: true },
      beats: { operator: "count" },
    },
    connect: [["beat.out", "beats.in"]],
  });
  const lamp = await bench.node({
    name: "lamp",
    parameters: { level: { type: "int", access: "rs" } },
    connect: [["box/beats.out", "level"]],
  });
  await lamp.event("signal", { parameter: "level", from: "box/beats.out" });
  box.child.stdin.end();
  expect((await box.ended).code).toBe(0);
});

test("a running node takes more operators by calls, unless it is locked", async () => {
  await using bench = await Bench.open();
  const box = await bench.node({ name: "box", operators: { dim: { operator: "multiply", factor: 0.5 } } });
  const made = await bench.run("call", "box", "operators.add", "beats", '{"operator": "count"}');
  expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: "" });
  await box.event("registered", { parameter: "beats.out" });
  const listed = await bench.run("call", "box", "operators.list", "--json");
  expect(JSON.parse(listed.stdout)).toMatchObject({
    dim: { operator: "multiply", factor: 0.5 },
    beats: { operator: "count" },
  });
  expect((await bench.run("call", "box", "operators.remove", "beats")).code).toBe(0);
  await box.event("removed", { parameter: "beats.out" });
  await bench.node({ name: "safe", operators: {} }, "--locked");
  const refused = await bench.run("call", "safe", "operators.add", "beats", '{"operator": "count"}');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("safe is locked");
});

const read = (text: string) => readDescription(parseJson(text));

test.each([
  ['{"name": "a", "operators": []}', "operators: it must be an object, not a list"],
  ['{"name": "a", "operators": {"x": 1}}', "operators.x: it must be an object, not 1"],
  ['{"name": "a", "operators": {"x": {}}}', 'operators.x: the operator "x": operator: it is missing'],
  [
    '{"name": "a", "operators": {"x": {"operator": "summ"}}}',
    'operators.x: the operator "x": operator: "summ" is none; did you mean "sum"?',
  ],
  [
    '{"name": "a", "operators": {"x": {"operator": "not"}}, "connect": [["x.in", "b/c"]]}',
    'connect[0][0]: "x.in" is no emitter',
  ],
  [
    '{"name": "a", "operators": {"x": {"operator": "not"}}, "connect": [["b/c", "x.on"]]}',
    'connect[0][1]: this node has no parameter "x.on"; did you mean "x.in"',
  ],
  [
    '{"name": "a", "parameters": {"x.in": {"type": "int"}}, "operators": {"x": {"operator": "not"}}}',
    'operators.x: there is a parameter "x.in" already',
  ],
])("%s is refused", (text, why) => {
  expect(() => read(text)).toThrow(DescriptionError);
  expect(() => read(text)).toThrow(why);
});
