import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { BROKEN } from "../show/file/broken.ts";
import { ROOT } from "../sources.ts";
import { Bench, type Ended, type Running } from "./program.ts";

// Real programs on one network: three of ours and one as people wrote it with pyZOCP.
const NODES = {
  desk: { fader: { type: "float", value: 0.1, access: "rwe" }, page: { type: "int", value: 1, access: "rw" } },
  lamp: {
    level: { type: "float", value: 0, access: "rws", min: 0, max: 1 },
    colour: { type: "vec3f", value: [0, 0, 0], access: "rw" },
    on: { type: "bool", value: false, access: "rw" },
    go: { type: "bool", value: false, access: "rw", event: true },
    ip: { type: "string", value: "10.0.0.7", access: "rw", recall: false },
  },
  wall: {
    bar: { type: "float", value: 0, access: "rws" },
    dial: { type: "float", value: 0, access: "rws" },
    text: { type: "string", value: "", access: "rw" },
  },
};
type Name = keyof typeof NODES;

/** Seconds. These wait to the end, because nobody knows who else is there. */
const WAITS: ReadonlyMap<string, number> = new Map(["save", "get", "load", "diff"].map((command) => [command, 8]));

let bench: Bench;
let file = "";
const running = new Map<string, { readonly child: ChildProcess; readonly ended: Promise<unknown> }>();

beforeEach(async () => {
  bench = await Bench.open();
  file = join(bench.folder, "show.json");
});
afterEach(async () => {
  await stopAll();
  await bench[Symbol.asyncDispose]();
});

async function start(name: Name): Promise<Running> {
  const node = await bench.node({ name, parameters: NODES[name] });
  running.set(name, { child: node.child, ended: node.ended });
  return node;
}

