import { describe, expect, test } from "vitest";

import { compileMap, formatJson, formatMap, type JsonInput, parseJson, parseMap as readMap } from "../../src/index.ts";
import { Bench } from "./program.ts";

describe("stages by words", () => {
  test.each<[words: string, stages: string]>([
    ["range 0 127 0 1 | curve square", '[{"range": [0, 127, 0, 1]}, {"curve": "square"}]'],
    ["range 0,127,0,1 clip=true", '[{"range": [0, 127, 0, 1], "clip": true}]'],
    ["pickup | toggle", '[{"pickup": true}, {"toggle": true}]'],
    ["expr x > 0.5 ? 1 : 0", '[{"expr": "x > 0.5 ? 1 : 0"}]'],
    ["text cue {0.00}", '[{"text": "cue {0.00}"}]'],
    ["points [[0, 0], [1, 2]]", '[{"points": [[0, 0], [1, 2]]}]'],
    ['table {"calm": 0} else=1', '[{"table": {"calm": 0}, "else": 1}]'],
    ["unit deg rad | delay 2", '[{"unit": ["deg", "rad"]}, {"delay": 2}]'],
    ["smooth 1 0.007", '[{"smooth": [1, 0.007]}]'],
  ])("%s", (words, stages) => {
    const map = readMap(words);
    expect(formatJson(map as unknown as JsonInput)).toBe(stages);
    expect(() => compileMap(map)).not.toThrow();
    expect(formatJson(readMap(formatMap(parseJson(stages))) as unknown as JsonInput)).toBe(stages);
  });

  test("and JSON as it is", () => {
    expect(formatJson(readMap(' [{"scale": 2}]') as unknown as JsonInput)).toBe('[{"scale": 2}]');
  });
});

describe("zocp map", () => {
  test("prints what becomes of values, without any network", async () => {
    await using bench = await Bench.open();
    const tried = await bench.run("map", "range 0 127 0 1 | curve square", "--try", "0,63.5,127");
    expect(tried).toEqual({ code: 0, stdout: "0 → 0\n63.5 → 0.25\n127 → 1\n", stderr: "" });
    const json = await bench.run("map", "threshold 0.3 0.7 | toggle", "--try", "0,1", "--json");
    expect(
      json.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { value: 0, result: null },
      { value: 1, result: true },
    ]);
  });

  test("says what leaves later", async () => {
    await using bench = await Bench.open();
    expect((await bench.run("map", "delay 1", "--try", "7")).stdout).toBe("7 → nothing\n… → 7 after 1.00 s\n");
  });

  test("refuses a wrong one with its place", async () => {
    await using bench = await Bench.open();
    const wrong = await bench.run("map", "range 0 127 0 1 | sqare");
    expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toContain('map[1]: there is no stage "sqare"');
  });
});

test("zocp connect makes a map of its options in their order, and ls --links shows it", async () => {
  await using bench = await Bench.open();
  const desk = await bench.node({ name: "desk", parameters: { fader: { type: "float", value: 0, access: "re" } } });
  const lamp = await bench.node({ name: "lamp", parameters: { level: { type: "float", access: "rws" } } });
  const ends = ["desk/fader", "lamp/level"];
  const connected = await bench.run("connect", ...ends, "--expr", "x*2", "--range", "0,2,0,1", "--expr", "x^2");
  expect(connected.stderr).toBe("");
  desk.send({ emit: ["fader", 0.5] });
  await lamp.event("signal", { parameter: "level", value: 0.25 });
  const listed = await bench.run("ls", "--links", "lamp");
  expect(listed.stdout).toContain("desk/fader → lamp/level: expr x*2 | range 0 2 0 1 | expr x^2");
  const wrong = await bench.run("connect", ...ends, "--range", "0,1");
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("map[0].range: [0, 1] is not four numbers")]);
}, 120_000);

test("a file of zocp node gives its links a map, as the command line does", async () => {
  await using bench = await Bench.open();
  const lamp = await bench.node({ name: "lamp", parameters: { level: { type: "float", access: "rws" } } });
  const desk = await bench.node({
    name: "desk",
    parameters: { fader: { type: "float", value: 0, access: "re" } },
    connect: [["fader", "lamp/level", { map: [{ scale: 3 }] }]],
  });
  desk.send({ emit: ["fader", 2] });
  await lamp.event("signal", { parameter: "level", value: 6 });
}, 120_000);
