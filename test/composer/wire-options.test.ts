import { expect, test } from "vitest";
import type { ShownWire } from "../../composer/model/network/shown-wire.ts";
import { askOptions, withOption } from "../../composer/model/network/wire-options.ts";
import type { Json } from "../../src/index.ts";
import { OldGuest } from "../node/old-guest.ts";
import { Bench, deskAndLamp } from "./stage.ts";

const NONE: ReadonlyMap<string, Json> = new Map();

async function wired(bench: Bench): Promise<ShownWire> {
  const { edits, network } = bench.composer;
  edits.connect([{ emitter: bench.get("desk/level"), sensor: bench.get("lamp/brightness") }]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  return network.wires[0] as ShownWire;
}

test("a wire is muted, heard again by undo, and muted by redo", async () => {
  const bench = new Bench();
  const { desk, lamp } = await deskAndLamp(bench);
  const wire = await wired(bench);
  await bench.until(() => lamp.parameter("brightness").value === 0.5, "the lamp follows");
  const { edits, history } = bench.composer;
  edits.change(wire, "mute", true);
  await bench.until(() => lamp.links[0]?.options.get("mute") === true, "the lamp knows");
  expect(history.undoable).toBe("change desk/level → lamp/brightness");
  desk.parameter("level").emit(0.9);
  await bench.until(() => bench.composer.network.find("desk", "level")?.value === 0.9, "the page has the value");
  expect(lamp.parameter("brightness").value).toBe(0.5);
  bench.composer.undo();
  await bench.until(() => lamp.links[0]?.options.has("mute") === false, "the lamp forgets it");
  desk.parameter("level").emit(0.7);
  await bench.until(() => lamp.parameter("brightness").value === 0.7, "the lamp follows again");
  bench.composer.redo();
  await bench.until(() => lamp.links[0]?.options.get("mute") === true, "muted again");
});

test("the options that a wire has are those that its nodes keep, with what this page does not know", async () => {
  const bench = new Bench();
  const { lamp } = await deskAndLamp(bench);
  const wire = await wired(bench);
  expect(await askOptions(wire)).toEqual(NONE);
  await lamp.connect("desk/level", "lamp/brightness", { rate: 20, options: { later: [1] }, decide: true });
  expect(await askOptions(wire)).toEqual(
    new Map<string, Json>([
      ["later", [1]],
      ["rate", 20],
    ]),
  );
});

test("two changes at once are both there, and undo takes back only its own, whatever another did meanwhile", async () => {
  const bench = new Bench();
  const { lamp } = await deskAndLamp(bench);
  const wire = await wired(bench);
  const { edits } = bench.composer;
  const kept = (): readonly string[] => [...(lamp.links[0]?.options.keys() ?? [])].sort();
  edits.change(wire, "mute", true);
  edits.change(wire, "priority", 50);
  await bench.until(() => kept().join() === "mute,priority", "the lamp has both");
  const rest = { rate: 20, mute: true, priority: 50 };
  await lamp.connect("desk/level", "lamp/brightness", { ...rest, decide: true });
  bench.composer.undo();
  await bench.until(() => kept().join() === "mute,rate", "only the priority is taken back");
  bench.composer.undo();
  await bench.until(() => kept().join() === "rate", "and only the mute");
});

test("of a wire between old nodes nobody can say any", async () => {
  const bench = new Bench();
  const old = new OldGuest(bench.room, "old");
  old.node.register("out", 0, "flt", "re");
  old.node.register("in", 0, "flt", "rws");
  await bench.node.start();
  await old.start();
  await bench.until(() => bench.composer.network.find("old", "in") !== undefined, "old is shown");
  const [emitter, sensor] = [bench.get("old/out"), bench.get("old/in")];
  expect(await askOptions({ emitter, sensor })).toBeUndefined();
});

test("an option that is taken away is not there, and the others are", () => {
  const both = new Map<string, Json>([
    ["mute", true],
    ["later", 1],
  ]);
  expect(withOption(both, "mute", undefined)).toEqual(new Map([["later", 1]]));
});

test("a page that may not patch changes nothing of a wire, and says so", async () => {
  const bench = new Bench();
  await deskAndLamp(bench);
  const wire = await wired(bench);
  const { edits, lock, history, notices } = bench.composer;
  lock.become("locked");
  const before = history.done.length;
  edits.change(wire, "mute", true);
  expect(history.done).toHaveLength(before);
  expect(notices.all.at(-1)?.text).toBe(lock.reason);
});
