import { expect, test } from "vitest";
import { POSITION } from "../../composer/model/network/shown-node.ts";
import { Bench, deskAndLamp } from "./stage.ts";

const wiresOf = ({ composer }: Bench): readonly string[] =>
  composer.network.wires.map(({ emitter, sensor, made }) => `${emitter.address} ${made ? "→" : "⇢"} ${sensor.address}`);

test("shows nodes as soon as they are described, sorted by name", async () => {
  const bench = new Bench();
  await bench.add("lamp-10", (node) => void node.int("channel", 1));
  await bench.add("lamp-2", (node) => void node.int("channel", 1));
  expect(bench.composer.network.nodes.map(({ name }) => name)).toEqual(["lamp-2", "lamp-10"]);
});

test("does not show a node without parameters, such as another page", async () => {
  const bench = new Bench();
  const page = await bench.add("other-page", () => {});
  expect(bench.node.peers.size).toBe(1);
  expect(bench.composer.network.nodes).toEqual([]);
  await page.stop();
  await bench.until(() => bench.composer.network.nodeOf("other-page") === undefined, "nothing is left of it");
});

test("follows values past the readers of the network, at most once a picture", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const seen: unknown[] = [];
  let renewed = 0;
  bench.composer.network.subscribe(() => (renewed += 1));
  bench.get("desk/level").onPaint(({ value }) => seen.push(value));
  await bench.until(() => seen.length >= 1, "the present value");
  const before = renewed;
  seen.length = 0;
  for (const level of [0.1, 0.2, 0.3]) desk.set("level", level);
  await new Promise((resolve) => setTimeout(resolve, 10));
  bench.stage.draw();
  expect(seen).toEqual([0.3]);
  expect(bench.get("desk/level").conflated).toBe(2);
  expect(renewed).toBe(before);
});

test("shows a wire that somebody else made", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  await desk.connect("desk/level", "lamp/brightness");
  await bench.until(() => bench.composer.network.wires.length === 1, "the wire");
  expect(wiresOf(bench)).toEqual(["desk/level → lamp/brightness"]);
});

test("keeps a node that left as a ghost with its wires, and both come back by themselves", async () => {
  const bench = new Bench();
  const { desk, lamp } = await deskAndLamp(bench);
  await desk.connect("desk/level", "lamp/brightness");
  await bench.until(() => wiresOf(bench).includes("desk/level → lamp/brightness"), "the wire");
  const shown = bench.composer.network.nodeOf("lamp");
  await lamp.stop();
  await bench.until(() => wiresOf(bench).includes("desk/level ⇢ lamp/brightness"), "the ghost's wire");
  expect(bench.composer.network.ghosts.map(({ name }) => name)).toEqual(["lamp"]);
  expect(bench.composer.network.wires[0]?.reason).toBe("lamp is not here");

  const again = await bench.add("lamp", (node) => void node.float("brightness", 0, { access: "rws" }));
  await bench.until(() => wiresOf(bench).includes("desk/level → lamp/brightness"), "the wire again");
  expect(bench.composer.network.nodeOf("lamp")).toBe(shown);
  await bench.until(() => again.parameter("brightness").value === 0.5, "the value");
});

test("a dismissed ghost takes its wires along", async () => {
  const bench = new Bench();
  const { desk, lamp } = await deskAndLamp(bench);
  await desk.connect("desk/level", "lamp/brightness");
  await bench.until(() => bench.composer.network.wires.length === 1, "the wire");
  await lamp.stop();
  await bench.until(() => bench.composer.network.ghosts.length === 1, "the ghost");
  for (const ghost of bench.composer.network.ghosts) bench.composer.network.dismiss(ghost);
  await bench.until(
    () => bench.composer.network.nodes.length === 1 && bench.composer.network.wires.length === 0,
    "it is gone",
  );
  expect(bench.node.links.filter(({ state }) => state !== "cut")).toEqual([]);
});

test("two present nodes of one name are two nodes", async () => {
  const bench = new Bench();
  await bench.add("lamp", (node) => void node.int("channel", 1));
  await bench.add("lamp", (node) => void node.int("channel", 2));
  await bench.until(() => bench.composer.network.nodes.length === 2, "both");
  expect(new Set(bench.composer.network.nodes.map(({ key }) => key)).size).toBe(2);
});

