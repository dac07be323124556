import { describe, expect, test } from "vitest";

import type { Json } from "../../../src/bytes/json.ts";
import { fade } from "../fades/stage.ts";
import { type OurNode, SimulatedTransport } from "../simulated-transport.ts";

/** A lamp that a desk drives, and what it does when the desk is away. */
function show(lost?: Readonly<Record<string, Json>>) {
  const transport = new SimulatedTransport();
  const lamp = transport.node("lamp");
  const desk = transport.node("desk");
  const extra = new Map<string, Json>(lost === undefined ? [] : [["lost", new Map(Object.entries(lost))]]);
  lamp.float("level", 0.1, "rws", { min: 0, max: 1, extra });
  desk.float("fader", 0.8, "re");
  desk.link("desk/fader", "lamp/level");
  transport.run(100);
  expect(lamp.value("level")).toBe(0.8);
  lamp.takeEvents("lost");
  return { transport, lamp, desk };
}

/** It is gone without a word. */
function fail(transport: SimulatedTransport, lamp: OurNode, desk: OurNode): void {
  lamp.act((machine, now) => machine.handleExit(desk.id, "expired", now));
  transport.run(0);
}

describe("a sensor whose source", () => {
  test("is gone holds its value when nothing is said", () => {
    const { transport, lamp, desk } = show();
    transport.remove(desk);
    transport.run(60_000);
    expect(lamp.value("level")).toBe(0.8);
    expect(lamp.takeEvents("lost")).toEqual([]);
  });

  test("said goodbye goes to its safe value at once, in its time, and says so", () => {
    const { transport, lamp, desk } = show({ after: 2, do: "fade", to: 0.2, over: 3 });
    transport.remove(desk);
    transport.run(2950);
    expect(lamp.value("level")).not.toBe(0.2);
    transport.run(100);
    expect(lamp.value("level")).toBe(0.2);
    const told = { type: "lost", peer: desk.id, name: "desk", parameter: "level", reason: "goodbye", action: "fade" };
    expect(lamp.takeEvents("lost")).toEqual([told]);
  });

  test("failed is waited for, and then it goes there within 50 ms of the time", () => {
    const { transport, lamp, desk } = show({ after: 2, do: "fade", to: 0.2, over: 3 });
    fail(transport, lamp, desk);
    transport.run(1990);
    expect(lamp.value("level")).toBe(0.8);
    transport.run(3000 + 60);
    expect(lamp.value("level")).toBe(0.2);
    expect(lamp.takeEvents("lost")).toMatchObject([{ reason: "failure", action: "fade" }]);
  });

  test("does not answer is waited for, too, and nothing happens when it answers in time", () => {
    const { transport, lamp, desk } = show({ after: 2, do: "default" });
    lamp.act((machine, now) => machine.handleSuspicion(desk.id, true, now));
    transport.run(1900);
    lamp.act((machine, now) => machine.handleSuspicion(desk.id, false, now));
    transport.run(10_000);
    expect(lamp.value("level")).toBe(0.8);
    lamp.act((machine, now) => machine.handleSuspicion(desk.id, true, now));
    transport.run(2000);
    expect(lamp.value("level")).toBe(0.1);
  });

  test("returns in time, with nothing new to say, changes nothing that is seen", () => {
    const { transport, lamp, desk } = show({ after: 2, do: "default" });
    fail(transport, lamp, desk);
    transport.run(1000);
    lamp.act((machine, now) => machine.handleEnter(desk, now));
    transport.run(10_000);
    expect(lamp.value("level")).toBe(0.8);
    expect(lamp.takeEvents("lost")).toEqual([]);
  });

  test("returns after it goes back to its values in its time, also when they go on moving", () => {
    const { transport, lamp, desk } = show({ after: 1, do: "fade", to: 0, back: 1 });
    fail(transport, lamp, desk);
    transport.run(1010);
    expect(lamp.value("level")).toBe(0);
    lamp.act((machine, now) => machine.handleEnter(desk, now));
    transport.run(10);
    desk.emit("fader", 0.5);
    transport.run(400);
    expect(lamp.value("level")).toBeLessThan(0.3);
    desk.emit("fader", 1);
    transport.run(300);
    expect(lamp.value("level")).toBeLessThan(1);
    transport.run(400);
    expect(lamp.value("level")).toBe(1);
    desk.emit("fader", 0.25);
    expect(lamp.value("level")).toBe(0.25);
    expect(lamp.takeEvents("found")).toMatchObject([{ parameter: "level", name: "desk" }]);
  });

  test("is one of two is not lost while the other is well", () => {
    const { transport, lamp, desk } = show({ do: "default" });
    const other = transport.node("other");
    other.float("fader", 0.5, "re");
    other.link("other/fader", "lamp/level");
    transport.run(100);
    desk.emit("fader", 0.9);
    transport.remove(desk);
    transport.run(10_000);
    expect(lamp.value("level")).toBe(0.9);
    other.emit("fader", 0.4);
    transport.remove(other);
    transport.run(10);
    expect(lamp.value("level")).toBe(0.1);
  });

  test("was cut, or did not give the value that there is, is no loss", () => {
    const { transport, lamp, desk } = show({ do: "default" });
    lamp.act((machine, now) => machine.set("level", 0.3, now));
    transport.remove(desk);
    transport.run(10_000);
    expect(lamp.value("level")).toBe(0.3);
    const { transport: second, lamp: cut, desk: cutter } = show({ do: "default" });
    cutter.unlink("desk/fader", "lamp/level");
    second.remove(cutter);
    second.run(10_000);
    expect(cut.value("level")).toBe(0.8);
  });

  test.each([
    [{ do: "dark" }, 'lost.do is "dark", not "hold", "default" or "fade"'],
    [{ do: "fade" }, 'lost.do is "fade", and lost.to is missing'],
    [{ after: -1 }, "lost.after is -1, not a number of seconds from 0 to 86400"],
  ])("has the policy %j is a mistake of its program", (lost, message) => {
    expect(() => show(lost)).toThrow(message);
  });
});

