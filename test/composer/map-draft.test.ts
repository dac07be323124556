import { expect, test } from "vitest";
import { Learning, withLearned } from "../../composer/model/edit/learning.ts";
import { checkDraft, fitRanges, lineOf } from "../../composer/model/edit/map-draft.ts";
import { formatMap, learnRange, parseMap } from "../../src/index.ts";
import { Bench } from "./stage.ts";

async function faderAndFilter(bench: Bench) {
  const desk = await bench.add("desk", (node) => {
    node.int("fader", 0, { access: "re", min: 0, max: 127 });
    node.float("wild", 0, { access: "re" });
    node.string("word", "", { access: "re" });
  });
  const synth = await bench.add("synth", (node) => {
    node.float("cutoff", 20, { access: "rws", min: 20, max: 20_000, unit: "Hz" });
    node.vec3f("colour", [0, 0, 0], { access: "rws" });
  });
  return { desk, synth, ends: { emitter: bench.get("desk/fader"), sensor: bench.get("synth/cutoff") } };
}

test("the ranges of both ends are fitted, and nothing is where they are not known or equal", async () => {
  const bench = new Bench();
  const { ends } = await faderAndFilter(bench);
  expect(fitRanges(ends)).toEqual({ range: [0, 127, 20, 20_000], clip: true });
  expect(fitRanges({ ...ends, emitter: bench.get("desk/wild") })).toBeUndefined();
  expect(fitRanges({ ...ends, sensor: ends.emitter })).toBeUndefined();
});

test("a map that is wrong says where, and the place in an expression", async () => {
  const bench = new Bench();
  const { ends } = await faderAndFilter(bench);
  expect(checkDraft(parseMap("range 0 127 0 1 | curve square"), ends).fault).toBe("");
  expect(checkDraft(parseMap("range 0 127 0 1 | curv square"), ends).fault).toMatch(/map\[1\].*curve/);
  expect(checkDraft(parseMap("expr x * (2"), ends).fault).toMatch(/column 7/);
});

test("the line of a map goes from what comes to what leaves, and a value stands on it", async () => {
  const bench = new Bench();
  const { ends } = await faderAndFilter(bench);
  const line = lineOf(parseMap("range 0 127 20 20000"), ends);
  expect([line?.from, line?.to]).toEqual([
    { least: 0, most: 127 },
    { least: 20, most: 20_000 },
  ]);
  expect(line?.points[0]).toEqual([0, 0]);
  expect(line?.points.at(-1)).toEqual([1, 1]);
  for (const [x, y] of line?.points ?? []) expect(y).toBeCloseTo(x, 9);
  expect(line?.place(63.5)).toEqual([0.5, expect.closeTo(0.5, 9)]);
  expect(line?.place(undefined)).toBeUndefined();
});

test("a curve is bent, and what a stage does with time is drawn as it begins", async () => {
  const bench = new Bench();
  const { ends } = await faderAndFilter(bench);
  const bent = lineOf(parseMap("range 0 127 0 1 | curve square | range 0 1 20 20000"), ends);
  expect(bent?.place(63.5)?.[1]).toBeCloseTo(0.25, 9);
  const smooth = lineOf(parseMap("range 0 127 20 20000 | smooth"), ends);
  expect(smooth?.place(127)?.[1]).toBeCloseTo(1, 9);
});

test("nothing is drawn of what is no number", async () => {
  const bench = new Bench();
  const { ends } = await faderAndFilter(bench);
  expect(lineOf(parseMap("vec x 0 0"), { ...ends, sensor: bench.get("synth/colour") })).toBeUndefined();
});

test("a map that is given from the page changes what the sensor gets, and undo takes it back", async () => {
  const bench = new Bench();
  const { desk, synth, ends } = await faderAndFilter(bench);
  const { edits, network } = bench.composer;
  edits.connect([ends]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  const map = [...parseMap("range 0 127 20 20000")] as never;
  edits.change(ends, "map", map);
  await bench.until(() => synth.links[0]?.options.has("map") === true, "the synth has it");
  desk.parameter("fader").emit(127);
  await bench.until(() => synth.parameter("cutoff").value === 20_000, "mapped");
  bench.composer.undo();
  await bench.until(() => synth.links[0]?.options.has("map") === false, "without it");
  desk.parameter("fader").emit(64);
  await bench.until(() => synth.parameter("cutoff").value === 64, "as it is");
});

test("a map learns between which numbers its fader goes, and keeps numbers", async () => {
  const bench = new Bench();
  const { desk, ends } = await faderAndFilter(bench);
  const learning = new Learning(ends.emitter);
  expect(learning.span).toBeUndefined();
  for (const value of [12, 110, 60]) {
    desk.set("fader", value);
    await bench.until(() => ends.emitter.value === value, "the page has the value");
    bench.stage.draw();
  }
  learning.stop();
  expect(learning.span).toEqual({ least: 0, most: 110 });
  const span = { least: 12, most: 110 };
  const learned = (map: string) => formatMap(withLearned(parseMap(map), span, ends.sensor));
  expect(formatMap(withLearned([], span, ends.sensor))).toBe("range 12 110 20 20000 clip=true");
  expect(learned("range 0 1 5 7 | curve exp")).toBe("range 12 110 5 7 | curve exp");
  expect(learned("range 0 1 5 7 in=auto")).toBe("range 12 110 5 7");
  expect(learned("curve smooth")).toBe("range 12 110 20 20000 clip=true | curve smooth");
  expect(() => learnRange([], [1, 1])).toThrow("is no range: two numbers");
});
