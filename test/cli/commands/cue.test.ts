import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { PATIENCE } from "../../patience.ts";
import { openShowStage, type ShowStage } from "./show-stage.ts";

let stage: ShowStage;
beforeAll(async () => {
  stage = await openShowStage();
});
afterAll(() => stage.close());

const run = (...words: string[]) => stage.room.run(...words);
const done = (stdout: string) => ({ code: 0, stdout: `${stdout}\n`, stderr: "" });
const cues = () => stage.show.show.cues.map(({ cue }) => cue);

describe("zocp cues", () => {
  test("lists the cues, and who is missing", async () => {
    const { code, stdout, stderr } = await run("cues");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/1 +House out/);
    expect(stdout).toMatch(/2 +Dusk/);
    expect(stdout).toMatch(/cam@foyer/);
    expect(stdout).toMatch(/after the horn/);
  });

  test("is one object a cue for programs", async () => {
    const { stdout } = await run("cues", "--json");
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ cue, name }) => [cue, name])).toEqual([
      ["1", "House out"],
      ["2", "Dusk"],
      ["3", "Night"],
    ]);
  });

  test("tells what changes with --watch, until Ctrl-C", async () => {
    const command = stage.room.start("cues", "--watch", "--json", "--wait", "30");
    await command.until('"cue":"3"');
    const before = command.events.length;
    await stage.show.go();
    await expect.poll(() => command.events.length, { timeout: PATIENCE }).toBeGreaterThan(before);
    expect(JSON.stringify(command.events.slice(before))).toContain('"cue":"1"');
    command.interrupt();
    expect((await command.ended).code).toBe(0);
  });
});

describe("zocp cue record", () => {
  test("keeps what differs from the look in front, and what is said of the cue", async () => {
    stage.lamp.set("gain", 3);
    const said = ["--name", "Storm", "--note", "lightning", "--over", "5", "--curve", "smooth"];
    expect(await run("cue", "record", "1.5", ...said)).toMatchObject({
      code: 0,
      stderr: "",
      stdout: expect.stringMatching(/^recorded cue 1\.5, \d values?\n$/),
    });
    expect(cues()).toEqual(["1", "1.5", "2", "3"]);
    expect(stage.show.show.cues[1]).toMatchObject({ name: "Storm", note: "lightning", over: 5, curve: "smooth" });
  });

  test("takes only what a pattern means", async () => {
    expect(await run("cue", "record", "1.7", "lamp/gain")).toMatchObject({ code: 0 });
    const cue = stage.show.show.cues.find(({ cue: number }) => number === "1.7");
    expect([...(cue?.values.keys() ?? [])].every((address) => address === "lamp/gain")).toBe(true);
  });

  test("answers programs as JSON", async () => {
    const { code, stdout } = await run("cue", "record", "1.8", "--block", "--json");
    expect({ code, said: JSON.parse(stdout) }).toMatchObject({ code: 0, said: { accepted: true } });
  });

  test("of a number that is none is refused by the show", async () => {
    const { code, stdout, stderr } = await run("cue", "record", "three");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^zocp: [^\n]*three[^\n]*\n$/);
  });
});

describe("zocp cue rm", () => {
  test("removes a cue by its number, and by its id", async () => {
    expect(await run("cue", "rm", "1.7")).toEqual(done("removed cue 1.7"));
    expect(await run("cue", "rm", "c")).toEqual(done("removed cue 3"));
    expect(cues()).not.toContain("3");
  });

  test("of a cue that is not there names it", async () => {
    expect(await run("cue", "rm", "9")).toEqual({ code: 1, stdout: "", stderr: 'zocp: there is no cue "9"\n' });
  });
});

describe("words that mean nothing together", () => {
  test.each([
    [["cue", "recrod", "1"], 'cue cannot "recrod"; did you mean "record"?'],
    [["cue", "play", "1"], 'cue cannot "play"; it can "record", "rm"'],
    [["cue", "rm", "1", "2"], "cue rm takes one cue, not 2"],
    [["scene", "stor", "dusk"], 'scene cannot "stor"; did you mean "store"?'],
    [["scene", "play"], 'scene cannot "play"; it can "store", "recall", "ls", "rm"'],
    [["scene", "ls", "dusk"], "scene ls takes no name: it lists all scenes"],
    [["scene", "recall"], "scene recall needs the name of a scene"],
    [["scene", "rm", "a", "b", "c"], "scene rm takes one name, not 3"],
  ])("%j", async (words, message) => {
    expect(await run(...words)).toEqual({ code: 2, stdout: "", stderr: `zocp: ${message}\n` });
    const json = await run(...words, "--json");
    expect(JSON.parse(json.stderr)).toEqual({ event: "error", message, exitCode: 2 });
  });

  test("an option that only records says nothing of a cue that is removed", async () => {
    for (const words of [["--name", "x"], ["--note", "x"], ["--over", "1"], ["--curve", "in"], ["--block"]])
      expect(await run("cue", "rm", "1", ...words)).toEqual({
        code: 2,
        stdout: "",
        stderr: `zocp: ${words[0]} is for cue record: cue rm only removes\n`,
      });
    for (const action of [["ls"], ["rm", "dusk"]])
      expect(await run("scene", ...action, "--over", "3")).toEqual({
        code: 2,
        stdout: "",
        stderr: `zocp: --over is for scene store and scene recall, not for scene ${action[0]}\n`,
      });
    expect(cues()).toContain("1");
  });
});

describe("zocp scene", () => {
  test("lists scenes with their values, times and cues", async () => {
    const { code, stdout, stderr } = await run("scene", "ls");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe("dusk   1 value  over 2 s\nnight  2 values\n");
    const lines = (await run("scene", "ls", "--json")).stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).name)).toEqual(["dusk", "night"]);
  });

  test("recalls one, in another time, and only a part of it", async () => {
    expect(await run("scene", "recall", "night", "lamp/gain", "--over", "0")).toMatchObject({ code: 0, stderr: "" });
    await expect.poll(() => stage.lamp.parameters.get("gain")?.value, { timeout: PATIENCE }).toBe(1);
    expect(stage.lamp.parameters.get("level")?.value).not.toBe(0.1);
  });

  test("stores one, and removes it", async () => {
    expect(await run("scene", "store", "storm", "lamp/*")).toEqual(done("stored storm, 2 values"));
    expect(await run("scene", "rm", "storm")).toEqual(done("removed storm"));
    const { code, stderr } = await run("scene", "rm", "storm");
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no scene "storm"') });
  });
});
