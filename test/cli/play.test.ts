import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { settled } from "../patience.ts";
import { ROOT } from "../sources.ts";
import { Bench, type Ended, type Running } from "./program.ts";

// Shows as real programs, with nodes of ours and one as people wrote it with pyZOCP.
const HARBOUR = {
  zocp: 1,
  title: "The Harbour",
  cues: [
    { id: "a", cue: "1", name: "House out", over: 1, values: { "lamp/level": 0.5, "wall/level": 1, "old/emit": 0.75 } },
    { id: "b", cue: "1.5", name: "Dusk", over: 0.5, values: { "lamp/level": 1 } },
    { id: "c", cue: "2", over: 3, values: { "lamp/level": 0, "wall/level": 0 } },
  ],
};
const LEVEL = { level: { type: "float", value: 0, access: "rws", min: 0, max: 1 } };

let bench: Bench;
let file = "";
const others: ChildProcess[] = [];

beforeEach(async () => {
  bench = await Bench.open();
  file = join(bench.folder, "show.json");
  writeFileSync(file, JSON.stringify(HARBOUR));
});
afterEach(async () => {
  for (const child of others.splice(0)) child.kill("SIGKILL");
  await bench[Symbol.asyncDispose]();
});

describe("zocp show, go, back and pause", () => {
  test("play a list of cues on nodes of ours and of pyZOCP", async () => {
    await Promise.all([lamp("lamp"), lamp("wall"), startOld()]);
    const show = await start();
    await known(["lamp", "wall", "old"]);
    expect(await zocp(0, "go", "--dry-run")).toMatchObject({ stdout: expect.stringContaining("lamp/level") });
    expect((await zocp(0, "go")).stdout).toBe("1 House out: 3 values in 1 s\n");
    await show.event("cue", { cue: "1", state: "done" });
    await values({ "lamp/level": 0.5, "wall/level": 1, "old/emit": 0.75 });
    expect((await zocp(0, "go", "--instant")).stdout).toBe("at 1.5\n");
    await values({ "lamp/level": 1 });
    expect((await zocp(0, "back")).stdout).toBe("back at 1\n");
    expect((await zocp(0, "pause")).stdout).toBe("paused\n");
    expect((await zocp(0, "go")).stdout).toBe("goes on\n");
    await values({ "lamp/level": 0.5 });
  });

  test("say in clear words why nothing was played", async () => {
    writeFileSync(`${file}.bad`, '{"zocp": 1, "cues": [{"cue": "1", "over": -3}]}');
    expect((await bench.run("show", `${file}.bad`)).stderr).toMatch(/show\.json\.bad: line 1: cues\[0\]\.over/);
    expect(await zocp(1, "go", "--wait", "1")).toMatchObject({
      stderr: expect.stringMatching(/^zocp: no show was found within 1 s; "zocp show FILE.json" plays one\n$/),
    });
    const [show, second] = [await start(), await start("--name", "second")];
    await show.event("ready");
    await second.event("ready");
    await settled(async () => {
      const { stderr } = await zocp(1, "go", "--wait", "5");
      expect(stderr).toBe("zocp: there are 2 shows: choose one with --show: second, show\n");
    });
    expect((await zocp(0, "go", "--show", "second")).stdout).toMatch(/^1 House out: 3 values in 1 s; not here: /);
    const late = await zocp(0, "call", "second", "show.go", '{"standby": "a"}');
    expect(late.stdout).toMatch(/1 is not next any more; 1 went \d+\.\d s ago/);
    expect((await zocp(0, "panic", "--wait", "2")).stdout).toContain("stopped 2 shows: second, show");
    expect((await zocp(1, "go", "--show", "second")).stderr).toBe("zocp: panic: release first\n");
    expect((await zocp(0, "panic", "--release", "--wait", "2")).stdout).toContain("released 2 shows");
  });
});

