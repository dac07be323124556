import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Json } from "../../src/bytes/json.ts";
import type { Attempt } from "../../src/zocp/requests/authority.ts";
import { ReferenceInhabitant } from "./reference-inhabitant.ts";
import { type NodeOptions, type OurNode, SimulatedTransport } from "./simulated-transport.ts";

/** A desk with an emitter, a lamp with a sensor, a tool that belongs to neither; and what their options say. */
function show(options: { readonly desk?: NodeOptions; readonly lamp?: NodeOptions; readonly tool?: NodeOptions } = {}) {
  const transport = new SimulatedTransport();
  const desk = transport.node("desk", options.desk);
  const lamp = transport.node("lamp", options.lamp);
  const tool = transport.node("tool", options.tool);
  desk.float("fader", 0.25, "rwe");
  lamp.float("level", 0, "rws");
  lamp.float("gain", 1, "rws");
  transport.run(100);
  for (const node of [desk, lamp, tool]) node.events.splice(0);
  transport.takeTraffic();
  return { transport, desk, lamp, tool };
}

const lock = (node: OurNode, reason = ""): void => node.act((machine, now) => machine.lock(reason, now));
const unlock = (node: OurNode): void => node.act((machine, now) => machine.unlock(now));
const subscribers = (node: OurNode, path: string) => node.machine.subscribersOf(path);
const linkOf = (node: OurNode) => node.machine.links[0];

