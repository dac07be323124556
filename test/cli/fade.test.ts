import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Bench, type Running } from "./program.ts";

const LAMPS = Array.from({ length: 20 }, (_, i) => `level${i}`);
const LAMP = {
  name: "lamp",
  parameters: Object.fromEntries(
    LAMPS.map((name) => [name, { type: "float", value: 0, access: "rwes", min: 0, max: 1 }]),
  ),
};
const DESK = { name: "desk", parameters: { fader: { type: "float", value: 0.25, access: "re" } } };

let bench: Bench;
let lamp: Running;
beforeAll(async () => {
  bench = await Bench.open();
  lamp = await bench.node(LAMP);
});
afterAll(() => bench[Symbol.asyncDispose]());

describe("zocp set --over", () => {
  test("waits until it has arrived, and prints the value; the steps were many", async () => {
    const { code, stdout, stderr } = await bench.run("set", "lamp/level0", "1", "--over", "0.5", "--curve", "smooth");
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "1\n", stderr: "" });
    await lamp.event("set", { parameter: "level0", value: 1 });
  });

  test("says who took the parameter meanwhile, with exit code 1", async () => {
    const fading = bench.start("set", "lamp/level1", "1", "--over", "60");
    await lamp.event("set", { parameter: "level1" });
    expect((await bench.run("set", "lamp/level1", "0.5")).code).toBe(0);
    const { code, stderr } = await fading.ended;
    expect(code).toBe(1);
    expect(stderr).toContain("lamp/level1 did not arrive at 1: somebody else moved it (");
  });

  test.each([
    [["--over", "x"], "It must be a number of seconds from 0 to 86400"],
    [["--curve", "bounce"], "It must be one of linear, smooth, in, out, square, exp, or x1,y1,x2,y2"],
  ])("%j is not written correctly", async (words, message) => {
    const { code, stderr } = await bench.run("set", "lamp/level0", "1", ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

test("whoever asked for a fade, and the desk that is wired there, are killed in the middle: every target arrives", async () => {
  const desk = await bench.node(DESK);
  expect((await bench.run("connect", "desk/fader", "lamp/level19")).code).toBe(0);
  const cue = bench.start("set", "lamp/*", "0.75", "--over", "4", "--wait", "1");
  // In the middle: each is on its way, and none has arrived.
  await Promise.all(
    LAMPS.slice(2).map((parameter) => lamp.until(() => lamp.stdout.includes(`"parameter":"${parameter}"`))),
  );
  cue.child.kill("SIGKILL");
  desk.child.kill("SIGKILL");
  await Promise.all([cue.ended, desk.ended]);
  expect(cue.stdout).toBe("");
  const arrived = (parameter: string): boolean =>
    new RegExp(`"parameter":"${parameter}"[^\\n]*"value":0\\.75[,}]`).test(lamp.stdout);
  await lamp.until(() => LAMPS.every(arrived), "every target");
});

test("zocp panic stops what fades, and lets go with --release", async () => {
  const fading = bench.start("set", "lamp/level5", "0", "--over", "60");
  await lamp.event("set", { parameter: "level5" });
  const { code, stdout } = await bench.run("panic", "--json", "--wait", "2");
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{"stopped":["lamp"],"failed":[],"old":[]}\n' });
  expect((await fading.ended).stderr).toContain("it was stopped (zocp-panic");
  expect((await bench.run("panic", "--release", "--wait", "2")).stdout).toBe("released 1 node: lamp\n");
});

test("ls --owner tells who holds what, or moved it last", async () => {
  const fading = bench.start("set", "lamp/level5", "1", "--over", "60");
  await lamp.event("set", { parameter: "level5" });
  const { stdout } = await bench.run("ls", "--owner", "lamp");
  expect(stdout).toMatch(/level5 ← zocp-set@\S+ of zocp-set@\S+ to 1, \d+\.\d s left/);
  expect(stdout).toMatch(/level1 ← faded by zocp-set@\S+, \d+:\d\d ago/);
  const json = await bench.run("ls", "--owner", "--json", "lamp/level5");
  const [node] = JSON.parse(json.stdout) as readonly { parameters: Record<string, { owner?: unknown }> }[];
  expect(node?.parameters.level5?.owner).toMatchObject({ by: "fade", fade: { target: 1, priority: 100 } });
  fading.child.kill("SIGKILL");
  await fading.ended;
});
