import { describe, expect, test } from "vitest";
import { SimulatedTransport } from "../simulated-transport.ts";

import { fade, record, timing } from "./stage.ts";

function show(parameters = 1) {
  const transport = new SimulatedTransport();
  const lamp = transport.node("lamp");
  const desk = transport.node("desk");
  for (let i = 0; i < parameters; i++) lamp.float(`level${i}`, 0, "rwes", { min: 0, max: 1 });
  transport.run(100);
  transport.takeTraffic();
  return { transport, lamp, desk };
}

function setsOf(transport: SimulatedTransport): readonly string[] {
  return transport.takeTraffic().filter((text) => text.includes('"SET": {'));
}

describe("a fade", () => {
  test("from 0 to 1 over 3 s begins at once, goes evenly, and arrives exactly and in time", () => {
    const { transport, lamp, desk } = show();
    const steps = record(lamp, "level0");
    const begun = transport.now;
    const { accepted, ended } = fade(desk, lamp, { level0: 1 }, { over: 3000 });
    expect(accepted()).toEqual({ level0: 0 });
    transport.run(2999);
    expect(ended()).toEqual({ level0: undefined });
    transport.run(1);
    expect(ended()).toEqual({ level0: ["arrived", ""] });
    expect((steps[0]?.at ?? 0) - begun).toBeLessThanOrEqual(20);
    expect(steps.length).toBeGreaterThanOrEqual(179);
    expect(steps.length).toBeLessThanOrEqual(181);
    expect(steps.at(-1)).toEqual({ at: begun + 3000, value: 1 });
    let last = 0;
    for (const { value } of steps) {
      expect(Number(value) - last).toBeGreaterThan(0);
      expect(Number(value) - last).toBeLessThan(2.5 / 180);
      last = Number(value);
    }
  });

  test("of 400 names is one message, and one report", () => {
    const { transport, lamp, desk } = show(400);
    const { ended } = fade(desk, lamp, Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`level${i}`, 1])), {
      over: 3000,
    });
    expect(setsOf(transport)).toHaveLength(1);
    transport.run(4000);
    const traffic = transport.takeTraffic();
    expect(traffic.filter((text) => text.includes("SET"))).toEqual([]);
    expect(traffic.filter((text) => text.includes("zocp.faded"))).toHaveLength(1);
    expect(new Set(Object.values(ended()).map(String))).toEqual(new Set(["arrived,"]));
    for (let i = 0; i < 400; i++) expect(lamp.value(`level${i}`)).toBe(1);
  });

  test("goes on when the node that began it is gone", () => {
    const { transport, lamp, desk } = show();
    const { ended } = fade(desk, lamp, { level0: 1 }, { over: 3000 });
    transport.run(1000);
    transport.remove(desk);
    expect(ended()).toEqual({ level0: ["gone", ""] });
    transport.run(2000);
    expect(lamp.value("level0")).toBe(1);
  });

  test("waits for its delay, and begins where the parameter is then", () => {
    const { transport, lamp, desk } = show();
    fade(desk, lamp, { level0: 1 }, { over: 1000, delay: 500 });
    transport.run(499);
    expect(lamp.value("level0")).toBe(0);
    transport.run(501);
    expect(lamp.value("level0")).toBeCloseTo(0.5, 1);
    transport.run(500);
    expect(lamp.value("level0")).toBe(1);
  });

  test("is told to subscribers, also to the one that began it", () => {
    const { transport, lamp, desk } = show();
    desk.act((machine, now) => machine.observe(lamp.id, "level0", now));
    transport.run(50);
    transport.takeTraffic();
    fade(desk, lamp, { level0: 1 }, { over: 1000 });
    transport.run(1000);
    expect(transport.takeTraffic(lamp, desk).filter((text) => text.includes("SIG")).length).toBeGreaterThan(55);
    expect(desk.machine.peers.get(lamp.id)?.tree.parameters.get("level0")?.value).toBe(1);
  });

  test("without a time is done at once, and reported", () => {
    const { transport, lamp, desk } = show(2);
    const { ended } = fade(desk, lamp, { level0: 1, level1: 0.5 });
    expect([lamp.value("level0"), lamp.value("level1")]).toEqual([1, 0.5]);
    transport.run(1);
    expect(ended()).toEqual({ level0: ["arrived", ""], level1: ["arrived", ""] });
    expect(transport.takeTraffic().filter((text) => text.includes("zocp.faded"))).toHaveLength(1);
  });

  test("begins at `from`", () => {
    const { transport, lamp, desk } = show();
    fade(desk, lamp, { level0: 1 }, { over: 1000, from: 0.5 });
    expect(lamp.value("level0")).toBe(0.5);
    transport.run(500);
    expect(lamp.value("level0")).toBeCloseTo(0.75, 1);
  });

  test("of our own program settles in the same way", () => {
    const { transport, lamp } = show();
    lamp.act((machine, now) => machine.fade(1, "level0", 1, timing({ over: 1000 }), now));
    transport.run(1000);
    expect(lamp.outcome(1)).toEqual(["arrived", ""]);
    expect(() => lamp.machine.fade(2, "level0", 2, timing({ over: 1000 }), transport.now)).toThrow("above the maximum");
  });
});

