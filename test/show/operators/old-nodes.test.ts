import { expect, test } from "vitest";
import { Operators } from "../../../src/show/operators/operators.ts";
import { SimulatedStage } from "../node/stage.ts";

test("pyZOCP programs take part at both ends: from their fader through an operator to their sensor", async () => {
  const stage = new SimulatedStage();
  const host = stage.network.host();
  const box = await stage.node("box", () => {}, { host });
  const operators = new Operators(box, { clock: host.net.clock });
  operators.add("dim", { operator: "multiply", factor: 0.5 });
  const desk = await stage.oldNode("desk", (node) => node.register("fader", 0, "flt", "rwe"));
  const lamp = await stage.oldNode("lamp", (node) => node.register("level", 0, "flt", "rws"));
  await stage.network.until(box.connect("desk/fader", "box/dim.in"));
  await stage.network.until(box.connect("box/dim.out", "lamp/level"));
  desk.act(() => desk.node.emitSignal("fader", 0.6));
  await stage.network.until(() => lamp.value("level") === 0.3);
  expect(box.parameters.get("dim.in")?.value).toBe(0.6);
  operators.stop();
  await stage.stop();
});