describe("a locked node", () => {
  test("takes no value, and says that it is locked and why", () => {
    const { lamp, tool } = show();
    lock(lamp, "the show is running");
    expect(tool.outcome(tool.setRemote(lamp, "level", 1))).toBe("lamp/level: lamp is locked: the show is running");
    expect(lamp.value("level")).toBe(0);
    expect(lamp.takeEvents("refused")).toMatchObject([{ name: "tool", verb: "SET", parameter: "level" }]);
  });

  test("takes no metadata and registers nothing", () => {
    const { lamp, tool } = show();
    lock(lamp);
    const description = { typeHint: "int", value: 1, access: "rw" };
    tool.act((machine, now) => machine.registerRemote(7, lamp.id, "extra", description, { timeout: 1000, now }));
    expect(tool.outcome(7)).toBe("lamp/extra: lamp is locked");
    expect(tool.outcome(tool.setRemote(lamp, "_note", "mine"))).toBe("lamp/_note: lamp is locked");
    expect([...lamp.machine.parameters.keys()]).toEqual(["level", "gain"]);
    expect([...lamp.machine.metadata.keys()]).toEqual(["_authority"]);
  });

  test("does what its own program says: values, parameters and wires", () => {
    const { transport, desk, lamp } = show();
    lock(lamp);
    lamp.act((machine, now) => machine.set("level", 0.5, now));
    lamp.float("late", 3, "r");
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    expect([lamp.value("level"), lamp.value("late")]).toEqual([0.25, 3]);
    lamp.unlink("desk/fader", "lamp/level");
    expect(subscribers(desk, "fader")).toEqual([]);
  });

  test("plays on: its wires carry values both ways", () => {
    const { transport, desk, lamp, tool } = show();
    tool.link("desk/fader", "lamp/level");
    transport.run(100);
    lock(desk);
    lock(lamp);
    desk.emit("fader", 0.75);
    expect(lamp.value("level")).toBe(0.75);
    expect(lamp.takeEvents("signal")).toMatchObject([{ value: 0.25 }, { value: 0.75 }]);
  });

  test.each(["desk", "lamp"] as const)("lets nobody wire it: %s is the one that is locked", (which) => {
    const s = show();
    lock(s[which], "no");
    s.tool.link("desk/fader", "lamp/level");
    s.transport.run(5000);
    expect(subscribers(s.desk, "fader")).toEqual([]);
    expect(linkOf(s.tool)).toMatchObject({ state: "refused", reason: `${which} is locked: no` });
    // The tool is refused once, not every two seconds.
    expect(s[which].takeEvents("refused")).toMatchObject([{ name: "tool", verb: "SUB" }]);
    expect(s.tool.takeEvents("refused")).toMatchObject([
      { name: which, outgoing: true, link: { emitter: { node: s.desk.id, parameter: "fader" } } },
    ]);
  });

  test.each(["desk", "lamp"] as const)("lets no other end wire it: %s is the one that is locked", (which) => {
    const s = show();
    lock(s[which]);
    s[which === "desk" ? "lamp" : "desk"].link("desk/fader", "lamp/level");
    s.transport.run(5000);
    expect(subscribers(s.desk, "fader")).toEqual([]);
    expect(linkOf(s[which === "desk" ? "lamp" : "desk"])).toMatchObject({ state: "refused" });
    expect(s[which].takeEvents("refused")).toHaveLength(1);
  });

  test("is wired as soon as it is unlocked, by who asked for it", () => {
    const { transport, desk, lamp, tool } = show();
    lock(lamp);
    tool.link("desk/fader", "lamp/level");
    transport.run(1000);
    unlock(lamp);
    transport.run(100);
    expect(subscribers(desk, "fader")).toEqual([[lamp.id, "level"]]);
    expect(linkOf(tool)).toMatchObject({ state: "made", reason: "" });
  });

  test("is asked again after a minute, and at once when somebody asks for it again", () => {
    const { transport, lamp, tool } = show();
    lock(lamp);
    tool.link("desk/fader", "lamp/level");
    transport.run(59_000);
    expect(lamp.takeEvents("refused")).toHaveLength(1);
    transport.run(2000);
    expect(lamp.takeEvents("refused")).toHaveLength(1);
    tool.link("desk/fader", "lamp/level");
    expect(lamp.takeEvents("refused")).toHaveLength(1);
  });

  test.each(["desk", "lamp"] as const)("loses no wire to a third node: %s is the one that is locked", (which) => {
    const s = show();
    s.desk.link("desk/fader", "lamp/level");
    s.transport.run(100);
    lock(s[which]);
    s.tool.unlink("desk/fader", "lamp/level");
    s.transport.run(5000);
    expect(subscribers(s.desk, "fader")).toEqual([[s.lamp.id, "level"]]);
    expect(s.tool.takeEvents("refused")).toMatchObject([
      { verb: "UNSUB", outgoing: true, reason: `${which} is locked` },
    ]);
    s.desk.emit("fader", 0.5);
    expect(s.lamp.value("level")).toBe(0.5);
  });

  test("gets a wire back that the emitter's node has cut", () => {
    const { transport, desk, lamp } = show();
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    lock(lamp);
    desk.unlink("desk/fader", "lamp/level");
    // At once, not when the emitter's list comes round.
    expect(subscribers(desk, "fader")).toEqual([[lamp.id, "level"]]);
    transport.run(3000);
    desk.emit("fader", 0.5);
    expect(lamp.value("level")).toBe(0.5);
    expect(desk.takeEvents("refused")).toMatchObject([{ verb: "UNSUB", reason: "lamp is locked" }]);
  });

  test("lets a receiver stop receiving", () => {
    const { transport, desk, lamp } = show();
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    lock(desk);
    lamp.unlink("desk/fader", "lamp/level");
    transport.run(5000);
    expect(subscribers(desk, "fader")).toEqual([]);
  });

  test("has its wires again when a node of them returns", () => {
    const { transport, desk, lamp, tool } = show();
    tool.link("desk/fader", "lamp/level");
    transport.run(100);
    transport.remove(tool);
    lock(desk);
    transport.remove(lamp);
    const again = transport.node("lamp");
    again.float("level", 0, "rws");
    transport.run(5000);
    expect(subscribers(desk, "fader")).toEqual([[again.id, "level"]]);
    expect(desk.takeEvents("refused")).toEqual([]);
  });

  test("keeps how a wire of it wants its values, unless its receiver says otherwise", () => {
    const { transport, desk, lamp, tool } = show();
    tool.link("desk/fader", "lamp/level");
    transport.run(100);
    lock(desk);
    tool.link("desk/fader", "lamp/level", { rate: 5 });
    transport.run(1000);
    expect([...desk.machine.recipients].map(({ sampling }) => sampling)).toEqual([undefined]);
    lamp.link("desk/fader", "lamp/level", { rate: 7 });
    transport.run(1000);
    expect([...desk.machine.recipients].map(({ sampling }) => sampling)).toEqual([{ rate: 7 }]);
  });

  test("can be listened to", () => {
    const { desk, tool } = show();
    lock(desk);
    tool.act((machine, now) => machine.observe(desk.id, "fader", now));
    desk.emit("fader", 0.5);
    expect(tool.takeEvents("signal").at(-1)).toMatchObject({ value: 0.5 });
  });

  test("tells everyone, also those who come later; nobody else can say it", () => {
    const { transport, lamp, tool } = show();
    lock(lamp, "later");
    const late = transport.node("late");
    for (const node of [tool, late])
      expect(node.machine.peers.get(lamp.id)?.status).toEqual({ state: "locked", reason: "later" });
    unlock(lamp);
    expect(tool.machine.peers.get(lamp.id)?.status.state).toBe("open");
    expect(tool.outcome(tool.setRemote(lamp, "_authority", new Map([["state", "locked"]])))).toMatch(
      /only the node itself/,
    );
    expect(() => lamp.machine.setMetadata("_authority", [], 0)).toThrow("is what lock and unlock tell");
    expect(() => lamp.float("_authority", 0, "r")).toThrow("it has a meaning of its own");
  });

  test("may be so from its start", () => {
    const { lamp, tool } = show({ lamp: { locked: "rented" } });
    expect(lamp.machine.locked).toBe(true);
    expect(tool.outcome(tool.setRemote(lamp, "level", 1))).toBe("lamp/level: lamp is locked: rented");
    expect(tool.machine.peers.get(lamp.id)?.status.reason).toBe("rented");
    expect(() => show({ lamp: { locked: "x".repeat(201) } })).toThrow("has 201 characters; it may have 200");
  });
});

