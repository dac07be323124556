import { describe, expect, test } from "vitest";

import { exportRule, importRule, Stage } from "./stage.ts";

describe("what comes back from whom it was sent to", () => {
  const event = importRule("/e", "e", { kind: { typeHint: "int", event: true } });

  test("is no news: a device that confirms is no hand, and what has moved on stays", () => {
    const stage = new Stage({ imports: [importRule("/a", "a")] }).target("device");
    for (let i = 0; i < 15; i++)
      stage
        .own("a", i)
        .pass(20)
        .own("a", i + 0.5)
        .input("/a", i, "device")
        .pass(1);
    expect(stage.emitted()).toEqual([]);
    stage.pass(100);
    expect(stage.sent("device").at(-1)).toBe("/a 14.5");
  });

  test("more than 20 times in a second is a ring: its events count for nothing for a second, and it is told once", () => {
    const stage = new Stage({ imports: [event] }).target("other");
    let emitted = 0;
    for (let i = 0; i < 60; i++) {
      stage.own("e", i).pass(10).input("/e", i, "other").pass(5);
      emitted += stage.emitted().length;
    }
    expect(stage.told("cycle")).toEqual([{ type: "cycle", target: "other" }]);
    expect(emitted).toBe(20);
    // What is sent is never cut.
    expect(stage.sent("other")).toHaveLength(60);
  });

  test("is not what somebody else gives meanwhile", () => {
    const stage = new Stage({ imports: [event] }).target("other");
    for (let i = 0; i < 30; i++) stage.own("e", i).pass(10).input("/e", i, "other").pass(1);
    stage.emitted();
    stage.input("/e", 99, "other").pass(1);
    expect(stage.emitted()).toEqual(["e 99"]);
  });
});

describe("pickup", () => {
  const imports = [importRule("/f", "f", { pickup: true, kind: { min: 0, max: 1 } })];

  test("lets a control count once it has crossed the present value", () => {
    const stage = new Stage({ imports }).own("f", 0.5);
    stage.input("/f", 0.1).pass(1).input("/f", 0.3).pass(1);
    expect(stage.emitted()).toEqual([]);
    stage.input("/f", 0.6).pass(1).input("/f", 0.2).pass(1);
    expect(stage.emitted()).toEqual(["f 0.6", "f 0.2"]);
  });

  test("begins anew when somebody else moves the value; a control that is there already counts", () => {
    const stage = new Stage({ imports }).own("f", 0.5).input("/f", 0.5).pass(1);
    expect(stage.emitted()).toEqual(["f 0.5"]);
    stage.own("f", 0.9).input("/f", 0.51).pass(1);
    expect(stage.emitted()).toEqual([]);
  });
});

describe("a source", () => {
  const imports = [importRule("/f{n}", "f{n}", { safe: 0.25 })];

  test("that falls silent is told, and its values stay", () => {
    const stage = new Stage({ imports, safe: { after: 2, do: "hold" } }).input("/f1", 1, undefined, "10.0.0.5").pass(1);
    expect(stage.taken("register").map(({ parameter }) => parameter)).toContain("10.0.0.5.alive");
    stage.emitted();
    stage.pass(2500);
    expect(stage.told("lost")).toEqual([{ type: "lost", host: "10.0.0.5" }]);
    expect(stage.emitted()).toEqual(["10.0.0.5.age 1", "10.0.0.5.alive false", "10.0.0.5.age 2"]);
    stage.input("/f1", 1, undefined, "10.0.0.5").pass(1);
    expect(stage.told("found")).toHaveLength(1);
    expect(stage.emitted()).toEqual(["10.0.0.5.alive true", "f1 1"]);
  });

  test("leaves a safe value in what it drove last, and in nothing else", () => {
    const stage = new Stage({ imports, safe: { after: 2, do: "value" } }).target("desk");
    stage
      .input("/f1", 1, undefined, "a")
      .input("/f2", 1, undefined, "b")
      .pass(1500)
      .input("/f2", 0.9, undefined, "b")
      .pass(700);
    expect(stage.emitted()).toContain("f1 0.25");
    expect(stage.emitted()).not.toContain("f2 0.25");
    expect(stage.sent("desk")).toContain("/f1 0.25");
  });

  test("takes its parameters with it, and brings them back", () => {
    const stage = new Stage({ imports, safe: { after: 2, do: "release" } }).input("/f1", 1).pass(2100);
    expect(stage.taken("remove")).toMatchObject([{ parameter: "f1" }]);
    stage.taken("register");
    stage.input("/f1", 0.5).pass(1);
    expect(stage.taken("register")).toMatchObject([{ parameter: "f1", registration: { value: 0.5 } }]);
  });
});

