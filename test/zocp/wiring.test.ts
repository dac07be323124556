import { describe, expect, test } from "vitest";

import { OurNode, SimulatedTransport } from "./simulated-transport.ts";

/** A desk with an emitter, a lamp with a sensor, and a stage manager who has neither. */
function show() {
  const transport = new SimulatedTransport();
  const desk = transport.node("desk");
  const lamp = transport.node("lamp");
  const manager = transport.node("manager");
  desk.float("fader", 0.25, "re");
  lamp.float("level", 0, "rs");
  transport.run(100);
  transport.takeTraffic();
  return { transport, desk, lamp, manager };
}

describe("a link", () => {
  test.each(["lamp", "desk", "manager"] as const)("made by the %s carries signals", (who) => {
    const { transport, desk, lamp, ...others } = show();
    const nodes = { desk, lamp, ...others };
    nodes[who].link("desk/fader", "lamp/level");
    transport.run(100);
    expect(nodes[who].machine.links).toMatchObject([{ state: "made", reason: "" }]);
    desk.emit("fader", 0.5);
    expect(lamp.value("level")).toBe(0.5);
  });

  test("brings the present value at once", () => {
    const { lamp } = show();
    lamp.link("desk/fader", "lamp/level");
    expect(lamp.value("level")).toBe(0.25);
  });

  test("brings no value that is an event and not a state", () => {
    const { transport, desk, lamp } = show();
    desk.float("go", 7, "re", { event: true });
    transport.run(10);
    lamp.link("desk/go", "lamp/level");
    expect(lamp.value("level")).toBe(0);
    desk.emit("go", 7);
    expect(lamp.value("level")).toBe(7);
  });

  test("is told to everyone in the emitter's list of subscribers, to the subscriber too", () => {
    const { transport, desk, lamp, manager } = show();
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    const list = `{"MOD": {"fader": {"subscribers": [["${lamp.id}", "level"]]}}}`;
    expect(transport.traffic.filter(({ text }) => text === list).map(({ to }) => to)).toEqual(["lamp", "manager"]);
    expect(manager.machine.peers.get(desk.id)?.tree.parameters.get("fader")?.subscribers).toEqual([[lamp.id, "level"]]);
  });

  test.each(["lamp", "desk", "manager"] as const)("can be cut by the %s", (who) => {
    const { transport, desk, lamp, ...others } = show();
    const nodes = { desk, lamp, ...others };
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    nodes[who].unlink("desk/fader", "lamp/level");
    transport.run(10_000);
    desk.emit("fader", 0.9);
    expect(lamp.value("level")).toBe(0.25);
    expect(desk.machine.subscribersOf("fader")).toEqual([]);
    const cut = { state: "cut", by: who, reason: `cut by ${who}` };
    expect(desk.machine.links).toEqual([]);
    expect(lamp.machine.links).toMatchObject(who === "lamp" ? [] : [cut]);
  });

  test("that was asked for by id before the other node was here is cut for good", () => {
    const transport = new SimulatedTransport();
    const lamp = transport.node("lamp");
    const manager = transport.node("manager");
    lamp.float("level", 0, "rs");
    const desk = new OurNode(transport, "desk");
    desk.float("fader", 0.25, "re");
    lamp.link(`${desk.id}/fader`, `${lamp.id}/level`);
    transport.add(desk);
    transport.run(100);
    expect(lamp.machine.links).toMatchObject([{ state: "made", emitter: { node: "desk" } }]);
    manager.unlink("desk/fader", "lamp/level");
    transport.run(10_000);
    expect(lamp.machine.links).toMatchObject([{ state: "cut", by: "manager" }]);
    expect(desk.machine.subscribersOf("fader")).toEqual([]);
  });

  test("that was asked for by id comes back with the name of its node", () => {
    const transport = new SimulatedTransport();
    const lamp = transport.node("lamp");
    lamp.float("level", 0, "rs");
    const desk = new OurNode(transport, "desk");
    desk.float("fader", 0.25, "re");
    lamp.link(`${desk.id}/fader`, `${lamp.id}/level`);
    transport.add(desk);
    transport.run(100);
    transport.remove(desk);
    const again = new OurNode(transport, "desk");
    again.float("fader", 0.75, "re");
    transport.add(again);
    transport.run(100);
    expect(lamp.value("level")).toBe(0.75);
  });

  test("to one sensor is cut without another of the same node", () => {
    const { transport, desk, lamp } = show();
    lamp.float("glow", 0, "rs");
    lamp.link("desk/fader", "lamp/level");
    lamp.link("desk/fader", "lamp/glow");
    lamp.unlink("desk/fader", "lamp/level");
    transport.run(100);
    desk.emit("fader", 0.9);
    expect([lamp.value("level"), lamp.value("glow")]).toEqual([0.25, 0.9]);
  });

  test("waits for an emitter that is registered later", () => {
    const { transport, desk, lamp } = show();
    lamp.link("desk/late", "lamp/level");
    expect(lamp.machine.links).toMatchObject([{ state: "waiting", reason: 'desk has no emitter "late"' }]);
    desk.float("late", 0.75, "re");
    transport.run(10);
    expect(lamp.value("level")).toBe(0.75);
  });

  test("says which access letter is missing", () => {
    const { transport, desk, lamp } = show();
    desk.float("mute", 0, "r");
    transport.run(10);
    lamp.link("desk/mute", "lamp/level");
    expect(lamp.machine.links).toMatchObject([{ reason: 'desk/mute is no emitter: its access is "r", without e' }]);
  });

  test("says which nodes are not here", () => {
    const { manager } = show();
    manager.link("nobody/x", "noone/y");
    expect(manager.machine.links).toMatchObject([{ state: "waiting", reason: "nobody and noone are not here" }]);
  });

  test("within one node needs no network", () => {
    const { transport, desk } = show();
    desk.float("mirror", 0, "rs");
    desk.takeEvents("signal");
    desk.link("desk/fader", "desk/mirror");
    expect(desk.value("mirror")).toBe(0.25);
    expect(desk.takeEvents("signal")).toMatchObject([{ emitter: "fader", value: 0.25, sensors: ["mirror"] }]);
    transport.takeTraffic();
    desk.emit("fader", 0.5);
    expect(desk.value("mirror")).toBe(0.5);
    expect(transport.takeTraffic(desk, desk)).toEqual([]);
  });

  test("within one node can be made and cut by another node", () => {
    const { transport, desk, manager } = show();
    desk.float("mirror", 0, "rs");
    transport.run(10);
    manager.link("desk/fader", "desk/mirror");
    transport.run(100);
    desk.emit("fader", 0.5);
    expect(desk.value("mirror")).toBe(0.5);
    manager.unlink("desk/fader", "desk/mirror");
    transport.run(100);
    desk.emit("fader", 1);
    expect(desk.value("mirror")).toBe(0.5);
  });

  test("within one node waits for an emitter that is registered later", () => {
    const { desk, manager, transport } = show();
    desk.float("mirror", 0, "rs");
    desk.receive(manager.id, `{"SUB": ["${desk.id}", "late", "${desk.id}", "mirror"]}`, transport.now);
    desk.float("late", 0.5, "re");
    expect(desk.value("mirror")).toBe(0.5);
  });

  test("between parameters of objects carries signals", () => {
    const { transport, desk, lamp } = show();
    const place = { typeHint: "vec3f", value: [1, 2, 3] };
    desk.act((machine, now) => machine.register({ object: "cam", name: "location" }, { ...place, access: "re" }, now));
    lamp.act((machine, now) => machine.register({ object: "spot", name: "target" }, { ...place, access: "rs" }, now));
    transport.run(10);
    lamp.link("desk/cam.location", "lamp/spot.target");
    transport.run(100);
    desk.emit("cam.location", [4, 5, 6]);
    expect(lamp.value("spot.target")).toEqual([4, 5, 6]);
  });
});

