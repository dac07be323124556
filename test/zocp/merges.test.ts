import { describe, expect, test } from "vitest";

import type { Json } from "../../src/bytes/json.ts";
import { fade } from "./fades/stage.ts";
import { SimulatedTransport } from "./simulated-transport.ts";

/** A lamp that two desks drive. */
function show(merge: string, lost?: ReadonlyMap<string, Json>) {
  const transport = new SimulatedTransport();
  const lamp = transport.node("lamp");
  lamp.float("level", 0, "rws", {
    min: 0,
    max: 1,
    extra: new Map<string, Json>([["merge", merge], ...(lost === undefined ? [] : [["lost", lost] as const])]),
  });
  const desks = ["left", "right"].map((name) => transport.node(name));
  for (const desk of desks) {
    desk.float("fader", 0, "re");
    desk.link(`${desk.name}/fader`, "lamp/level");
  }
  transport.run(100);
  const [left, right] = desks;
  if (left === undefined || right === undefined) throw new Error("there are two");
  left.emit("fader", 0.3);
  right.emit("fader", 0.2);
  return { transport, lamp, left, right };
}

describe("a sensor with two sources", () => {
  test.each([
    ["last", 0.2],
    ["highest", 0.3],
    ["lowest", 0.2],
    ["sum", 0.5],
    ["mean", 0.25],
  ])("takes the %s", (merge, value) => {
    expect(show(merge).lamp.value("level")).toBeCloseTo(value, 12);
  });

  test("falls to the lower one when the node of the higher leaves, and when its link is cut", () => {
    const { transport, lamp, left } = show("highest");
    transport.remove(left);
    expect(lamp.value("level")).toBe(0.2);
    const { lamp: other, left: cutter } = show("highest");
    cutter.unlink("left/fader", "lamp/level");
    expect(other.value("level")).toBe(0.2);
  });

  test("that has a safe value is lost when the last of its sources leaves, whichever that is", () => {
    for (const merge of ["highest", "lowest"]) {
      const { transport, lamp, left, right } = show(merge, new Map([["do", "default"]]));
      transport.remove(left);
      transport.run(5000);
      expect(lamp.value("level")).toBe(0.2);
      transport.remove(right);
      transport.run(5000);
      expect(lamp.value("level")).toBe(0);
    }
  });

  test("has a source again that was away and comes back with the value that it had", () => {
    const { transport, lamp, left } = show("highest");
    transport.separate(left, lamp, true);
    transport.run(1000);
    expect(lamp.value("level")).toBe(0.2);
    transport.separate(left, lamp, false);
    transport.run(1000);
    expect(lamp.value("level")).toBe(0.3);
  });

  test("keeps its value when the last one leaves", () => {
    const { transport, lamp, left, right } = show("highest");
    for (const desk of [left, right]) transport.remove(desk);
    transport.run(1000);
    expect(lamp.value("level")).toBe(0.2);
  });

  test("takes what is set as one source more, until that is released", () => {
    const { lamp, left } = show("highest");
    left.setRemote(lamp, "level", 0.8);
    left.emit("fader", 0.4);
    expect(lamp.value("level")).toBe(0.8);
    expect(left.outcome(left.call(lamp, "zocp.release", [["level", "no"]]))).toEqual(["level"]);
    expect(lamp.value("level")).toBe(0.4);
    left.emit("fader", 0.1);
    expect(lamp.value("level")).toBe(0.2);
  });

  test("stays within its range", () => {
    const { lamp, left, right } = show("sum");
    left.emit("fader", 0.9);
    right.emit("fader", 0.05);
    expect(lamp.value("level")).toBeCloseTo(0.95, 12);
    right.emit("fader", 0.9);
    expect(Number(lamp.value("level"))).toBeLessThanOrEqual(1);
  });

  test("fades as its own source", () => {
    const { transport, lamp, right } = show("highest");
    const { ended } = fade(right, lamp, { level: 1 }, { over: 1000 });
    transport.run(500);
    right.emit("fader", 0.1);
    transport.run(500);
    expect(lamp.value("level")).toBe(1);
    expect(ended()).toEqual({ level: ["arrived", ""] });
  });

  test("of another policy is a mistake of its program", () => {
    expect(() => show("loudest")).toThrow('its merge is "loudest", not one of last, highest, lowest, sum, mean');
  });
});
