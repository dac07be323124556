import { expect, test } from "vitest";
import { askFigures, describeWire, type Figures } from "../../composer/model/network/figures.ts";
import { describeOwner } from "../../composer/model/network/owners.ts";
import {
  describeStanding,
  describeTrouble,
  describeWay,
  isMuted,
  type ShownWire,
} from "../../composer/model/network/shown-wire.ts";
import { type Json, parseJson } from "../../src/index.ts";
import { Bench, deskAndLamp } from "./stage.ts";

/** A wire from a node that answers so when it is asked how its links fare. */
function wireTo(answer: () => Promise<Json>, about: object = {}): ShownWire {
  const remote = { call: (method: string) => (method === "zocp.links" ? answer() : Promise.reject(new Error(method))) };
  const emitter = { node: { remote, extensions: true }, path: "level" };
  const sensor = { node: { remote: { id: "lamp-id" } }, path: "brightness" };
  return { key: "", emitter, sensor, made: true, reason: "", ...about } as never;
}

const telling = (text: string): ShownWire => wireTo(async () => parseJson(text));
const NOTHING: Figures = { rate: 0, age: undefined, conflated: 0, dropped: 0, roundTrip: undefined };

test("the figures of a wire are those of its emitter and its receiver, and of no other", async () => {
  const told = `[
    {"emitter": "other", "peer": "lamp-id", "rate": 1},
    {"emitter": "level", "peer": "fan-id", "rate": 2},
    {"emitter": "level", "peer": "lamp-id", "rate": 30.5, "age": 12, "conflated": 4, "dropped": 1, "roundTrip": 0.25},
    {"emitter": "level", "peer": "lamp-id", "rate": 99}
  ]`;
  expect(await askFigures(telling(told))).toEqual({ rate: 30.5, age: 12, conflated: 4, dropped: 1, roundTrip: 0.25 });
});

test.each([
  "null",
  "7",
  "{}",
  "[]",
  "[null, 3, []]",
  '[{"emitter": "level"}]',
  '[{"emitter": "x", "peer": "lamp-id"}]',
])("%s tells nothing of it", async (text) => {
  expect(await askFigures(telling(text))).toBeUndefined();
});

test("of an entry that is odd what is a number is taken", async () => {
  const told =
    '[{"emitter": "level", "peer": "lamp-id", "rate": "fast", "age": null, "conflated": [3], "dropped": true}]';
  expect(await askFigures(telling(told))).toEqual(NOTHING);
});

test("who does not answer, is of another make or has left is no fault, and nobody is asked of a wire that was cut", async () => {
  expect(await askFigures(wireTo(() => Promise.reject(new Error("no answer"))))).toBeUndefined();
  let asked = 0;
  const counted = async (): Promise<Json> => {
    asked += 1;
    return [];
  };
  const wire = wireTo(counted);
  const { emitter, sensor } = wire;
  const away = { ...wire, sensor: { ...sensor, node: { remote: undefined } } } as never;
  const old = { ...wire, emitter: { ...emitter, node: { ...emitter.node, extensions: false } } } as never;
  const gone = { ...wire, emitter: { ...emitter, node: { remote: undefined, extensions: false } } } as never;
  for (const one of [away, old, gone, wireTo(counted, { cut: true })]) expect(await askFigures(one)).toBeUndefined();
  expect(asked).toBe(0);
});

