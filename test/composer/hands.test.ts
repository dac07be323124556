import { expect, test } from "vitest";
import { History, type UndoEntry } from "../../composer/model/edit/history.ts";
import { POSITION } from "../../composer/model/network/shown-node.ts";
import type { TransportNode } from "../../src/index.ts";
import { Bench, deskAndLamp, NO_DOUBTS } from "./stage.ts";

const names = (bench: Bench): readonly string[] => bench.composer.history.done.map(({ name }) => name);

function entry(id: string, told: string[], more: Partial<UndoEntry> = {}): UndoEntry {
  return { name: id, needs: "values", doubts: NO_DOUBTS, undo: () => void told.push(id), redo: () => {}, ...more };
}

test("one hand is one entry, however long it rests and whatever another hand does meanwhile", () => {
  const history = new History();
  const undone: string[] = [];
  for (let move = 0; move < 3; move += 1) {
    history.add(entry(`a${move}`, undone, { merge: "a", hand: 1 }), move * 60_000);
    history.add(entry(`b${move}`, undone, { merge: "b", hand: 2 }), move * 60_000 + 1);
  }
  expect(history.done.map(({ name }) => name)).toEqual(["a2", "b2"]);
  history.undo();
  history.undo();
  expect(undone).toEqual(["b0", "a0"]);
});

test("two drags are two entries, also when one soon follows the other", () => {
  const history = new History();
  history.add(entry("first", [], { merge: "a", hand: 1 }), 0);
  history.add(entry("second", [], { merge: "a", hand: 2 }), 10);
  history.add(entry("key", [], { merge: "a" }), 20);
  expect(history.done).toHaveLength(3);
});

test("a drag of an hour is undone as one of a second is", () => {
  const history = new History();
  const undone: string[] = [];
  for (let move = 0; move < 100_000; move += 1) history.add(entry(`${move}`, undone, { merge: "a", hand: 1 }), move);
  history.undo();
  expect(undone).toEqual(["0"]);
});

test("what no node took is not offered for undo, and what it took before is", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const { edits, history } = bench.composer;
  const level = bench.get("desk/level");
  edits.set([level], 7);
  expect(history.undoable).toBe("set desk/level");
  await bench.until(() => history.undoable === undefined, "it is forgotten");
  edits.set([level], 0.7, 1);
  await bench.until(() => desk.parameter("level").value === 0.7, "the first of the drag");
  const refusals: string[] = [];
  bench.composer.valves.subscribe((valves) => refusals.push(valves.of(level).refusal));
  edits.set([level], 8, 1);
  await bench.until(() => refusals.some((text) => text !== ""), "the second is refused");
  expect(names(bench)).toEqual(["set desk/level"]);
  bench.composer.undo();
  await bench.until(() => desk.parameter("level").value === 0.5, "where it was before the drag");
});

test("a wire that cannot be moved to another end stays where it is", async () => {
  const bench = new Bench();
  await deskAndLamp(bench);
  await bench.add("fan", (node) => void node.float("speed", 0, { access: "rws" }), {
    permit: ({ action }) => action !== "connect" || "not tonight",
  });
  const { edits, network, notices } = bench.composer;
  edits.connect([{ emitter: bench.get("desk/level"), sensor: bench.get("lamp/brightness") }]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  const [wire] = network.wires;
  if (wire === undefined) throw new Error("no wire");
  edits.replug(wire, { emitter: bench.get("desk/level"), sensor: bench.get("fan/speed") });
  await bench.until(() => notices.all.length > 0, "the reason");
  await bench.until(() => network.wires.length === 1, "one wire");
  expect(network.wires[0]?.sensor.address).toBe("lamp/brightness");
  expect(names(bench)).toEqual(["connect desk/level → lamp/brightness"]);
});

test("undo does what the lock allows and nothing else", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const { composer } = bench;
  composer.edits.set([bench.get("desk/level")], 0.25);
  composer.edits.connect([{ emitter: bench.get("desk/level"), sensor: bench.get("lamp/brightness") }]);
  await bench.until(() => composer.network.wires[0]?.made === true, "the wire");
  composer.lock.become("perform");
  expect(composer.undoes).toBe(false);
  composer.undo();
  expect(composer.notices.all.at(-1)?.text).toBe("not undone: performance mode: wires are locked");
  expect(composer.network.wires).toHaveLength(1);
  composer.lock.become("edit");
  composer.undo();
  composer.lock.become("perform");
  composer.undo();
  await bench.until(() => desk.parameter("level").value === 0.5, "values may be undone");
});