test("whatever another node says, it changes nothing of locked nodes, and their wire plays", () => {
  const names = fc.constantFrom("fader", "level", "gain", "extra", "_note", "_authority", "objects");
  const entry = fc.oneof(
    fc.double({ noNaN: true }).map((value) => `{"value": ${value}}`),
    fc.constantFrom(
      '{"value": 1, "typeHint": "flt", "access": "rwes"}',
      '"text"',
      "[]",
      '{"subscribers": []}',
      '{"x": {"value": 1}}',
    ),
  );
  const set = fc.record({ name: names, entry }).map((o) => () => `{"SET": {"${o.name}": ${o.entry}}}`);
  const end = fc.nat(2);
  const wire = fc
    .record({ verb: fc.constantFrom("SUB", "UNSUB"), from: end, to: end, emitter: fc.option(names), sensor: names })
    .map((o) => (ids: readonly string[]) => {
      const emitter = JSON.stringify(o.emitter);
      return `{"${o.verb}": ["${ids[o.from]}", ${emitter}, "${ids[o.to]}", "${o.sensor}"]}`;
    });
  const said = fc.record({ text: fc.oneof(set, wire), to: fc.nat(1) });
  let refused = 0;
  fc.assert(
    fc.property(fc.array(said, { maxLength: 30 }), (messages) => {
      const { transport, desk, lamp, tool } = show();
      tool.link("desk/fader", "lamp/level");
      transport.run(100);
      for (const node of [desk, lamp]) lock(node);
      const ends = [desk, lamp] as const;
      const state = () => ends.map(({ machine }) => [machine.links, machine.metadata, [...machine.parameters.keys()]]);
      const before = structuredClone(state());
      for (const { text, to } of messages) {
        const addressee = ends[to] ?? desk;
        tool.act(() => [{ type: "send", to: [addressee.id], text: text([desk.id, lamp.id, tool.id]) }]);
      }
      transport.run(5000);
      expect(state()).toEqual(before);
      expect(subscribers(desk, "fader")).toEqual([[lamp.id, "level"]]);
      expect([desk.value("fader"), lamp.value("level"), lamp.value("gain")]).toEqual([0.25, 0.25, 1]);
      desk.emit("fader", 0.5);
      expect(lamp.value("level")).toBe(0.5);
      refused += [...desk.events, ...lamp.events].filter(({ type }) => type === "refused").length;
    }),
    { numRuns: 100 },
  );
  expect(refused).toBeGreaterThan(100);
});

