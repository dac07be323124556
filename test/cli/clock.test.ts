import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatClocks } from "../../src/cli/format/clocks.ts";
import { Bench, type Running } from "./program.ts";

const LEVEL = { type: "float", value: 0, access: "rws", min: 0, max: 1 };

let bench: Bench;
let lamps: readonly Running[];
beforeAll(async () => {
  bench = await Bench.open();
  lamps = await Promise.all(["lamp1", "lamp2"].map((name) => bench.node({ name, parameters: { level: LEVEL } })));
});
afterAll(() => bench[Symbol.asyncDispose]());

describe("zocp clock", () => {
  test("shows the clock of each node, and whose time it is", async () => {
    const { code, stdout } = await bench.run("clock", "--wait", "1");
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^node +offset +error +round trip +drift +reference\n/);
    for (const name of ["lamp1", "lamp2"])
      expect(stdout).toMatch(
        new RegExp(
          `${name} +[+-]\\d+\\.\\d\\d ms +± \\d+\\.\\d\\d ms +\\d+\\.\\d\\d ms +[+-]\\d+\\.\\d ppm +lamp[12]\\n`,
        ),
      );
    expect(stdout).toMatch(/the time of lamp[12], known to ±\d+\.\d\d ms/);
  });

  test("as JSON for other programs", async () => {
    const { code, stdout } = await bench.run("clock", "--wait", "1", "--json");
    expect(code).toBe(0);
    const nodes = JSON.parse(stdout) as readonly Record<string, unknown>[];
    expect(nodes.map(({ node, synced }) => [node, synced])).toEqual([
      ["lamp1", true],
      ["lamp2", true],
    ]);
    expect(typeof nodes[0]?.offset).toBe("number");
    expect(new Set(nodes.map(({ timeline }) => timeline)).size).toBe(1);
  });

  test("tells, with exit code 1, when there is nobody to share a time with", async () => {
    const alone = await Bench.open();
    const { code, stderr } = await alone.run("clock", "--wait", "0.2");
    expect(code).toBe(1);
    expect(stderr).toContain("nobody here has a time that others have, too");
    await alone[Symbol.asyncDispose]();
  });
});

describe("zocp set --at", () => {
  test("begins on all nodes at that time", async () => {
    const { code, stderr } = await bench.run("set", "*/level", "1", "--at", "+0.3");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await Promise.all(lamps.map((lamp) => lamp.event("set", { parameter: "level", value: 1 })));
  });

  test.each(["soon", "-1", "601"])("%s is no time", async (at) => {
    const { code, stderr } = await bench.run("set", "lamp1/level", "1", `--at=${at}`);
    expect(code).toBe(2);
    expect(stderr).toContain("It must be seconds from now, from +0 to +600");
  });
});

test("a node that shares no clock, and one that has no time yet, stand in the table", () => {
  const clock = { offset: -1.25, error: 0.5, roundTrip: 1, synced: true, timeline: "t", reference: "desk", drift: -3 };
  const views = [
    { name: "old", id: "1", clock: undefined },
    { name: "new", id: "2", clock: { ...clock, synced: false } },
    { name: "lamp", id: "3", clock },
  ];
  expect(formatClocks(views)).toEqual([
    // Words reach over the columns behind them.
    "node  offset    error      round trip  drift     reference",
    "old   shares no clock",
    "new   not synced",
    "lamp  -1.25 ms  ± 0.50 ms  1.00 ms     -3.0 ppm  desk",
  ]);
});
