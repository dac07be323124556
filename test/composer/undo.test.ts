import { expect, test } from "vitest";
import type { Json } from "../../src/index.ts";
import { Bench, deskAndLamp } from "./stage.ts";

async function two(): Promise<{ one: Bench; other: Bench } & Awaited<ReturnType<typeof deskAndLamp>>> {
  const one = new Bench();
  const other = new Bench(one);
  await other.node.start();
  const nodes = await deskAndLamp(one);
  await other.until(() => other.composer.network.nodeOf("lamp")?.present === true, "the other page sees it");
  return { one, other, ...nodes };
}

const told = (bench: Bench): string => bench.composer.notices.all.at(-1)?.text ?? "";

test("undo leaves alone what another hand has set since, says so, and does it when a person wants it anyway", async () => {
  const { one, other, desk } = await two();
  one.composer.edits.set([one.get("desk/level")], 0.25);
  await one.until(() => desk.parameter("level").value === 0.25, "the value");
  other.composer.edits.set([other.get("desk/level")], 0.75);
  await one.until(() => one.get("desk/level").value === 0.75, "the other's");
  one.composer.undo();
  expect(told(one)).toBe("not undone: desk/level is 0.75 now, and was left at 0.25 here");
  expect(one.composer.history.undoable).toBe("set desk/level");
  expect(desk.parameter("level").value).toBe(0.75);
  other.composer.undo();
  await one.until(() => one.get("desk/level").value === 0.25, "the other takes its own back");
  one.composer.undo();
  await one.until(() => desk.parameter("level").value === 0.5, "now it is what was left here");
  other.composer.redo();
  expect(told(other)).toContain("not done again: desk/level is");
  other.composer.redo({ anyway: true });
  await one.until(() => desk.parameter("level").value === 0.75, "all the same");
});

test("undo does not move a node that another page has moved since", async () => {
  const { one, other } = await two();
  const [here, there] = [one, other].map((bench) => bench.composer.network.nodeOf("desk"));
  if (here === undefined || there === undefined) throw new Error("no desk");
  one.composer.positions.move(new Map([[here, { x: 100, y: 100 }]]));
  await other.until(() => other.composer.positions.of(there).x === 100, "it is there");
  other.composer.positions.move(new Map([[there, { x: 300, y: 100 }]]));
  await one.until(() => one.composer.positions.of(here).x === 300, "it is there");
  one.composer.undo();
  expect(told(one)).toBe("not undone: desk was moved by another page since");
  expect(one.composer.positions.of(here).x).toBe(300);
});

test("undo does not cut a wire that another page has made anew since", async () => {
  const { one, other } = await two();
  const ends = (bench: Bench) => ({ emitter: bench.get("desk/level"), sensor: bench.get("lamp/brightness") });
  const made = (bench: Bench): boolean => bench.composer.network.wires[0]?.made === true;
  one.composer.edits.connect([ends(one)]);
  await other.until(() => made(other), "the wire");
  other.composer.edits.disconnect([ends(other)]);
  await one.until(() => !made(one), "it is cut");
  other.composer.edits.connect([ends(other)]);
  await one.until(() => made(one), "it is there again");
  await one.until(() => {
    one.composer.states.look();
    return one.composer.doubt("undo") !== undefined;
  }, "the page knows whose it is");
  one.composer.undo();
  expect(told(one)).toContain("not undone: desk/level → lamp/brightness was made by");
  expect(made(one)).toBe(true);
});

test("a wire that is taken back gives its sensor back what it had; not where somebody else has moved it since", async () => {
  const { one, lamp, desk } = await two();
  lamp.set("brightness", 0.125);
  await one.until(() => one.get("lamp/brightness").value === 0.125, "the value");
  const { edits, network } = one.composer;
  const ends = { emitter: one.get("desk/level"), sensor: one.get("lamp/brightness") };
  const connect = async (): Promise<void> => {
    edits.connect([ends]);
    await one.until(() => lamp.parameter("brightness").value === desk.parameter("level").value, "the lamp follows");
    await one.until(() => network.wires[0]?.made === true, "the wire");
  };
  await connect();
  one.composer.undo();
  await one.until(() => lamp.parameter("brightness").value === 0.125, "it has its value again");
  await connect();
  lamp.set("brightness", 0.875);
  await one.until(() => one.get("lamp/brightness").value === 0.875, "its own program");
  one.composer.undo();
  await one.until(() => network.wires.length === 0, "the wire is gone");
  for (let look = 0; look < 20; look += 1) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(lamp.parameter("brightness").value).toBe(0.875);
});

test("a wire that is moved away leaves its sensor as it was", async () => {
  const { one, lamp } = await two();
  await one.add("fan", (node) => void node.float("speed", 0.25, { access: "rws" }));
  const { edits, network } = one.composer;
  edits.connect([{ emitter: one.get("desk/level"), sensor: one.get("lamp/brightness") }]);
  await one.until(() => network.wires[0]?.made === true, "the wire");
  const [wire] = network.wires;
  if (wire === undefined) throw new Error("no wire");
  const speed = (): Json | undefined => one.get("fan/speed").value;
  edits.replug(wire, { emitter: wire.emitter, sensor: one.get("fan/speed") });
  await one.until(() => speed() === 0.5 && network.wires[0]?.sensor.address === "fan/speed", "it is there");
  one.composer.undo();
  await one.until(() => speed() === 0.25, "as it was");
  await one.until(() => network.wires[0]?.sensor.address === "lamp/brightness", "and it is back");
  expect(lamp.parameter("brightness").value).toBe(0.5);
});

test("a wire that is taken back before its nodes have told of it does not come after all", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  bench.composer.edits.connect([{ emitter: bench.get("desk/level"), sensor: bench.get("lamp/brightness") }]);
  let came = false;
  bench.composer.network.subscribe(() => (came ||= bench.composer.network.wires.some(({ made }) => made)));
  bench.composer.undo();
  await bench.until(() => came, "it was on its way");
  await bench.until(() => bench.composer.network.wires.length === 0, "it is gone");
  expect(desk.parameter("level").subscribers).toEqual([]);
});
