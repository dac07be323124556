import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { settled } from "../patience.ts";
import { channel, recordingOf } from "../recording/samples.ts";
import { Bench } from "./program.ts";

const NIGHT = recordingOf({
  channels: [channel("lamp", "level", { access: "rwes" }), channel("lamp", "flash", { type: "bool", event: true })],
  steps: [
    { after: 0, channel: 0, value: 0.25 },
    { after: 100, channel: 1, value: true },
    { after: 100, channel: 0, value: 0.5 },
    { after: 300, channel: 0, value: 0.75 },
  ],
});

let bench: Bench;
let file = "";
beforeEach(async () => {
  bench = await Bench.open();
  file = join(bench.folder, "night.zrec");
  writeFileSync(file, NIGHT);
});
afterEach(() => bench[Symbol.asyncDispose]());

describe("zocp replay", () => {
  test("prints what was recorded, in its order and with its time", async () => {
    const { code, stdout, stderr } = await bench.run("replay", file, "--as", "print");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")).toEqual([
      "0:00.000  lamp/level 0.25",
      "0:00.000  lamp/level 0.25",
      "0:00.100  lamp/flash true",
      "0:00.200  lamp/level 0.5",
      "0:00.500  lamp/level 0.75",
      "",
    ]);
    const json = await bench.run(
      "replay",
      file,
      "--as",
      "print",
      "--json",
      "--from",
      "0:00.15",
      "--to",
      "0.3",
      "--only",
      "level",
    );
    expect(
      json.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { event: "value", time: 0.15, node: "lamp", parameter: "level", value: 0.25 },
      { event: "value", time: 0.2, node: "lamp", parameter: "level", value: 0.5 },
    ]);
  });

  test("is the rig without the rig, until Ctrl-C", async () => {
    const replay = bench.start("replay", file, "--loop", "--speed", "0.5", "--wait", "0.5");
    await settled(async () =>
      expect(["0.25", "0.5", "0.75"]).toContain((await bench.run("get", "lamp/level")).stdout.trim()),
    );
    expect((await bench.run("ls", "replay", "--wait", "5")).stdout).toContain("position");
    const saved = join(bench.folder, "show.json");
    await bench.run("save", saved, "--wait", "3");
    expect(readFileSync(saved, "utf8")).not.toContain("lamp");
    replay.child.kill("SIGINT");
    expect((await replay.ended).code).toBe(0);
  });

  test("sets the nodes that are here, and ends at its end", async () => {
    const lamp = await bench.node({ name: "lamp", parameters: { level: { type: "float", value: 0, access: "rw" } } });
    const { code, stderr } = await bench.run("replay", file, "--as", "sets", "--only", "level", "--wait", "5");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await lamp.event("set", { parameter: "level", value: 0.75 });
  });

  test("says in one sentence what is wrong with a file", async () => {
    expect(await bench.run("replay", join(bench.folder, "none.zrec"))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/none\.zrec: there is no such file\n$/),
    });
    writeFileSync(file, `${NIGHT}[9,1,nothing]\n`);
    expect(await bench.run("replay", file)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/night\.zrec: line 9: not JSON/),
    });
    writeFileSync(file, '{"zocp":"recording/2"}\n');
    expect((await bench.run("replay", file)).stderr).toContain("a newer zocp wrote this recording");
    expect((await bench.run("replay", file, "--speed", "0")).stderr).toContain("It must be a number from 0.1 to 100.");
    expect((await bench.run("replay", file, "--from", "1:99")).stderr).toContain("1:20");
    expect((await bench.run("replay", file, "--as", "ghost")).code).toBe(2);
    expect((await bench.run("replay", file, "--from", "3", "--to", "2")).stderr).toContain(
      "the end (2 s) is not behind the beginning (3 s)",
    );
  });

  test("printed for nobody it ends", async () => {
    const piped = bench.shell(`$ZOCP replay ${file} --as print --loop | head -n 3`);
    const { code, stdout, stderr } = await piped.ended;
    expect({ code, lines: stdout.split("\n").length, stderr }).toEqual({ code: 0, lines: 4, stderr: "" });
  });

  test("plays what was cut off, and says so", async () => {
    writeFileSync(file, NIGHT.slice(0, -4));
    const { code, stdout, stderr } = await bench.run("replay", file, "--as", "print");
    expect(code).toBe(0);
    expect(stderr).toBe(`zocp: ${file} was cut off: it is played to its last whole line\n`);
    expect(stdout).toContain("lamp/level 0.5\n");
  });
});

describe("zocp recording", () => {
  test("says what is in it", async () => {
    const { code, stdout } = await bench.run("recording", "info", file);
    expect(code).toBe(0);
    expect(stdout).toBe(`${file}: 0:00.500 from 2026-11-24T20:00:00.000Z\n1 node, 2 parameters, 4 values\nlamp\n`);
    expect(JSON.parse((await bench.run("recording", "info", file, "--json")).stdout)).toMatchObject({
      seconds: 0.5,
      nodes: ["lamp"],
      values: 4,
      cut: false,
    });
  });

  test("writes it as CSV, all of it also into a pipe", async () => {
    expect((await bench.run("recording", "export", file)).stdout).toBe(
      "time,node,parameter,value\r\n0,lamp,level,0.25\r\n0.1,lamp,flash,true\r\n0.2,lamp,level,0.5\r\n0.5,lamp,level,0.75\r\n",
    );
    expect((await bench.run("recording", "export", file, "--wide", "2")).stdout).toBe(
      "time,lamp/level\r\n0,0.25\r\n0.5,0.75\r\n",
    );
    const target = join(bench.folder, "night.csv");
    expect((await bench.run("recording", "export", file, "--output", target)).code).toBe(0);
    expect(readFileSync(target, "utf8")).toContain("0.5,lamp,level,0.75\r\n");
    expect((await bench.run("recording", "export", file, "--output", target)).stderr).toContain("is there already");
    writeFileSync(
      file,
      recordingOf({
        channels: [channel("a", "x")],
        steps: Array.from({ length: 50_000 }, (_, i) => ({ after: 1, channel: 0, value: i })),
      }),
    );
    const piped = bench.shell(`$ZOCP recording export ${file} | (sleep 1; wc -l)`);
    expect((await piped.ended).stdout.trim()).toBe("50001");
  });

  test("says what it can and what is missing", async () => {
    expect((await bench.run("recording", "inf", file)).stderr).toContain(
      'recording cannot "inf"; did you mean "info"?',
    );
    expect((await bench.run("recording", "export", file, "--mcap")).stderr).toContain(
      "say with --output where it goes",
    );
  });
});