describe("a node that takes changes only from named keys", () => {
  const guarded = { accept: [TOOL_KEY] };

  test("obeys the owner of one, and nobody else", () => {
    const { lamp, desk, tool } = show({ lamp: guarded, tool: { key: TOOL_KEY }, desk: { key: "OTHER" } });
    expect(tool.outcome(tool.setRemote(lamp, "level", 1))).toBe(1);
    expect(desk.outcome(desk.setRemote(lamp, "level", 0))).toBe(
      "lamp/level: lamp takes changes only from named keys, not from this one",
    );
    expect(tool.machine.peers.get(lamp.id)?.status.state).toBe("guarded");
  });

  test("is not made with what is no key", () => {
    expect(() => show({ lamp: { accept: ["short"] } })).toThrow('accept holds "short", which is no public key');
  });

  test("obeys nobody where no keys are used", () => {
    const { lamp, tool } = show({ lamp: guarded });
    expect(tool.outcome(tool.setRemote(lamp, "level", 1))).toMatch(/only from named keys, and there is none here$/);
  });

  test.each([
    ["the sensor's node", { lamp: guarded }],
    ["the emitter's node", { desk: guarded }],
    ["both", { desk: guarded, lamp: guarded }],
  ])("is wired and unwired by the owner, who belongs to neither end: %s", (_, who) => {
    const { transport, desk, lamp, tool } = show({ ...who, tool: { key: TOOL_KEY } });
    tool.link("desk/fader", "lamp/level");
    transport.run(100);
    expect(subscribers(desk, "fader")).toEqual([[lamp.id, "level"]]);
    for (const node of [desk, lamp, tool]) expect(node.events.filter(({ type }) => type === "refused")).toEqual([]);
    expect(linkOf(tool)).toMatchObject({ state: "made" });
    tool.unlink("desk/fader", "lamp/level");
    transport.run(100);
    expect(subscribers(desk, "fader")).toEqual([]);
    expect([...desk.machine.links, ...lamp.machine.links]).toEqual([]);
    for (const node of [desk, lamp, tool]) expect(node.events.filter(({ type }) => type === "refused")).toEqual([]);
  });

  test("does not lend its consent: what one may wire, another may not, nor something else", () => {
    const { transport, desk, lamp, tool } = show({ desk: guarded, tool: { key: TOOL_KEY } });
    tool.link("desk/fader", "lamp/level");
    transport.run(100);
    lamp.link("desk/fader", "lamp/gain");
    transport.run(100);
    expect(subscribers(desk, "fader")).toEqual([[lamp.id, "level"]]);
  });

  test("does not believe the emitter's node that somebody else was allowed", () => {
    const { transport, desk, lamp } = show({ lamp: guarded, tool: { key: TOOL_KEY } });
    desk.act(() => [{ type: "send", to: [lamp.id], text: sub("SUB", desk, lamp) }]);
    transport.run(100);
    expect(lamp.takeEvents("refused")).toMatchObject([{ name: "desk", parameter: "level" }]);
    expect(subscribers(desk, "fader")).toEqual([]);
  });
});

