import { describe, expect, test } from "vitest";

import { OWN_HEADERS } from "../../src/zocp/codec/headers.ts";
import { decodeMessages, encodeSubTo } from "../../src/zocp/codec/message.ts";
import { combineSamplings } from "../../src/zocp/codec/sampling.ts";
import { ReferenceInhabitant } from "./reference-inhabitant.ts";
import { OurNode, SimulatedTransport } from "./simulated-transport.ts";

/** A desk with an emitter, a lamp with a sensor, a manager of ours, and an old node with both. */
function show() {
  const transport = new SimulatedTransport();
  const [desk, lamp, manager] = [transport.node("desk"), transport.node("lamp"), transport.node("manager")];
  desk.float("fader", 0, "re");
  lamp.float("level", 0, "rws");
  const old = new ReferenceInhabitant("old");
  old.node.register("emit", 0, "flt", "rwe");
  old.node.register("sens", 0, "flt", "rws");
  transport.add(old);
  transport.run(100);
  transport.takeTraffic();
  return { transport, desk, lamp, manager, old };
}

/** Emits 1, 2, 3 … for a second, once in `every` ms. */
function sweep(transport: SimulatedTransport, emit: (value: number) => void, every = 10): number {
  let value = 0;
  for (let time = 0; time < 1000; time += every) {
    emit(++value);
    transport.run(every);
  }
  return value;
}

const isSignal = (text: string): boolean => text.startsWith('{"SIG"');

describe("a sampling for a rate", () => {
  test.each(["desk", "lamp", "manager"] as const)("made by the %s is kept by the emitter", (who) => {
    const { transport, ...nodes } = show();
    const { desk, lamp } = nodes;
    nodes[who].link("desk/fader", "lamp/level", { rate: 10 });
    transport.run(500);
    expect(nodes[who].machine.links).toMatchObject([{ state: "made", rate: 10 }]);
    transport.takeTraffic();
    const last = sweep(transport, (value) => desk.emit("fader", value));
    const sent = transport.takeTraffic(desk, lamp).filter(isSignal).length;
    expect(sent).toBeGreaterThanOrEqual(9);
    expect(sent).toBeLessThanOrEqual(11);
    transport.run(200);
    expect(lamp.value("level")).toBe(last);
  });

  test("never reaches an old node: there the receiver thins by itself", () => {
    const { transport, lamp, manager, old } = show();
    manager.link("old/emit", "lamp/level", { rate: 10 });
    transport.run(3000);
    expect(manager.machine.links).toMatchObject([{ state: "made" }]);
    expect(transport.traffic.filter(({ to, text }) => to === "old" && text.includes("rate"))).toEqual([]);
    lamp.takeEvents("changed");
    const last = sweep(transport, (value) => {
      old.node.emitSignal("emit", value);
      transport.settle();
    });
    transport.run(200);
    const changes = lamp.takeEvents("changed");
    expect(changes.length).toBeGreaterThanOrEqual(9);
    expect(changes.length).toBeLessThanOrEqual(12);
    expect(lamp.value("level")).toBe(last);
  });

  test("for an old node is kept by the emitter, which it cannot tell", () => {
    const { transport, desk, manager, old } = show();
    manager.link("desk/fader", "old/sens", { rate: 10 });
    transport.run(3000);
    transport.takeTraffic();
    const last = sweep(transport, (value) => desk.emit("fader", value));
    transport.run(200);
    const signals = transport.takeTraffic(desk, old).filter(isSignal);
    expect(signals.length).toBeLessThanOrEqual(12);
    expect(signals.at(-1)).toBe(`{"SIG": ["fader", ${last}.0]}`);
  });

  test("counts what a newer value took the place of", () => {
    const { transport, desk, lamp } = show();
    lamp.link("desk/fader", "lamp/level", { rate: 1 });
    transport.run(2000);
    for (let i = 1; i <= 5; i++) desk.emit("fader", i);
    expect([...desk.machine.recipients]).toMatchObject([{ peer: lamp.id, emitter: "fader", conflated: 3 }]);
    transport.run(1000);
    expect(lamp.value("level")).toBe(5);
  });

  test("stays with the link when the emitter's node comes back", () => {
    const { transport, desk, lamp } = show();
    lamp.link("desk/fader", "lamp/level", { rate: 10 });
    transport.run(500);
    transport.remove(desk);
    transport.run(500);
    const again = transport.node("desk");
    again.float("fader", 0, "re");
    transport.run(5000);
    expect(lamp.machine.links).toMatchObject([{ state: "made", rate: 10 }]);
    transport.takeTraffic();
    sweep(transport, (value) => again.emit("fader", value));
    expect(transport.takeTraffic(again, lamp).filter(isSignal).length).toBeLessThanOrEqual(11);
  });

  test.each(["desk", "lamp", "manager"] as const)("can be given by the %s to a link that is there", (who) => {
    const { transport, ...nodes } = show();
    const { desk, lamp } = nodes;
    lamp.link("desk/fader", "lamp/level");
    transport.run(500);
    nodes[who].link("desk/fader", "lamp/level", { rate: 10 });
    transport.run(500);
    transport.takeTraffic();
    sweep(transport, (value) => desk.emit("fader", value));
    expect(transport.takeTraffic(desk, lamp).filter(isSignal).length).toBeLessThanOrEqual(11);
    expect(lamp.machine.links).toMatchObject([{ state: "made", rate: 10 }]);
  });

  test("of one sensor does not slow another one of the same node", () => {
    const { transport, desk, lamp } = show();
    lamp.float("glow", 0, "rws");
    lamp.link("desk/fader", "lamp/level", { rate: 5 });
    lamp.link("desk/fader", "lamp/glow");
    transport.run(500);
    lamp.takeEvents("changed");
    const last = sweep(transport, (value) => desk.emit("fader", value));
    transport.run(500);
    const changed = lamp.takeEvents("changed").map(({ parameter }) => parameter);
    expect(changed.filter((path) => path === "glow")).toHaveLength(last);
    expect(changed.filter((path) => path === "level").length).toBeLessThanOrEqual(8);
    expect([lamp.value("level"), lamp.value("glow")]).toEqual([last, last]);
  });

  test("is kept within one node, too", () => {
    const { transport, desk } = show();
    desk.float("meter", 0, "rws");
    desk.link("desk/fader", "desk/meter", { rate: 10 });
    transport.run(500);
    desk.takeEvents("changed");
    const last = sweep(transport, (value) => desk.emit("fader", value));
    transport.run(200);
    expect(desk.takeEvents("changed").filter(({ parameter }) => parameter === "meter").length).toBeLessThanOrEqual(12);
    expect(desk.value("meter")).toBe(last);
  });

  test("does not bring what waits over a link that was cut", () => {
    const { transport, desk, lamp } = show();
    lamp.link("desk/fader", "lamp/level", { rate: 1 });
    transport.run(2000);
    desk.emit("fader", 1);
    desk.emit("fader", 2);
    lamp.unlink("desk/fader", "lamp/level");
    transport.run(3000);
    expect(lamp.value("level")).toBe(1);
  });

  test("leaves those alone who have none", () => {
    const { transport, desk, lamp, manager } = show();
    manager.float("in", 0, "rws");
    manager.link("desk/fader", "manager/in");
    lamp.link("desk/fader", "lamp/level", { rate: 1 });
    transport.run(2000);
    transport.takeTraffic();
    const last = sweep(transport, (value) => desk.emit("fader", value));
    expect(transport.takeTraffic(desk, manager).filter(isSignal)).toHaveLength(last);
  });
});

