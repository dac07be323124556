import { describe, expect, test } from "vitest";

import { exportRule, importRule, Stage } from "./stage.ts";

const FADER = importRule("/fader{n}", "fader{n}", { kind: { min: 0, max: 1 } });

describe("an imported parameter", () => {
  test("gets what arrives, and what moves it goes out", () => {
    const stage = new Stage({ imports: [FADER] }).target("desk");
    stage.input("/fader1", 0.5).pass(1);
    expect(stage.emitted()).toEqual(["fader1 0.5"]);
    stage.pass(1000).sent();
    stage.own("fader1", 0.7).pass(1);
    expect(stage.sent("desk")).toEqual(["/fader1 0.7"]);
  });

  test("says nothing of the other side before that has spoken", () => {
    const stage = new Stage({ imports: [importRule("/a", "a")] });
    expect(stage.taken("register")).toMatchObject([{ registration: { greet: false } }]);
    stage.input("/a", 0).pass(1);
    expect(stage.taken("register")).toMatchObject([{ registration: { greet: true, value: 0 } }]);
    // It equals the value from the beginning, and nobody has heard it yet.
    expect(stage.taken("emit")).toMatchObject([{ value: 0, always: true }]);
    stage.input("/a", 0).pass(1);
    expect(stage.taken("emit")).toMatchObject([{ always: false }]);
  });

  test("has its value from before at once", () => {
    const stage = new Stage({ imports: [FADER] });
    stage.perform((machine, now) => machine.restore("/fader2", 0.8, now));
    expect(stage.taken("register").at(-1)).toMatchObject({
      parameter: "fader2",
      registration: { value: 0.8, greet: true },
    });
  });

  test("that is an event is told by itself alone, also the first one: it is not registered again with its value", () => {
    const stage = new Stage({ imports: [importRule("/go", "go", { kind: { typeHint: "bool", event: true } })] });
    expect(stage.taken("register")).toHaveLength(1);
    stage.input("/go", true).pass(1);
    expect(stage.taken("register")).toEqual([]);
    expect(stage.emitted()).toEqual(["go true"]);
  });

  test("that only tells is never sent, whoever comes", () => {
    const stage = new Stage({ imports: [importRule("time", "time", { kind: { access: "re" } })] }).target("player");
    stage.input("time", 5, "player").pass(1000).target("other", true).pass(1000);
    expect([...stage.sent("player"), ...stage.sent("other")]).toEqual([]);
    expect(stage.emitted()).toEqual(["time 5"]);
  });

  test("gets every event, and of values the newest of a turn", () => {
    const stage = new Stage({ imports: [importRule("/go", "go", { kind: { typeHint: "bool", event: true } }), FADER] });
    stage.input("/go", true).input("/fader1", 0.1).input("/go", true).input("/fader1", 0.2).input("/go", []).pass(1);
    expect(stage.emitted()).toEqual(["go true", "go true", "go true", "fader1 0.2"]);
  });

  test("5,000 addresses in one burst, ten times, end with 5,000 right values", () => {
    const stage = new Stage({ imports: [importRule("/f/{n}", "f{n}")] });
    for (let round = 1; round <= 10; round++) for (let n = 0; n < 5000; n++) stage.input(`/f/${n}`, n * round);
    stage.pass(1);
    const last = new Map(stage.emitted().map((text) => text.split(" ") as [string, string]));
    expect(last.size).toBe(5000);
    expect([...last].every(([name, value]) => Number(value) === Number(name.slice(1)) * 10)).toBe(true);
  });

  test("of a name that another address has is refused, and told", () => {
    const stage = new Stage({ imports: [importRule("/*/level", "level")] });
    stage.input("/a/level", 1).input("/b/level", 1);
    expect(stage.told("unfit")).toMatchObject([
      { address: "/b/level", reason: expect.stringContaining("/a/level") as string },
    ]);
  });
});