test("a wire that carries values tells how many, and one that is idle that none came", async () => {
  const bench = new Bench();
  const { desk, lamp } = await deskAndLamp(bench);
  const { edits, network } = bench.composer;
  edits.connect([{ emitter: bench.get("desk/level"), sensor: bench.get("lamp/brightness") }]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  for (let value = 1; value <= 10; value += 1) {
    desk.set("level", value / 10);
    await bench.until(() => lamp.parameter("brightness").value === value / 10, "it came");
  }
  const [wire] = network.wires;
  const figures = wire && (await askFigures(wire));
  expect(figures).toMatchObject({ conflated: 0, dropped: 0 });
  expect(figures?.age).toBeGreaterThanOrEqual(0);
  await lamp.stop();
  await bench.until(() => network.wires[0]?.made === false, "it waits");
  expect(network.wires[0] && (await askFigures(network.wires[0]))).toBeUndefined();
});

const emitter = { rate: 0, at: Number.NEGATIVE_INFINITY, conflated: 0, skipped: 0 };
const made = (more: object = {}): ShownWire => ({ emitter: { ...emitter, ...more }, made: true, reason: "" }) as never;

test.each<[name: string, wire: ShownWire, figures: Partial<Figures> | undefined, text: string]>([
  [
    "of a wire that nobody counts what this page saw",
    made({ rate: 3.04, at: 60_000 }),
    undefined,
    "3.0 values/s · last one 40 s ago",
  ],
  ["nothing seen", made(), undefined, "0.0 values/s · none yet"],
  ["the last one just now", made({ rate: 30.4, at: 99_500 }), undefined, "30 values/s · last one now"],
  ["minutes", made({ at: -20_000 }), undefined, "0.0 values/s · last one 2 min ago"],
  ["hours by its node's count", made(), { age: 7_300_000 }, "0.0 values/s · last one 2 h ago · 0 conflated"],
  [
    "a fast one, conflated",
    made(),
    { rate: 1234.5, age: 1, conflated: 77 },
    "1235 values/s · last one now · 77 conflated",
  ],
  ["lost ones", made(), { rate: 9.96, age: 1, dropped: 3 }, "10.0 values/s · last one now · 0 conflated · 3 lost"],
  [
    "a slow way",
    made(),
    { age: 1, roundTrip: 123.456 },
    "0.0 values/s · last one now · 0 conflated · round trip 123 ms",
  ],
  [
    "what was not drawn",
    made({ conflated: 1, skipped: 9 }),
    { age: 1 },
    "0.0 values/s · last one now · 0 conflated · 10 not drawn here",
  ],
])("in words: %s", (_, wire, figures, text) => {
  expect(describeWire(wire, figures && { ...NOTHING, ...figures }, 100_000)).toBe(text);
});

test("a wire that waits says for what, one that was cut by whom, whatever was counted of it", () => {
  const waits = { ...made(), made: false, reason: "lamp is not here" };
  const cut = { ...waits, cut: true as const, reason: "cut by Ada; desk's program wants it" };
  expect([describeStanding(made()), describeStanding(waits), describeStanding(cut)]).toEqual([
    "",
    "waiting: lamp is not here",
    "cut by Ada; desk's program wants it",
  ]);
  expect(describeWire(waits, NOTHING, 0)).toBe("waiting: lamp is not here");
  expect(describeWire(cut, undefined, 0)).toBe("cut by Ada; desk's program wants it");
});

test("what becomes of values that a sensor does not get is said once, the worst first", () => {
  const state = (options: readonly (readonly [string, Json])[], more: object = {}): never =>
    ({ options: new Map(options), ...more }) as never;
  const refusals = { count: 18, of: 18, reason: "0.95 is above the maximum 0.5" };
  expect(describeTrouble(undefined)).toBe("");
  expect(describeTrouble(state([]))).toBe("");
  expect(describeTrouble(state([], { refusals }))).toBe("18 of 18 values refused: 0.95 is above the maximum 0.5");
  expect(describeTrouble(state([], { dropped: 4 }))).toBe("its map has no number for 4 of its values");
  expect(describeTrouble(state([], { refusals, dropped: 4 }))).toContain("18 of 18");
  // Who muted it does not want to hear of the rest.
  expect(describeTrouble(state([["mute", true]], { refusals }))).toBe("muted: it lets nothing through");
  expect(
    [[["mute", true]], [["priority", 0]], [["mute", false]], [["mute", 1]], [["priority", 1]], []].map((options) =>
      isMuted(new Map(options as never)),
    ),
  ).toEqual([true, true, false, false, false, false]);
});

test("through which node a wire goes is said, with signs that would turn it around spelled out", () => {
  expect(describeWay({})).toBe("");
  expect(describeWay({ via: { node: { title: "desk" } } as never })).toBe("via desk");
});

test("who holds a parameter is named, with what a hand there does", () => {
  const owner = { kind: "fade", name: "show", tag: "", priority: 100, since: 0 } as const;
  expect(describeOwner(undefined)).toBe("");
  expect(describeOwner(owner)).toBe("fades: show");
  expect(describeOwner({ ...owner, tag: "cue 7" })).toBe("fades: cue 7 of show");
  expect(describeOwner({ ...owner, kind: "overlay", tag: "blackout" })).toBe(
    "covered by blackout of show: what is set lies below",
  );
  expect(describeOwner({ ...owner, kind: "overlay", gone: 7 })).toBe(
    "covered by show, which left: what is set lies below",
  );
});
