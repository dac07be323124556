import { describe, expect, test } from "vitest";

import type { JsonObject } from "../../src/bytes/json.ts";
import { ReferenceInhabitant } from "./reference-inhabitant.ts";
import { SimulatedTransport } from "./simulated-transport.ts";

/**
 * An old node with an emitter `emit`, a sensor `sens`, a parameter `cam.x` at its root, and `cam.loc` in an object; a node of
 * ours with `out`, `in` and `cam.zoom` in an object; a manager of ours.
 */
function show() {
  const transport = new SimulatedTransport();
  const ours = transport.node("ours");
  const manager = transport.node("manager");
  ours.float("out", 0.25, "rwes");
  ours.float("in", 0, "rws");
  const zoom = { typeHint: "flt", value: 1, access: "rwes" };
  ours.act((machine, now) => machine.register({ object: "cam", name: "zoom" }, zoom, now));
  const old = transport.add(oldNode("old"));
  transport.run(100);
  transport.takeTraffic();
  return { transport, ours, manager, old };
}

function oldNode(name: string): ReferenceInhabitant {
  const old = new ReferenceInhabitant(name);
  old.node.register("emit", 1, "flt", "rwes");
  old.node.register("sens", 0, "flt", "rwes");
  old.node.register("cam.x", 0, "flt", "rwes");
  old.node.setObject("cam");
  old.node.register("loc", 0, "flt", "rwes");
  return old;
}

const LIKE_METADATA =
  "old/_aim is named like metadata: old is an old node, where anybody may put metadata in its place";
const IN_OBJECT =
  "old/cam.loc is a parameter of an object: old is an old node, which can wire only parameters of its own";

describe("a parameter of an old node that is named like metadata", () => {
  /** The old program itself has registered it. */
  function aimed() {
    const stage = show();
    stage.old.node.register("_aim", 0, "flt", "rwes");
    stage.transport.run(5000);
    stage.transport.takeTraffic();
    return stage;
  }

  test.each([
    ["ours", "old/_aim", "ours/in"],
    ["manager", "old/_aim", "ours/in"],
    ["ours", "ours/out", "old/_aim"],
    ["manager", "ours/out", "old/_aim"],
  ] as const)("is wired by nobody: %s asks for %s -> %s, and is told why", (who, emitter, sensor) => {
    const { transport, old, ...nodes } = aimed();
    nodes[who].link(emitter, sensor);
    // Metadata of that name, from somebody who knows nothing of a parameter: a SUB or a signal behind it would end the old node.
    old.node.setMetadata("_aim", "x");
    transport.run(10_000);
    expect(nodes[who].machine.links).toMatchObject([{ state: "refused", reason: LIKE_METADATA }]);
    expect(subs(transport)).toEqual([]);
    nodes.ours.emit("out", 0.5);
    transport.settle();
  });

  test("cannot be watched, and who wants that is told why", () => {
    const { transport, ours, old } = aimed();
    ours.act((machine, now) => machine.observe(old.id, "_aim", now));
    transport.run(10_000);
    expect(ours.takeEvents("refused")).toMatchObject([{ parameter: "_aim", reason: LIKE_METADATA, outgoing: true }]);
    expect(subs(transport)).toEqual([]);
  });

  test("is driven by no third node of another make either", () => {
    const { transport, ours, old } = aimed();
    const third = transport.add(oldNode("third"));
    third.node.signalSubscribe({ emit: ours.id, emitter: "out", recv: old.id, receiver: "_aim" });
    transport.run(100);
    ours.emit("out", 0.5);
    transport.settle();
    expect(ours.takeEvents("refused")).toMatchObject([{ verb: "SUB", reason: LIKE_METADATA, outgoing: false }]);
  });
});

describe("a parameter in an object of an old node", () => {
  test.each([
    ["ours", "old/cam.loc", "ours/in"],
    ["manager", "old/cam.loc", "ours/in"],
    ["ours", "ours/out", "old/cam.loc"],
    ["manager", "ours/out", "old/cam.loc"],
  ] as const)("is wired by nobody: %s asks for %s -> %s, and is told why", (who, emitter, sensor) => {
    const { transport, old, ...nodes } = show();
    nodes[who].link(emitter, sensor);
    transport.run(10_000);
    expect(nodes[who].machine.links).toMatchObject([{ state: "refused", reason: IN_OBJECT }]);
    expect(nodes[who].takeEvents("refused")).toMatchObject([{ verb: "SUB", reason: IN_OBJECT, outgoing: true }]);
    expect(subs(transport)).toEqual([]);
    nodes.ours.emit("out", 0.5);
    old.node.emitSignal("emit", 2);
    transport.settle();
  });

  test("is wired by no third node of another make either", () => {
    const { transport, ours, old } = show();
    const third = transport.add(oldNode("third"));
    third.node.signalSubscribe({ emit: ours.id, emitter: "out", recv: old.id, receiver: "cam.loc" });
    transport.run(100);
    ours.emit("out", 0.5);
    expect(ours.takeEvents("refused")).toMatchObject([{ verb: "SUB", reason: IN_OBJECT, outgoing: false }]);
  });

  test("cannot be watched, and who wants that is told why", () => {
    const { transport, ours, old } = show();
    ours.act((machine, now) => machine.observe(old.id, "cam.loc", now));
    transport.run(10_000);
    expect(ours.takeEvents("refused")).toMatchObject([{ parameter: "cam.loc", reason: IN_OBJECT, outgoing: true }]);
    expect(subs(transport)).toEqual([]);
  });

  test("can be set", () => {
    const { ours, old } = show();
    expect(ours.outcome(ours.setRemote(old, "cam.loc", 3))).toBe(3);
  });
});

