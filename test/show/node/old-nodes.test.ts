import { afterEach, expect, test } from "vitest";
import { SimulatedStage, show } from "./stage.ts";

const OLD = show({
  scenes: { blackout: { values: { "par/level": 0 } } },
  cues: [
    { id: "a", cue: "1", over: 2, values: { "par/level": 0.75, "par/pan": 0.1, "par/on": true } },
    { id: "b", cue: "2", over: 2, values: { "par/level": 0.25 } },
  ],
});

let stage = new SimulatedStage();
afterEach(async () => {
  await stage.stop();
  stage = new SimulatedStage();
});

test("a lamp of pyZOCP is streamed to, ends at the exact values and stays alive", async () => {
  const par = await stage.oldNode("par", (node) => {
    node.register("level", 0, "flt", "rwe");
    node.register("pan", 0, "flt", "rw");
    node.register("on", false, "bool", "rw");
  });
  const old = await stage.show(OLD);
  await stage.wait(10);
  await old.go();
  await stage.wait(1);
  expect(par.value("level")).toBeGreaterThan(0.2);
  expect(par.value("level")).toBeLessThan(0.6);
  expect(old.state.streamed).toContain("par/level");
  await stage.wait(3);
  expect(["level", "pan", "on"].map((name) => par.value(name))).toEqual([0.75, 0.1, true]);
  await stage.wait(3);
  expect(old.state).toMatchObject({ streamed: [], running: [], refused: new Map() });
});

test("pausing holds what is streamed, and GO goes on with it", async () => {
  const par = await stage.oldNode("par", (node) => node.register("level", 0, "flt", "rwe"));
  const old = await stage.show(OLD);
  await stage.wait(10);
  await old.go();
  await stage.wait(1);
  await old.pause();
  await stage.wait(0.2);
  const held = par.value("level");
  await stage.wait(5);
  expect(par.value("level")).toBe(held);
  await old.go();
  await stage.wait(1.5);
  expect(par.value("level")).toBe(0.75);
});

test("under a blackout it stays dark while cues are played, and has their look afterwards", async () => {
  const par = await stage.oldNode("par", (node) => node.register("level", 0.5, "flt", "rwe"));
  const old = await stage.show(OLD);
  await stage.wait(10);
  await old.blackout();
  await stage.wait(1);
  await old.go();
  await stage.wait(4);
  expect(par.value("level")).toBe(0);
  await old.blackout(false);
  await stage.wait(3);
  expect(par.value("level")).toBe(0.75);
});

test("a program of pyZOCP presses GO by a link: off, on", async () => {
  const par = await stage.oldNode("par", (node) => node.register("button", false, "bool", "re"));
  const old = await stage.show(OLD);
  await stage.wait(10);
  par.act(() => par.node.signalSubscribe({ emit: par.id, emitter: "button", recv: old.node.id, receiver: "go" }));
  await stage.wait(1);
  par.act(() => par.node.emitSignal("button", true));
  await stage.wait(1);
  expect(old.state.active).toBe("a");
  par.act(() => par.node.emitSignal("button", false));
  await stage.wait(1);
  expect(old.state.active).toBe("a");
  par.act(() => par.node.emitSignal("button", true));
  await stage.wait(1);
  expect(old.state.active).toBe("b");
});

test("what an old node sets itself in its first moments does not keep a parameter from the show; what it sets later does", async () => {
  const old = await stage.show(OLD);
  await old.go();
  await stage.wait(3);
  const par = await stage.oldNode("par", (node) => node.register("level", 0, "flt", "rwe"));
  await stage.network.until(() => par.value("level") === 0.75);
  par.act(() => par.node.emitSignal("level", 0.1));
  await stage.wait(1);
  expect(par.value("level")).toBe(0.1);
  await stage.wait(8);
  expect(par.value("level")).toBe(0.75);
  par.act(() => par.node.emitSignal("level", 0.2));
  await stage.wait(15);
  expect(par.value("level")).toBe(0.2);
});