describe("addresses that nobody asked for", () => {
  test("become parameters of the type of what came first", () => {
    const stage = new Stage({ auto: true });
    stage.input("/1/fader", 0.5).input("/on", true).input("/title", "x").input("/xy", [0.1, 0.2]).input("/go", []);
    expect(
      stage.taken("register").map(({ parameter, registration }) => `${parameter} ${registration.typeHint}`),
    ).toEqual(["1/fader flt", "on bool", "title string", "xy vec2f", "go bool"]);
  });

  test("are 2,000; then the one that was silent longest leaves, unless something hangs on it, and not without end", () => {
    const stage = new Stage({ auto: true });
    for (let n = 0; n < 2000; n++) stage.input(`/a${n}`, 1);
    stage.pass(1).linked.add("a0");
    expect(stage.taken("register").length).toBe(4000);
    stage.pass(1000).input("/new", 1).pass(1);
    expect(stage.taken("remove")).toEqual([{ type: "remove", parameter: "a1" }]);
    for (let n = 0; n < 1000; n++) stage.input(`/flood${n}`, 1).pass(1);
    expect(stage.taken("remove").length).toBeLessThanOrEqual(21);
    expect(stage.machine.pairs).toHaveLength(2000);
    expect(stage.told("ignored")).toHaveLength(1);
  });

  test("that would be what the bridge tells itself are none", () => {
    const stage = new Stage({ auto: true }).input("/10.0.0.5.alive", 1);
    expect(stage.taken("register")).toEqual([]);
    expect(stage.told("unfit")).toHaveLength(1);
  });

  test("each has at most 255 characters, also where a rule fits", () => {
    const stage = new Stage({ imports: [importRule("/*", "all")] });
    stage.input(`/${"x".repeat(255)}`, 1);
    expect(stage.told("ignored")).toMatchObject([{ reason: "an address has more than 255 characters" }]);
    stage.input(`/${"x".repeat(254)}`, 1).pass(1);
    expect(stage.emitted()).toEqual(["all 1"]);
  });

  test("are left alone without being asked for, and told once", () => {
    const stage = new Stage().input("/a", 1).input("/a", 1);
    expect(stage.told("ignored")).toEqual([{ type: "ignored", reason: "nothing is mapped to /a" }]);
    expect(stage.machine.counts.ignored).toBe(2);
  });
});

test("events are 1,000 that wait for a target; of more the oldest are dropped and counted", () => {
  const event = importRule("/e", "e", { kind: { typeHint: "int", event: true } });
  const stage = new Stage({ imports: [event], packets: 10 }).target("slow");
  for (let i = 0; i < 1005; i++) stage.own("e", i);
  stage.pass(1);
  expect(stage.sent("slow")).toEqual(["/e 5"]);
  expect(stage.machine.counts.dropped).toBe(5);
});

test("lines of what had no effect are 20 a second, whatever nonsense comes", () => {
  const stage = new Stage();
  for (let i = 0; i < 500; i++) stage.input(`/nonsense/${i}`, i);
  expect(stage.told("ignored")).toHaveLength(20);
  expect(stage.machine.counts.ignored).toBe(500);
});

describe("learning", () => {
  const learning = (parameter: string, rules = {}): Stage => {
    const stage = new Stage(rules).target("desk");
    stage.machine.learn(parameter, stage.now);
    return stage;
  };

  test("binds the control that is moved, with its whole way, both ways", () => {
    const stage = learning("lamp/level").node("lamp", { level: { min: 0, max: 255 } });
    stage.input("/still", 0.5, "desk").input("/1/fader", 0.1, "desk").pass(50).input("/1/fader", 0.2, "desk");
    expect(stage.told("bound")).toMatchObject([{ address: "/1/fader", parameter: "lamp/level" }]);
    expect(stage.machine.learning).toBeUndefined();
    expect(stage.taken("look")).toMatchObject([{ node: "lamp" }]);
    stage
      .node("lamp", { level: { min: 0, max: 255 } })
      .input("/1/fader", 1, "desk")
      .pass(1);
    expect(stage.set()).toEqual(["lamp/level 255"]);
    stage.remote("lamp", "level", 255).pass(1000).remote("lamp", "level", 51).pass(1);
    expect(stage.sent("desk").at(-1)).toBe("/1/fader 0.2");
  });

  test("binds a button that is pressed, and a parameter of the bridge itself", () => {
    const stage = learning("osc/start").input("/go", []).pass(1);
    expect(stage.emitted()).toEqual([]);
    expect(stage.taken("register")).toMatchObject([{ parameter: "start", registration: { event: true } }]);
    stage.input("/go", []).pass(1);
    expect(stage.emitted()).toContain("start true");
  });

  test("leaves what a line of the file says alone", () => {
    const stage = learning("lamp/level", { imports: [importRule("/f", "f")] });
    stage.input("/f", 0).input("/f", 1);
    expect(stage.told("bound")).toEqual([]);
  });

  test("ends after 30 seconds", () => {
    const stage = learning("lamp/level").pass(30_000);
    expect(stage.told("unlearned")).toMatchObject([{ parameter: "lamp/level" }]);
    stage.input("/a", 0).input("/a", 1);
    expect(stage.told("bound")).toEqual([]);
  });

  test("is taken back", () => {
    const stage = new Stage().perform((machine, now) =>
      machine.bind({ address: "/a", parameter: "lamp/level" }, [], now),
    );
    stage.node("lamp", { level: {} });
    expect(stage.machine.pairs).toHaveLength(1);
    stage.perform((machine) => machine.unbind("/a"));
    expect(stage.machine.pairs).toEqual([]);
    expect(stage.machine.bindings).toEqual([]);
    expect(stage.taken("unwatch")).toHaveLength(1);
  });

  test("adds to a line of the file that exports the parameter", () => {
    const stage = new Stage({ exports: [exportRule("lamp/*", "/{parameter}")] })
      .target("desk")
      .node("lamp", { level: {} });
    stage
      .perform((machine, now) => machine.bind({ address: "/a", parameter: "lamp/level" }, [], now))
      .node("lamp", { level: {} });
    stage.remote("lamp", "level", 0.5).pass(1);
    expect(stage.sent("desk")).toEqual(["/level 0.5", "/a 0.5"]);
  });
});
