import { spawn, spawnSync } from "node:child_process";

import { describe, expect, test } from "vitest";
import { PATIENCE } from "../patience.ts";
import { Bench, PROGRAM } from "./program.ts";

const DESK = { name: "desk", parameters: { fader: { type: "float", value: 0.25, access: "re", min: 0, max: 1 } } };
const LAMP = {
  name: "lamp",
  parameters: { level: { type: "float", value: 0, access: "rws", min: 0, max: 1 } },
  connect: [["desk/fader", "level"]],
};

test("two nodes know each other, and a signal of one is printed by the other", async () => {
  await using bench = await Bench.open();
  const desk = await bench.node(DESK);
  const lamp = await bench.node(LAMP);
  const described = await lamp.event("described", { node: "desk" });
  expect(described.parameters).toEqual({
    fader: { value: 0.25, type: "float", access: "re", min: 0, max: 1, subscribers: [] },
  });
  await desk.event("subscribed", { parameter: "fader", by: "lamp/level" });
  await lamp.event("linked", { emitter: "desk/fader", sensor: "lamp/level" });
  desk.send({ emit: ["fader", 0.5] });
  expect(await lamp.event("signal", { value: 0.5 })).toEqual({
    ...{ event: "signal", parameter: "level", value: 0.5, from: "desk/fader" },
  });
});

test("after a kill and a restart with the same name the link works again by itself", async () => {
  await using bench = await Bench.open();
  const lamp = await bench.node(LAMP);
  const desk = await bench.node(DESK);
  await lamp.event("linked");
  desk.child.kill("SIGKILL");
  await desk.ended;
  const again = await bench.node(DESK);
  await lamp.event("linked", { emitter: "desk/fader", sensor: "lamp/level" });
  again.send({ emit: ["fader", 0.875] });
  await lamp.event("signal", { parameter: "level", value: 0.875, from: "desk/fader" });
});

test("carries out every command, and answers those that have an id", async () => {
  await using bench = await Bench.open();
  const lamp = await bench.node({ name: "lamp", parameters: LAMP.parameters });
  const desk = await bench.node(DESK);
  desk.send({ set: ["lamp/level", 0.75], id: "a" });
  await lamp.event("set", { parameter: "level", value: 0.75, from: "desk" });
  await desk.event("done", { set: "lamp/level", value: 0.75, id: "a" });
  desk.send({ register: { late: { type: "int", value: 4, access: "re" } } }, { emit: ["late", 5], id: 1 });
  await desk.event("registered", { parameter: "late" });
  await desk.event("done", { id: 1 });
  await lamp.event("modified", { node: "desk", parameters: ["late"] });
  desk.send({ connect: ["fader", "lamp/level"] });
  await desk.event("done", { connect: ["fader", "lamp/level"] });
  desk.send({ emit: ["fader", 1] });
  await lamp.event("signal", { parameter: "level", value: 1, from: "desk/fader" });
  desk.send({ disconnect: ["desk/fader", "lamp/level"] });
  await desk.event("unsubscribed", { parameter: "fader", by: "lamp/level" });
  desk.send({ remove: "late" }, { call: ["lamp", "explode", []], id: 2 });
  await desk.event("removed", { parameter: "late" });
  expect((await desk.event("error", { id: 2 })).message).toContain('no method "explode"');
  await lamp.event("modified", { node: "desk", removed: ["late"] });
});

test("more commands than can be answered at once all get their answer, in their order", async () => {
  await using bench = await Bench.open();
  const lamp = await bench.node({ name: "lamp", parameters: { n: { type: "int", access: "rw" } } });
  // So many answers take their time where a machine is busy.
  const desk = await bench.node(DESK, "--wait", "60");
  await desk.event("described", { node: "lamp" });
  for (let i = 1; i <= 5000; i++) desk.send({ set: ["lamp/n", i], id: i });
  for (let i = 1; i <= 5000; i++) await desk.event("done", { id: i });
  await lamp.event("set", { parameter: "n", value: 5000 });
});

test("each wrong line gives one error and does no harm", async () => {
  await using bench = await Bench.open();
  const desk = await bench.node(DESK);
  const wrong: [string, string][] = [
    ["junk", "not JSON"],
    ["[1]", "a line must be a JSON object"],
    ["{}", "there is no command in it"],
    ['{"emti":["fader",1]}', 'did you mean "emit"?'],
    ['{"emit":["fader",1],"set":["a/b",1]}', "one line holds one command"],
    ['{"emit":["fader",5]}', "5 is above the maximum 1"],
    ['{"emit":["nope",1]}', 'no parameter "nope"'],
    ['{"emit":"fader"}', 'emit: it must be ["name",value]'],
    ['{"connect":["a/x"]}', "connect: it must be a pair"],
    ['{"register":{"x":{"type":"colour"}}}', 'register.x.type: "colour" is no type'],
    ['{"remove":"nope"}', 'no parameter "nope"'],
    ['{"call":["lamp","m",1]}', "call[2]: the arguments must be a list"],
    [`{"emit":["fader","${"x".repeat(0x11_0000)}"]}`, "longer than 1048576 bytes"],
    ['{"emit":["fader",NaN]}', "NaN is below the minimum 0"],
    ["[".repeat(100_000), "nested more than 64 levels deep"],
  ];
  desk.send(...wrong.map(([line]) => line));
  for (const [index, [, reason]] of wrong.entries()) {
    const error = await desk.event("error");
    expect(error.line).toBe(index + 1);
    expect(error.message).toContain(reason);
  }
  desk.send({ emit: ["fader", 0.5], id: "still here" });
  await desk.event("done", { id: "still here" });
  expect(desk.stderr.split("\n").filter((line) => line.startsWith("zocp: line "))).toHaveLength(wrong.length);
});

