import { describe, expect, test } from "vitest";

import type { JsonObject } from "../../src/bytes/json.ts";
import { ReferenceInhabitant } from "./reference-inhabitant.ts";
import { SimulatedTransport } from "./simulated-transport.ts";

/** One node of ours, one of the reference, and a manager of ours. */
function show() {
  const transport = new SimulatedTransport();
  const ours = transport.node("ours");
  const manager = transport.node("manager");
  ours.float("out", 0.25, "rwe");
  ours.float("in", 0, "rws");
  const old = new ReferenceInhabitant("old");
  old.node.register("emit", 1, "flt", "rwe");
  old.node.register("sens", 0, "flt", "rws");
  transport.add(old);
  transport.run(100);
  return { transport, ours, manager, old };
}

function oldValue(old: ReferenceInhabitant, name: string) {
  return (old.node.getCapability().get(name) as JsonObject | undefined)?.get("value");
}

describe("with a node of the reference", () => {
  test("each learns the other's tree", () => {
    const { ours, old } = show();
    expect(ours.takeEvents("described").map(({ name }) => name)).toContain("old");
    expect([...(ours.machine.peers.get(old.id)?.tree.parameters.keys() ?? [])]).toEqual(["emit", "sens"]);
  });

  test.each(["ours", "manager"] as const)("a link to our sensor is made by %s and carries signals", (who) => {
    const { transport, old, ours, manager } = show();
    const nodes = { ours, manager };
    nodes[who].link("old/emit", "ours/in");
    transport.run(3000);
    expect(nodes[who].machine.links).toMatchObject([{ state: "made" }]);
    old.node.emitSignal("emit", 2.5);
    transport.settle();
    expect(ours.value("in")).toBe(2.5);
  });

  test.each(["ours", "manager"] as const)("a link to its sensor is made by %s and carries signals", (who) => {
    const { transport, old, ours, manager } = show();
    const nodes = { ours, manager };
    nodes[who].link("ours/out", "old/sens");
    transport.run(3000);
    expect(nodes[who].machine.links).toMatchObject([{ state: "made" }]);
    ours.emit("out", 0.75);
    expect(oldValue(old, "sens")).toBe(0.75);
  });

  test("links that it makes itself carry signals, both ways", () => {
    const { transport, ours, old } = show();
    old.node.signalSubscribe({ recv: old.id, receiver: "sens", emit: ours.id, emitter: "out" });
    old.node.signalSubscribe({ recv: ours.id, receiver: "in", emit: old.id, emitter: "emit" });
    transport.settle();
    ours.emit("out", 0.5);
    old.node.emitSignal("emit", 4);
    transport.settle();
    expect([oldValue(old, "sens"), ours.value("in")]).toEqual([0.5, 4]);
  });

  test("a link is cut without the others that it would forget with it", () => {
    const { transport, ours, old } = show();
    ours.act((machine, now) => machine.observe(old.id, null, now));
    ours.link("old/emit", "ours/in");
    transport.run(3000);
    ours.unlink("old/emit", "ours/in");
    transport.run(3000);
    ours.events.splice(0);
    old.node.emitSignal("emit", 7);
    transport.settle();
    expect(ours.takeEvents("signal")).toMatchObject([{ value: 7, sensors: [] }]);
  });

  test("a parameter is set, one message a value, and what it kept is looked at", () => {
    const { transport, ours, old } = show();
    transport.takeTraffic();
    const request = ours.setRemote(old, "sens", 3);
    expect(ours.outcome(request)).toBe(3);
    expect(transport.takeTraffic(ours, old)).toEqual(['{"SET": {"sens": {"value": 3.0}}}', '{"GET": null}']);
  });

  test("its SET of ours is refused without ending anybody, and it is told the value that is kept", () => {
    const { transport, ours, old } = show();
    ours.float("fixed", 1, "r");
    transport.takeTraffic();
    old.node.peerSet(ours.id, new Map([["fixed", new Map([["value", 5]])]]));
    transport.settle();
    expect(transport.takeTraffic(ours, old)).toEqual(['{"MOD": {"fixed": {"value": 1.0}}}']);
  });

  test("a value that it tells by MOD drives the sensor all the same", () => {
    const { transport, ours, manager, old } = show();
    ours.link("old/emit", "ours/in");
    transport.run(3000);
    manager.act(() => [{ type: "send", to: [old.id], text: '{"SET": {"emit": {"value": 9}, "sens": {"value": 9}}}' }]);
    expect(ours.value("in")).toBe(9);
  });

  test("a parameter that is removed loses its access there, for it cannot forget", () => {
    const { transport, ours, old } = show();
    transport.takeTraffic();
    ours.act((machine, now) => machine.remove("out", now));
    expect(transport.takeTraffic(ours, old)).toEqual(['{"MOD": {"out": {"access": "", "subscribers": []}}}']);
  });

  test("a call is harmless and tells at once that nobody answers", () => {
    const { ours, old } = show();
    expect(ours.outcome(ours.call(old, "foo", [1]))).toBe("old is an old node: it ignores every call");
  });

  test("parameters in an object are shown by MOD, never signalled", () => {
    const { transport, ours, old } = show();
    const description = { typeHint: "flt", value: 0, access: "re" };
    ours.act((machine, now) => machine.register({ object: "cam", name: "zoom" }, description, now));
    old.node.signalSubscribe({ recv: old.id, receiver: null, emit: ours.id, emitter: null });
    transport.run(100);
    transport.takeTraffic();
    ours.emit("cam.zoom", 2);
    expect(transport.takeTraffic(ours, old)).toEqual(['{"MOD": {"objects": {"cam": {"zoom": {"value": 2.0}}}}}']);
  });

  test("a third node cannot make us ask it for an emitter that it does not have", () => {
    const { transport, ours, manager, old } = show();
    manager.act(() => [{ type: "send", to: [ours.id], text: `{"SUB": ["${old.id}", "nope", "${ours.id}", "in"]}` }]);
    transport.run(5000);
    expect(ours.machine.links).toMatchObject([{ state: "waiting", reason: 'old has no emitter "nope"' }]);
  });
});