describe("who moves a parameter in a fade takes it", () => {
  test("by a SET: that name keeps the hand's value, the others arrive", () => {
    const { transport, lamp, desk } = show(3);
    const hand = transport.node("hand");
    transport.run(50);
    const { ended } = fade(desk, lamp, { level0: 1, level1: 1, level2: 1 }, { over: 1000 });
    transport.run(400);
    hand.setRemote(lamp, "level1", 0.1);
    transport.run(1);
    expect(ended()).toEqual({ level0: undefined, level1: ["grabbed", "hand"], level2: undefined });
    transport.run(1000);
    expect(["level0", "level1", "level2"].map((path) => lamp.value(path))).toEqual([1, 0.1, 1]);
    expect(ended()).toEqual({ level0: ["arrived", ""], level1: ["grabbed", "hand"], level2: ["arrived", ""] });
  });

  test("by a wire", () => {
    const { transport, lamp, desk } = show();
    desk.float("fader", 0, "re");
    desk.link("desk/fader", "lamp/level0");
    transport.run(100);
    const { ended } = fade(desk, lamp, { level0: 1 }, { over: 1000 });
    transport.run(400);
    desk.emit("fader", 0.2);
    transport.run(1000);
    expect(lamp.value("level0")).toBe(0.2);
    expect(ended()).toEqual({ level0: ["grabbed", "desk"] });
  });

  test("by its own program, unless that only corrects the value it is told of", () => {
    const { transport, lamp, desk } = show(2);
    const { ended } = fade(desk, lamp, { level0: 1, level1: 1 }, { over: 1000 });
    transport.run(400);
    lamp.act((machine, now) => machine.set("level0", 0.3, now));
    lamp.act((machine, now) => machine.set("level1", 0.3, now, true));
    expect(lamp.value("level1")).toBe(0.3);
    transport.run(1000);
    expect([lamp.value("level0"), lamp.value("level1")]).toEqual([0.3, 1]);
    expect(ended()).toEqual({ level0: ["grabbed", "lamp"], level1: ["arrived", ""] });
  });

  test("but not with a lower priority, while it runs", () => {
    const { transport, lamp, desk } = show();
    desk.float("fader", 0, "re");
    desk.link("desk/fader", "lamp/level0");
    const hand = transport.node("hand");
    transport.run(100);
    fade(desk, lamp, { level0: 1 }, { over: 1000, priority: 150, tag: "show/2" });
    const refused = hand.outcome(hand.setRemote(lamp, "level0", 0));
    expect(refused).toBe("lamp/level0: owned by show/2 with priority 150, above 100");
    desk.emit("fader", 0.2);
    const low = fade(hand, lamp, { level0: 0 }, { over: 1000 });
    expect(low.ended()).toEqual({ level0: ["refused", "owned by show/2 with priority 150, above 100"] });
    transport.run(1000);
    expect(lamp.value("level0")).toBe(1);
    hand.setRemote(lamp, "level0", 0.4);
    expect(lamp.value("level0")).toBe(0.4);
  });

  test("by a later fade, which begins where this one is", () => {
    const { transport, lamp, desk } = show(2);
    const first = fade(desk, lamp, { level0: 1, level1: 1 }, { over: 1000 });
    transport.run(500);
    const steps = record(lamp, "level0");
    const second = fade(desk, lamp, { level0: 0 }, { over: 1000 });
    transport.run(1);
    expect(first.ended()).toEqual({ level0: ["replaced", second.tag], level1: undefined });
    transport.run(1000);
    expect(Number(steps[0]?.value)).toBeCloseTo(0.5, 1);
    expect([lamp.value("level0"), lamp.value("level1")]).toEqual([0, 1]);
    expect(second.ended()).toEqual({ level0: ["arrived", ""] });
  });

  test("also twice under one tag: each fade is told of", () => {
    const { transport, lamp, desk } = show(2);
    const first = fade(desk, lamp, { level0: 1, level1: 1 }, { over: 100, tag: "show/1" });
    transport.run(50);
    const second = fade(desk, lamp, { level0: 0 }, { over: 100, tag: "show/1" });
    transport.run(60);
    const third = fade(desk, lamp, { level0: 1 }, { over: 100, tag: "show/1" });
    transport.run(200);
    expect(first.ended()).toEqual({ level0: ["replaced", "show/1"], level1: ["arrived", ""] });
    expect(second.ended()).toEqual({ level0: ["replaced", "show/1"] });
    expect(third.ended()).toEqual({ level0: ["arrived", ""] });
  });
});

