import { expect, test } from "vitest";
import { POSITION } from "../../composer/model/shown-node.ts";
import { Bench, deskAndLamp } from "./stage.ts";

const wiresOf = ({ composer }: Bench): readonly string[] =>
  composer.show.wires.map(({ emitter, sensor, made }) => `${emitter.address} ${made ? "→" : "⇢"} ${sensor.address}`);

test("shows nodes as soon as they are described, sorted by name", async () => {
  const bench = new Bench();
  await bench.add("lamp-10", (node) => void node.int("channel", 1));
  await bench.add("lamp-2", (node) => void node.int("channel", 1));
  expect(bench.composer.show.nodes.map(({ name }) => name)).toEqual(["lamp-2", "lamp-10"]);
});

test("does not show a node without parameters, such as another page", async () => {
  const bench = new Bench();
  const page = await bench.add("other-page", () => {});
  expect(bench.node.peers.size).toBe(1);
  expect(bench.composer.show.nodes).toEqual([]);
  await page.stop();
  await bench.until(() => bench.composer.show.nodeOf("other-page") === undefined, "nothing is left of it");
});

test("follows values past the readers of the show, at most once a picture", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const seen: unknown[] = [];
  let renewed = 0;
  bench.composer.show.subscribe(() => (renewed += 1));
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
  await bench.until(() => bench.composer.show.wires.length === 1, "the wire");
  expect(wiresOf(bench)).toEqual(["desk/level → lamp/brightness"]);
});

test("keeps a node that left as a ghost with its wires, and both come back by themselves", async () => {
  const bench = new Bench();
  const { desk, lamp } = await deskAndLamp(bench);
  await desk.connect("desk/level", "lamp/brightness");
  await bench.until(() => wiresOf(bench).includes("desk/level → lamp/brightness"), "the wire");
  const shown = bench.composer.show.nodeOf("lamp");
  await lamp.stop();
  await bench.until(() => wiresOf(bench).includes("desk/level ⇢ lamp/brightness"), "the ghost's wire");
  expect(bench.composer.show.ghosts.map(({ name }) => name)).toEqual(["lamp"]);
  expect(bench.composer.show.wires[0]?.reason).toBe("lamp is not here");

  const again = await bench.add("lamp", (node) => void node.float("brightness", 0, { access: "rws" }));
  await bench.until(() => wiresOf(bench).includes("desk/level → lamp/brightness"), "the wire again");
  expect(bench.composer.show.nodeOf("lamp")).toBe(shown);
  await bench.until(() => again.parameter("brightness").value === 0.5, "the value");
});

test("a dismissed ghost takes its wires along", async () => {
  const bench = new Bench();
  const { desk, lamp } = await deskAndLamp(bench);
  await desk.connect("desk/level", "lamp/brightness");
  await bench.until(() => bench.composer.show.wires.length === 1, "the wire");
  await lamp.stop();
  await bench.until(() => bench.composer.show.ghosts.length === 1, "the ghost");
  for (const ghost of bench.composer.show.ghosts) bench.composer.show.dismiss(ghost);
  await bench.until(
    () => bench.composer.show.nodes.length === 1 && bench.composer.show.wires.length === 0,
    "it is gone",
  );
  expect(bench.node.links).toEqual([]);
});

test("two present nodes of one name are two nodes", async () => {
  const bench = new Bench();
  await bench.add("lamp", (node) => void node.int("channel", 1));
  await bench.add("lamp", (node) => void node.int("channel", 2));
  await bench.until(() => bench.composer.show.nodes.length === 2, "both");
  expect(new Set(bench.composer.show.nodes.map(({ key }) => key)).size).toBe(2);
});

test("a place that a person chose is kept in the node, and other pages read it", async () => {
  const bench = new Bench();
  const { lamp } = await deskAndLamp(bench);
  const shown = bench.composer.show.nodeOf("lamp");
  if (shown === undefined) throw new Error("no lamp");
  bench.composer.places.move(new Map([[shown, { x: 10.4, y: -20 }]]));
  await bench.until(() => lamp.metadata.get(POSITION) !== undefined, "the node was told");
  expect(lamp.metadata.get(POSITION)).toEqual([10, -20]);
  lamp.setMetadata(POSITION, [300, 400]);
  await bench.until(() => bench.composer.places.of(shown).x === 300, "another page moved it");
});