test("a dotted name at the root of an old node is a parameter like any other", () => {
  const { transport, ours, old } = show();
  ours.link("old/cam.x", "ours/in");
  ours.link("ours/out", "old/cam.x");
  transport.run(3000);
  expect(ours.machine.links).toMatchObject([{ state: "made" }, { state: "made" }]);
  old.node.emitSignal("cam.x", 3);
  transport.settle();
  expect(ours.value("in")).toBe(3);
  ours.emit("out", 4);
  expect(oldValue(old, "cam.x")).toBe(4);
});

test.each(["ours", "manager"] as const)("our parameter in an object drives no old node: %s is told why", (who) => {
  const { transport, ...nodes } = show();
  nodes[who].link("ours/cam.zoom", "old/sens");
  transport.run(10_000);
  const reason = "ours/cam.zoom is a parameter of an object: its values drive nothing on old, which is an old node";
  expect(nodes[who].machine.links).toMatchObject([{ state: "refused", reason }]);
});

describe("an old node that subscribes for a sensor", () => {
  test("that it does not have is made to forget it before the next signal", () => {
    const { transport, ours, old } = show();
    old.node.signalSubscribe({ emit: ours.id, emitter: "out", recv: old.id, receiver: "sens" });
    transport.settle();
    old.node.signalSubscribe({ emit: ours.id, emitter: "out", recv: old.id, receiver: "nope" });
    transport.settle();
    ours.emit("out", 0.75);
    expect(oldValue(old, "sens")).toBe(0.75);
    expect(old.node.listensTo(ours.id, "out")).toBe(true);
    expect(ours.takeEvents("refused")).toMatchObject([{ verb: "SUB", reason: 'old has no parameter "nope"' }]);
  });

  test("that it registers later is linked then", () => {
    const { transport, ours, old } = show();
    const late = transport.add(new ReferenceInhabitant("late"));
    transport.run(100);
    late.node.signalSubscribe({ emit: ours.id, emitter: "out", recv: late.id, receiver: "in" });
    transport.run(1000);
    late.node.register("in", 0, "flt", "rws");
    transport.run(10_000);
    ours.emit("out", 0.75);
    expect(oldValue(late, "in")).toBe(0.75);
    expect(old.node.listensTo(ours.id, "out")).toBe(false);
  });

  test("in the moment in which it appears is subscribed when its tree has come", () => {
    const { transport, ours } = show();
    const early = new ReferenceInhabitant("early");
    early.node.register("in", 0, "flt", "rws");
    const { enter } = early;
    early.enter = (peer) => {
      enter.call(early, peer);
      if (peer.id === ours.id)
        early.node.signalSubscribe({ emit: ours.id, emitter: "out", recv: early.id, receiver: "in" });
    };
    transport.add(early);
    transport.run(100);
    expect(transport.takeTraffic(ours, early).filter((text) => text.includes("UNSUB"))).toEqual([]);
    ours.emit("out", 0.75);
    expect(oldValue(early, "in")).toBe(0.75);
  });

  test("and hears everything without names, hears it still after one name is cut", () => {
    const { transport, ours, old } = show();
    for (const [emitter, receiver] of [
      [null, null],
      ["out", "sens"],
    ] as const)
      old.node.signalSubscribe({ emit: ours.id, emitter, recv: old.id, receiver });
    transport.settle();
    ours.unlink("ours/out", "old/sens");
    transport.run(3000);
    expect(old.node.listensTo(ours.id, null)).toBe(true);
  });
});

test("a link to an old node that is cut and made again at once stays", () => {
  const { transport, ours, old } = show();
  ours.link("ours/out", "old/sens");
  transport.run(3000);
  ours.act((machine, now) => {
    const link = { emitter: { node: "ours", parameter: "out" }, sensor: { node: "old", parameter: "sens" } };
    return [...machine.unlink(link, now), ...machine.link(link, now)];
  });
  transport.run(5000);
  expect(ours.machine.links).toMatchObject([{ state: "made" }]);
  ours.emit("out", 0.5);
  expect(oldValue(old, "sens")).toBe(0.5);
});

