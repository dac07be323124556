import { describe, expect, test } from "vitest";
import { type Json, ZocpNode } from "../../../src/index.ts";
import { Operators } from "../../../src/show/operators/operators.ts";
import { SimulatedNetwork } from "../../../src/sim.ts";

/** A desk with a fader and a button, operators, a lamp, in a network that is only pretended. */
async function openShow() {
  const network = new SimulatedNetwork({ seed: 5 });
  const nodeOf = (name: string) => {
    const host = network.host();
    return [new ZocpNode(name, { net: host.net }), host.net.clock] as const;
  };
  const [desk] = nodeOf("desk");
  const [lamp] = nodeOf("lamp");
  const [box, clock] = nodeOf("box");
  const operators = new Operators(box, { clock });
  const fader = desk.float("fader", 0, { access: "re" });
  const button = desk.bool("button", false, { access: "re", event: true });
  const key = desk.bool("key", false, { access: "re" });
  const level = lamp.float("level", 0, { access: "rs" });
  await network.until(Promise.all([desk.start(), lamp.start(), box.start()]));
  const link = (from: string, to: string): Promise<void> => network.until(desk.connect(from, to));
  return { network, desk, box, lamp, operators, fader, button, key, level, link, clock };
}

test("a fader goes through an operator to a lamp", async () => {
  const { network, operators, fader, level, link } = await openShow();
  operators.add("dim", { operator: "multiply", factor: 0.5 });
  await link("desk/fader", "box/dim.in");
  await link("box/dim.out", "lamp/level");
  fader.emit(0.6);
  await network.until(() => level.value === 0.3);
});

test("operators of one node are wired to each other: a timer counts", async () => {
  const { network, operators, level, link } = await openShow();
  operators.add("beat", { operator: "timer", seconds: 0.5, repeat: true, running: true });
  operators.add("beats", { operator: "count" });
  await link("box/beat.out", "box/beats.in");
  await link("box/beats.out", "lamp/level");
  const before = level.value;
  await network.run(5000);
  expect(level.value - before).toBe(10);
});

test("an event presses each time; a state only when it goes from off to on", async () => {
  const { network, operators, box, button, key, link } = await openShow();
  operators.add("presses", { operator: "count" });
  const pressed = (): Json | undefined => box.parameters.get("presses.out")?.value;
  key.set(true);
  await link("desk/button", "box/presses.in");
  await link("desk/key", "box/presses.in");
  await network.run(100);
  // The key was down before it was wired.
  expect(pressed()).toBe(0);
  button.emit(true);
  button.emit(true);
  button.emit(false);
  await network.until(() => pressed() === 2);
  key.set(false);
  key.set(true);
  key.emit(true);
  await network.run(100);
  expect(pressed()).toBe(3);
});

test("whoever sets a trigger of another node presses it", async () => {
  const { network, operators, desk, box } = await openShow();
  operators.add("presses", { operator: "count" });
  const remote = await network.until(desk.waitFor("box"));
  for (let i = 0; i < 3; i++) await network.until(remote.set("presses.in", true));
  expect(box.parameters.get("presses.out")?.value).toBe(3);
});

test("a ring of operators goes round at a bounded rate, and everything else goes on", async () => {
  const { network, operators, box, fader, level, link } = await openShow();
  operators.add("up", { operator: "sum", in2: 1 });
  operators.add("dim", { operator: "multiply", factor: 2 });
  await link("desk/fader", "box/dim.in");
  await link("box/dim.out", "lamp/level");
  await link("box/up.out", "box/up.in1");
  await network.run(2000);
  const before = box.parameters.get("up.out")?.value as number;
  fader.emit(0.25);
  await network.until(() => level.value === 0.5);
  const from = network.now;
  await network.run(1000);
  const rounds = (box.parameters.get("up.out")?.value as number) - before;
  expect(from).toBeGreaterThan(0);
  expect(rounds).toBeLessThan(1300);
});

describe("an operator that passes", () => {
  test("tells the same value as often as it comes, also of a state", async () => {
    const { network, operators, key, lamp, link } = await openShow();
    const heard: Json[] = [];
    lamp.bool("on", false, { access: "rs" });
    lamp.on("signal", ({ sensors, value }) => {
      if (sensors.includes("on")) heard.push(value);
    });
    operators.add("between", { operator: "pass", type: "bool" });
    await link("desk/key", "box/between.in");
    await link("box/between.out", "lamp/on");
    await network.run(1000);
    heard.length = 0;
    for (const value of [true, true, false, false, true]) key.emit(value);
    await network.run(1000);
    expect(heard).toEqual([true, true, false, false, true]);
  });

  test("of events greets nobody, and passes each", async () => {
    const { network, operators, box, button, desk, lamp, link } = await openShow();
    const heard: Json[] = [];
    lamp.bool("go", false, { access: "rs", event: true });
    lamp.on("signal", ({ value }) => heard.push(value));
    operators.add("between", { operator: "pass", type: "bool", event: true });
    await link("desk/button", "box/between.in");
    await link("box/between.out", "lamp/go");
    await network.run(1000);
    expect(heard).toEqual([]);
    for (const value of [true, true, true]) button.emit(value);
    await network.run(1000);
    const remote = await network.until(desk.waitFor("box"));
    await network.until(remote.set("between.in", false));
    await network.run(1000);
    expect(heard).toEqual([true, true, true, false]);
    expect(box.parameters.get("between.out")?.event).toBe(true);
  });
});
