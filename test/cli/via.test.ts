import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";

import { PATIENCE } from "../patience.ts";
import { ROOT } from "../sources.ts";
import { Bench } from "./program.ts";

// Real programs: two of ours, and one as people wrote it with pyZOCP, which knows no maps.
let bench: Bench;
let old: ChildProcess;

beforeEach(async () => {
  bench = await Bench.open();
  old = spawn(process.execPath, ["--import", "./tools/typescript.js", "test/show/old-node.ts", "old"], {
    cwd: ROOT,
    env: bench.environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => old.stdout?.once("data", resolve));
});
afterEach(async () => {
  old.kill("SIGKILL");
  await bench[Symbol.asyncDispose]();
});

const DESK = { name: "desk", parameters: { fader: { type: "float", value: 0, access: "re" } } };
const BOX = { name: "box", operators: { dim: { operator: "not" } } };
const ENDS = ["desk/fader", "old/sens"] as const;

async function run(code: number, ...words: string[]): Promise<string> {
  const ended = await bench.run(...words);
  expect({ words, ...ended }).toMatchObject({ code });
  return code === 0 ? ended.stdout : ended.stderr;
}

async function operatorsOf(node: string): Promise<object> {
  return JSON.parse(await run(0, "call", node, "operators.list", "--json"));
}

test("a link with a map to an old node goes through an operator, and is one link for people", async () => {
  const desk = await bench.node(DESK);
  await bench.node(BOX);
  // Whichever of those that take operators is known first.
  expect(await run(1, "connect", ...ENDS, "--range", "0,127,0,1")).toMatch(
    /old is an old node, which knows no maps: put an operator between; (box|desk) takes operators: --via \1/,
  );
  expect(await run(0, "connect", ...ENDS, "--range", "0,127,0,1", "--via", "box")).toBe(
    "desk/fader → old/sens via box\n",
  );
  const arrives = (value: string) =>
    expect.poll(() => run(0, "get", "old/sens"), { timeout: PATIENCE }).toBe(`${value}\n`);
  desk.send({ emit: ["fader", 63.5] });
  await arrives("0.5");
  const listed = await run(0, "ls", "--links", "--wait", "5", "box");
  expect(listed).toContain("desk/fader → old/sens via box: range 0 127 0 1");
  expect(listed).not.toContain("box/between.in");

  // Another map for the same two ends: no second operator.
  await run(0, "connect", ...ENDS, "--range", "0,127,0,2", "--via", "box");
  await arrives("1");
  expect(Object.keys(await operatorsOf("box"))).toEqual(["dim", "between"]);

  expect(await run(0, "disconnect", ...ENDS)).toBe("desk/fader ✗ old/sens via box\n");
  expect(Object.keys(await operatorsOf("box"))).toEqual(["dim"]);
  const [left] = JSON.parse(await run(0, "ls", "--wait", "5", "--json", "desk"));
  expect(left.parameters.fader.subscribers).toEqual([]);
  expect(old.exitCode).toBeNull();
}, 300_000);

test("what was made is taken back when the rest fails", async () => {
  await bench.node(DESK, "--locked");
  await bench.node(BOX);
  const told = await run(1, "connect", ...ENDS, "--range", "0,127,0,1", "--via", "box");
  expect(told).toContain("desk is locked");
  expect(told).not.toContain("taken back entirely");
  expect(Object.keys(await operatorsOf("box"))).toEqual(["dim"]);
}, 300_000);

test("a node that takes no operators is told apart, and one that does is named", async () => {
  await bench.node(DESK);
  await bench.node(BOX);
  expect(await run(1, "connect", ...ENDS, "--range", "0,127,0,1", "--via", "old")).toMatch(
    /old takes no operators: (box|desk) takes operators: --via \1/,
  );
}, 300_000);
