import { describe, expect, test } from "vitest";

import type { Json } from "../../src/bytes/json.ts";
import { SimulatedTransport } from "./simulated-transport.ts";

function show() {
  const transport = new SimulatedTransport();
  const lamp = transport.node("lamp");
  const desk = transport.node("desk");
  lamp.float("level", 0.5, "rws", { min: 0, max: 1 });
  lamp.float("soft", 0.5, "rws", { min: 0, max: 1, clamp: true });
  lamp.float("fixed", 0.5, "r");
  lamp.act((machine, now) => machine.register({ name: "name" }, { typeHint: "string", value: "x", access: "rw" }, now));
  lamp.act((machine, now) => machine.register({ name: "count" }, { typeHint: "int", value: 1, access: "rw" }, now));
  lamp.act((machine, now) =>
    machine.register({ name: "rgb" }, { typeHint: "vec3f", value: [0, 0, 0], access: "rw", min: 0, max: 1 }, now),
  );
  transport.run(100);
  transport.takeTraffic();
  return { transport, lamp, desk };
}

describe("a SET of a peer", () => {
  test.each<[string, Json, Json, string]>([
    ["level", 1.5, 0.5, "1.5 is above the maximum 1"],
    ["level", -1, 0.5, "-1 is below the minimum 0"],
    ["level", Number.NaN, 0.5, "NaN is below the minimum 0"],
    ["level", "hot", 0.5, '"hot" is not a number'],
    ["name", 5, "x", "5 is not a text"],
    ["count", 1.5, 1, "1.5 is not a whole number"],
    ["rgb", [0, 0], [0, 0, 0], "[0, 0] is not a list of 3 numbers"],
    ["rgb", [0, 2, 0], [0, 0, 0], "2 is above the maximum 1"],
  ])("%s = %j changes nothing, and the setter learns why", (path, value, kept, reason) => {
    const { transport, lamp, desk } = show();
    const text = `{"SET": {"${path}": {"value": ${typeof value === "number" ? String(value) : JSON.stringify(value)}}}}`;
    desk.act(() => [{ type: "send", to: [lamp.id], text }]);
    expect(lamp.value(path)).toEqual(kept);
    expect(desk.takeEvents("refused")).toMatchObject([{ verb: "SET", parameter: path, reason, outgoing: true }]);
    expect(lamp.takeEvents("refused")).toMatchObject([{ verb: "SET", parameter: path, reason, outgoing: false }]);
    expect(transport.takeTraffic(lamp, desk)[0]).toMatch(/^\{"MOD": \{".*": \{"value": .*"refused"/);
  });

  test("of what is not writable is refused", () => {
    const { lamp, desk } = show();
    desk.act(() => [{ type: "send", to: [lamp.id], text: '{"SET": {"fixed": {"value": 1}}}' }]);
    expect(desk.takeEvents("refused")).toMatchObject([{ reason: "it is not writable (access letter w)" }]);
    expect(lamp.value("fixed")).toBe(0.5);
  });

  test("is moved into the range where the parameter clamps", () => {
    const { lamp, desk } = show();
    const request = desk.setRemote(lamp, "soft", 7);
    expect(desk.outcome(request)).toBe(1);
    expect(lamp.value("soft")).toBe(1);
  });

  test("refuses one name and takes the other", () => {
    const { lamp, desk } = show();
    const text = '{"SET": {"fixed": {"value": 1}, "level": {"value": 1}, "ghost": {"value": 1}, "name": 5}}';
    desk.act(() => [{ type: "send", to: [lamp.id], text }]);
    expect([lamp.value("fixed"), lamp.value("level")]).toEqual([0.5, 1]);
    expect(desk.takeEvents("refused").map(({ parameter }) => parameter)).toEqual(["fixed", "ghost"]);
  });

  test("keeps a whole number beyond 2^53 exactly", () => {
    const { lamp, desk } = show();
    const request = desk.setRemote(lamp, "count", 2n ** 60n);
    expect(desk.outcome(request)).toBe(2n ** 60n);
    expect(lamp.value("count")).toBe(2n ** 60n);
  });
});

describe("a signal", () => {
  test("that does not fit the sensor changes nothing and is told", () => {
    const { transport, lamp, desk } = show();
    desk.float("fader", 0.1, "re");
    transport.run(10);
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    desk.emit("fader", 5);
    expect(lamp.value("level")).toBe(0.1);
    expect(lamp.takeEvents("refused")).toMatchObject([
      { verb: "SIG", parameter: "level", reason: "5 is above the maximum 1" },
    ]);
  });
});

describe("an event", () => {
  test("that others set is told to our program each time, equal or not; a value is told when it is another one", () => {
    const { transport, lamp, desk } = show();
    const event = { typeHint: "bool", value: false, access: "rw", event: true };
    lamp.act((machine, now) => machine.register({ name: "go" }, event, now));
    transport.run(10);
    for (let i = 0; i < 3; i++) {
      desk.setRemote(lamp, "go", true);
      desk.setRemote(lamp, "level", 0.75);
    }
    const told = lamp.takeEvents("changed").map(({ parameter }) => parameter);
    expect([told.filter((one) => one === "go"), told.filter((one) => one === "level")]).toEqual([
      ["go", "go", "go"],
      ["level"],
    ]);
  });
});

describe("our own program", () => {
  test("gets an error that names the parameter, the value and the limit", () => {
    const { lamp } = show();
    expect(() => lamp.machine.set("level", 2, 0)).toThrow('the parameter "level": 2 is above the maximum 1');
    expect(() => lamp.machine.emit("level", 0, 0)).toThrow('its access is "rws", without e');
    expect(() => lamp.machine.set("ghost", 0, 0)).toThrow('this node has no parameter "ghost"');
  });

  test("is not clamped: what is out of range is its mistake", () => {
    const { lamp } = show();
    expect(() => lamp.machine.set("soft", 2, 0)).toThrow("2 is above the maximum 1");
  });
});

describe("a parameter that a peer registers", () => {
  const description = { typeHint: "int", value: 1, access: "rwes" };

  test("is there, can be set, subscribed to and described anew by peers", () => {
    const { transport, lamp, desk } = show();
    desk.act((machine, now) => machine.registerRemote(1, lamp.id, "remote", description, { timeout: 1000, now }));
    expect(desk.outcome(1)).toBe(1);
    expect(lamp.takeEvents("registered").slice(-1)).toMatchObject([{ parameter: "remote", name: "desk" }]);
    const again = { ...description, max: 5 };
    desk.act((machine, now) => machine.registerRemote(2, lamp.id, "remote", again, { timeout: 1000, now }));
    expect(lamp.machine.parameters.get("remote")?.max).toBe(5);
    desk.float("in", 0, "rs");
    transport.run(10);
    desk.link("lamp/remote", "desk/in");
    transport.run(100);
    lamp.emit("remote", 3);
    expect(desk.value("in")).toBe(3);
  });

  test("cannot take the place of one that the node itself registered", () => {
    const { lamp, desk } = show();
    desk.act((machine, now) => machine.registerRemote(1, lamp.id, "fixed", description, { timeout: 1000, now }));
    expect(lamp.machine.parameters.get("fixed")?.typeHint).toBe("flt");
    expect(desk.outcome(1)).toBe("lamp/fixed: it is not writable (access letter w)");
  });

  test("is refused where the node does not allow it", () => {
    const { transport, desk } = show();
    const strict = transport.node("strict", { allowRegistration: false });
    desk.act((machine, now) => machine.registerRemote(1, strict.id, "x", description, { timeout: 1000, now }));
    expect(desk.outcome(1)).toBe("strict/x: this node lets nobody register parameters");
  });

  test.each([
    ["objects", "groups parameters"],
    ["", "is empty"],
    ["x".repeat(256), "has 256 bytes of UTF-8; the limit is 255"],
  ])("cannot be called %j", (name, why) => {
    const { lamp, desk } = show();
    const text = `{"SET": {"${name}": {"value": 1, "typeHint": "int"}}}`;
    desk.act(() => [{ type: "send", to: [lamp.id], text }]);
    if (name !== "objects") expect(desk.takeEvents("refused")[0]?.reason).toContain(why);
    expect(lamp.machine.parameters.has(name)).toBe(false);
  });

  test.each(["__proto__", "constructor", "toString", "7", "a/b", "naïve ✓"])("can be called %j", (name) => {
    const { lamp, desk } = show();
    desk.act((machine, now) => machine.registerRemote(1, lamp.id, name, description, { timeout: 1000, now }));
    expect(desk.outcome(1)).toBe(1);
    expect([...lamp.machine.parameters.keys()].at(-1)).toBe(name);
    expect([...(desk.machine.peers.get(lamp.id)?.tree.parameters.keys() ?? [])].at(-1)).toBe(name);
    expect(({} as Record<string, unknown>).value).toBeUndefined();
  });
});

describe("limits", () => {
  test("bound the parameters that a peer can register, and say so", () => {
    const transport = new SimulatedTransport();
    const small = transport.node("small", { limits: { parameters: 2 } });
    const desk = transport.node("desk");
    for (const n of [1, 2, 3]) {
      const description = { typeHint: "int", value: n };
      desk.act((machine, now) => machine.registerRemote(n, small.id, `p${n}`, description, { timeout: 1000, now }));
    }
    expect(small.machine.parameters.size).toBe(2);
    expect(desk.outcome(3)).toBe("small/p3: this node has 2 parameters already, which is the limit");
  });

  test("bound what is kept of a peer, and say so", () => {
    const transport = new SimulatedTransport();
    const small = transport.node("small", { limits: { parameters: 2 } });
    const desk = transport.node("desk");
    for (const n of [1, 2, 3]) desk.float(`p${n}`, 0, "r");
    expect(small.machine.peers.get(desk.id)?.tree.parameters.size).toBe(2);
    expect(small.takeEvents("ignored")).toMatchObject([{ reason: "it has more than 2 entries, which is the limit" }]);
  });

  test("bound the length of a message", () => {
    const transport = new SimulatedTransport();
    const small = transport.node("small", { limits: { message: 20 } });
    small.receive("f".repeat(32), "x".repeat(21), 0);
    expect(small.takeEvents("ignored")).toMatchObject([{ reason: "a message of 21 characters; the limit is 20" }]);
  });

  test("bound the subscriptions of a peer, and say so", () => {
    const transport = new SimulatedTransport();
    const small = transport.node("small", { limits: { subscriptions: 2 } });
    const desk = transport.node("desk");
    small.float("out", 0, "e");
    for (const n of [1, 2, 3]) {
      const text = `{"SUB": ["${small.id}", "out", "${desk.id}", "s${n}"]}`;
      desk.act(() => [{ type: "send", to: [small.id], text }]);
    }
    expect(small.machine.subscribersOf("out")).toHaveLength(2);
    expect(desk.takeEvents("refused")[0]?.reason).toBe("it has 2 subscriptions already: that is the limit");
  });
});
