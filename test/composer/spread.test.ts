import { expect, test } from "vitest";
import { spreadLike, spreadsOf, spreadsOn } from "../../composer/model/edit/spread.ts";
import { type Drop, dropItems } from "../../composer/model/view/drop-items.ts";
import type { MenuDesk } from "../../composer/model/view/menu-items.ts";
import { Bench } from "./stage.ts";

/** A desk, three lamps of which one has no colour, and a screen that has neither a level nor a colour. */
async function stage() {
  const bench = new Bench();
  const desk = await bench.add("desk", (node) => {
    node.float("level", 0.5, { access: "rwes" });
    node.float("other", 0.5, { access: "rwe" });
  });
  for (const name of ["lamp-1", "lamp-2", "lamp-3"])
    await bench.add(name, (node) => {
      node.float("level", 0, { access: "rws" });
      if (name !== "lamp-3") node.vec3f("colour", [1, 1, 1], { access: "rws" });
    });
  await bench.add("screen", (node) => void node.vec3f("tint", [1, 1, 1], { access: "rws" }));
  const { composer } = bench;
  const select = (...keys: readonly string[]): void => composer.selection.only(...keys);
  const node = (key: string) => composer.network.nodeOf(key) ?? expect.fail(key);
  return { bench, composer, desk, select, node };
}

const named = (parameters: readonly { readonly address: string }[]) => parameters.map(({ address }) => address);

test("all selected nodes with such a sensor are meant, and the others say why not", async () => {
  const { bench, composer, select } = await stage();
  select("desk", "lamp-1", "lamp-2", "screen");
  const spread = spreadLike(bench.get("desk/other"), bench.get("lamp-2/level"), composer);
  expect(named(spread?.fit ?? [])).toEqual(["lamp-1/level", "lamp-2/level"]);
  expect(spread?.unfit).toEqual([{ name: "screen", why: "it has no sensor level" }]);
});

test("what is not selected, or fits alone, is wired alone", async () => {
  const { bench, composer, select } = await stage();
  const [emitter, sensor] = [bench.get("desk/other"), bench.get("lamp-1/level")];
  expect(spreadLike(emitter, sensor, composer)).toBeUndefined();
  select("lamp-2", "lamp-3");
  expect(spreadLike(emitter, sensor, composer)).toBeUndefined();
  select("lamp-1", "screen");
  expect(spreadLike(emitter, sensor, composer)).toBeUndefined();
  // The emitter's own node is no goal of its wires, although everything is selected.
  composer.selectAll();
  expect(spreadLike(emitter, bench.get("desk/level"), composer)).toBeUndefined();
  expect(named(spreadLike(emitter, sensor, composer)?.fit ?? [])).toEqual([
    "lamp-1/level",
    "lamp-2/level",
    "lamp-3/level",
  ]);
});

test("sensors that are selected by themselves are meant whatever their names; a type that does not fit says so", async () => {
  const { bench, composer, select } = await stage();
  const sensors = ["lamp-1/level", "lamp-2/level", "screen/tint"].map((address) => bench.get(address));
  select(...sensors.map(({ key }) => key));
  const [spread, ...others] = spreadsOf(bench.get("desk/other"), composer);
  expect(others).toEqual([]);
  expect(named(spread?.fit ?? [])).toEqual(["lamp-1/level", "lamp-2/level"]);
  expect(spread?.unfit).toMatchObject([{ name: "screen/tint" }]);
  expect(spread?.unfit[0]?.why).toMatch("numbers");
});

test("what is connected already is no wire more", async () => {
  const { bench, composer, select } = await stage();
  const emitter = bench.get("desk/other");
  composer.edits.connect([{ emitter, sensor: bench.get("lamp-1/level") }]);
  await bench.until(() => composer.network.wires[0]?.made === true, "the first wire");
  select("lamp-1", "lamp-2", "lamp-3");
  const spread = spreadLike(emitter, bench.get("lamp-2/level"), composer);
  expect(named(spread?.fit ?? [])).toEqual(["lamp-2/level", "lamp-3/level"]);
  expect(spread?.unfit).toEqual([{ name: "lamp-1/level", why: "it is connected already" }]);
});

test("on the body of a node each sensor that others have too is offered", async () => {
  const { bench, composer, select, node } = await stage();
  select("lamp-1", "lamp-2", "lamp-3");
  const emitter = bench.get("desk/other");
  expect(spreadsOn(emitter, node("lamp-1"), composer).map(({ path }) => path)).toEqual(["level"]);
  expect(spreadsOn(emitter, node("screen"), composer)).toEqual([]);
});

test("the menu of a drop wires all of them as one entry, or only that one", async () => {
  const { bench, composer, select, node } = await stage();
  const asked: unknown[] = [];
  const desk = { ask: (question: unknown) => void asked.push(question) } as unknown as MenuDesk;
  const emitter = bench.get("desk/other");
  const names = (over: Drop["over"]) => dropItems({ type: "drop", emitter, over }, composer, desk);
  select("lamp-1", "lamp-2", "lamp-3", "screen");
  const sensor = bench.get("lamp-1/level");
  expect(names({ sensor }).map(({ name, why }) => [name, why !== undefined])).toEqual([
    ["To level of 3 of 4 that are selected", false],
    ["Only lamp-1/level", false],
    ["Not screen: it has no sensor level", true],
  ]);
  names({ sensor })[0]?.run();
  await bench.until(() => composer.network.wires.length === 3, "three wires");
  expect(composer.history.done.map(({ name }) => name)).toEqual(["connect 3 wires"]);
  composer.undo();
  await bench.until(() => composer.network.wires.length === 0, "none");
  names({ sensor })[1]?.run();
  await bench.until(() => composer.network.wires[0]?.made === true, "one wire");
  const body = names({ node: node("lamp-2") });
  expect(body.map(({ name }) => name)).toEqual(["To level of 2 of 4 that are selected", "Only lamp-2 …"]);
  body[1]?.run();
  expect(asked).toEqual([{ type: "sensor", emitters: [emitter], on: node("lamp-2") }]);
});

test("of many that do not fit the menu names a few", async () => {
  const bench = new Bench();
  await bench.add("desk", (node) => void node.float("level", 0.5, { access: "rwe" }));
  for (let number = 1; number <= 9; number += 1)
    await bench.add(`lamp-${number}`, (node) => {
      node.float(number < 3 ? "level" : "gain", 0, { access: "rws" });
    });
  bench.composer.selectAll();
  const [emitter, sensor] = [bench.get("desk/level"), bench.get("lamp-1/level")];
  const lines = dropItems({ type: "drop", emitter, over: { sensor } }, bench.composer, {} as MenuDesk);
  expect(lines.map(({ name }) => name).slice(-2)).toEqual(["Not lamp-6: it has no sensor level", "Not 3 others"]);
});