test("while the gateway is gone nothing is set, wired, moved, dismissed or undone, and nothing of it comes later", async () => {
  const bench = new Bench();
  const { desk, lamp } = await deskAndLamp(bench);
  const { composer } = bench;
  const level = bench.get("desk/level");
  composer.edits.set([level], 0.25);
  await bench.until(() => desk.parameter("level").value === 0.25, "the value");
  await lamp.stop();
  await bench.until(() => composer.network.ghosts.length === 1, "the ghost");
  composer.connection.become("lost");
  const [node] = composer.network.nodes;
  if (node === undefined) throw new Error("no node");
  composer.edits.set([level], 0.75);
  composer.edits.connect([{ emitter: level, sensor: bench.get("lamp/brightness") }]);
  composer.positions.move(new Map([[node, { x: 500, y: 500 }]]));
  composer.positions.nudge([node], { x: 8, y: 0 });
  composer.dismiss(composer.network.ghosts);
  composer.paste('{"zocp": 1, "wires": [], "values": {"desk/level": 0.9}}');
  composer.undo();
  expect([composer.lock.sets, composer.lock.patches, composer.undoes]).toEqual([false, false, false]);
  expect(composer.notices.all.some(({ text }) => text.includes("the gateway is gone"))).toBe(true);
  composer.connection.become("joined");
  await bench.until(() => composer.lock.sets, "it is back");
  for (let look = 0; look < 20; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    bench.stage.draw();
  }
  expect(desk.parameter("level").value).toBe(0.25);
  expect(desk.metadata.has(POSITION)).toBe(false);
  expect(composer.network.ghosts).toHaveLength(1);
  expect(names(bench)).toEqual(["set desk/level"]);
});

test("a drag in progress ends where its node was told last, and its newest value is not sent later", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const { composer } = bench;
  const level = bench.get("desk/level");
  const got: unknown[] = [];
  desk.on("changed", ({ value }) => got.push(value));
  composer.edits.set([level], 0.6, 1);
  composer.edits.set([level], 0.7, 1);
  composer.edits.set([level], 0.8, 1);
  expect(composer.valves.wanted(level)).toBe(0.8);
  composer.connection.become("lost");
  expect(composer.valves.wanted(level)).toBe(0.5);
  composer.connection.become("joined");
  await bench.until(() => desk.parameter("level").value === 0.6, "what was under way");
  for (let look = 0; look < 30; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    bench.stage.draw();
  }
  expect(got).toEqual([0.6]);
});

test("a value that waits for a node is not for the next one of its name", async () => {
  const bench = new Bench();
  const lampOf = (node: TransportNode): void => void node.float("brightness", 0, { access: "rws", min: 0, max: 1 });
  const first = await bench.add("lamp", lampOf);
  const brightness = bench.get("lamp/brightness");
  bench.composer.edits.set([brightness], 0.1);
  bench.composer.edits.set([brightness], 0.2);
  void first.stop();
  await bench.until(() => !brightness.node.present, "it left");
  const second = await bench.add("lamp", lampOf);
  for (let look = 0; look < 30; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    bench.stage.draw();
  }
  expect(second.parameter("brightness").value).toBe(0);
});

test("a lasso that is moved is one entry, also when it is told twice", async () => {
  const bench = new Bench();
  const { desk, lamp } = await deskAndLamp(bench);
  const { composer } = bench;
  const moves = new Map(composer.network.nodes.map((node, index) => [node, { x: 300 * index + 7.4, y: 90 }]));
  composer.positions.move(moves);
  composer.positions.move(moves);
  expect(names(bench)).toEqual(["move 2 nodes"]);
  await bench.until(() => desk.metadata.has(POSITION) && lamp.metadata.has(POSITION), "both keep it");
  composer.undo();
  expect(composer.history.undoable).toBeUndefined();
});

test("arrow keys move nodes for every page, as one entry, and back", async () => {
  const one = new Bench();
  const two = new Bench(one);
  await two.node.start();
  const { desk } = await deskAndLamp(one);
  await two.until(() => two.composer.network.nodeOf("desk")?.present === true, "the other page sees it");
  const node = one.composer.network.nodeOf("desk");
  const other = two.composer.network.nodeOf("desk");
  if (node === undefined || other === undefined) throw new Error("no desk");
  const { x, y } = one.composer.positions.of(node);
  for (let times = 0; times < 5; times += 1) one.composer.positions.nudge([node], { x: 8, y: 0 });
  await two.until(() => two.composer.positions.of(other).x === Math.round(x) + 40, "it is there on the other page");
  expect(desk.metadata.get(POSITION)).toEqual([Math.round(x) + 40, Math.round(y)]);
  expect(one.composer.positions.of(node).x).toBe(Math.round(x) + 40);
  expect(names(one)).toEqual(["move desk"]);
  one.composer.undo();
  await two.until(() => two.composer.positions.of(other).x === Math.round(x), "back on the other page");
});

test("a node that keeps no place is not moved on this page alone: a ghost, a locked one, one that refuses", async () => {
  const bench = new Bench();
  const { lamp } = await deskAndLamp(bench);
  await bench.add("fan", (node) => void node.float("speed", 0, { access: "rws" }), {
    permit: ({ action }) => action !== "set" || "nobody moves me",
  });
  const { positions, network, notices } = bench.composer;
  const [desk, fan, ghost] = ["desk", "fan", "lamp"].map((name) => network.nodeOf(name));
  if (desk === undefined || fan === undefined || ghost === undefined) throw new Error("a node is missing");
  await lamp.stop();
  await bench.until(() => !ghost.present, "the ghost");
  const before = [positions.of(ghost), positions.of(fan)];
  positions.nudge([ghost], { x: 8, y: 0 });
  expect(notices.all.at(-1)?.text).toBe("lamp stays: lamp is not here, and keeps its place itself");
  expect(names(bench)).toEqual([]);
  positions.nudge([fan], { x: 8, y: 0 });
  await bench.until(() => notices.all.at(-1)?.text.includes("nobody moves me") === true, "the reason");
  expect([positions.of(ghost), positions.of(fan)]).toEqual(before);
  await bench.until(() => names(bench).length === 0, "it is not offered for undo");
});
