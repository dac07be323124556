import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { channel, recordingOf } from "../../recording/samples.ts";
import { Room } from "../in-process.ts";

const NIGHT = recordingOf({
  channels: [channel("lamp", "level", { access: "rwes" }), channel("lamp", "flash", { type: "bool", event: true })],
  steps: [
    { after: 0, channel: 0, value: 0.25 },
    { after: 100, channel: 1, value: true },
    { after: 100, channel: 0, value: 0.5 },
    { after: 300, channel: 0, value: 0.75 },
  ],
});
let room: Room;
let file: string;
beforeAll(async () => {
  room = await Room.open();
  file = room.file("night.zrec", NIGHT);
});
afterAll(() => room[Symbol.asyncDispose]());

const out = (name: string): string => join(room.folder, name);

describe("zocp recording info", () => {
  test("says what is in it", async () => {
    expect(await room.run("recording", "info", file)).toEqual({
      code: 0,
      stdout: `${file}: 0:00.500 from 2026-11-24T20:00:00.000Z\n1 node, 2 parameters, 4 values\nlamp\n`,
      stderr: "",
    });
  });

  test("says it of a part only, when one is asked for", async () => {
    const { stdout } = await room.run("recording", "info", file, "--only", "lamp/level", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ nodes: ["lamp"], parameters: 1 });
    const early = JSON.parse((await room.run("recording", "info", file, "--to", "0.15", "--json")).stdout);
    const late = JSON.parse((await room.run("recording", "info", file, "--from", "0.15", "--json")).stdout);
    expect(early.values + late.values).toBe(4);
    expect([early.seconds, late.seconds]).toEqual([0.15, 0.5]);
    expect(JSON.parse((await room.run("recording", "info", file, "--only", "x", "--json")).stdout)).toMatchObject({
      nodes: [],
      parameters: 0,
      values: 0,
    });
  });

  test.each([
    [["--from", "3", "--to", "2"], "the end (2 s) is not behind the beginning (3 s)"],
    [["--csv"], "--csv is for recording export: recording info only prints"],
    [["--wide", "5"], "--wide is for recording export: recording info only prints"],
    [["--mcap"], "--mcap is for recording export: recording info only prints"],
    [["--output", "x"], "--output is for recording export: recording info only prints"],
  ])("%j is refused", async (words, message) => {
    expect(await room.run("recording", "info", file, ...words)).toEqual({
      code: 2,
      stdout: "",
      stderr: `zocp: ${message}\n`,
    });
  });
});

describe("zocp recording export", () => {
  test("writes CSV to standard output, or into a file that is not there yet", async () => {
    const { code, stdout, stderr } = await room.run("recording", "export", file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split(/\r?\n/)[0]).toBe("time,node,parameter,value");
    expect(stdout.trimEnd().split("\n")).toHaveLength(5);
    expect((await room.run("recording", "export", file, "--output", out("a.csv"))).code).toBe(0);
    expect(readFileSync(out("a.csv"), "utf8").replaceAll("\r", "")).toBe(stdout.replaceAll("\r", ""));
    expect(await room.run("recording", "export", file, "--output", out("a.csv"))).toEqual({
      code: 2,
      stdout: "",
      stderr: `zocp: ${out("a.csv")} is there already, and nothing is written over it: choose another name with --output\n`,
    });
  });

  test("writes a column for each parameter with --wide", async () => {
    const { stdout } = await room.run("recording", "export", file, "--wide", "10");
    // What is an event has no value in between.
    expect(stdout.split(/\r?\n/)[0]).toBe("time,lamp/level");
  });

  test.each([
    [["--mcap"], "MCAP is no text: say with --output where it goes"],
    [["--mcap", "--csv", "--output", "x"], "either CSV or MCAP, not both"],
    [["--mcap", "--wide", "5", "--output", "x"], "either CSV or MCAP, not both"],
    [["--from", "1:00", "--to", "1:00"], "the end (60 s) is not behind the beginning (60 s)"],
  ])("%j is refused, and nothing is written", async (words, message) => {
    expect(await room.run("recording", "export", file, ...words)).toEqual({
      code: 2,
      stdout: "",
      stderr: `zocp: ${message}\n`,
    });
    expect(existsSync("x")).toBe(false);
  });

  test("says that a folder is not there", async () => {
    const path = join(room.folder, "nowhere", "a.csv");
    expect(await room.run("recording", "export", file, "--output", path)).toEqual({
      code: 1,
      stdout: "",
      stderr: `zocp: ${path} cannot be written: there is no such folder\n`,
    });
  });
});

describe("a file that is none", () => {
  test.each([["info"], ["export"]])("zocp recording %s", async (action) => {
    expect(await room.run("recording", action, "/nowhere.zrec")).toEqual({
      code: 2,
      stdout: "",
      stderr: "zocp: /nowhere.zrec: there is no such file\n",
    });
    expect(await room.run("recording", action, room.folder)).toEqual({
      code: 2,
      stdout: "",
      stderr: `zocp: ${room.folder} cannot be read: it is a folder\n`,
    });
    const bad = room.file("bad.zrec", "no recording\n");
    const { code, stderr } = await room.run("recording", action, bad, "--json");
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({ event: "error", message: expect.stringContaining(bad), exitCode: 2 });
  });

  test("an action that is none is told with those that there are", async () => {
    expect(await room.run("recording", "inof", file)).toMatchObject({
      code: 2,
      stderr: 'zocp: recording cannot "inof"; did you mean "info"?\n',
    });
    expect(await room.run("recording", "play", file)).toMatchObject({
      code: 2,
      stderr: 'zocp: recording cannot "play"; it can "info", "export"\n',
    });
  });
});

describe("zocp replay --as print", () => {
  test("prints what is in it, in its time", async () => {
    const { code, stdout, stderr } = await room.run("replay", file, "--as", "print", "--speed", "100");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^0:00\.\d{3} {2}lamp\/level /m);
    const json = await room.run("replay", file, "--as", "print", "--speed", "100", "--json", "--only", "lamp/level");
    for (const line of json.stdout.trimEnd().split("\n"))
      expect(JSON.parse(line)).toMatchObject({ event: "value", node: "lamp", parameter: "level" });
  });

  test("says that patterns mean nothing in it", async () => {
    const { code, stderr } = await room.run("replay", file, "--as", "print", "--only", "nothing", "--speed", "100");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "zocp: nothing in it is meant by these patterns\n" });
  });

  test("again and again with --loop, until Ctrl-C", async () => {
    const command = room.start("replay", file, "--as", "print", "--speed", "100", "--loop");
    await command.until("lamp/level");
    command.interrupt();
    expect((await command.ended).code).toBe(0);
  });
});