describe("a rule of the own program", () => {
  function ruled(permit: (attempt: Attempt) => boolean | string) {
    const asked: Attempt[] = [];
    const rule = (attempt: Attempt): boolean | string => {
      asked.push(attempt);
      return permit(attempt);
    };
    return { asked, ...show({ desk: { permit: rule }, tool: { key: "K" } }) };
  }

  test("hears who wants to do what", () => {
    const { asked, desk, lamp, tool, transport } = ruled(() => true);
    tool.setRemote(desk, "fader", 1);
    tool.act((machine, now) => machine.observe(desk.id, null, now));
    tool.link("desk/fader", "lamp/level");
    transport.run(100);
    tool.unlink("desk/fader", "lamp/level");
    const who = { peer: tool.id, name: "tool", key: "K" };
    const other = { node: "lamp", parameter: "level" };
    expect(asked).toEqual([
      { action: "set", parameter: "fader", ...who },
      { action: "listen", parameter: null, ...who },
      { action: "connect", parameter: "fader", other, ...who },
      { action: "disconnect", parameter: "fader", other, ...who },
    ]);
    expect(subscribers(desk, "fader")).toEqual([]);
    expect(lamp.machine.links).toEqual([]);
  });

  test("denies a subscription, with its reason or without", () => {
    const { desk, tool, lamp, transport } = ruled(({ action, name }) =>
      action === "listen" ? `not you, ${name}` : false,
    );
    tool.act((machine, now) => machine.observe(desk.id, "fader", now));
    expect(tool.takeEvents("refused")).toMatchObject([{ verb: "SUB", parameter: "fader", reason: "not you, tool" }]);
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    expect(linkOf(lamp)).toMatchObject({ state: "refused", reason: "desk does not permit it" });
    transport.takeTraffic();
    desk.emit("fader", 1);
    expect(transport.takeTraffic()).toEqual([]);
  });

  test("is not asked for the values of a wire, nor for a wire that is made again", () => {
    const { asked, transport, desk, lamp } = ruled(() => true);
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    expect(asked).toHaveLength(1);
    for (let value = 0; value < 100; value++) desk.emit("fader", value);
    transport.remove(lamp);
    const again = transport.node("lamp");
    again.float("level", 0, "rws");
    transport.run(5000);
    expect(subscribers(desk, "fader")).toEqual([[again.id, "level"]]);
    expect(asked).toHaveLength(1);
  });
});

