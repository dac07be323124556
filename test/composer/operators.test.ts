import { expect, onTestFinished, test } from "vitest";
import type { OperatorSettings } from "../../composer/model/edit/operator-keeper.ts";
import { readOption } from "../../composer/model/edit/operators.ts";
import type { ShownNode } from "../../composer/model/network/shown-node.ts";
import { operatorsOf } from "../../composer/views/operators/operators-of.ts";
import { type Json, type JsonInput, parseJson, type TransportNode } from "../../src/index.ts";
import { Operators } from "../../src/show.ts";
import { Bench } from "./stage.ts";

/** A page, a box on which operators can be made, a desk and a lamp. */
async function openBox(bench = new Bench()) {
  const box = await addBox(bench, "box");
  const desk = await bench.add("desk", (node) => node.float("fader", 0, { access: "re" }));
  const lamp = await bench.add("lamp", (node) => node.float("level", 0, { access: "rws" }));
  const { network } = bench.composer;
  const operators = operatorsOf(bench.composer);
  const host = hostOf(bench, "box");
  return { bench, box, desk, lamp, operators, network, host };
}

async function addBox(bench: Bench, name: string, prepare: (node: TransportNode) => void = () => {}) {
  const box = await bench.add(name, (node) => {
    prepare(node);
    const operators = new Operators(node, { offer: {} });
    onTestFinished(() => operators.stop());
  });
  await bench.until(() => hosts(bench).includes(name), `${name} offers operators`);
  return box;
}

const hosts = (bench: Bench): readonly string[] => operatorsOf(bench.composer).hosts.map(({ name }) => name);

function hostOf(bench: Bench, wanted: string): ShownNode {
  const host = operatorsOf(bench.composer).hosts.find(({ name }) => name === wanted);
  if (host === undefined) throw new Error(`no host ${wanted}`);
  return host;
}

const settings = (given: { readonly [name: string]: JsonInput }): OperatorSettings =>
  new Map(Object.entries(given)) as OperatorSettings;

const paths = (node: TransportNode): readonly string[] => [...node.parameters.keys()];

test("an operator is made where it is offered, with its kind beside its name; undo takes it away, and again", async () => {
  const { bench, box, operators, host } = await openBox();
  expect(await operators.add(host, "dim", settings({ operator: "multiply", factor: 0.5 }))).toBeUndefined();
  expect(paths(box)).toEqual(["dim.in", "dim.factor", "dim.out"]);
  await bench.until(() => host.operators?.get("dim") === "multiply", "the page knows its kind");
  expect(bench.composer.history.undoable).toBe("add box/dim");
  bench.composer.undo();
  await bench.until(() => box.parameters.size === 0, "it is gone");
  bench.composer.redo();
  await bench.until(() => box.parameters.get("dim.factor")?.value === 0.5, "it is back");
});

test("an operator that is taken away takes its wires with it; undo brings both, with what was set since and the options", async () => {
  const { bench, box, desk, lamp, operators, network, host } = await openBox();
  await operators.add(host, "dim", settings({ operator: "multiply", factor: 0.5 }));
  await bench.until(() => network.find("box", "dim.out") !== undefined, "it is shown");
  await network.node.connect("desk/fader", "box/dim.in", { options: { mute: true }, timeout: 5000 });
  await network.node.connect("box/dim.out", "lamp/level", { timeout: 5000 });
  await bench.until(() => network.wires.filter(({ made }) => made).length === 2, "two wires");
  box.parameter("dim.factor").set(0.25);
  operators.remove(host, "dim");
  await bench.until(() => box.parameters.size === 0, "it is gone");
  await bench.until(() => desk.links.concat(lamp.links).every(({ state }) => state === "cut"), "no wire waits for it");
  await bench.until(() => network.wires.length === 0, "no wire is shown");
  bench.composer.undo();
  await bench.until(() => network.wires.filter(({ made }) => made).length === 2, "both wires are back");
  expect(box.parameter("dim.factor").value).toBe(0.25);
  expect(box.links.find(({ emitter }) => emitter.node === "desk")?.options.get("mute")).toBe(true);
});

