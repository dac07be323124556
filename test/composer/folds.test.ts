import { expect, test } from "vitest";
import { LINE } from "../../composer/model/view/box.ts";
import { Bench } from "./stage.ts";

/** A desk whose first of three emitters drives a lamp with an object of two parameters. */
async function stage() {
  const bench = new Bench();
  const desk = await bench.add("desk", (node) => {
    for (const name of ["one", "two", "three"]) node.float(name, 0, { access: "rwe" });
  });
  await bench.add("lamp", (node) => {
    node.float("level", 0, { access: "rws" });
    node.float("cam.pan", 0, { access: "rws" });
    node.float("cam.tilt", 0, { access: "rws" });
  });
  await desk.connect("desk/one", "lamp/cam.tilt");
  const { composer } = bench;
  await bench.until(() => composer.network.wires.length === 1, "the wire is known");
  const node = (key: string) => composer.network.nodeOf(key) ?? expect.fail(key);
  const rows = (key: string): readonly string[] =>
    composer.positions.boxOf(node(key)).rows.map((row) => {
      if (row.type === "parameter") return row.hidden ? `(${row.parameter.path})` : row.parameter.path;
      return row.type === "group" ? `[${row.name}]` : `+${row.more}`;
    });
  return { bench, composer, node, rows, folds: composer.positions.folds };
}

test("a node is folded to what has a wire, then to its name, and is whole again", async () => {
  const { composer, node, rows, folds } = await stage();
  const whole = composer.positions.boxOf(node("desk")).height;
  folds.step([node("desk")]);
  expect(rows("desk")).toEqual(["one", "+2"]);
  folds.step([node("desk")]);
  expect(rows("desk")).toEqual(["(one)"]);
  expect(composer.positions.boxOf(node("desk")).height).toBeLessThan(LINE * 2);
  folds.step([node("desk")]);
  expect(rows("desk")).toEqual(["one", "two", "three"]);
  expect(composer.positions.boxOf(node("desk")).height).toBe(whole);
});

test("a parameter of an object keeps its heading, and +N draws all of the node again", async () => {
  const { node, rows, folds } = await stage();
  folds.fold([node("lamp")], "ports");
  expect(rows("lamp")).toEqual(["[cam]", "cam.tilt", "+2"]);
  folds.open(node("lamp"));
  expect(rows("lamp")).toEqual(["level", "[cam]", "cam.pan", "cam.tilt"]);
});

test("a wire that is made to a folded node finds its port, and one that is cut leaves it", async () => {
  const { bench, composer, node, rows, folds } = await stage();
  folds.fold([node("desk"), node("lamp")], "header");
  composer.edits.connect([{ emitter: bench.get("desk/two"), sensor: bench.get("lamp/level") }]);
  await bench.until(() => rows("desk").includes("(two)"), "the port is there");
  expect(rows("lamp")).toEqual(["(level)", "(cam.tilt)"]);
  await bench.until(() => composer.network.wires.every(({ made }) => made), "both wires are made");
  composer.edits.disconnect(composer.network.wires);
  await bench.until(() => rows("desk").length === 0, "none is left");
});

test("several go the way of the first, and a stored view folds these and no others", async () => {
  const { node, folds } = await stage();
  folds.fold([node("lamp")], "header");
  folds.step([node("desk"), node("lamp")]);
  expect([...folds.nodes]).toEqual([
    ["lamp", "ports"],
    ["desk", "ports"],
  ]);
  folds.become(new Map([["lamp", "header"]]));
  expect([folds.of(node("desk")), folds.of(node("lamp"))]).toEqual([undefined, "header"]);
});
