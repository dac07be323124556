import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Bench, type Running } from "./program.ts";

// As text: an object of the host would put the name 7 first.
const LAMP = `{"name": "lamp", "parameters": {
  "level": {"type": "float", "value": 0, "access": "rws", "min": 0, "max": 1, "step": 0.01, "unit": "%", "description": "brightness"},
  "7": {"type": "int", "value": 3, "access": "r"},
  "constructor": {"type": "string", "value": "x", "access": "rw"},
  "on": {"type": "bool", "value": false, "access": "rw"},
  "place": {"type": "vec3f", "value": [0, 0, 0], "access": "rw"},
  "echo": {"type": "float", "value": 0.5, "access": "re"}
}}`;
const DESK = {
  name: "stage desk",
  parameters: { fader: { type: "float", value: 0.25, access: "rwe" }, odd: { type: "float", value: 1, access: "rw" } },
};

let bench: Bench;
let lamp: Running;
let desk: Running;
beforeAll(async () => {
  bench = await Bench.open();
  [lamp, desk] = await Promise.all([bench.node(LAMP), bench.node(DESK)]);
});
afterAll(() => bench[Symbol.asyncDispose]());

describe.concurrent("ls", () => {
  test("prints one array of nodes with all that is known of their parameters, in their order", async () => {
    const { code, stdout, stderr } = await bench.run("ls", "--json", "--wait", "1.5");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const nodes = JSON.parse(stdout);
    expect(nodes.map(({ name }: { name: string }) => name)).toEqual(["lamp", "stage desk"]);
    expect(nodes[0].id).toMatch(/^[0-9a-f]{32}$/);
    expect(nodes[0].address).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
    expect(nodes[0].headers["X-ZOCP"]).toBe("1");
    expect(nodes[0].parameters.level).toEqual({
      ...{ value: 0, type: "float", access: "rws", min: 0, max: 1, step: 0.01, unit: "%", description: "brightness" },
      subscribers: [],
    });
    expect(nodes[0].parameters["7"]).toEqual({ value: 3, type: "int", access: "r", subscribers: [] });
    expect(stdout).toMatch(/"level":.*"7":.*"constructor":/);
  });

  test("takes a part of node/parameter or a glob, and finds nothing with exit code 1", async () => {
    const [part, glob, nothing] = await Promise.all(
      ["LEVEL", "*desk/f*", "nothing"].map((pattern) => bench.run("ls", pattern, "--json", "--wait", "1.5")),
    );
    const names = (stdout = ""): unknown =>
      JSON.parse(stdout).map(({ name, parameters }: { name: string; parameters: object }) => [
        name,
        Object.keys(parameters),
      ]);
    expect(names(part?.stdout)).toEqual([["lamp", ["level"]]]);
    expect(names(glob?.stdout)).toEqual([["stage desk", ["fader"]]]);
    expect({ code: nothing?.code, stdout: nothing?.stdout }).toEqual({ code: 1, stdout: "[]\n" });
    expect(JSON.parse(nothing?.stderr ?? "").message).toContain('fits "nothing"');
  });

  test("is a table without colours where nobody looks", async () => {
    const { stdout } = await bench.run("ls", "level", "--wait", "1.5");
    expect(stdout).toMatch(
      /^lamp {2}[0-9a-f]{8} {2}tcp:\/\/127\.0\.0\.1:\d+\n {2}level {2}\S+ % {2}float {2}rw·s {2}0 … 1 step 0\.01\n$/,
    );
  });
});