describe("who changed what, when", () => {
  test("is told of every change by others, and of none by the own program or a wire", () => {
    const { transport, desk, lamp, tool } = show({ tool: { key: "K" } });
    lamp.act((machine, now) => machine.set("level", 0.5, now));
    tool.setRemote(lamp, "gain", 2);
    tool.setRemote(lamp, "gain", 2);
    tool.setRemote(lamp, "_note", "mine");
    const description = { typeHint: "int", value: 1, access: "rw" };
    tool.act((machine, now) => machine.registerRemote(9, lamp.id, "extra", description, { timeout: 1000, now }));
    tool.link("desk/fader", "lamp/level");
    transport.run(100);
    desk.emit("fader", 0.75);
    tool.unlink("desk/fader", "lamp/level");
    transport.run(5000);
    const link = { emitter: { node: "desk", parameter: "fader" }, sensor: { node: "lamp", parameter: "level" } };
    const who = { type: "edited", peer: tool.id, name: "tool", key: "K", times: 1 };
    const desks = { ...who, parameter: "fader", link };
    expect(desk.takeEvents("edited")).toMatchObject([
      { ...desks, action: "connect", at: 100 },
      { ...desks, action: "disconnect", at: 200 },
    ]);
    // Both ends hear of the wire from who decided it.
    expect(lamp.takeEvents("edited")).toMatchObject([
      { ...who, action: "set", parameter: "gain", value: 2, at: 100 },
      { ...who, action: "set", parameter: "_note", value: "mine" },
      { ...who, action: "register", parameter: "extra", value: 1 },
      { ...who, action: "connect", parameter: "level", link },
      { ...who, action: "disconnect", parameter: "level", link },
    ]);
  });

  test("is not told again when a wire is made again", () => {
    const { transport, desk, lamp, tool } = show();
    tool.link("desk/fader", "lamp/level");
    transport.run(100);
    expect(desk.takeEvents("edited")).toHaveLength(1);
    transport.remove(lamp);
    transport.add(lamp);
    transport.run(5000);
    expect(subscribers(desk, "fader")).toHaveLength(1);
    expect(desk.takeEvents("edited")).toEqual([]);
  });

  test("a hand on a fader is a line at once and one a second, with the last value and how many there were", () => {
    const { transport, lamp, tool } = show();
    for (let i = 1; i <= 120; i++) {
      tool.setRemote(lamp, "level", i / 100);
      transport.run(20);
    }
    transport.run(5000);
    const told = lamp.takeEvents("edited").map(({ value, times, at }) => [value, times, at]);
    expect(told[0]).toEqual([0.01, 1, 100]);
    expect(told.at(-1)?.[0]).toBe(1.2);
    expect(told).toHaveLength(4);
    expect(told.reduce((sum, [, times]) => sum + (times as number), 0)).toBe(120);
  });

  test("a flood of different changes ends in one line that counts the rest", () => {
    const { transport, lamp, tool } = show();
    const notes = Array.from({ length: 1500 }, (_, i): [string, Json] => [`_${i}`, "x"]);
    const text = `{"SET": {${notes.map(([name]) => `"${name}": "x"`).join(", ")}}}`;
    tool.act(() => [{ type: "send", to: [lamp.id], text }]);
    transport.run(3000);
    const told = lamp.takeEvents("edited");
    expect(told).toHaveLength(1001);
    expect(told.at(-1)).toMatchObject({ parameter: null, times: 500, name: "tool" });
    expect(lamp.deadline).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("a node of the reference", () => {
  function withOld(options: NodeOptions = {}) {
    const transport = new SimulatedTransport();
    const ours = transport.node("ours", options);
    const tool = transport.node("tool");
    ours.float("out", 0.25, "rwe");
    ours.float("in", 0, "rws");
    const old = new ReferenceInhabitant("old");
    old.node.register("emit", 1, "flt", "rwe");
    old.node.register("sens", 0, "flt", "rws");
    transport.add(old);
    transport.run(100);
    lock(ours);
    transport.takeTraffic();
    return { transport, ours, old, tool };
  }

  test("that sets a locked node is told the value that stays", () => {
    const { transport, ours, old } = withOld();
    old.node.peerSet(ours.id, new Map([["out", new Map([["value", 5]])]]));
    transport.settle();
    expect(transport.takeTraffic(ours, old)).toEqual(['{"MOD": {"out": {"value": 0.25}}}']);
  });

  test("that subscribes to a locked node is told who is subscribed: nobody", () => {
    const { transport, ours, old } = withOld();
    old.node.signalSubscribe({ recv: old.id, receiver: "sens", emit: ours.id, emitter: "out" });
    transport.settle();
    expect(transport.takeTraffic(ours, old)).toEqual(['{"MOD": {"out": {"subscribers": []}}}']);
    expect(subscribers(ours, "out")).toEqual([]);
  });

  test("that wires its emitter to a locked sensor is told to take it back", () => {
    const { transport, ours, old } = withOld();
    old.node.signalSubscribe({ recv: ours.id, receiver: "in", emit: old.id, emitter: "emit" });
    transport.settle();
    expect(transport.takeTraffic(ours, old)).toEqual([`{"UNSUB": ["${old.id}", "emit", "${ours.id}", "in"]}`]);
    old.node.emitSignal("emit", 7);
    transport.settle();
    expect(ours.value("in")).toBe(0);
  });

  test("that cuts a wire of a locked node finds it there again", () => {
    const { transport, ours, old } = withOld();
    ours.link("old/emit", "ours/in");
    transport.run(3000);
    old.node.signalUnsubscribe({ recv: ours.id, receiver: "in", emit: old.id, emitter: "emit" });
    transport.run(3000);
    old.node.emitSignal("emit", 7);
    transport.settle();
    expect(ours.value("in")).toBe(7);
  });

  test("is wired to a guarded node by one of ours, and lives", () => {
    const { transport, ours, old, tool } = withOld({ permit: ({ name }) => name === "tool" });
    unlock(ours);
    tool.link("old/emit", "ours/in");
    tool.link("ours/out", "old/sens");
    transport.run(5000);
    expect(tool.machine.links).toMatchObject([{ state: "made" }, { state: "made" }]);
    old.node.emitSignal("emit", 4);
    transport.settle();
    expect(ours.value("in")).toBe(4);
  });
});

const TOOL_KEY = "T".repeat(40);

function sub(verb: "SUB" | "UNSUB", emitter: OurNode, sensor: OurNode): string {
  return `{"${verb}": ["${emitter.id}", "fader", "${sensor.id}", "level"]}`;
}
