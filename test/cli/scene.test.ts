import { expect, test } from "vitest";

import { openStage } from "./played-show.ts";
import { Bench } from "./program.ts";

test("a scene is stored from the stage, listed, recalled in another time, and removed", async () => {
  await using stage = await openStage();
  const { bench, lamp } = stage;
  const scene = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await bench.run("scene", ...words, "--wait", "30");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  };
  await bench.run("set", "lamp/level", "0.75");
  expect(await scene("store", "dusk", "lamp*", "--over", "3")).toBe("stored dusk, 1 value\n");
  expect(await scene("ls")).toBe("dusk  1 value  over 3 s\n");
  expect(JSON.parse(await scene("ls", "--json"))).toMatchObject({ name: "dusk", over: 3, addresses: ["lamp/level"] });
  await bench.run("set", "lamp/level", "0");
  expect(await scene("recall", "dusk", "--over", "0.1")).toBe("recalled dusk\n");
  await lamp.event("set", { parameter: "level", value: 0.75, from: "show" });
  expect(JSON.parse(await scene("rm", "dusk", "--json"))).toMatchObject({ accepted: true });
  expect(await scene("ls")).toBe("");
});

test("what the show refuses ends with 1, and its reason", async () => {
  await using stage = await openStage();
  const { code, stdout, stderr } = await stage.bench.run("scene", "recall", "dawn", "--wait", "30");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain('there is no scene "dawn"');
});

test.each([
  [["stor", "dusk"], 'scene cannot "stor"; did you mean "store"?'],
  [["recall"], "scene recall needs the name of a scene"],
  [["ls", "dusk"], "scene ls takes no name"],
  [["rm", "a", "b"], "scene rm takes one name, not 2"],
  [["ls", "--wait", "0.2"], "no show was found"],
])("%j is answered with what is right", async (words, reason) => {
  await using bench = await Bench.open();
  const { code, stderr } = await bench.run("scene", ...words);
  expect(stderr).toContain(reason);
  expect(code).toBe(reason.startsWith("no show") ? 1 : 2);
});
