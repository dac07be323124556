import { describe, expect, test } from "vitest";

import { settled } from "../patience.ts";
import { openStage, playShow } from "./played-show.ts";
import { LEAVE, openTerminal } from "./terminal.ts";

describe.skipIf(process.platform !== "linux")("the screen of a show", () => {
  test("shows its cues, and GO, BACK, PAUSE and panic press it", async () => {
    await using stage = await openStage();
    const screen = openTerminal(stage.bench, "cues");
    await screen.shows(/The Harbour.*1 missing: cam@foyer/);
    await screen.shows(/● 1 .*House out/);
    screen.press(" ");
    await stage.lamp.event("set", { parameter: "level", value: 0.25 });
    await screen.shows(/▶ 1 [\s\S]*● 2 .*Dusk.*missing/);
    screen.press("b");
    await screen.shows(/● 1 .*House out/);
    screen.press("g", "3\r");
    await screen.shows(/▶ 3 .*Night .*left/);
    screen.press("p");
    await screen.shows("PAUSED");
    screen.press("!!");
    await screen.shows("PANIC: everything stands");
    screen.press(" ");
    await screen.shows(/GO refused: .*release first/);
    screen.press("r");
    await screen.shows(/RELEASE(?![\s\S]*PANIC:)/);
    screen.press("q");
    const { code, stdout } = await screen.ended;
    expect(code).toBe(0);
    expect(stdout.slice(stdout.lastIndexOf(LEAVE))).toBe(LEAVE);
  });

  test("goes on when the show leaves and comes back, and sends nothing meanwhile", async () => {
    await using stage = await openStage();
    const screen = openTerminal(stage.bench, "cues");
    await screen.shows(/● 1 .*House out/);
    stage.show.child.kill("SIGTERM");
    await screen.shows("the show has left; waiting for it");
    screen.press(" ");
    await screen.shows("not sent: the show has left");
    playShow(stage.bench);
    await screen.shows(/1 missing: cam@foyer/);
    await screen.shows(/● 1 .*House out/);
    expect(stage.lamp.stdout).not.toContain('"set"');
  });
});

test("without a terminal the cues are lines, and one object each for programs", async () => {
  await using stage = await openStage();
  const { code, stdout } = await stage.bench.run("cues");
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout:
      "* 1  House out     0.0 s  standby\n  2  Dusk          1.0 s  missing: cam@foyer  after the horn\n  3  Night        60.0 s\n",
  });
  const lines = (await stage.bench.run("cues", "--json")).stdout.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ cue: "1" }, { cue: "2", missing: ["cam@foyer"] }, {}]);
});

test("what changes is printed while it is watched", async () => {
  await using stage = await openStage();
  const watch = stage.bench.start("cues", "--watch", "--json");
  await watch.until(() => watch.stdout.split("\n").length === 4);
  await stage.bench.run("call", "show", "show.go");
  await watch.until(() => watch.stdout.includes('"cue":"2","name":"Dusk"') && /"cue":"1".*"done"/.test(watch.stdout));
  watch.child.kill("SIGTERM");
  expect((await watch.ended).code).toBe(0);
});

test("of several shows one has to be chosen, and where none is that is said", async () => {
  await using stage = await openStage();
  const other = playShow(stage.bench, "harbour");
  await other.until(() => other.stdout !== "");
  // The second one may be met a moment later.
  await settled(async () => {
    const { code, stderr } = await stage.bench.run("cues", "--wait", "30");
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("there are 2 shows: choose one with --show: harbour, show"),
    });
  });
  expect((await stage.bench.run("cues", "--show", "harbour", "--wait", "30")).code).toBe(0);
  const none = await stage.bench.run("cues", "--show", "opera", "--wait", "1");
  expect({ code: none.code, stderr: none.stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no show "opera"'),
  });
});