describe("what an old program registers after its start", () => {
  test("is linked, as emitter and as sensor", () => {
    const { transport, ours, manager, old } = show();
    ours.link("old/late", "ours/in");
    manager.link("ours/out", "fresh/late");
    const fresh = transport.add(new ReferenceInhabitant("fresh"));
    transport.run(30_000);
    const plain = transport.add(new ReferenceInhabitant("plain"));
    expect(ours.machine.links).toMatchObject([
      { state: "waiting", reason: 'old has no emitter "late"' },
      { state: "waiting", reason: 'fresh has no sensor "late"' },
    ]);
    // `old` works on an object by now; what it registers is in there, and no emitter.
    old.node.register("late", 0, "flt", "rwe");
    fresh.node.register("late", 0, "flt", "rws");
    transport.run(12_000);
    expect(manager.machine.links).toMatchObject([{ state: "made" }]);
    ours.emit("out", 0.5);
    expect(oldValue(fresh, "late")).toBe(0.5);
    transport.remove(plain);
  });

  test("is watched", () => {
    const { transport, ours } = show();
    const fresh = transport.add(new ReferenceInhabitant("fresh"));
    transport.run(100);
    ours.act((machine, now) => machine.observe(fresh.id, "late", now));
    transport.run(5000);
    fresh.node.register("late", 0, "flt", "re");
    transport.run(12_000);
    expect(ours.takeEvents("modified")).toContainEqual(expect.objectContaining({ parameters: ["late"] }));
    ours.act((machine, now) => machine.observe(fresh.id, "late", now));
    transport.settle();
    fresh.node.emitSignal("late", 7);
    transport.settle();
    expect(ours.takeEvents("signal")).toMatchObject([{ emitter: "late", value: 7 }]);
  });

  test("is looked for less and less often, and not at all when nobody waits", () => {
    const { transport, ours, old } = show();
    transport.run(60_000);
    expect(gets(transport, ours, old)).toBe(0);
    ours.act((machine, now) => machine.observe(old.id, "never", now));
    transport.run(60_000);
    expect(gets(transport, ours, old)).toBeGreaterThan(5);
    transport.run(60_000);
    expect(gets(transport, ours, old)).toBeLessThan(8);
    ours.act((machine, now) => machine.unobserve(old.id, "never", now));
    transport.run(20_000);
    transport.takeTraffic();
    transport.run(60_000);
    expect(gets(transport, ours, old)).toBe(0);
  });

  test("is asked for when a signal or a MOD names it", () => {
    const { transport, ours, old } = show();
    ours.act((machine, now) => machine.observe(old.id, null, now));
    transport.run(2000);
    ours.receive(old.id, '{"SIG": ["new", 1]}', transport.now);
    transport.run(1);
    expect(gets(transport, ours, old)).toBe(1);
    transport.run(2000);
    ours.receive(old.id, '{"MOD": {"other": {"value": 1}}}', transport.now);
    transport.settle();
    expect(gets(transport, ours, old)).toBe(1);
  });
});

test("what an old node does not have any more is not asked for", () => {
  const { transport, ours, old } = show();
  ours.link("old/emit", "ours/in");
  transport.run(3000);
  old.node.setCapability(new Map(["other", "more"].map((name) => [name, new Map([["value", 1]])])));
  ours.act((machine, now) => machine.refresh(90, old.id, { timeout: 5000, now }));
  transport.run(20_000);
  expect([...(ours.machine.peers.get(old.id)?.tree.parameters.keys() ?? [])]).toEqual(["other", "more"]);
  expect(ours.machine.links).toMatchObject([{ state: "waiting", reason: 'old has no emitter "emit"' }]);
});

test.each<[value: unknown]>([
  [["value"]],
  [new Map([["value", 1]])],
  [
    new Map<string, unknown>([
      ["value", 1],
      ["typeHint", "flt"],
    ]),
  ],
  [new Map([["typeHint", "flt"]])],
])("metadata %o are no metadata of an old node", (value) => {
  const { ours, old } = show();
  expect(ours.outcome(ours.setRemote(old, "_x", value as JsonObject))).toContain("an old node takes");
});

function subs(transport: SimulatedTransport): readonly string[] {
  return transport.takeTraffic().filter((text) => text.includes("SUB"));
}

function gets(transport: SimulatedTransport, ...between: Parameters<SimulatedTransport["takeTraffic"]>): number {
  return transport.takeTraffic(...between).filter((text) => text.includes("GET")).length;
}

function oldValue(old: ReferenceInhabitant, name: string) {
  return (old.node.getCapability().get(name) as JsonObject | undefined)?.get("value");
}