describe("a value", () => {
  test("goes to everybody but whom it came from, and never as an echo", () => {
    const stage = new Stage({ imports: [FADER] }).target("desk").target("tablet");
    stage.input("/fader1", 0.5, "desk").pass(2000);
    expect(stage.sent()).toEqual(["tablet /fader1 0.5", "tablet /fader1 0.5"]);
  });

  test("of a later change goes back, equal or not", () => {
    const stage = new Stage({ imports: [FADER] }).target("desk");
    stage.input("/fader1", 0.5, "desk").pass(1000);
    stage.own("fader1", 0.5).pass(100);
    expect(stage.sent("desk")).toEqual(["/fader1 0.5"]);
  });

  test("that was moved into the range goes back to whoever wanted another one, when his hand rests", () => {
    const clamped = importRule("/f", "f", { kind: { min: 0, max: 1, clamp: true } });
    const stage = new Stage({ imports: [clamped] }).target("desk");
    stage.input("/f", 1.5, "desk").pass(150);
    expect(stage.sent()).toEqual([]);
    stage.pass(100);
    expect(stage.sent("desk")).toEqual(["/f 1"]);
  });

  test("that is refused is told once a second, and the control is set right", () => {
    const stage = new Stage({ imports: [FADER] }).target("desk");
    stage.input("/fader1", 0.5, "desk").pass(500);
    for (let i = 0; i < 10; i++) stage.input("/fader1", 2, "desk").pass(10);
    expect(stage.told("refused")).toMatchObject([{ reason: "2 is over the maximum 1", times: 1 }]);
    expect(stage.sent("desk")).toContain("/fader1 0.5");
    expect(stage.pass(1000).input("/fader1", 2, "desk").pass(1).told("refused")).toMatchObject([{ times: 10 }]);
  });

  test("waits while a hand holds the control, and comes once when that rests", () => {
    const stage = new Stage({ imports: [FADER] }).target("desk");
    stage.input("/fader1", 0.1, "desk").pass(100).own("fader1", 0.9).own("fader1", 0.8).pass(50);
    expect(stage.sent()).toEqual([]);
    stage.input("/fader1", 0.2, "desk").own("fader1", 0.7).pass(190);
    expect(stage.sent()).toEqual([]);
    stage.pass(20);
    expect(stage.sent("desk")).toEqual(["/fader1 0.7"]);
  });

  test("of a switch does not wait for hands", () => {
    const stage = new Stage({
      imports: [importRule("/on", "on", { kind: { typeHint: "bool", value: false } })],
    }).target("desk");
    stage.input("/on", true, "desk").pass(1).own("on", false).pass(1);
    expect(stage.sent("desk")).toEqual(["/on false"]);
  });

  test("is sent so often in a second, the last one always, and that once more", () => {
    const stage = new Stage({ imports: [FADER], rate: 10 }).target("desk");
    for (let i = 0; i <= 100; i++)
      stage
        .own("fader1", 0)
        .input("/fader1", 0)
        .own("fader1", i / 100)
        .pass(10);
    stage.pass(1000);
    const sent = stage.sent("desk");
    expect(sent.length).toBeLessThanOrEqual(13);
    expect(sent.slice(-2)).toEqual(["/fader1 1", "/fader1 1"]);
  });

  test("of an event is sent each time, and never again", () => {
    const stage = new Stage({ imports: [importRule("/go", "go", { kind: { typeHint: "bool", event: true } })] }).target(
      "desk",
    );
    stage.own("go", true).own("go", true).pass(1000);
    expect(stage.sent("desk")).toEqual(["/go true", "/go true"]);
  });

  test("NaN is not sent, and counted", () => {
    const stage = new Stage({ imports: [importRule("/a", "a")] }).target("desk");
    stage.own("a", Number.NaN).pass(1000);
    expect(stage.sent()).toEqual([]);
    expect(stage.machine.counts.unsent).toBe(1);
  });
});

describe("many values", () => {
  test("leave with 2,000 messages a second, each address in its turn, and none is forgotten", () => {
    const stage = new Stage({ imports: [importRule("/f/{n}", "f{n}")] });
    for (let n = 0; n < 3000; n++) stage.input(`/f/${n}`, 0);
    stage.pass(1).target("desk");
    for (let n = 0; n < 3000; n++) stage.own(`f${n}`, 1);
    stage.pass(1000);
    const first = stage.sent("desk");
    expect(first.length).toBeLessThanOrEqual(2201);
    expect(new Set(first).size).toBeGreaterThan(1900);
    stage.pass(3000);
    expect(new Set([...first, ...stage.sent("desk")]).size).toBe(3000);
  });

  test("are sent again where that is wanted", () => {
    const stage = new Stage({ imports: [importRule("/a", "a"), importRule("/b", "b")], refresh: 10 }).target("desk");
    stage.own("a", 1).pass(1000).sent();
    stage.pass(10_000);
    expect(new Set(stage.sent("desk"))).toEqual(new Set(["/a 1"]));
  });

  test("are told to a connection that is there again", () => {
    const stage = new Stage({ exports: [exportRule("lamp/*", "/{parameter}")] }).node("lamp", { a: {}, b: {} });
    stage.remote("lamp", "a", 1).remote("lamp", "b", 2).pass(1).target("tcp", true).pass(100);
    expect(stage.sent("tcp")).toEqual(["/a 1", "/b 2"]);
  });
});

