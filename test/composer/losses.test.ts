import { expect, test } from "vitest";
import { lossOf } from "../../composer/model/network/losses.ts";
import { Bench } from "./stage.ts";

async function openWired(lost: object) {
  const bench = new Bench();
  const desk = await bench.add("desk", (node) => node.float("fader", 0.5, { access: "re" }));
  await bench.add("lamp", (node) => {
    node.float("level", 0, { access: "rws", ...lost });
    node.float("plain", 0, { access: "rws" });
  });
  await desk.connect("desk/fader", "lamp/level");
  await bench.until(() => bench.composer.network.wires.some(({ made }) => made), "the wire");
  const { network, states } = bench.composer;
  const loss = (path = "lamp/level") => lossOf(bench.get(path), network.wires, (wire) => states.of(wire)?.options);
  return { bench, desk, loss };
}

test.each([
  [{ do: "hold", after: 2 }, "it holds what it has, 2 s later"],
  [{ do: "fade", to: 0.25, over: 3, after: 2 }, "it goes to 0.250 in 3 s, 2 s later"],
  [{ do: "fade", to: 0, over: 1 }, "it goes to 0 in 1 s"],
])("what a sensor does without its source is said: %j", async (lost, text) => {
  const { loss } = await openWired({ lost });
  expect(loss()?.lost).toBe(false);
  expect(loss()?.text).toContain(text.split(",")[0]);
});

test("when the source is gone that is said", async () => {
  const { bench, desk, loss } = await openWired({ lost: { do: "hold", after: 0 } });
  expect(loss()?.text).toContain("Without its source:");
  await desk.stop();
  await bench.until(() => loss()?.lost === true, "it is gone");
  expect(loss()?.text).toBe("Its source is gone: it holds what it has");
});

test("what has no rule, and what no wire drives, says nothing", async () => {
  const { loss } = await openWired({});
  expect(loss()).toBeUndefined();
  const { bench, loss: other } = await openWired({ lost: { do: "hold" } });
  const [wire] = bench.composer.network.wires;
  if (wire !== undefined) bench.composer.edits.disconnect([wire]);
  await bench.until(() => bench.composer.network.wires.length === 0, "it is cut");
  expect(other()).toBeUndefined();
});