test("an operator that somebody else has wired since is not undone without a question", async () => {
  const { bench, box, desk, operators, network, host } = await openBox();
  await operators.add(host, "dim", settings({ operator: "multiply" }));
  await desk.connect("desk/fader", "box/dim.in", { timeout: 5000 });
  await bench.until(() => network.wires.length === 1, "the wire is shown");
  bench.composer.undo();
  expect(bench.composer.notices.all.at(-1)?.text).toBe("not undone: box/dim was wired by somebody since");
  expect(box.parameters.size).toBe(3);
  bench.composer.undo({ anyway: true });
  await bench.until(() => box.parameters.size === 0, "it is gone");
});

test("what the node refuses is told, and is no entry of the history", async () => {
  const { bench, operators, host } = await openBox();
  expect(await operators.add(host, "dim", settings({ operator: "summ" }))).toMatch(
    /"summ" is none; did you mean "sum"/,
  );
  operators.remove(host, "nothing");
  await bench.until(
    () => bench.composer.notices.all.some(({ text }) => /not removed: .*there is no operator "nothing"/.test(text)),
    "it is told",
  );
  await bench.until(() => bench.composer.history.done.length === 0, "nothing to undo");
});

test("nothing is made by a page that may only look, or while wires are locked, nor on a locked node", async () => {
  const looking = await openBox(new Bench({ readOnly: true }));
  expect(await looking.operators.add(looking.host, "dim", settings({ operator: "sum" }))).toBe(
    "this link is read-only",
  );
  const { bench, box, operators, host } = await openBox();
  bench.composer.lock.become("perform");
  expect(await operators.add(host, "dim", settings({ operator: "sum" }))).toMatch(/wires are locked/);
  operators.remove(host, "dim");
  bench.composer.lock.become("edit");
  box.lock("the show is running");
  await bench.until(() => hosts(bench).length === 0, "a locked node is no choice");
  expect(await operators.add(host, "dim", settings({ operator: "sum" }))).toMatch(/box is locked/);
  expect(box.parameters.size + looking.box.parameters.size).toBe(0);
});

test("nodes that are there for operators alone are offered first, and names are not used twice", async () => {
  const bench = new Bench();
  await addBox(bench, "amp", (node) => node.float("gain", 1, { access: "rw" }));
  await addBox(bench, "box");
  await bench.until(() => hosts(bench).join() === "box,amp", "the box first");
  const operators = operatorsOf(bench.composer);
  const host = hostOf(bench, "box");
  expect(operators.nameFor(host, "lfo")).toBe("lfo");
  for (const name of ["lfo", "lfo-2"]) await operators.add(host, name, settings({ operator: "lfo" }));
  await bench.until(() => operators.nameFor(host, "lfo") === "lfo-3", "the third");
  await bench.until(() => hosts(bench).join() === "box,amp", "the box is first with its operators, too");
});

test("a node that has none yet is named among those who are here, with what it is for", async () => {
  const { bench, operators, host } = await openBox();
  const note = (): string | undefined => bench.composer.network.company.find(({ name }) => name === "box")?.note;
  await bench.until(() => note() === "takes operators (N)", "it is named");
  await operators.add(host, "dim", settings({ operator: "not" }));
  await bench.until(() => note() === undefined, "it is among the nodes");
});

test("the kinds come from the node, and what it has can be copied as the file of a node", async () => {
  const { operators, host } = await openBox();
  const kinds = await operators.kinds(host);
  expect(kinds.find(({ kind }) => kind === "sequence")).toMatchObject({ options: ["values", "type"] });
  await operators.add(host, "dim", settings({ operator: "multiply", factor: 0.5 }));
  expect(JSON.parse(await operators.text(host))).toEqual({
    name: "box",
    operators: { dim: { operator: "multiply", factor: 0.5, in: 0 } },
  });
});

test.each<readonly [option: string, text: string, value: Json]>([
  ["inputs", "3", 3],
  ["values", "[0, 1]", [0, 1]],
  ["running", "true", true],
  ["expr", "1", "1"],
  ["type", "int", "int"],
  ["names", '["a", "b"]', ["a", "b"]],
  ["names", "a b", "a b"],
])("what is typed for the option %s, %s, is read", (option, text, value) => {
  expect(readOption(option, text)).toEqual(value);
});

test("a map is typed in its own words, or as JSON", () => {
  const map = parseJson('[{"range": [0, 127, 0, 1]}]');
  for (const text of ['[{"range": [0, 127, 0, 1]}]', "range 0 127 0 1"])
    expect(readOption("map", text), text).toEqual(map);
});
