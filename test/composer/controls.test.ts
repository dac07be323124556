import { expect, test } from "vitest";
import { whyUnfit } from "../../composer/model/network/kind.ts";
import { hexColour, likeColour } from "../../composer/model/view/colour.ts";
import { readTyped } from "../../composer/model/view/format.ts";
import { PadSpans } from "../../composer/model/view/pad-spans.ts";
import { fillOf } from "../../composer/model/view/slide.ts";
import { padsOf } from "../../composer/views/controls/pads-of.ts";
import type { Json } from "../../src/index.ts";
import { Bench, deskAndLamp } from "./stage.ts";

const typed = (typeHint: string, value: Json, path = "p") => ({ typeHint, value, path });
const of = (value: Json, typeHint = "flt") => ({ typeHint, value, min: undefined, max: undefined, step: undefined });

test.each([
  ["*2", 0.25, 0.5],
  ["/ 4", 1, 0.25],
  ["+0.1", 0.2, 0.3],
  ["+=0,1", 0.2, 0.3],
  ["-=1", 0.5, -0.5],
  ["*=-1", 0.5, -0.5],
  ["-0.5", 3, -0.5],
])("%s begins with the %d that there is", (text, now, result) => {
  expect(readTyped(text, of(now))).toEqual({ number: result });
});

test("what cannot be reckoned changes nothing, and whole numbers stay whole", () => {
  for (const text of ["*", "/0", "*2*3", "+", "*two"]) expect(readTyped(text, of(1))).toHaveProperty("wrong");
  expect(readTyped("/2", of(5, "int"))).toEqual({ wrong: "/2 is no whole number" });
  expect(readTyped("*3", of(5, "int"))).toEqual({ number: 15 });
  expect(readTyped("*2", of([1, 4, 9], "vec3f"), 1)).toEqual({ number: 8 });
});

test("a range on both sides of zero is filled from there, another one from its beginning", () => {
  const both = { least: -1, most: 1 };
  expect([-1, -0.5, 0, 0.5].map((number) => fillOf(number, both))).toEqual([
    { from: 0, size: 0.5 },
    { from: 0.25, size: 0.25 },
    { from: 0.5, size: 0 },
    { from: 0.5, size: 0.25 },
  ]);
  expect(fillOf(15, { least: 10, most: 20 })).toEqual({ from: 0, size: 0.5 });
  expect(fillOf(-15, { least: -20, most: -10 })).toEqual({ from: 0.5, size: 0.5 });
});

test("what a sensor makes of another type can be wired, where its node does; what nobody means cannot", () => {
  const [on, number, pair, text] = [typed("bool", true), typed("flt", 1), typed("vec2f", [1, 2]), typed("string", "a")];
  for (const [from, to] of [
    [on, number],
    [number, on],
    [pair, number],
    [pair, on],
    [number, text],
    [text, on],
  ] as const) {
    expect(whyUnfit(from, to, true)).toBeUndefined();
    expect(whyUnfit(from, to)).toMatch(/^it takes /);
  }
  for (const [from, to] of [
    [number, pair],
    [text, number],
    [pair, typed("vec3f", [1, 2, 3])],
  ] as const)
    expect(whyUnfit(from, to, true)).toMatch(/^it takes /);
});

test("colours as text have three, six or eight digits; the field leaves alone what it does not know", () => {
  expect(["#f80", "#FF8800", "#ff8800cc"].map((text) => hexColour(text))).toEqual(["#ff8800", "#ff8800", "#ff8800"]);
  expect(likeColour("#00ff00", "#ff8800cc")).toBe("#00ff00cc");
  expect(likeColour("#ff8800", "#f80")).toBeUndefined();
});

async function pad() {
  const bench = new Bench();
  const node = await bench.add("spot", (one) => {
    one.vec2f("place", [0.5, 0.5], { access: "rw" });
    one.vec2f("held", [0.5, 0.5], { access: "rw", min: 0, max: 5 });
    one.vec2f("from", [2, 2], { access: "rw", min: 1 });
  });
  return { bench, node, place: bench.get("spot/place"), pads: padsOf(bench.composer) };
}

