import { expect, test } from "vitest";
import { describeTrouble, type ShownWire } from "../../composer/model/network/shown-wire.ts";
import { Bench, deskAndLamp } from "./stage.ts";

async function wired(bench: Bench, emitter = "desk/level", sensor = "lamp/brightness"): Promise<ShownWire> {
  const { edits, network } = bench.composer;
  edits.connect([{ emitter: bench.get(emitter), sensor: bench.get(sensor) }]);
  const found = (): ShownWire | undefined =>
    network.wires.find((wire) => wire.made && wire.emitter.address === emitter && wire.sensor.address === sensor);
  await bench.until(() => found() !== undefined, "the wire");
  return found() as ShownWire;
}

/** Lets everything pass that is on its way. */
async function calm(bench: Bench): Promise<void> {
  for (let look = 0; look < 20; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    bench.stage.draw();
  }
}

test("what a wire moves is moved by no hand, until the hand takes it over; undo gives it back to the wire", async () => {
  const bench = new Bench();
  const { desk, lamp } = await deskAndLamp(bench);
  await wired(bench);
  const { edits, drivers, notices, states } = bench.composer;
  const brightness = bench.get("lamp/brightness");
  await bench.until(() => lamp.parameter("brightness").value === 0.5, "the lamp follows");
  expect(drivers.why(brightness)).toBe("driven by desk/level");
  edits.set([brightness], 0.9);
  edits.paste([], [{ parameter: brightness, value: 0.9 }]);
  await calm(bench);
  expect(lamp.parameter("brightness").value).toBe(0.5);
  expect(notices.all.some(({ text }) => text === "lamp/brightness stays: it is driven by desk/level")).toBe(true);
  edits.takeOver([brightness]);
  await bench.until(() => drivers.why(brightness) === undefined, "it is taken over");
  edits.set([brightness], 0.9);
  await bench.until(() => lamp.parameter("brightness").value === 0.9, "the hand");
  desk.set("level", 0.1);
  await calm(bench);
  expect(lamp.parameter("brightness").value).toBe(0.9);
  bench.composer.undo();
  bench.composer.undo();
  await bench.until(() => drivers.why(brightness) !== undefined, "the wire again");
  desk.set("level", 0.2);
  await bench.until(() => lamp.parameter("brightness").value === 0.2, "the lamp follows");
  expect(states.of(bench.composer.network.wires[0] as ShownWire)?.options.has("mute")).toBe(false);
});

test("another page's mute frees the sensor here, too", async () => {
  const one = new Bench();
  const two = new Bench(one);
  await two.node.start();
  await deskAndLamp(one);
  const wire = await wired(one);
  await two.until(() => two.composer.network.wires[0]?.made === true, "the other page sees it");
  const there = two.get("lamp/brightness");
  expect(two.composer.drivers.why(there)).toBe("driven by desk/level");
  one.composer.edits.change(wire, "mute", true);
  await two.until(() => {
    two.composer.states.look();
    return two.composer.drivers.why(there) === undefined;
  }, "it is free on the other page");
});

test("events, wires of a lower priority, wires of nodes that left and faders that follow each other are no fight", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  await bench.add("twin", (node) => {
    node.float("level", 0, { access: "rwes", min: 0, max: 1 });
    node.bool("go", false, { access: "rws", event: true });
  });
  await bench.add("other", (node) => {
    node.float("level", 0, { access: "rwes", min: 0, max: 1 });
    node.bool("go", false, { access: "re", event: true });
  });
  const { drivers, edits } = bench.composer;
  await wired(bench, "twin/level", "other/level");
  await wired(bench, "other/go", "twin/go");
  expect(drivers.why(bench.get("other/level"))).toBe("driven by twin/level");
  expect(drivers.why(bench.get("twin/go"))).toBeUndefined();
  await wired(bench, "other/level", "twin/level");
  expect([drivers.why(bench.get("other/level")), drivers.why(bench.get("twin/level"))]).toEqual([undefined, undefined]);
  const wire = await wired(bench);
  edits.change(wire, "priority", 50);
  await bench.until(() => drivers.why(wire.sensor) === undefined, "the wire gives way");
  edits.change(wire, "priority", 150);
  await bench.until(() => drivers.why(wire.sensor) !== undefined, "it does not any more");
  await desk.stop();
  await bench.until(() => drivers.why(wire.sensor) === undefined, "its node left");
});

test("what a sensor does not take is known of its wire, and ends when the ranges fit", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  await bench.add("dim", (node) => void node.float("level", 0, { access: "rws", min: 0, max: 0.5 }));
  const wire = await wired(bench, "desk/level", "dim/level");
  const { states, edits } = bench.composer;
  for (const value of [0.55, 0.95]) desk.set("level", value);
  await bench.until(() => {
    states.look();
    return states.of(wire)?.refusals !== undefined;
  }, "the page knows");
  expect(states.of(wire)?.refusals).toEqual({ count: 2, of: 2, reason: "0.95 is above the maximum 0.5" });
  edits.change(wire, "map", [{ range: [0, 1, 0, 0.5] }] as never);
  await bench.until(() => states.of(wire)?.refusals === undefined, "they fit");
});

test("what the map of a wire has no number for is said of it", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  await bench.add("dim", (node) => void node.float("level", 0, { access: "rws" }));
  const wire = await wired(bench, "desk/level", "dim/level");
  const { states, edits } = bench.composer;
  edits.change(wire, "map", [{ expr: "1 / (x - 0.5)" }] as never);
  await bench.until(() => states.of(wire)?.options.has("map") === true, "the map is there");
  for (const value of [0.5, 0.6]) desk.set("level", value);
  await bench.until(() => {
    states.look();
    return states.of(wire)?.dropped !== undefined;
  }, "the page knows");
  expect(describeTrouble(states.of(wire))).toBe("its map has no number for 1 of its values");
});