test("a place that a person chose is kept in the node, and other pages read it", async () => {
  const bench = new Bench();
  const { lamp } = await deskAndLamp(bench);
  const shown = bench.composer.network.nodeOf("lamp");
  if (shown === undefined) throw new Error("no lamp");
  bench.composer.positions.move(new Map([[shown, { x: 10.4, y: -20 }]]));
  await bench.until(() => lamp.metadata.get(POSITION) !== undefined, "the node was told");
  expect(lamp.metadata.get(POSITION)).toEqual([10, -20]);
  lamp.setMetadata(POSITION, [300, 400]);
  await bench.until(() => bench.composer.positions.of(shown).x === 300, "another page moved it");
});

/** A desk, and a lamp whose program wants the wire; somebody else cuts it. */
async function cutByAda(bench: Bench) {
  const { desk, lamp } = await deskAndLamp(bench);
  await lamp.connect("desk/level", "lamp/brightness");
  await bench.until(() => bench.composer.network.wires.length === 1, "the wire");
  const ada = await bench.add("ada", (node) => void node.int("channel", 1));
  await ada.waitFor("lamp");
  await ada.waitFor("desk");
  await ada.disconnect("desk/level", "lamp/brightness");
  return { desk, ada };
}

const cutsOf = ({ composer }: Bench): readonly string[] =>
  composer.network.cuts.map(({ reason }) => reason.replace(/,.*;/, ";"));

test("a wire that somebody cut although a program wants it stays as a ghost, and is made again", async () => {
  const bench = new Bench();
  const { desk } = await cutByAda(bench);
  await bench.until(() => cutsOf(bench).length === 1, "the ghost");
  expect(cutsOf(bench)).toEqual(["cut by ada; lamp's program wants it"]);
  expect(wiresOf(bench)).toEqual([]);
  bench.composer.edits.connect(bench.composer.network.cuts);
  await bench.until(() => wiresOf(bench).length === 1, "the wire again");
  expect(cutsOf(bench)).toEqual([]);
  expect(desk.parameter("level").subscribers.length).toBeGreaterThan(0);
});

test("a ghost of a wire that a person hides is seen no more, until it is cut again", async () => {
  const bench = new Bench();
  const { ada } = await cutByAda(bench);
  await bench.until(() => cutsOf(bench).length === 1, "the ghost");
  bench.composer.selection.only(bench.composer.network.cuts[0]?.key ?? "");
  bench.composer.remove();
  await bench.until(() => cutsOf(bench).length === 0, "it is hidden");
  await ada.connect("desk/level", "lamp/brightness");
  await bench.until(() => wiresOf(bench).length === 1, "the wire again");
  await ada.disconnect("desk/level", "lamp/brightness");
  await bench.until(() => cutsOf(bench).length === 1, "the ghost again");
});

test("a wire that its own program cut leaves nothing", async () => {
  const bench = new Bench();
  const { lamp } = await deskAndLamp(bench);
  await lamp.connect("desk/level", "lamp/brightness");
  await bench.until(() => bench.composer.network.wires.length === 1, "the wire");
  await lamp.disconnect("desk/level", "lamp/brightness");
  await bench.until(() => bench.composer.network.wires.length === 0, "it is cut");
  for (let picture = 0; picture < 20; picture += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    bench.stage.draw();
  }
  expect(cutsOf(bench)).toEqual([]);
});

test("a node that returns under another name takes over the wires when a person says so", async () => {
  const bench = new Bench();
  const { desk, lamp } = await deskAndLamp(bench);
  await desk.connect("desk/level", "lamp/brightness");
  await bench.until(() => wiresOf(bench).includes("desk/level → lamp/brightness"), "the wire");
  await lamp.stop();
  await bench.until(() => bench.composer.network.ghosts.length === 1, "the ghost");
  await bench.add("lamp-left", (node) => void node.float("brightness", 0, { access: "rws", min: 0, max: 1 }));
  const [ghost] = bench.composer.network.ghosts;
  const renamed = bench.composer.network.nodeOf("lamp-left");
  if (ghost === undefined || renamed === undefined) throw new Error("one of them is missing");
  void bench.composer.rename(ghost, renamed);
  await bench.until(() => wiresOf(bench).includes("desk/level → lamp-left/brightness"), "the wire");
  await bench.until(() => bench.composer.network.ghosts.length === 0, "the ghost is gone");
  expect(bench.composer.notices.all.map(({ text }) => text)).toContain("1 wire moved from lamp to lamp-left");
});