describe("a sampling on the wire", () => {
  const link = { emitterNode: "a".repeat(32), emitter: "x", sensorNode: "b".repeat(32), sensor: "y" };

  test.each([
    [{ rate: 30 }, '{"rate": 30}'],
    [{ every: true as const }, '{"every": true}'],
  ])("%j is the fifth element of a SUB, and only for those who announce it", (sampling, text) => {
    const subscription = { ...link, sampling };
    const four = `{"SUB": ["${link.emitterNode}", "x", "${link.sensorNode}", "y"`;
    expect(encodeSubTo({ pace: true }, subscription)).toBe(`${four}, ${text}]}`);
    expect(encodeSubTo({ pace: false }, subscription)).toBe(`${four}]}`);
    expect(encodeSubTo(undefined, subscription)).toBe(`${four}]}`);
    expect(decodeMessages(`${four}, ${text}]}`)).toEqual([{ verb: "SUB", ...subscription }]);
  });

  test.each(['{"rate": 0}', '{"rate": 1e9}', '{"rate": NaN}', '{"rate": "30"}', '{"every": 1}', "{}", '{"later": 1}'])(
    "%s is none, and harms nobody",
    (text) => {
      const sub = `{"SUB": ["${link.emitterNode}", "x", "${link.sensorNode}", "y", ${text}]}`;
      expect(decodeMessages(sub)).toEqual([{ verb: "SUB", ...link }]);
    },
  );

  test.each(["SUB", "UNSUB"])("that is no object makes a %s malformed", (verb) => {
    const text = `{"${verb}": ["${link.emitterNode}", "x", "${link.sensorNode}", "y", 30]}`;
    expect(decodeMessages(text)).toMatchObject([{ verb: "malformed" }]);
  });

  test("is not sent to a node of ours that does not announce it", () => {
    const transport = new SimulatedTransport();
    const lamp = transport.node("lamp");
    lamp.float("level", 0, "rws");
    class Older extends OurNode {
      override readonly headers = new Map([...OWN_HEADERS, ["X-ZOCP-EXTENSIONS", "call refuse remove"]]);
    }
    const older = transport.add(new Older(transport, "older"));
    older.float("fader", 0, "re");
    transport.run(100);
    transport.takeTraffic();
    lamp.link("older/fader", "lamp/level", { rate: 10 });
    transport.run(3000);
    const subs = transport.takeTraffic(lamp, older).filter((text) => text.startsWith('{"SUB"'));
    expect(subs).toEqual([`{"SUB": ["${older.id}", "fader", "${lamp.id}", "level"]}`]);
  });
});

test.each([
  [[], undefined],
  [[{ rate: 5 }, { rate: 30 }], { rate: 30 }],
  [[{ rate: 5 }, undefined], undefined],
  [[{ rate: 5 }, undefined, { every: true as const }], { every: true }],
])("the samplings %j of one node are fulfilled by %j", (samplings, all) => {
  expect(combineSamplings(samplings)).toEqual(all);
});