describe("a link is made again", () => {
  test.each(["lamp", "manager"] as const)("when the emitter's node returns and the %s had asked for it", (who) => {
    const { transport, desk, lamp, ...others } = show();
    const nodes = { desk, lamp, ...others };
    nodes[who].link("desk/fader", "lamp/level");
    transport.run(100);
    transport.remove(desk);
    transport.run(60_000);
    const again = new OurNode(transport, "desk");
    again.float("fader", 0.6, "re");
    transport.add(again);
    transport.run(100);
    expect(lamp.value("level")).toBe(0.6);
    again.emit("fader", 0.8);
    expect(lamp.value("level")).toBe(0.8);
  });

  test("when the sensor's node returns and only the emitter's node remembers it", () => {
    const { transport, desk, lamp } = show();
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    transport.remove(lamp);
    expect(desk.machine.subscribersOf("fader")).toEqual([]);
    const again = new OurNode(transport, "lamp");
    again.float("level", 0, "rs");
    transport.add(again);
    transport.run(100);
    desk.emit("fader", 0.8);
    expect(again.value("level")).toBe(0.8);
  });

  test("by its name, and not by the id of one of two nodes that share it", () => {
    const { transport, desk, lamp } = show();
    const twin = transport.node("lamp");
    twin.float("level", 0, "rs");
    transport.run(10);
    for (const one of [lamp, twin]) desk.link("desk/fader", `${one.id}/level`);
    transport.run(100);
    expect(desk.machine.links).toMatchObject([{ state: "made" }, { state: "made" }]);
    transport.remove(twin);
    transport.run(1000);
    expect(desk.machine.links).toMatchObject([{ state: "made", sensor: { node: lamp.id } }]);
    const again = new OurNode(transport, "lamp");
    again.float("level", 0, "rs");
    transport.add(again);
    transport.run(100);
    desk.emit("fader", 0.8);
    expect([lamp.value("level"), again.value("level")]).toEqual([0.8, 0]);
  });

  test.each([
    ["both ends lose each other", true, true],
    ["only the emitter's node loses the other", true, false],
    ["only the sensor's node loses the other", false, true],
  ])("when %s for a moment", (_, emitterLoses, sensorLoses) => {
    const { transport, desk, lamp } = show();
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    if (emitterLoses) desk.exit(lamp, transport.now);
    if (sensorLoses) lamp.exit(desk, transport.now);
    if (emitterLoses) desk.enter(lamp, transport.now);
    if (sensorLoses) lamp.enter(desk, transport.now);
    transport.run(100);
    desk.emit("fader", 0.8);
    expect(lamp.value("level")).toBe(0.8);
    expect(lamp.machine.links).toMatchObject([{ state: "made" }]);
  });

  test("and not when it was cut while the node was away", () => {
    const { transport, desk, lamp } = show();
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    transport.remove(desk);
    lamp.unlink("desk/fader", "lamp/level");
    const again = new OurNode(transport, "desk");
    again.float("fader", 0.6, "re");
    transport.add(again);
    transport.run(10_000);
    expect(again.machine.subscribersOf("fader")).toEqual([]);
  });

  test("and not when a third node that kept it too cut it while the node was away", () => {
    const { transport, desk, lamp, manager } = show();
    manager.link("desk/fader", "lamp/level");
    transport.run(100);
    expect(desk.machine.links).toMatchObject([{ state: "made" }]);
    transport.remove(lamp);
    transport.run(100);
    manager.unlink("desk/fader", "lamp/level");
    transport.run(100);
    expect(desk.machine.links).toEqual([]);
    const again = new OurNode(transport, "lamp");
    again.float("level", 0, "rs");
    transport.add(again);
    transport.run(10_000);
    expect(desk.machine.subscribersOf("fader")).toEqual([]);
  });

  test("when its emitter was removed and is registered anew", () => {
    const { transport, desk, lamp } = show();
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    desk.act((machine, now) => machine.remove("fader", now));
    transport.run(100);
    expect(lamp.machine.links).toMatchObject([{ state: "waiting" }]);
    desk.float("fader", 0.3, "re");
    transport.run(3000);
    desk.emit("fader", 0.4);
    expect(lamp.value("level")).toBe(0.4);
    expect(lamp.machine.links).toMatchObject([{ state: "made" }]);
  });
});

