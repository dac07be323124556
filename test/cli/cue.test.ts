import { expect, test } from "vitest";

import { openStage } from "./played-show.ts";
import { Bench } from "./program.ts";

test("what is on stage is recorded into a cue, placed by its number, and the cue is removed", async () => {
  await using stage = await openStage();
  const { bench } = stage;
  const run = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await bench.run(...words, "--wait", "30");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  };
  await run("set", "lamp/level", "0.75");
  const said = ["--name", "Doors", "--note", "now", "--over", "3", "--curve", "smooth"];
  expect(await run("cue", "record", "1.5", "lamp*", ...said)).toBe("recorded cue 1.5, 1 value\n");
  const cues = async (): Promise<readonly { cue: string }[]> =>
    (await run("cues", "--json"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  expect(await cues()).toMatchObject([
    { cue: "1" },
    { cue: "1.5", name: "Doors", note: "now", lasts: 3 },
    { cue: "2" },
    { cue: "3" },
  ]);
  expect(JSON.parse(await run("cue", "record", "1.5", "--block", "--json"))).toMatchObject({ accepted: true });
  expect(await run("cue", "rm", "1.5")).toBe("removed cue 1.5\n");
  expect((await cues()).map(({ cue }) => cue)).toEqual(["1", "2", "3"]);
});

test.each([
  [["record", "x y", "--wait", "30"], '"x y" is no number of a cue'],
  [["record", "4", "nobody/*", "--wait", "30"], "nothing of nobody/* that is here can be recalled"],
  [["rm", "12", "--wait", "30"], 'there is no cue "12"'],
])("%j is refused by the show, with its reason", async (words, reason) => {
  await using stage = await openStage();
  const { code, stderr } = await stage.bench.run("cue", ...words);
  expect(stderr).toContain(reason);
  expect(code).toBe(1);
});

test.each([
  [["recor", "1"], 'cue cannot "recor"; did you mean "record"?'],
  [["rm", "1", "lamp*"], "cue rm takes one cue, not 2"],
  [["record", "1", "--over", "-1"], "It must be a number of seconds"],
])("%j means nothing", async (words, reason) => {
  await using bench = await Bench.open();
  const { code, stderr } = await bench.run("cue", ...words);
  expect(stderr).toContain(reason);
  expect(code).toBe(2);
});