test("everything arrives although the show node and the emitter of a target are killed in the middle; the show goes on where it was", async () => {
  const [desk] = [
    await bench.node({ name: "desk", parameters: { fader: { type: "float", value: 0.9, access: "re" } } }),
  ];
  await Promise.all([lamp("lamp"), lamp("wall")]);
  const show = await start();
  await known(["lamp", "wall"]);
  await zocp(0, "connect", "desk/fader", "wall/level");
  await zocp(0, "go", "2");
  // A disk takes its time, and what it has not got is lost with the program.
  const kept = (): string => (existsSync(`${file}.position`) ? readFileSync(`${file}.position`, "utf8") : "");
  await expect.poll(kept, { timeout: 60_000 }).toContain('"active": "c"');
  for (const { child } of [show, desk]) child.kill("SIGKILL");
  await Promise.all([show.ended, desk.ended]);
  await values({ "lamp/level": 0, "wall/level": 0 });
  await zocp(0, "set", "lamp/level", "0.3");
  const again = await start();
  expect(await again.event("ready")).toMatchObject({ cue: "2", cues: 3 });
  await known(["lamp", "wall"]);
  // It has sent nothing by itself.
  await values({ "lamp/level": 0.3 });
  expect((await zocp(1, "go")).stderr).toBe("zocp: the list is at its end\n");
  expect((await zocp(0, "go", "1.5")).stdout).toBe("at 1.5\n");
  await values({ "lamp/level": 1, "wall/level": 1 });
});

test("a show begins without a file, is recorded, kept, and loaded for nodes that come later", async () => {
  const path = join(bench.folder, "new.json");
  await lamp("lamp");
  const show = bench.start("show", path, "--json");
  await show.event("ready");
  await zocp(0, "set", "lamp/level", "0.4");
  await settled(async () => {
    const { stdout } = await zocp(0, "call", "show", "show.record", "1", '["lamp"]', '{"over": 0.2}');
    expect(stdout).toContain('"accepted":true');
  });
  await settled(() => expect(readFileSync(path, "utf8")).toContain('"cue": "1", "values": {"lamp/level": 0.4}'));
  show.child.kill("SIGTERM");
  expect(await show.ended).toMatchObject({ code: 0 });
  writeFileSync(path, JSON.stringify({ zocp: 1, values: { "lamp/level": 0.9, "wall/level": 0.6 } }));
  const loading = bench.start("show", path, "--load", "--json", "--wait", "4");
  await loading.event("loaded");
  await values({ "lamp/level": 0.9 });
  await lamp("wall");
  await values({ "wall/level": 0.6 });
});

async function start(...words: string[]): Promise<Running> {
  const show = bench.start("show", file, "--json", ...words);
  return show;
}

function lamp(name: string): Promise<Running> {
  return bench.node({ name, parameters: LEVEL });
}

/** The show has heard what these nodes are. */
async function known(names: readonly string[]): Promise<void> {
  await settled(async () => {
    const { stdout } = await zocp(0, "call", "show", "show.state", "--json");
    const state: { nodes: readonly { name: string; id: string | null }[] } = JSON.parse(stdout);
    expect(state.nodes.filter(({ id }) => id !== null).map(({ name }) => name)).toEqual([...names].sort());
  });
}

/** Waits until parameters have these values. */
function values(wanted: Readonly<Record<string, unknown>>): Promise<void> {
  return settled(async () => {
    for (const [address, value] of Object.entries(wanted))
      expect([address, JSON.parse((await zocp(0, "get", address, "--json")).stdout)]).toEqual([address, value]);
  });
}

async function zocp(code: number, ...words: string[]): Promise<Ended> {
  const ended = await bench.run(...words, ...(words.includes("--wait") ? [] : ["--wait", "20"]));
  expect({ words, ...ended }).toMatchObject({ code });
  return ended;
}

async function startOld(): Promise<void> {
  const words = ["--import", "./tools/typescript.js", "test/show/old-node.ts", "old"];
  const child = spawn(process.execPath, words, {
    cwd: ROOT,
    env: bench.environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  others.push(child);
  await new Promise((resolve) => child.stdout.once("data", resolve));
}