describe("a SUB that cannot be followed", () => {
  test.each([
    ["names an emitter without the letter e", ["desk", "mute", "lamp", "level"], "it is no emitter (access letter e)"],
    ["names a sensor that is not there", ["desk", "fader", "lamp", "nope"], 'lamp has no parameter "nope"'],
  ])("because it %s is refused with the reason", (_, [emitNode, emitter, recvNode, sensor], reason) => {
    const { transport, desk, lamp, manager } = show();
    desk.float("mute", 0, "r");
    transport.run(10);
    const id = (name: string | undefined) => ({ desk: desk.id, lamp: lamp.id })[name ?? ""] ?? name;
    manager.act(() => [
      { type: "send", to: [desk.id], text: JSON.stringify({ SUB: [id(emitNode), emitter, id(recvNode), sensor] }) },
    ]);
    const told = [...manager.takeEvents("refused"), ...lamp.takeEvents("refused")];
    expect(told).toMatchObject([{ verb: "SUB", reason, outgoing: true }]);
    expect(desk.machine.subscribersOf("fader")).toEqual([]);
  });

  test("because it names a node that is not here is refused when that has not come after 5 s", () => {
    const { transport, desk, manager } = show();
    manager.act(() => [{ type: "send", to: [desk.id], text: subTo(desk.id, "f".repeat(32)) }]);
    transport.run(4900);
    expect(manager.takeEvents("refused")).toEqual([]);
    transport.run(200);
    const reason = "the sensor's node is not here";
    expect(manager.takeEvents("refused")).toMatchObject([{ verb: "SUB", reason, outgoing: true }]);
    expect(desk.machine.deadline).toBe(Number.POSITIVE_INFINITY);
  });

  test.each(["emitter", "sensor"] as const)(
    "yet, because the node of its %s is only just coming, is followed then",
    (end) => {
      const transport = new SimulatedTransport();
      const [desk, lamp] = [new OurNode(transport, "desk"), new OurNode(transport, "lamp")];
      desk.float("fader", 0.25, "re");
      lamp.float("level", 0, "rs");
      const [here, late] = end === "sensor" ? [desk, lamp] : [lamp, desk];
      transport.add(here);
      const manager = transport.node("manager");
      transport.run(100);
      manager.act(() => [{ type: "send", to: [here.id], text: subTo(desk.id, lamp.id) }]);
      transport.run(2000);
      transport.add(late);
      transport.run(1000);
      expect(lamp.value("level")).toBe(0.25);
      expect(manager.takeEvents("refused")).toEqual([]);
    },
  );

  test.each(["is taken back", "was asked by somebody who has left"])(
    "yet makes nothing when it %s meanwhile",
    (how) => {
      const transport = new SimulatedTransport();
      const [desk, lamp] = [new OurNode(transport, "desk"), new OurNode(transport, "lamp")];
      desk.float("fader", 0.25, "re");
      lamp.float("level", 0, "rs");
      transport.add(desk);
      const manager = transport.node("manager");
      transport.run(100);
      const say = (text: string): void => manager.act(() => [{ type: "send", to: [desk.id], text }]);
      say(subTo(desk.id, lamp.id));
      transport.run(1000);
      if (how === "is taken back") say(subTo(desk.id, lamp.id).replace("SUB", "UNSUB"));
      else transport.remove(manager);
      transport.add(lamp);
      transport.run(10_000);
      expect(desk.machine.subscribersOf("fader")).toEqual([]);
      expect(lamp.value("level")).toBe(0);
    },
  );

  test("yet waits with a thousand others, and the next one is refused at once", () => {
    const { transport, desk, manager } = show();
    for (let i = 0; i <= 1000; i++)
      manager.act(() => [{ type: "send", to: [desk.id], text: subTo(desk.id, i.toString(16).padStart(32, "f")) }]);
    expect(manager.takeEvents("refused")).toHaveLength(1);
    transport.run(6000);
    expect(manager.takeEvents("refused").length).toBeGreaterThan(90);
  });

  test("between two other nodes is ignored", () => {
    const { desk, lamp, manager } = show();
    manager.receive(desk.id, `{"SUB": ["${desk.id}", "fader", "${lamp.id}", "level"]}`, 0);
    expect(manager.takeEvents("ignored")).toMatchObject([{ reason: "a SUB for a link between two other nodes" }]);
  });
});

