import { expect, test } from "vitest";
import { whyFixed, whyNoWire } from "../../composer/model/network/rules.ts";
import type { TransportNode } from "../../src/index.ts";
import { OldGuest } from "../node/old-guest.ts";
import { Bench, deskAndLamp } from "./stage.ts";

const ends = (bench: Bench, emitter: string, sensor: string) => ({
  emitter: bench.get(emitter),
  sensor: bench.get(sensor),
});

test("a wire can be made, taken back and made again", async () => {
  const bench = new Bench();
  const { lamp } = await deskAndLamp(bench);
  const { edits, history, network } = bench.composer;
  edits.connect([ends(bench, "desk/level", "lamp/brightness")]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  await bench.until(() => lamp.parameter("brightness").value === 0.5, "the lamp follows");
  expect(history.undoable).toBe("connect desk/level → lamp/brightness");
  bench.composer.undo();
  await bench.until(() => network.wires.length === 0, "no wire");
  bench.composer.redo();
  await bench.until(() => network.wires[0]?.made === true, "the wire again");
});

test("what does not fit is not connected, and says why", async () => {
  const bench = new Bench();
  await deskAndLamp(bench);
  const { edits, history, notices } = bench.composer;
  edits.connect([ends(bench, "desk/level", "lamp/colour"), ends(bench, "desk/cue", "lamp/brightness")]);
  expect(notices.all.map(({ text }) => text)).toEqual([
    "not connected: it takes 3 numbers, and this sends a number",
    "not connected: it takes a number, and this sends text",
  ]);
  expect(history.done).toEqual([]);
});

test("a wire is re-plugged as one entry", async () => {
  const bench = new Bench();
  await deskAndLamp(bench);
  await bench.add("fan", (node) => void node.float("speed", 0, { access: "rws" }));
  const { edits, network } = bench.composer;
  edits.connect([ends(bench, "desk/level", "lamp/brightness")]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  const [wire] = network.wires;
  if (wire === undefined) throw new Error("no wire");
  edits.replug(wire, ends(bench, "desk/level", "fan/speed"));
  await bench.until(
    () => network.wires.length === 1 && network.wires[0]?.sensor.address === "fan/speed",
    "the other end",
  );
  bench.composer.undo();
  await bench.until(() => network.wires.length === 1 && network.wires[0]?.sensor.address === "lamp/brightness", "back");
});

test("a fader that is dragged is one entry, and the last position arrives", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const { edits, history, valves } = bench.composer;
  const level = bench.get("desk/level");
  for (let step = 0; step <= 50; step += 1) edits.set([level], step / 50);
  expect(valves.wanted(level)).toBe(1);
  await bench.until(() => desk.parameter("level").value === 1, "the last position");
  expect(history.done.map(({ name }) => name)).toEqual(["set desk/level"]);
  bench.composer.undo();
  await bench.until(() => desk.parameter("level").value === 0.5, "where it was before");
});

test("a refused value snaps back, with the reason", async () => {
  const bench = new Bench();
  await deskAndLamp(bench);
  const { edits, valves } = bench.composer;
  const level = bench.get("desk/level");
  const refusals: string[] = [];
  valves.subscribe(() => refusals.push(valves.of(level).refusal));
  edits.set([level], 7);
  expect(valves.wanted(level)).toBe(7);
  await bench.until(() => refusals.some((text) => text !== ""), "the reason");
  expect(refusals.find((text) => text !== "")).toMatch(/7.*(maximum|above|1)/);
  expect(valves.wanted(level)).toBe(0.5);
});

test("a locked node is shown as such, and neither set nor wired", async () => {
  const bench = new Bench();
  const { lamp } = await deskAndLamp(bench);
  const { edits, history, notices, network } = bench.composer;
  lamp.lock("the show is running");
  await bench.until(() => network.nodeOf("lamp")?.locked === "lamp is locked: the show is running", "the lock");
  const brightness = bench.get("lamp/brightness");
  expect([brightness.writable, whyFixed(brightness)]).toEqual([false, "lamp is locked: the show is running"]);
  edits.set([brightness], 1);
  edits.connect([ends(bench, "desk/level", "lamp/brightness")]);
  expect(notices.all.map(({ text }) => text)).toEqual(["not connected: lamp is locked: the show is running"]);
  expect(history.done).toEqual([]);
  lamp.unlock();
  await bench.until(() => brightness.writable, "it is open again");
});

test("a refused wire snaps back with its reason, and is no entry", async () => {
  const bench = new Bench();
  const { lamp } = await deskAndLamp(bench);
  await bench.add("fan", (node) => void node.float("speed", 0, { access: "rws" }), {
    permit: ({ action }) => action !== "connect" || "fan is driven by hand tonight",
  });
  const { edits, history, notices, network } = bench.composer;
  edits.connect([ends(bench, "desk/level", "fan/speed")]);
  expect(history.done).toHaveLength(1);
  await bench.until(() => notices.all.length > 0, "the reason");
  expect(notices.all[0]?.text).toBe("not connected: fan is driven by hand tonight");
  expect(history.done).toEqual([]);
  await bench.until(() => network.wires.length === 0, "no wire is left");
  expect([...bench.node.links, ...lamp.links]).toEqual([]);
});

test("a wire of a locked node is not cut, and the reason is told", async () => {
  const bench = new Bench();
  const { lamp } = await deskAndLamp(bench);
  const { edits, history, notices, network } = bench.composer;
  edits.connect([ends(bench, "desk/level", "lamp/brightness")]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  lamp.lock();
  await bench.until(() => network.nodeOf("lamp")?.locked !== undefined, "the lock");
  edits.disconnect(network.wires);
  await bench.until(() => notices.all.length > 0, "the reason");
  expect(notices.all[0]?.text).toBe("desk/level → lamp/brightness: still connected: lamp is locked");
  expect(network.wires).toMatchObject([{ made: true }]);
  expect(history.undoable).toBe("connect desk/level → lamp/brightness");
});

test("several nodes are set at once, each to its own value when asked", async () => {
  const bench = new Bench();
  const nodes: TransportNode[] = [];
  for (const name of ["lamp-1", "lamp-2"])
    nodes.push(await bench.add(name, (node) => void node.float("brightness", 0.1, { access: "rw" })));
  const both = [bench.get("lamp-1/brightness"), bench.get("lamp-2/brightness")];
  bench.composer.edits.set(both, 0.7);
  await bench.until(() => nodes.every((node) => node.parameter("brightness").value === 0.7), "both");
  bench.composer.edits.set(both, (parameter) => (parameter === both[0] ? 0.2 : 0.3));
  await bench.until(() => nodes[0]?.parameter("brightness").value === 0.2, "the first");
  expect(nodes[1]?.parameter("brightness").value).toBe(0.3);
});

test("performance mode moves values and leaves wires alone; the lock does neither", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const { edits, lock, notices } = bench.composer;
  lock.become("perform");
  edits.connect([ends(bench, "desk/level", "lamp/brightness")]);
  expect(notices.all.at(-1)?.text).toBe("performance mode: wires are locked");
  edits.set([bench.get("desk/level")], 0.25);
  await bench.until(() => desk.parameter("level").value === 0.25, "the value");
  lock.become("locked");
  edits.set([bench.get("desk/level")], 0.75);
  expect(notices.all.at(-1)?.text).toBe("the page is locked");
  expect(bench.composer.history.done).toHaveLength(1);
});

test("a read-only page cannot be unlocked, and keeps no wires", async () => {
  const bench = new Bench({ readOnly: true });
  const { desk } = await deskAndLamp(bench);
  await desk.connect("desk/level", "lamp/brightness");
  await bench.until(() => bench.composer.network.wires.length === 1, "the wire");
  bench.composer.lock.become("edit");
  expect(bench.composer.lock.freedom).toBe("locked");
  expect(bench.node.links).toEqual([]);
});

test("wires and values go through the clipboard as JSON", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const { edits, selection, network } = bench.composer;
  edits.connect([ends(bench, "desk/level", "lamp/brightness")]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  bench.composer.selectAll();
  const text = bench.composer.copy() ?? "";
  expect(JSON.parse(text)).toMatchObject({
    zocp: 1,
    wires: [["desk/level", "lamp/brightness"]],
    values: { "desk/level": 0.5 },
  });
  edits.disconnect(network.wires);
  edits.set([bench.get("desk/level")], 0.9);
  await bench.until(() => network.wires.length === 0 && desk.parameter("level").value === 0.9, "all is different");
  selection.clear();
  expect(bench.composer.paste(text)).toBe(true);
  await bench.until(() => network.wires[0]?.made === true && desk.parameter("level").value === 0.5, "as it was copied");
});

test("a text that is something else is left to others", async () => {
  const bench = new Bench();
  expect(bench.composer.paste("hello")).toBe(false);
  expect(bench.composer.paste('{"zocp": 2}')).toBe(false);
  expect(bench.composer.paste('{"zocp": 1, "wires": [[1, 2], "x"], "values": {"a": 1}}')).toBe(true);
  expect(bench.composer.notices.all.at(-1)?.text).toBe("not here: 1, 2, undefined, undefined, a");
});

test("a drag to or from what an old node cannot wire is refused with the reason, and the old node lives on", async () => {
  const bench = new Bench();
  await bench.add("desk", (node) => {
    node.float("level", 0.5, { access: "rwes" });
    node.object("cam").float("zoom", 1, { access: "rwe" });
  });
  const old = new OldGuest(bench.room, "old");
  old.node.register("sens", 0, "flt", "rws");
  old.node.setObject("cam");
  old.node.register("loc", 0, "flt", "rwes");
  await old.start();
  await bench.until(() => bench.composer.network.nodeOf("old")?.present === true, "old is shown");
  const { edits, notices } = bench.composer;
  for (const [emitter, sensor, reason] of [
    ["old/cam.loc", "desk/level", "old/cam.loc is a parameter of an object: old is an old node"],
    ["desk/level", "old/cam.loc", "old/cam.loc is a parameter of an object: old is an old node"],
    ["desk/cam.zoom", "old/sens", "desk/cam.zoom is a parameter of an object: its values drive nothing on old"],
  ] as const) {
    expect(whyNoWire(bench.get(emitter), bench.get(sensor))).toContain(reason);
    edits.connect([ends(bench, emitter, sensor)]);
  }
  await bench.until(() => notices.all.length > 0, "the reason");
  expect(bench.node.links).toEqual([]);
  expect(old.deaths).toEqual([]);
});

test("a trigger is pressed, and nothing of it can be undone", async () => {
  const bench = new Bench();
  const desk = await bench.add("desk", (node) => void node.bool("go", false, { access: "rws", event: true }));
  const { edits, history } = bench.composer;
  const heard: unknown[] = [];
  desk.on("changed", ({ value }) => heard.push(value));
  const go = bench.get("desk/go");
  expect(go.event).toBe(true);
  edits.fire([go]);
  await bench.until(() => heard.length === 1, "it is pressed");
  expect([heard, history.done]).toEqual([[true], []]);
});
