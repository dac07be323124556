import { expect, test } from "vitest";
import { readDashboard, type Tile } from "../../../composer/model/dashboards/dashboard.ts";
import { type ControlInput, keyInput } from "../../../composer/model/dashboards/inputs.ts";
import { LearnedHands } from "../../../composer/model/dashboards/learned-hands.ts";
import { padsOf } from "../../../composer/views/controls/pads-of.ts";
import type { TransportNode } from "../../../src/index.ts";
import { Bench } from "../stage.ts";
import { object } from "./keeping-show.ts";

const knob = (value: number): ControlInput => ({ source: "knob", how: "absolute", value });
const button = (value: number): ControlInput => ({ source: "button", how: "button", value });
const stick = (value: number, source = "stick"): ControlInput => ({ source, how: "stick", value });

async function opened() {
  const bench = new Bench();
  const lamp = await bench.add("lamp", (node) => {
    node.float("level", 0.5, { access: "rws", min: 0, max: 1 });
    node.int("mode", 0, { access: "rws", min: 0, max: 3 });
    node.bool("smoke", false, { access: "rws" });
    node.bool("bang", false, { access: "rws", event: true });
    node.vec2f("where", [0.5, 0.5], { access: "rws", min: 0, max: 1 });
    node.float("shown", 0.1, { access: "re", min: 0, max: 1 });
  });
  const { network, drivers, valves, edits, lock } = bench.composer;
  const pads = padsOf(bench.composer);
  const cues: string[] = [];
  const cue = (tile: Tile | undefined): void => void cues.push(tile?.cue ?? "GO");
  const hands = new LearnedHands({ network, drivers, valves, edits, pads, sets: () => lock.sets, cue });
  const tile = (kind: string, path: string, more: object = {}): Tile => {
    const tiles = [{ id: path, kind, parameter: `lamp/${path}`, ...more }];
    const [one] = readDashboard("x", object({ tiles })).tiles;
    if (one === undefined) throw new Error(`no tile ${kind}`);
    return one;
  };
  const becomes = (path: string, value: unknown) =>
    bench.until(
      () => JSON.stringify(presentOf(lamp, path)) === JSON.stringify(value),
      `${path} is ${JSON.stringify(value)}`,
    );
  const rests = async (path: string, value: unknown): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    bench.stage.draw();
    expect(presentOf(lamp, path)).toEqual(value);
  };
  return { bench, lamp, hands, tile, becomes, rests, cues, lock };
}

test("a knob moves a fader when it has come to it, and never makes it jump", async () => {
  const { hands, tile, becomes, rests } = await opened();
  const level = tile("fader", "level");
  for (const value of [0, 0.1, 0.3]) hands.move(level, 0, knob(value));
  await rests("level", 0.5);
  for (const value of [0.5, 0.6, 0.7]) hands.move(level, 0, knob(value));
  await becomes("level", 0.7);
});

test("a knob reaches every step of a whole number", async () => {
  const { hands, tile, becomes } = await opened();
  const mode = tile("fader", "mode");
  for (let at = 0; at <= 20; at += 1) hands.move(mode, 0, knob(at / 20));
  await becomes("mode", 3);
});

test("a key steps a fader up, with Shift down, and no further than its range", async () => {
  const { hands, tile, becomes } = await opened();
  const level = tile("fader", "level");
  hands.move(level, 0, keyInput("KeyQ", true, false));
  hands.move(level, 0, keyInput("KeyQ", false, false));
  await becomes("level", 0.55);
  for (let presses = 0; presses < 20; presses += 1) hands.move(level, 0, keyInput("KeyQ", true, true));
  await becomes("level", 0);
});

test("a stick moves what it moves for as long as it is pushed, and let go it stays", async () => {
  const { hands, tile, becomes, rests } = await opened();
  const where = tile("pad", "where");
  hands.move(where, 0, stick(1, "x"));
  hands.move(where, 1, stick(1, "y"));
  expect(hands.pushed).toBe(true);
  hands.pass(0.1);
  await becomes("where", [0.57, 0.43]);
  hands.move(where, 0, stick(0, "x"));
  hands.move(where, 1, stick(0, "y"));
  expect(hands.pushed).toBe(false);
  hands.pass(1);
  await rests("where", [0.57, 0.43]);
});

test("a button toggles once for each press, and a knob where it passes the middle upwards", async () => {
  const { hands, tile, becomes, rests } = await opened();
  const smoke = tile("toggle", "smoke");
  for (const value of [1, 1, 0]) hands.move(smoke, 0, button(value));
  await becomes("smoke", true);
  for (const value of [0.2, 0.7, 0.9, 1]) hands.move(smoke, 0, knob(value));
  await becomes("smoke", false);
  hands.move(smoke, 0, knob(0.1));
  await rests("smoke", false);
});

test("a momentary button is on while it is held", async () => {
  const { hands, tile, becomes } = await opened();
  const smoke = tile("momentary", "smoke");
  hands.move(smoke, 0, button(0.4));
  await becomes("smoke", true);
  hands.move(smoke, 0, button(0));
  await becomes("smoke", false);
});

