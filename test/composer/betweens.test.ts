import { expect, onTestFinished, test } from "vitest";
import { describeAbsences } from "../../composer/model/network/missing-nodes.ts";
import type { ShownWire } from "../../composer/model/network/shown-wire.ts";
import type { Json } from "../../src/index.ts";
import { Operators } from "../../src/show.ts";
import { OldGuest } from "../node/old-guest.ts";
import { Bench } from "./stage.ts";

const RANGE = [{ range: [0, 127, 0, 1] }] as unknown as Json;

/** A page, a desk, a box that takes operators, and an old node, which knows no maps. */
async function openOld({ box: hasBox = true } = {}) {
  const bench = new Bench();
  const desk = await bench.add("desk", (node) => node.int("fader", 0, { access: "re", min: 0, max: 127 }));
  const box = hasBox
    ? await bench.add("box", (node) => {
        const operators = new Operators(node, { offer: {} });
        onTestFinished(() => operators.stop());
      })
    : undefined;
  const old = new OldGuest(bench.room, "old");
  old.node.register("sens", 0, "flt", "rws");
  old.node.register("other", 0, "flt", "rws");
  await old.start();
  const { network } = bench.composer;
  await bench.until(() => network.nodeOf("old")?.present === true, "old is shown");
  await bench.until(() => !hasBox || network.hosts.length === 1, "the box takes operators");
  const ends = (sensor = "old/sens") => ({ emitter: bench.get("desk/fader"), sensor: bench.get(sensor) });
  return { ...bench.composer, bench, desk, box, old, network, ends };
}

type Opened = Awaited<ReturnType<typeof openOld>>;