test("a pad without a range grows with its values and never shrinks by itself", async () => {
  const { place, pads } = await pad();
  pads.hold(place, [1, 0.5]);
  expect([pads.of(place, 0), pads.of(place, 1)]).toEqual([
    { least: 0, most: 1 },
    { least: 0, most: 1 },
  ]);
  pads.hold(place, [3, -0.5]);
  const grown = [
    { least: 0, most: 4 },
    { least: -1, most: 1 },
  ];
  expect([pads.of(place, 0), pads.of(place, 1)]).toEqual(grown);
  pads.hold(place, [0.1, 0.1]);
  expect([pads.of(place, 0), pads.of(place, 1)]).toEqual(grown);
  pads.hold(place, [4, 0], true);
  expect(pads.of(place, 0)).toEqual({ least: 0, most: 8 });
});

test("what nodes tell of a range counts, and what a person chose is there at the next visit", async () => {
  const { bench, place, pads } = await pad();
  expect([pads.isFree(place), pads.isFree(bench.get("spot/held"))]).toEqual([true, false]);
  pads.hold(bench.get("spot/held"), [9, 9]);
  expect(pads.of(bench.get("spot/held"), 0)).toEqual({ least: 0, most: 5 });
  pads.hold(bench.get("spot/from"), [2, 2]);
  expect(pads.of(bench.get("spot/from"), 0)).toEqual({ least: 1, most: 2 });
  const kept = new Map<string, string>();
  const shelf = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
  };
  const chosen = new PadSpans(shelf);
  chosen.scale(place, 8);
  expect(new PadSpans(shelf).of(place, 0)).toEqual({ least: 0, most: 8 });
  chosen.scale(place, 0.01);
  expect(chosen.of(place, 0).most).toBeGreaterThanOrEqual(0.5);
  kept.set("zocp-composer-pads", '{"not": "a list"}');
  expect(new PadSpans(shelf).of(place, 0)).toEqual({ least: 0, most: 1 });
});

test("an event is no entry that could be undone, whatever its type, and a paste presses none", async () => {
  const bench = new Bench();
  await bench.add("show", (one) => {
    one.string("goto", "1", { access: "rwes", event: true });
    one.float("level", 0, { access: "rwes" });
  });
  const got: unknown[] = [];
  const listener = await bench.add("listener", (one) => {
    for (const name of ["text", "number"] as const) one.float(name, 0, { access: "rws", event: true });
  });
  listener.on("signal", ({ value }) => got.push(value));
  await listener.connect("show/goto", "listener/text");
  await listener.connect("show/level", "listener/number");
  await bench.until(() => bench.composer.network.wires.length === 2, "it listens");
  got.length = 0;
  const { edits, history } = bench.composer;
  const target = bench.get("show/goto");
  edits.set([target], "7");
  await bench.until(() => got.length === 1, "it is sent");
  expect(history.undoable).toBeUndefined();
  edits.send([target]);
  await bench.until(() => got.length === 2, "it is sent again");
  bench.composer.paste('{"zocp": 1, "wires": [], "values": {"show/goto": "9", "show/level": 0.5}}');
  await bench.until(() => got.length === 3, "the level");
  bench.composer.undo();
  await bench.until(() => got.length === 4, "the level again");
  expect(got).toEqual(["7", "7", 0.5, 0]);
});

test("who is here and has nothing to patch is named: pages, commands, nodes", async () => {
  const bench = new Bench();
  await deskAndLamp(bench);
  const bare = await bench.add("bare", () => {});
  await bench.until(() => bench.composer.network.company.length === 1, "it is named");
  expect(bench.composer.network.company[0]).toMatchObject({ name: "bare", type: "node", note: "no parameters" });
  await bare.stop();
  await bench.until(() => bench.composer.network.company.length === 0, "it left");
  expect(bench.composer.network.nodeOf("bare")).toBeUndefined();
});