async function startOld(): Promise<void> {
  const words = ["--import", "./tools/typescript.js", "test/show/old-node.ts", "old"];
  const child = spawn(process.execPath, words, {
    cwd: ROOT,
    env: bench.environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  running.set("old", { child, ended });
  await new Promise((resolve) => child.stdout.once("data", resolve));
}

async function stopAll(): Promise<void> {
  for (const { child } of running.values()) child.kill("SIGTERM");
  await Promise.all([...running.values()].map(({ ended }) => ended));
  running.clear();
}

/** Runs a command, patiently: the machine may be busy with other things. */
async function zocp(code: number, ...words: string[]): Promise<Ended> {
  const ended = await bench.run(...words, "--wait", String(WAITS.get(words[0] ?? "") ?? 20));
  expect({ words, ...ended }).toMatchObject({ code });
  return ended;
}

/** Every value that is there. */
async function values(): Promise<Record<string, unknown>> {
  return JSON.parse((await zocp(0, "get", "*", "--json")).stdout);
}

function linesOf({ stdout }: Ended): Record<string, unknown>[] {
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("a show is saved, everything ends, comes again in another order with one missing, and is as it was", async () => {
  await Promise.all([start("desk"), start("lamp"), start("wall"), startOld()]);
  for (const wire of [
    ["desk/fader", "lamp/level", "--rate", "50"],
    ["desk/fader", "wall/bar"],
    ["desk/fader", "old/sens"],
    ["old/emit", "wall/dial"],
  ])
    await zocp(0, "connect", ...wire);
  for (const [address = "", ...value] of [
    ["desk/fader", "0.75"],
    ["desk/page", "3"],
    ["lamp/colour", "1", "0.5", "0"],
    ["lamp/on", "on"],
    ["wall/text", "Grüße"],
    ["old/emit", "0.25"],
    ["old/knob", "7"],
  ])
    await zocp(0, "set", address, ...value);
  await zocp(0, "save", file);
  const before = await values();
  expect(before).toMatchObject({ "lamp/level": 0.75, "old/sens": 0.75, "wall/dial": 0.25 });
  await zocp(0, "diff", file);
  await stopAll();

  await startOld();
  await start("wall");
  await start("lamp");
  const different = linesOf(await zocp(1, "diff", file, "--json"));
  expect(different).toContainEqual({ missing: "desk", reason: "not here", fits: [] });
  const load = bench.start("load", file, "--stay", "--wait", "8");
  await load.until(() => load.stdout.includes("not here: desk"), "the missing node is named");
  expect(await values()).toMatchObject({
    "lamp/colour": [1, 0.5, 0],
    "wall/text": "Grüße",
    "old/knob": 7,
    "wall/dial": 0.25,
  });
  await start("desk");
  await load.until(() => load.stdout.includes("→ desk: "), "the desk got its part");
  await expect.poll(values, { timeout: 60_000 }).toEqual(before);
  load.child.kill("SIGINT");
  expect((await load.ended).code).toBe(0);
  expect((await zocp(0, "diff", file)).stdout).toBe("");
  const text = readFileSync(file, "utf8");
  await zocp(0, "save", file);
  expect(readFileSync(file, "utf8")).toBe(text);
  expect(readdirSync(bench.folder).filter((name) => name.startsWith("show.json"))).toEqual(["show.json"]);
}, 300_000);

describe("what is kept apart", () => {
  test("is in no file, and not set from one", async () => {
    await start("lamp");
    await zocp(0, "save", file, "--no-stamp");
    const saved = JSON.parse(readFileSync(file, "utf8"));
    expect(saved.saved).toBeUndefined();
    expect(Object.keys(saved.values)).toEqual(["lamp/colour", "lamp/level", "lamp/on"]);
    writeFileSync(
      file,
      JSON.stringify({ zocp: 1, values: { "lamp/ip": "1.2.3.4", "lamp/go": true, "lamp/on": true } }),
    );
    const { stdout } = await zocp(1, "load", file);
    expect(stdout).toContain("! lamp/ip  its owner lets no file set it");
    expect(stdout).toContain("! lamp/go  its values are events");
    expect(await values()).toMatchObject({ "lamp/ip": "10.0.0.7", "lamp/go": false, "lamp/on": true });
  });
});

test("a part is loaded, one node stands for another, and what is refused is told", async () => {
  await start("lamp");
  writeFileSync(
    file,
    JSON.stringify({
      zocp: 1,
      nodes: { "lamp@roof": { expects: { level: "flt rws" } } },
      values: { "lamp@roof/level": 7, "lamp@roof/on": true, "lamp@roof/colour": [1, 1, 1] },
    }),
  );
  expect((await zocp(1, "diff", file)).stdout).toContain(
    "? lamp@roof  not here; lamp fits: --replace lamp@roof=lamp\n",
  );
  const part = await zocp(0, "load", file, "--replace", "lamp@roof=lamp", "--only", "*/on", "--json");
  expect(linesOf(part)).toEqual([
    { change: "value", address: "lamp@roof/on", file: true, now: false },
    { done: 1, waiting: 0, refused: 0, missing: 0, same: 0 },
  ]);
  expect((await zocp(1, "load", file, "--guess", "--dry-run")).stdout).toContain("~ lamp@roof/level");
  expect(await values()).toMatchObject({ "lamp/level": 0, "lamp/on": true, "lamp/colour": [0, 0, 0] });
  const rest = await zocp(1, "load", file, "--guess");
  expect(rest.stdout).toContain("! lamp@roof/level  refused: ");
  expect(await values()).toMatchObject({ "lamp/level": 0, "lamp/colour": [1, 1, 1] });
});

describe("a file that is wrong", () => {
  test("ends with exit code 2, the line and the reason, and nobody hears of it", async () => {
    const lamp = await start("lamp");
    for (const [what, text, line] of [BROKEN[5], BROKEN[25], BROKEN[44]].flatMap((one) => (one ? [one] : []))) {
      writeFileSync(file, text);
      for (const command of ["load", "diff", "save"]) {
        const { code, stdout, stderr } = await bench.run(command, file);
        expect({ what, code, stdout }).toEqual({ what, code: 2, stdout: "" });
        expect(stderr).toContain(`zocp: ${file}: line ${line}: `);
        expect(readFileSync(file, "utf8")).toBe(text);
      }
    }
    expect(lamp.stdout).not.toContain('"enter"');
  });

  test.each([
    [["load", "/nowhere.json"], "there is no such file"],
    [["diff", "/"], "it is a folder"],
    [["load", "x.json", "--replace", "lamp"], "OLD=NEW"],
    [["load", "x.json", "--only", "/level"], "the node before the slash is missing"],
  ])("%j", async (words, reason) => {
    const written = join(bench.folder, "x.json");
    writeFileSync(written, '{"zocp": 1}');
    const { code, stderr, stdout } = await bench.run(...words.map((word) => (word === "x.json" ? written : word)));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(reason);
  });

  test("that cannot be written is as it was", async () => {
    const { code, stderr } = await bench.run("save", "/proc/show.json", "--wait", "0.1");
    expect(code).toBe(1);
    expect(stderr).toContain("/proc/show.json cannot be written");
  });
});
