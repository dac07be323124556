import { chmodSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { settled } from "../patience.ts";
import { Bench } from "./program.ts";

describe("a bridge to something on this machine that is given wrongly", () => {
  test.each([
    [["exec", "--run", "go=ls"], "a bridge that runs programs needs --allow-exec: other nodes start them"],
    [["exec", "--allow-exec"], "--run: it is missing"],
    [["exec", "--allow-exec", "--run", "ls"], '--run is "ls", not of the form name=value'],
    [["file"], "files: it is missing"],
    [["clock", "--at", "doors=25:00"], '--at.doors: "25:00" is no time such as "19:30"'],
    [["say", "--export", "desk/cue"], '--export is "desk/cue" and says not where to'],
    [["mpv", "--export", "desk/go=paus"], '"paus" takes no values; did you mean "pause"?'],
    [["say", "--run", "x=y"], '--run means nothing to the bridge "say"'],
  ])("%j says what is wrong", async (words, message) => {
    await using bench = await Bench.open();
    const { code, stderr } = await bench.run("bridge", ...words);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  test("runs no programs of a file that others can write, unless that is allowed", async () => {
    await using bench = await Bench.open();
    const file = bench.file({ bridge: "exec", run: { go: ["true"] } });
    chmodSync(file, 0o666);
    const { code, stderr } = await bench.run("bridge", file);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("--allow-exec permits that") });
    const bridge = bench.start("bridge", file, "--allow-exec");
    await bridge.until(() => bridge.stdout.includes("exec: runs true"));
  });
});

test.each([
  [
    ["exec", "--allow-exec", "--run", "go=./go.sh --now 1"],
    { name: "exec", bridge: "exec", run: { go: ["./go.sh", "--now", "1"] } },
  ],
  [["file", "--file", "score=s.txt"], { name: "file", bridge: "file", files: { score: "s.txt" } }],
  [
    ["say", "--voice", "de", "--export", "desk/cue=text"],
    { name: "say", bridge: "say", voice: "de", export: { "desk/cue": "text" } },
  ],
  [
    ["mpv", "--folder", "clips", "--play", "a.mp4", "--name", "screen"],
    { name: "screen", bridge: "mpv", folder: "clips", file: "a.mp4" },
  ],
  [["clock", "--at", "doors=19:30"], { name: "clock", bridge: "clock", at: { doors: "19:30" } }],
])("%j means a file", async (words, file) => {
  await using bench = await Bench.open();
  const { code, stdout } = await bench.run("bridge", ...words, "--print");
  expect({ code, file: JSON.parse(stdout) }).toEqual({ code: 0, file });
});

test("a file with a program and a watched file works from end to end, and Ctrl-C ends it quietly", async () => {
  await using bench = await Bench.open();
  const score = bench.file("one");
  const file = bench.file([
    {
      bridge: "exec",
      run: { note: { program: ["cat"], type: "string" } },
      connect: [["file/score.content", "exec/note.run"]],
    },
    { bridge: "file", files: { score } },
  ]);
  const bridge = bench.start("bridge", file);
  await bridge.until(() => bridge.stdout.includes("Ctrl-C ends it"));
  await settled(async () => expect((await bench.run("get", "exec/note.output")).stdout).toBe('"one"\n'));
  bridge.child.kill("SIGINT");
  expect(await bridge.ended).toMatchObject({ code: 0, stderr: "" });
});