describe("a fade that cannot be", () => {
  const bad = [
    ["over", "-1", "over is -1; it may be a number from 0 to 86400"],
    ["over", "86401", "over is 86401; it may be a number from 0 to 86400"],
    ["over", '"3"', 'over is "3"; it may be a number from 0 to 86400'],
    ["over", "NaN", "over is NaN; it may be a number from 0 to 86400"],
    ["delay", "1e9", "delay is 1000000000; it may be a number from 0 to 86400"],
    ["curve", '"bounce"', 'curve is "bounce", not one of linear, smooth, in, out, square, exp or [x1, y1, x2, y2]'],
    [
      "curve",
      "[2, 0, 1, 1]",
      "curve is [2, 0, 1, 1], not one of linear, smooth, in, out, square, exp or [x1, y1, x2, y2]",
    ],
    ["priority", "201", "priority is 201; it may be a number from 0 to 200"],
    ["from", "7", "from: 7 is above the maximum 1"],
    ["tag", "5", "tag is 5; it may be a text of 200 characters"],
    ["way", '"left"', 'way is "left", not one of shorter, longer, up, down'],
    ["space", '"lab"', 'space is "lab"; it may be "oklch"'],
    ["snap", "2", "snap is 2; it may be a number from 0 to 1"],
  ] as const;

  test.each(bad)("because of %s %s refuses that name, with the limit, and takes the others", (field, value, reason) => {
    const { transport, lamp, desk } = show(2);
    lamp.receive(
      desk.id,
      `{"SET": {"level0": {"value": 1, "${field}": ${value}}, "level1": {"value": 1}}}`,
      transport.now,
    );
    const [answer] = lamp.takeSent();
    expect(answer?.text).toContain(`"refused": {"level0": ${JSON.stringify(reason)}`);
    expect([lamp.value("level0"), lamp.value("level1")]).toEqual([0, 1]);
  });

  test("of an event or to an infinite end is refused", () => {
    const { lamp, desk } = show();
    lamp.float("bang", 0, "rw", { event: true });
    lamp.float("free", 0, "rw");
    const { ended } = fade(desk, lamp, { bang: 1, free: Number.POSITIVE_INFINITY }, { over: 1000 });
    expect(ended()).toEqual({
      bang: ["refused", "its values are events, which cannot fade"],
      free: ["refused", "a fade needs an end that is finite"],
    });
  });

  test("any more, because the parameter was described anew, holds; one that still fits goes on", () => {
    const { transport, lamp, desk } = show(3);
    const { ended } = fade(desk, lamp, { level0: 1, level1: 1, level2: 1 }, { over: 1000 });
    transport.run(500);
    lamp.float("level0", 0.2, "rw", { min: 0, max: 0.5 });
    lamp.float("level1", 0.2, "rw", { min: 0, max: 1 });
    lamp.act((machine, now) => machine.remove("level2", now));
    transport.run(600);
    expect([lamp.value("level0"), lamp.value("level1")]).toEqual([0.2, 1]);
    expect(ended()).toEqual({
      level0: ["refused", "it was described anew"],
      level1: ["arrived", ""],
      level2: ["refused", "it was removed"],
    });
  });

  test("because the node is locked, or its program does not permit it, is told", () => {
    const transport = new SimulatedTransport();
    const asked: unknown[] = [];
    const lamp = transport.node("lamp", {
      permit: ({ over, tag }) => {
        asked.push([over, tag]);
        return tag === "show/1";
      },
    });
    const desk = transport.node("desk");
    lamp.float("level", 0, "rw");
    transport.run(100);
    expect(fade(desk, lamp, { level: 1 }, { over: 500, tag: "hand" }).ended()).toEqual({
      level: ["refused", "lamp does not permit it"],
    });
    fade(desk, lamp, { level: 1 }, { over: 500, tag: "show/1" });
    transport.run(500);
    expect(lamp.value("level")).toBe(1);
    expect(asked).toEqual([
      [500, "hand"],
      [500, "show/1"],
    ]);
  });
});