describe("an overlay", () => {
  function lit() {
    const { transport, lamp, desk } = show();
    const black = fade(desk, lamp, { level: 0 }, { over: 1000, priority: 200, overlay: true, tag: "show/blackout" });
    transport.run(1010);
    expect(lamp.value("level")).toBe(0);
    expect(black.ended()).toEqual({ level: ["arrived", ""] });
    return { transport, lamp, desk };
  }
  const release = (from: OurNode, to: OurNode, over = 0): Json | undefined =>
    from.outcome(from.call(to, "zocp.release", ["show/*", over]));

  test("lies on top: sets, wires, fades and the own program move what is below, and are seen when it is released", () => {
    const { transport, lamp, desk } = lit();
    desk.emit("fader", 0.3);
    expect(lamp.value("level")).toBe(0);
    expect(release(desk, lamp)).toEqual(["level"]);
    expect(lamp.value("level")).toBe(0.3);
    desk.emit("fader", 0.4);
    expect(lamp.value("level")).toBe(0.4);
    transport.run(100);
  });

  test("is released in a time, to a value that goes on moving below", () => {
    const { transport, lamp, desk } = lit();
    const below = fade(desk, lamp, { level: 1 }, { over: 2000 });
    transport.run(1000);
    expect(lamp.value("level")).toBe(0);
    release(desk, lamp, 1);
    transport.run(500);
    expect(Number(lamp.value("level"))).toBeGreaterThan(0.2);
    expect(Number(lamp.value("level"))).toBeLessThan(0.8);
    transport.run(600);
    expect(lamp.value("level")).toBe(1);
    expect(below.ended()).toEqual({ level: ["arrived", ""] });
  });

  test("stays when its author has left, and anybody who may set releases it: never stuck", () => {
    const { transport, lamp, desk } = lit();
    const hand = transport.node("hand");
    transport.remove(desk);
    transport.run(60_000);
    expect(lamp.value("level")).toBe(0);
    const owners = hand.outcome(hand.call(lamp, "zocp.owners", [["level"]])) as ReadonlyMap<
      string,
      ReadonlyMap<string, Json>
    >;
    expect(Object.fromEntries(owners.get("level")?.get("overlay") as ReadonlyMap<string, Json>)).toEqual({
      tag: "show/blackout",
      name: "desk",
      priority: 200,
      gone: 60,
    });
    expect(release(hand, lamp)).toEqual(["level"]);
    expect(lamp.value("level")).toBe(0.8);
  });

  test("of a higher priority is not covered by a lower one, which is told", () => {
    const { lamp, desk } = lit();
    const low = fade(desk, lamp, { level: 0.5 }, { overlay: true });
    expect(low.ended()).toEqual({ level: ["refused", "covered by show/blackout with priority 200, above 100"] });
  });
});

describe("panic", () => {
  test("stops what moves where it is, covers what says so, also on a locked node, until it is released", () => {
    const { transport, lamp, desk } = show();
    lamp.float("gain", 0.9, "rw", { extra: new Map<string, Json>([["panic", new Map([["to", 0]])]]) });
    lamp.float("keep", 0.6, "rws", { extra: new Map([["panic", "hold"]]) });
    lamp.float("free", 0, "rw");
    transport.run(100);
    fade(desk, lamp, { free: 1 }, { over: 1000 });
    const waiting = fade(desk, lamp, { keep: 1 }, { over: 1000, delay: 5000 });
    transport.run(500);
    lamp.act((machine, now) => machine.lock("the show is running", now));
    const told = desk.outcome(desk.call(lamp, "zocp.panic", ["p1"])) as ReadonlyMap<string, Json>;
    expect(Object.fromEntries(told)).toEqual({ stopped: ["free", "keep"], covered: ["gain", "keep"] });
    const again = desk.outcome(desk.call(lamp, "zocp.panic", ["p1"])) as ReadonlyMap<string, Json>;
    expect(again).toEqual(told);
    const held = lamp.value("free");
    transport.run(10_000);
    expect([lamp.value("gain"), lamp.value("keep"), lamp.value("free"), lamp.value("level")]).toEqual([
      0,
      0.6,
      held,
      0.8,
    ]);
    expect(waiting.ended()).toEqual({ keep: ["stopped", "desk"] });
    lamp.act((machine, now) => machine.set("keep", 0.1, now));
    expect(lamp.value("keep")).toBe(0.6);
    desk.call(lamp, "zocp.panic", ["p2", "release"]);
    expect([lamp.value("gain"), lamp.value("keep")]).toEqual([0.9, 0.1]);
  });

  test("is refused where the program does not permit it", () => {
    const transport = new SimulatedTransport();
    const lamp = transport.node("lamp", { permit: ({ action }) => action !== "panic" });
    const desk = transport.node("desk");
    lamp.float("level", 0, "rw");
    transport.run(100);
    expect(desk.outcome(desk.call(lamp, "zocp.panic", ["p"]))).toContain("lamp does not permit it");
  });
});
