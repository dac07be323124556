import { expect, test } from "vitest";
import { itemsFor, type MenuDesk, type Target } from "../../composer/model/view/menu-items.ts";
import { Bench, deskAndLamp } from "./stage.ts";

/** A desk that drives a lamp, and what the page was asked to open. */
async function stage() {
  const bench = new Bench();
  const nodes = await deskAndLamp(bench);
  await nodes.desk.connect("desk/level", "lamp/brightness");
  const { composer } = bench;
  await bench.until(() => composer.network.wires.length === 1, "the wire is known");
  const asked: unknown[] = [];
  const note = (what: unknown): void => void asked.push(what);
  const desk: MenuDesk = {
    making: false,
    tab: "main",
    ask: note,
    look: note,
    confirm: note,
    takeKnife: () => note("knife"),
    onCanvas: async (act) => note(act),
    arrange: async () => note("arrange"),
    plot: async (parameters) => note(parameters.map(({ address }) => address)),
  };
  const items = (on: Target) => itemsFor(on, composer, desk);
  const line = (on: Target, name: string) => items(on).find((item) => item.name.startsWith(name));
  return { bench, composer, asked, items, line, ...nodes };
}

test("a node offers its controls first, and to cut all of its wires", async () => {
  const { bench, composer, items, line } = await stage();
  const node = composer.network.nodeOf("lamp");
  if (node === undefined) throw new Error("no lamp");
  expect(items({ type: "node", node })[0]?.name).toBe("Show its controls");
  line({ type: "node", node }, "Select what")?.run();
  expect([...composer.selection.keys].sort()).toEqual(["desk", "lamp"]);
  line({ type: "node", node }, "Cut its wire")?.run();
  await bench.until(() => composer.network.wires.length === 0, "it is cut");
  expect(line({ type: "node", node }, "Cut its")?.why).toBe("it has no wire");
  composer.undo();
  await bench.until(() => composer.network.wires.length === 1, "it is back");
});

test("a parameter offers the ways that it has", async () => {
  const { bench, asked, items, line } = await stage();
  const names = (address: string) =>
    items({ type: "parameter", parameter: bench.get(address) }).map(({ name }) => name);
  expect(names("desk/level")).toContain("Connect it to …");
  expect(names("desk/level")).not.toContain("Connect to it …");
  expect(names("lamp/brightness")).toContain("Connect to it …");
  const parameter = bench.get("desk/level");
  line({ type: "parameter", parameter }, "Connect it")?.run();
  expect(asked).toEqual([{ type: "sensor", emitters: [parameter] }]);
  expect(line({ type: "parameter", parameter: bench.get("desk/cue") }, "Put it")?.why).toBe("a text has no curve");
});

test("a wire is shown, muted and cut; nobody may while the page is locked", async () => {
  const { bench, composer, items, line } = await stage();
  const [wire] = composer.network.wires;
  if (wire === undefined) throw new Error("no wire");
  line({ type: "wire", wire }, "Show its card")?.run();
  expect(composer.selection.has(wire.key)).toBe(true);
  composer.lock.become("perform");
  const locked = items({ type: "wire", wire }).filter(({ why }) => why !== undefined);
  expect(locked.map(({ name }) => name)).toEqual(["Mute it", "Cut this wire"]);
  composer.lock.become("edit");
  line({ type: "wire", wire }, "Cut this")?.run();
  await bench.until(() => composer.network.wires.length === 0, "it is cut");
});

test("the graph offers what the page has keys for, and the keys beside it", async () => {
  const { asked, items, line } = await stage();
  const all = items({ type: "canvas" });
  const without = all.filter(({ key }) => key === undefined).map(({ name }) => name);
  expect(without).toEqual(["Store this view …"]);
  line({ type: "canvas" }, "Arrange")?.run();
  line({ type: "canvas" }, "Show all")?.run();
  expect(asked).toEqual(["arrange", "fit"]);
});

test("Delete stands beside what it would do, and nowhere else", async () => {
  const { composer, line } = await stage();
  const [node, wire] = [composer.network.nodeOf("lamp"), composer.network.wires[0]];
  if (node === undefined || wire === undefined) throw new Error("no lamp, or no wire");
  const keys = () => [line({ type: "node", node }, "Cut its wire")?.key, line({ type: "wire", wire }, "Cut this")?.key];
  expect(keys()).toEqual([undefined, undefined]);
  composer.selection.only(wire.key);
  expect(keys()).toEqual(["Delete", "Delete"]);
});

test("several selected nodes offer the wires between them, and those that leave them", async () => {
  const { bench, composer, line } = await stage();
  await bench.add("screen", (node) => void node.float("gain", 0, { access: "rws" }));
  composer.edits.connect([{ emitter: bench.get("desk/level"), sensor: bench.get("screen/gain") }]);
  await bench.until(() => composer.network.wires.filter(({ made }) => made).length === 2, "the second wire");
  const node = composer.network.nodeOf("lamp") ?? expect.fail("no lamp");
  composer.selection.only("lamp");
  expect(line({ type: "node", node }, "Cut the")).toBeUndefined();
  composer.selection.only("lamp", "screen");
  expect(line({ type: "node", node }, "Cut the wires between")?.why).toBe("there is none");
  expect(line({ type: "node", node }, "Cut the 2 wires that leave")).toBeDefined();
  composer.selection.only("lamp", "desk");
  expect(line({ type: "node", node }, "Cut the 1 wire that leave")).toBeDefined();
  line({ type: "node", node }, "Cut the 1 wire between")?.run();
  await bench.until(() => composer.network.wires.length === 1, "one is cut");
  expect(composer.network.wires[0]?.sensor.address).toBe("screen/gain");
  composer.undo();
  await bench.until(() => composer.network.wires.length === 2, "it is back");
});

test("a node is folded by its menu, with all that is selected, and the key stands beside the next step", async () => {
  const { composer, items, line } = await stage();
  const node = composer.network.nodeOf("lamp") ?? expect.fail("no lamp");
  const folds = () => items({ type: "node", node }).filter(({ name }) => /^(Fold|Draw)/.test(name));
  expect(folds().map(({ name, key }) => [name, key])).toEqual([
    ["Fold it to what has a wire", undefined],
    ["Fold it to its name", undefined],
  ]);
  composer.selection.only("lamp", "desk");
  expect(folds().map(({ key }) => key)).toEqual(["H", undefined]);
  line({ type: "node", node }, "Fold it to its name")?.run();
  expect([...composer.positions.folds.nodes.keys()].sort()).toEqual(["desk", "lamp"]);
  expect(folds().map(({ name }) => name)).toEqual(["Draw all of it", "Fold it to what has a wire"]);
});