test("a trigger fires and a cue goes when it is pressed; what is let go does nothing", async () => {
  const { hands, tile, lamp, bench, cues } = await opened();
  let fired = 0;
  lamp.parameter("bang").on("changed", () => (fired += 1));
  for (const value of [1, 0]) hands.move(tile("trigger", "bang"), 0, button(value));
  await bench.until(() => fired === 1, "it fires");
  for (const value of [1, 1, 0]) hands.move(tile("cue", "go", { cue: "k1" }), 0, button(value));
  for (const value of [1, 0, 1]) hands.go(button(value));
  expect(cues).toEqual(["k1", "GO", "GO"]);
});

test("what rests stays: a driven or locked control, one that cannot be set, one that is not here", async () => {
  const { hands, tile, rests, lock, bench } = await opened();
  hands.move(tile("fader", "shown"), 0, knob(0.1));
  hands.move(tile("fader", "nothing"), 0, knob(0.1));
  lock.become("locked");
  hands.move(tile("fader", "level"), 0, knob(0.5));
  hands.move(tile("fader", "level"), 0, knob(0.6));
  hands.move(tile("toggle", "smoke"), 0, button(1));
  await rests("level", 0.5);
  await rests("smoke", false);
  lock.become("edit");
  await bench.add("desk", (node) => {
    node.float("fader", 0.5, { access: "re", min: 0, max: 1 });
  });
  const [emitter, sensor] = [bench.get("desk/fader"), bench.get("lamp/level")];
  bench.composer.edits.connect([{ emitter, sensor }]);
  await bench.until(() => bench.composer.drivers.why(sensor) !== undefined, "it is driven");
  hands.move(tile("fader", "level"), 0, knob(0.9));
  hands.move(tile("fader", "level"), 0, knob(0.4));
  await rests("level", 0.5);
});

test("a stick that is hardly pushed moves a fader all the same, as far as it says, at every rate of pictures", async () => {
  for (const rate of [30, 60, 144]) {
    const { hands, tile, becomes } = await opened();
    hands.move(tile("fader", "level"), 0, stick(0.2));
    for (let picture = 0; picture < rate; picture += 1) hands.pass(1 / rate);
    // A fifth of 0.7 of the way in a second, from the middle.
    await becomes("level", 0.64);
  }
});

test("a stick reaches every step of a whole number, and comes back", async () => {
  const { bench, hands, tile, becomes } = await opened();
  const mode = tile("fader", "mode");
  const seen = new Set<unknown>();
  const push = (value: number, pictures: number): void => {
    hands.move(mode, 0, stick(value));
    for (let picture = 0; picture < pictures; picture += 1) {
      hands.pass(1 / 60);
      seen.add(bench.composer.valves.wanted(bench.get("lamp/mode")));
    }
  };
  push(1, 100);
  await becomes("mode", 3);
  push(-1, 100);
  await becomes("mode", 0);
  expect([...seen].sort()).toEqual([0, 1, 2, 3]);
});

test("a stick goes on from where another hand has brought the fader", async () => {
  const { bench, hands, tile, becomes } = await opened();
  hands.move(tile("fader", "level"), 0, stick(0.1));
  for (let picture = 0; picture < 10; picture += 1) hands.pass(0.1);
  await becomes("level", 0.57);
  bench.composer.edits.set([bench.get("lamp/level")], 0.1);
  await becomes("level", 0.1);
  for (let picture = 0; picture < 10; picture += 1) hands.pass(0.1);
  await becomes("level", 0.17);
});

test("a stick that is pushed at the end of a fader turns back at once", async () => {
  const { hands, tile, becomes } = await opened();
  const level = tile("fader", "level");
  hands.move(level, 0, stick(1));
  for (let picture = 0; picture < 50; picture += 1) hands.pass(0.1);
  await becomes("level", 1);
  hands.move(level, 0, stick(-1));
  hands.pass(0.1);
  await becomes("level", 0.93);
});

test("while a control rests a stick that is pushed moves nothing, and afterwards it goes on from there", async () => {
  const { hands, tile, lock, becomes, rests } = await opened();
  hands.move(tile("fader", "level"), 0, stick(1));
  lock.rest("the gateway is gone");
  for (let picture = 0; picture < 10; picture += 1) hands.pass(0.1);
  await rests("level", 0.5);
  lock.rest("");
  hands.pass(0.1);
  await becomes("level", 0.57);
});

test("a key moves a fader of few steps by one of them, both ways", async () => {
  const { hands, tile, becomes } = await opened();
  const mode = tile("fader", "mode");
  for (const [back, value] of [
    [false, 1],
    [false, 2],
    [true, 1],
    [true, 0],
    [true, 0],
  ] as const) {
    hands.move(mode, 0, keyInput("KeyQ", true, back));
    hands.move(mode, 0, keyInput("KeyQ", false, back));
    await becomes("mode", value);
  }
});

function presentOf(node: TransportNode, path: string): unknown {
  return node.parameter(path).value;
}