describe("get and set", () => {
  test("get prints the value as soon as its node is known", async () => {
    const began = performance.now();
    const { code, stdout, stderr } = await bench.run("get", "stage desk/fader", "--wait", "90");
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "0.25\n", stderr: "" });
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  test("a node is also found by the beginning of its id", async () => {
    const [{ id }] = JSON.parse((await bench.run("ls", "lamp", "--json", "--wait", "1.5")).stdout);
    expect((await bench.run("get", `${id.slice(0, 8)}/7`)).stdout).toBe("3\n");
  });

  test.each([
    ["lamp/constructor", "5", "5\n", '"5"\n'],
    ["lamp/constructor", '"a \\"b\\""', 'a "b"\n', '"a \\"b\\""\n'],
    ["lamp/on", "on", "true\n", "true\n"],
    ["lamp/place", "1,2.5,-3", "[1,2.5,-3]\n", "[1,2.5,-3]\n"],
    ["stage desk/odd", "-0.5", "-0.5\n", "-0.5\n"],
    ["stage desk/odd", "NaN", "NaN\n", "null\n"],
  ])("set %s %s prints what the node then has, and get finds it there", async (address, value, text, json) => {
    expect(await bench.run("set", address, value)).toEqual({ code: 0, stdout: text, stderr: "" });
    expect((await bench.run("get", address, "--json")).stdout).toBe(json);
  });

  test.concurrent.each([
    [["set", "lamp/level", "7"], "7 is above the maximum 1"],
    [["set", "lamp/level", "word"], '"word" is not a number'],
    [["set", "lamp/7", "1"], "not writable"],
    [["set", "lamp/levle", "1"], 'did you mean "level"?'],
    [["get", "lmap/level", "--wait", "1.5"], 'did you mean "lamp"?'],
  ])("%j is refused with exit code 1 and the reason", async (words, reason) => {
    const { code, stdout, stderr } = await bench.run(...words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(reason);
  });

  test("broken JSON is the caller's mistake", async () => {
    const { code, stderr } = await bench.run("set", "lamp/place", "[1,2");
    expect(code).toBe(2);
    expect(stderr).toContain("not JSON");
  });
});

describe("connect and disconnect", () => {
  test("wire two nodes that are not ours, and the wire stays when the command has ended", async () => {
    const made = await bench.run("connect", "stage desk/fader", "lamp/level");
    expect(made).toEqual({ code: 0, stdout: "stage desk/fader → lamp/level\n", stderr: "" });
    await lamp.event("signal", { parameter: "level", value: 0.25, from: "stage desk/fader" });
    desk.send({ emit: ["fader", 0.75] });
    await lamp.event("signal", { parameter: "level", value: 0.75, from: "stage desk/fader" });

    const again = await bench.run("connect", "stage desk/fader", "lamp/level", "--json");
    expect(JSON.parse(again.stdout)).toEqual({ emitter: "stage desk/fader", sensor: "lamp/level", connected: true });
    expect(again.stderr).toContain("connected already");

    const cut = await bench.run("disconnect", "stage desk/fader", "lamp/level");
    expect(cut).toEqual({ code: 0, stdout: "stage desk/fader ✗ lamp/level\n", stderr: "" });
    const { code, stderr } = await bench.run("disconnect", "stage desk/fader", "lamp/level");
    expect(code).toBe(1);
    expect(stderr).toContain("stage desk/fader is not connected to lamp/level; it drives nothing");
  });

  test("wires a node to itself", async () => {
    expect((await bench.run("connect", "lamp/echo", "lamp/level")).code).toBe(0);
    await lamp.event("signal", { parameter: "level", value: 0.5, from: "lamp/echo" });
    expect((await bench.run("disconnect", "lamp/echo", "lamp/level")).code).toBe(0);
  });

  test.concurrent.each([
    [["lamp/level", "lamp/level"], 'lamp/level is no emitter: its access is "rws", without e; its emitters are "echo"'],
    [["lamp/echo", "lamp/on"], "lamp/on is no sensor"],
    [["lamp/ecko", "lamp/level"], 'did you mean "echo"?'],
  ])("%j says why not", async (ends, reason) => {
    const { code, stdout, stderr } = await bench.run("connect", ...ends);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(reason);
  });
});

test("a name that two nodes share has to be said more exactly", async () => {
  await using other = await Bench.open();
  const twin = { name: "twin", parameters: { x: { type: "int", value: 1 } } };
  const [first] = await Promise.all([other.node(twin), other.node(twin)]);
  const { id } = JSON.parse(first.stdout.split("\n")[0] ?? "");
  const { code, stderr } = await other.run("get", "twin/x");
  expect(code).toBe(1);
  expect(stderr).toContain('"twin" means 2 nodes');
  expect(stderr).toContain(id.slice(0, 8));
  expect((await other.run("get", `${id}/x`)).stdout).toBe("1\n");
});

test("a call brings back why it was not answered", async () => {
  const { code, stdout, stderr } = await bench.run("call", "lamp", "explode", "1", "now");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain('no method "explode"');
});

describe("many at once", () => {
  const LIGHTS = ["light 1", "light 2"].map((name) => ({
    name,
    parameters: {
      dim: { type: "float", value: 0, access: "rw", min: 0, max: 1 },
      fixed: { type: "float", value: 2, access: "r" },
    },
  }));

  test("get and set take a glob, and tell what each node has", async () => {
    await using show = await Bench.open();
    for (const light of LIGHTS) await show.node(light);
    expect(await show.run("set", "light*/dim", "50%")).toMatchObject({
      code: 0,
      stdout: "light 1/dim  0.5\nlight 2/dim  0.5\n",
    });
    const { stdout } = await show.run("get", "*/dim", "--json");
    expect(JSON.parse(stdout)).toEqual({ "light 1/dim": 0.5, "light 2/dim": 0.5 });
  });

  test("what one refuses is told, and the others are set", async () => {
    await using show = await Bench.open();
    for (const light of LIGHTS) await show.node(light);
    const { code, stdout, stderr } = await show.run("set", "light 1/*", "1");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "light 1/dim  1\n" });
    expect(stderr).toContain("light 1/fixed is not writable");
    expect(stderr).toContain("1 of 2 parameters were not set");
  });

  test("a value that is none changes nothing, and a glob that fits nothing is told", async () => {
    await using show = await Bench.open();
    for (const light of LIGHTS) await show.node(light);
    expect(await show.run("set", "*/dim", "1e400")).toMatchObject({ code: 2, stdout: "" });
    const nothing = await show.run("get", "*/nothing");
    expect(nothing).toMatchObject({ code: 1, stdout: "" });
    expect(nothing.stderr).toContain('fits "*/nothing"');
  });
});

describe("watch ends by itself", () => {
  test("after so many lines", async () => {
    const { code, stdout } = await bench.run("watch", "level", "--count", "1", "--json");
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(1);
  });

  test("after so many seconds", async () => {
    expect(await bench.run("watch", "nothing-of-that-name", "--seconds", "0.5")).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });
});