describe("a description that is wrong is the caller's mistake, and file and field are named", () => {
  test.each<[object | string, string]>([
    ["{", "not JSON"],
    [{ name: "a", parameters: { level: { type: "flaot" } } }, "parameters.level.type: "],
    [{ name: "a", parameters: { level: { type: "float", value: 0, min: 2 } } }, "parameters.level: "],
  ])("%j", async (description, reason) => {
    await using bench = await Bench.open();
    const file = bench.file(description);
    const { code, stdout, stderr } = await bench.run("node", file);
    expect(stderr.startsWith(`zocp: ${file}: ${reason}`)).toBe(true);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("the end of its input", () => {
  test("ends the node when it has done what it was told and others had time to find it", async () => {
    await using bench = await Bench.open();
    const lamp = await bench.node(LAMP);
    const desk = bench.start("node", bench.file(DESK), "--stdio", "--wait", "1");
    desk.child.stdin.end('{"emit":["fader",0.5]}\n{"set":["lamp/level",2]}');
    await lamp.event("signal", { value: 0.5 });
    const { code, stdout } = await desk.ended;
    expect(code).toBe(0);
    expect(stdout).toContain("2 is above the maximum 1");
    await lamp.event("exit", { node: "desk", reason: "goodbye" });
  });

  test("does not end a node that never had one", async () => {
    await using bench = await Bench.open();
    const child = spawn(process.execPath, [PROGRAM, "node", bench.file(DESK), "--stdio", "--wait", "0"], {
      env: bench.environment,
      stdio: ["ignore", "ignore", "ignore"],
    });
    const code = new Promise((resolve) => child.on("exit", resolve));
    const lamp = await bench.node(LAMP);
    await lamp.event("enter", { node: "desk" });
    // Its input is at its end since long ago: it has answered with its parameters after that.
    await lamp.event("signal", { from: "desk/fader" });
    expect((await bench.run("get", "desk/fader")).stdout).toBe("0.25\n");
    child.kill("SIGTERM");
    expect(await code).toBe(0);
  });
});

describe("an interruption", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s lets a node say goodbye and is its proper end",
    async (signal) => {
      await using bench = await Bench.open();
      const lamp = await bench.node(LAMP);
      const desk = bench.start("node", bench.file(DESK));
      await lamp.event("linked");
      desk.child.kill(signal);
      await lamp.event("exit", { node: "desk", reason: "goodbye" });
      expect((await desk.ended).code).toBe(0);
    },
  );

  test("of a command that has not finished is no success", async () => {
    await using bench = await Bench.open();
    const desk = await bench.node(DESK);
    const get = bench.start("get", "nobody/x", "--wait", "60");
    await desk.event("enter");
    get.child.kill("SIGINT");
    const { code, stdout, stderr } = await get.ended;
    expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: "", stderr: "" });
  });
});

test("a reader that stops reading loses the oldest signals, is told how many, and gets the last", async () => {
  await using bench = await Bench.open();
  const count = 60_000;
  const lamp = await bench.node({
    ...LAMP,
    connect: [["lamp/out", "level"]],
    parameters: { ...LAMP.parameters, out: { type: "float", access: "re" } },
  });
  await lamp.event("linked");
  lamp.child.stdout.pause();
  for (let i = 0; i < count; i++) lamp.send(`{"emit":["out",${(i % 1000) / 1000}]}`);
  lamp.send({ emit: ["out", 0.4321] }, "junk");
  // The error is also told on standard error: by then everything before it has been carried out.
  await lamp.until(() => lamp.stderr.includes("junk"), "the message");
  lamp.child.stdout.resume();
  const dropped = await lamp.event("dropped");
  expect(dropped.count).toBeGreaterThanOrEqual(1000);
  await lamp.event("signal", { value: 0.4321 });
  await lamp.event("error");
});

test("a closed output ends the command in silence", async () => {
  await using bench = await Bench.open();
  await bench.node(DESK);
  const { stdout, stderr } = spawnSync("sh", ["-c", `"${process.execPath}" "${PROGRAM}" watch | head -n 1`], {
    env: bench.environment,
    encoding: "utf8",
    timeout: PATIENCE,
  });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/enter\s+desk/);
});