/** The wire with a map through the box, as a person has made it on this page: from one that went straight. */
async function openBetween(): Promise<Opened & { readonly wire: ShownWire }> {
  const opened = await openOld();
  const { bench, edits, network, ends } = opened;
  edits.connect([ends()]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  const [straight] = network.wires;
  if (straight === undefined) throw new Error("no wire");
  edits.replug(straight, ends(), { host: network.hosts[0], map: RANGE });
  await bench.until(() => network.wires.length === 1 && network.wires[0]?.via !== undefined, "through the box");
  const [wire] = network.wires;
  if (wire === undefined) throw new Error("no wire");
  return { ...opened, wire };
}

const namesOf = ({ network }: Opened): readonly string[] => network.nodes.map(({ name }) => name);
const wiresOf = ({ network }: Opened): readonly string[] =>
  network.wires.map(
    ({ emitter, sensor, via }) => `${emitter.address} ${sensor.address} ${via?.node.name ?? "straight"}`,
  );

/** Waits until the page knows the map of its one wire, by asking again and again, as it does. */
async function mapped({ bench, network, states }: Opened): Promise<void> {
  const look = (): boolean => {
    const [wire] = network.wires;
    if (wire !== undefined) void states.renew(wire);
    return wire !== undefined && states.of(wire)?.options.has("map") === true;
  };
  await bench.until(look, "the map is known");
}

test("a wire through an operator is one wire, with its map, and the operator is nowhere else", async () => {
  const opened = await openBetween();
  const { bench, desk, old, network, states, wire } = opened;
  expect(wiresOf(opened)).toEqual(["desk/fader old/sens box"]);
  expect(wire).toMatchObject({ made: true, reason: "" });
  expect(network.wire(wire.key)).toBe(wire);
  expect(namesOf(opened)).toEqual(["desk", "old"]);
  expect(network.parameters.map(({ address }) => address)).toEqual(["desk/fader", "old/sens", "old/other"]);
  await mapped(opened);
  expect(states.of(wire)?.options.get("map")).toEqual([new Map([["range", [0, 127, 0, 1]]])]);
  desk.parameter("fader").emit(127);
  const held = () => (old.node.entry("sens") as ReadonlyMap<string, Json>).get("value");
  await bench.until(() => held() === 1, "the full range");
});

test("the hand is told who drives the sensor, and not the operator", async () => {
  const { drivers, bench } = await openBetween();
  expect(drivers.why(bench.get("old/sens"))).toBe("driven by desk/fader");
});

test("to cut it takes the operator away with both links; undo brings all of it back, with its map", async () => {
  const opened = await openBetween();
  const { bench, desk, box, edits, network, history, wire } = opened;
  edits.disconnect([wire]);
  expect(history.undoable).toBe("disconnect desk/fader → old/sens");
  await bench.until(() => box?.parameters.size === 0, "the operator is gone");
  await bench.until(() => network.wires.length === 0 && network.links.length === 0, "no wire is left");
  await bench.until(
    () => desk.parameter("fader").subscribers.every(([, path]) => path === null),
    "the desk lists none",
  );
  expect(namesOf(opened)).toEqual(["desk", "old"]);
  bench.composer.undo();
  await bench.until(() => wiresOf(opened).join() === "desk/fader old/sens box", "it is back");
  await mapped(opened);
  bench.composer.redo();
  await bench.until(() => box?.parameters.size === 0 && network.wires.length === 0, "cut again");
});

test("mute is said of the wire, and lies where its map is", async () => {
  const { bench, box, edits, states, wire } = await openBetween();
  edits.change(wire, "mute", true);
  await bench.until(() => states.of(wire)?.options.get("mute") === true, "the page knows");
  const link = box?.links.find(({ emitter }) => emitter.node === "desk");
  expect([...(link?.options.keys() ?? [])].sort()).toEqual(["map", "mute"]);
  bench.composer.undo();
  await bench.until(() => states.of(wire)?.options.has("mute") === false, "heard again");
});

test("what was made of a straight wire is that one again by undo", async () => {
  const opened = await openBetween();
  const { bench, box, history } = opened;
  expect(history.undoable).toBe("change desk/fader → old/sens");
  bench.composer.undo();
  await bench.until(() => wiresOf(opened).join() === "desk/fader old/sens straight", "straight");
  await bench.until(() => box?.parameters.size === 0, "the operator is gone");
});

test("a wire with a map is offered an operator where its new sensor is old, and one without is not", async () => {
  const { edits, ends, network, bench, lock } = await openOld();
  edits.connect([ends()]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  const [wire] = network.wires;
  if (wire === undefined) throw new Error("no wire");
  expect(edits.offer(wire, ends("old/other"))).toBeUndefined();
  expect(edits.offer(wire, ends("old/other"), RANGE)).toEqual({
    why: "old is an old node, which knows no maps",
    host: network.nodeOf("box"),
  });
  lock.become("perform");
  expect(edits.offer(wire, ends("old/other"), RANGE)).toBeUndefined();
});

test("where nobody takes operators the reason says who would", async () => {
  const { edits, ends, network, bench } = await openOld({ box: false });
  edits.connect([ends()]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  const [wire] = network.wires;
  if (wire === undefined) throw new Error("no wire");
  const offer = edits.offer(wire, ends(), RANGE);
  expect(offer?.host).toBeUndefined();
  expect(offer?.why).toMatch(/^old is an old node, which knows no maps: no node here takes operators; .*zocp node/);
});

test("it is re-plugged to another sensor of an old node through an operator again, with its map", async () => {
  const opened = await openBetween();
  const { bench, box, edits, ends, wire } = opened;
  edits.replug(wire, ends("old/other"));
  await bench.until(() => wiresOf(opened).join() === "desk/fader old/other box", "the other sensor");
  await bench.until(() => box?.parameters.size === 2, "one operator is left");
  await mapped(opened);
  bench.composer.undo();
  await bench.until(() => wiresOf(opened).join() === "desk/fader old/sens box", "the first again");
});

test("a wire with a map that is re-plugged to a node of ours goes straight, and keeps its map", async () => {
  const opened = await openBetween();
  const { bench, box, edits, wire } = opened;
  const lamp = await bench.add("lamp", (node) => node.float("level", 0, { access: "rws" }));
  edits.replug(wire, { emitter: bench.get("desk/fader"), sensor: bench.get("lamp/level") });
  await bench.until(() => wiresOf(opened).join() === "desk/fader lamp/level straight", "straight");
  await bench.until(() => box?.parameters.size === 0, "no operator is left");
  expect(lamp.links[0]?.options.has("map")).toBe(true);
});

test("an operator that has another wire besides, or has lost one, is drawn as what it is", async () => {
  const opened = await openBetween();
  const { bench, desk, network } = opened;
  const lamp = await bench.add("lamp", (node) => node.float("level", 0, { access: "rws" }));
  await lamp.connect("box/between.out", "lamp/level", { timeout: 5000 });
  await bench.until(() => network.wires.length === 3, "three wires");
  expect(namesOf(opened)).toEqual(["box", "desk", "lamp", "old"]);
  await lamp.disconnect("box/between.out", "lamp/level", { timeout: 5000 });
  await bench.until(() => network.wires.length === 1, "one again");
  await desk.disconnect("desk/fader", "box/between.in", { timeout: 5000 });
  await bench.until(() => namesOf(opened).includes("box"), "the box is seen");
  expect(wiresOf(opened)).toEqual(["box/between.out old/sens straight"]);
});

test("a node that has more than such operators is drawn without them", async () => {
  const opened = await openBetween();
  const { bench, box, network } = opened;
  box?.float("gain", 1, { access: "rw" });
  await bench.until(() => namesOf(opened).includes("box"), "the box is seen");
  expect(network.nodeOf("box")?.drawn.map(({ path }) => path)).toEqual(["gain"]);
});

test("when the operator's node goes the wire waits, and the page says for whom", async () => {
  const opened = await openBetween();
  const { bench, box, network } = opened;
  await box?.stop();
  await bench.until(() => network.wires[0]?.made === false, "it waits");
  expect(wiresOf(opened)).toEqual(["desk/fader old/sens box"]);
  expect(describeAbsences(network)).toBe("box is gone: 1 wire waits");
  expect(network.ghosts.map(({ name }) => name)).toEqual(["box"]);
});

test("nothing is left when one of the two links is refused", async () => {
  const opened = await openOld();
  const { bench, box, edits, ends, network, notices } = opened;
  edits.connect([ends()]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  const [wire] = network.wires;
  if (wire === undefined) throw new Error("no wire");
  edits.replug(wire, ends(), { host: network.hosts[0], map: "no map" });
  await bench.until(() => notices.all.length > 0, "the reason is told");
  await bench.until(() => box?.parameters.size === 0, "no operator is left");
  await bench.until(() => wiresOf(opened).join() === "desk/fader old/sens straight", "the old wire is there");
  await bench.until(() => bench.composer.history.undoable?.startsWith("connect") === true, "it is no entry");
});