describe("a wildcard", () => {
  test("without a sensor hears every signal and every registration", () => {
    const { transport, desk, manager } = show();
    manager.act((machine, now) => machine.observe(desk.id, null, now));
    manager.events.splice(0);
    desk.emit("fader", 0.5);
    desk.float("late", 0, "re");
    desk.emit("late", 1);
    const seen = manager.events.map((event) => event.type);
    expect(seen).toEqual(["signal", "modified", "signal"]);
    transport.run(100);
  });

  test("with a sensor drives it by every emitter", () => {
    const { desk, lamp } = show();
    lamp.act((machine, now) => {
      const text = `{"SUB": ["${desk.id}", null, "${lamp.id}", "level"]}`;
      return [...machine.handleMessage(desk.id, text, now)];
    });
    desk.emit("fader", 0.5);
    expect(lamp.value("level")).toBe(0.5);
  });

  test("outlives the cutting of a named subscription", () => {
    const { transport, desk, lamp } = show();
    lamp.act((machine, now) => machine.observe(desk.id, null, now));
    lamp.link("desk/fader", "lamp/level");
    transport.run(100);
    lamp.unlink("desk/fader", "lamp/level");
    transport.run(100);
    lamp.events.splice(0);
    desk.emit("fader", 0.5);
    expect(lamp.takeEvents("signal")).toMatchObject([{ value: 0.5, sensors: [] }]);
  });
});

function subTo(desk: string, lamp: string): string {
  return JSON.stringify({ SUB: [desk, "fader", lamp, "level"] });
}