describe("the methods of fades", () => {
  test("stop holds, finishes or goes back, and says of which parameters", () => {
    const { transport, lamp, desk } = show(3);
    const all = ["hold", "finish", "back"].map((how, i) => ({
      how,
      run: fade(desk, lamp, { [`level${i}`]: 1 }, { over: 1000, tag: `show/${i}` }),
    }));
    transport.run(500);
    for (const [i, { how }] of all.entries())
      expect(desk.outcome(desk.call(lamp, "zocp.stop", [`*/${i}`, how]))).toEqual([`level${i}`]);
    transport.run(1000);
    expect(lamp.value("level0")).toBeCloseTo(0.5, 1);
    expect([lamp.value("level1"), lamp.value("level2")]).toEqual([1, 0]);
    for (const [i, { run }] of all.entries()) expect(run.ended()).toEqual({ [`level${i}`]: ["stopped", "desk"] });
  });

  test("a pattern fits tags as a glob does, however it is made", () => {
    const { transport, lamp, desk } = show();
    fade(desk, lamp, { level0: 1 }, { over: 1000, tag: "show/1.5#87" });
    for (const pattern of ["show", "show/1.5", "*#8", "show/*#87#87", "x*"])
      expect(desk.outcome(desk.call(lamp, "zocp.stop", [pattern]))).toEqual([]);
    const begun = performance.now();
    expect(desk.outcome(desk.call(lamp, "zocp.stop", [`${"*".repeat(50_000)}x`]))).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(desk.outcome(desk.call(lamp, "zocp.stop", ["sh*/1.*7"]))).toEqual(["level0"]);
    transport.run(10);
  });

  test("pace pauses, hastens and resumes, waiting ones too", () => {
    const { transport, lamp, desk } = show(2);
    fade(desk, lamp, { level0: 1 }, { over: 1000, tag: "a" });
    fade(desk, lamp, { level1: 1 }, { over: 1000, delay: 500, tag: "a" });
    transport.run(250);
    desk.call(lamp, "zocp.pace", ["a", 0]);
    const [held] = [lamp.value("level0")];
    transport.run(60_000);
    expect([lamp.value("level0"), lamp.value("level1")]).toEqual([held, 0]);
    desk.call(lamp, "zocp.pace", ["a", 2]);
    transport.run(375);
    expect(lamp.value("level0")).toBe(1);
    transport.run(250);
    expect(lamp.value("level1")).toBe(1);
  });

  test("owners tells who holds what, and who moved it last", () => {
    const { transport, lamp, desk } = show(3);
    fade(desk, lamp, { level0: 1 }, { over: 2000, tag: "show/1", priority: 120 });
    desk.setRemote(lamp, "level1", 0.5);
    transport.run(500);
    const owners = desk.outcome(desk.call(lamp, "zocp.owners", [["level0", "level1", "level2", "no", 5]]));
    const plain = [...(owners as ReadonlyMap<string, ReadonlyMap<string, unknown>>)].map(([path, owner]) => [
      path,
      Object.fromEntries(owner),
    ]);
    expect(Object.fromEntries(plain)).toEqual({
      level0: { by: "fade", name: "desk", tag: "show/1", priority: 120, target: 1, left: 1.5 },
      level1: { by: "set", name: "desk", ago: 0.5 },
      level2: { by: "self", name: "", ago: null },
    });
  });

  test("a locked node is stopped and paced by nobody", () => {
    const { transport, lamp, desk } = show();
    fade(desk, lamp, { level0: 1 }, { over: 1000, tag: "a" });
    lamp.act((machine, now) => machine.lock("the show is running", now));
    expect(desk.outcome(desk.call(lamp, "zocp.stop", ["a"]))).toContain("lamp is locked: the show is running");
    expect(desk.outcome(desk.call(lamp, "zocp.pace", ["a", 0]))).toContain("lamp is locked");
    transport.run(1000);
    expect(lamp.value("level0")).toBe(1);
  });

  test.each([
    ["zocp.stop", []],
    ["zocp.stop", ["a", "now"]],
    ["zocp.pace", ["a", -1]],
    ["zocp.pace", ["a", "fast"]],
    ["zocp.owners", ["level0"]],
  ] as const)("%s %j is refused in words", (method, args) => {
    const { lamp, desk } = show();
    expect(desk.outcome(desk.call(lamp, method, [...args]))).toMatch(/ is .*, not /);
  });
});