describe("an exported parameter", () => {
  const rule = exportRule("lamp*/*", "/{node}/{parameter}", { write: true });

  test("is watched, and sent", () => {
    const stage = new Stage({ exports: [rule] })
      .target("desk")
      .node("lamp1", { level: {} })
      .node("desk", { level: {} });
    expect(stage.taken("watch")).toEqual([{ type: "watch", node: "lamp1", parameter: "level", rate: 60 }]);
    stage.remote("lamp1", "level", 0.5).pass(1);
    expect(stage.sent("desk")).toEqual(["/lamp1/level 0.5"]);
  });

  test("is set where that was opened, and the effect is no news for who set it", () => {
    const stage = new Stage({ exports: [rule] }).target("desk").target("tablet").node("lamp1", { level: {} });
    stage.remote("lamp1", "level", 0).pass(1000).sent();
    stage.input("/lamp1/level", 0.5, "desk").pass(1);
    expect(stage.set()).toEqual(["lamp1/level 0.5"]);
    stage.remote("lamp1", "level", 0.5).pass(240);
    expect(stage.sent()).toEqual(["tablet /lamp1/level 0.5"]);
  });

  test("that its owner moved into range, or did not let be set, is told to who set it", () => {
    const stage = new Stage({ exports: [rule] }).target("desk").node("lamp1", { level: {} });
    stage.remote("lamp1", "level", 0).pass(1000).sent();
    stage.input("/lamp1/level", 1.5, "desk").pass(1).remote("lamp1", "level", 1).pass(220);
    expect(stage.sent("desk")).toEqual(["/lamp1/level 1"]);
    stage.pass(500).sent();
    stage.input("/lamp1/level", 0.5, "desk").pass(1).refused("lamp1", "level", "it is locked").pass(220);
    expect(stage.sent("desk")).toEqual(["/lamp1/level 1"]);
    expect(stage.told("refused")).toMatchObject([{ reason: "it is locked" }]);
  });

  test("is only sent unless it was opened; an echo of it is no attempt", () => {
    const stage = new Stage({ exports: [exportRule("lamp1/level", "/l")] }).target("desk").node("lamp1", { level: {} });
    stage.remote("lamp1", "level", 0.25).pass(1).input("/l", 0.25, "desk").pass(1);
    expect(stage.told("refused")).toEqual([]);
    stage.input("/l", 0.5, "desk").pass(1);
    expect(stage.told("refused")).toMatchObject([{ reason: expect.stringContaining('"write": true') as string }]);
    expect(stage.set()).toEqual([]);
  });

  test("answers who asks for it without a value", () => {
    const stage = new Stage({ exports: [rule] }).node("lamp1", { level: {} }).remote("lamp1", "level", 0.5);
    stage.input("/lamp1/level", []);
    expect(stage.taken("answer")).toMatchObject([{ address: "/lamp1/level", value: 0.5 }]);
  });

  test("stays when its node leaves, and goes when it is removed", () => {
    const stage = new Stage({ exports: [rule] }).node("lamp1", { level: {}, hue: {} }).node("lamp1", { level: {} });
    expect(stage.taken("unwatch")).toMatchObject([{ parameter: "hue" }]);
    expect(stage.machine.pairs.map(({ address }) => address)).toEqual(["/lamp1/level"]);
  });

  test("needs a range of its own where the other side has one", () => {
    const exports = [exportRule("lamp/*", "/{parameter}", { range: [0, 127] })];
    const stage = new Stage({ exports }).node("lamp", { a: {}, b: { min: 0, max: 1 } });
    expect(stage.told("unfit")).toMatchObject([
      { parameter: "lamp/a", reason: expect.stringContaining("min and max") as string },
    ]);
    const fixed = new Stage({ exports: [exportRule("lamp/*", "/{parameter}")] }, { fixed: [0, 255] }).node("lamp", {
      a: {},
    });
    expect(fixed.told("unfit")).toHaveLength(1);
  });
});
