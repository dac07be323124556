import { describe, expect, test } from "vitest";

import type { Json } from "../../../src/bytes/json.ts";
import { parseJson } from "../../../src/bytes/json.ts";
import { OWN_HEADERS } from "../../../src/zocp/codec/headers.ts";
import { ReferenceInhabitant } from "../reference-inhabitant.ts";
import { OurNode, SimulatedTransport } from "../simulated-transport.ts";

/** Asks for a link with a map, as a person does. */
function connect(
  by: OurNode,
  emitter: string,
  sensor: string,
  map: string,
  more: Readonly<Record<string, Json>> = {},
): void {
  const port = (address: string) => ({ node: address.split("/")[0] ?? "", parameter: address.split("/")[1] ?? "" });
  const link = { emitter: port(emitter), sensor: port(sensor) };
  const options = new Map(Object.entries({ map: parseJson(map), ...more }));
  by.act((machine, now) => machine.link(link, now, { as: "decide", options }));
}

/** A desk, a lamp and somebody who links them. */
function show(fader: object = {}, level: object = {}) {
  const transport = new SimulatedTransport();
  const lamp = transport.node("lamp");
  lamp.float("level", 0, "rwes", level);
  const desk = transport.node("desk");
  desk.float("fader", 0, "re", fader);
  const hand = transport.node("hand");
  transport.run(100);
  return { transport, lamp, desk, hand, level: () => lamp.value("level") };
}

describe("a link with a map", () => {
  test("brings its sensor what the map makes of each value, the present one first", () => {
    const { transport, desk, hand, level } = show({ value: 64 });
    desk.emit("fader", 127);
    connect(hand, "desk/fader", "lamp/level", '[{"range": [0, 127, 0, 1]}]');
    transport.run(3000);
    expect(level()).toBe(1);
    desk.emit("fader", 0);
    expect(level()).toBe(0);
  });

  test("of an old emitter: the sensor's node maps", () => {
    const { transport, hand, level } = show();
    const old = new ReferenceInhabitant("old");
    old.node.register("knob", 64, "int", "rwe");
    transport.add(old);
    transport.run(3000);
    connect(hand, "old/knob", "lamp/level", '[{"range": [0, 128, 0, 1]}]');
    transport.run(5000);
    old.node.emitSignal("knob", 32);
    transport.settle();
    expect(level()).toBe(0.25);
  });

  test("is the same again when the emitter, the sensor or who asked for it returns", () => {
    const { transport, hand, desk, lamp } = show();
    connect(hand, "desk/fader", "lamp/level", '[{"scale": 2}]');
    transport.run(3000);
    transport.remove(hand);
    transport.remove(desk);
    transport.run(3000);
    const again = transport.node("desk");
    again.float("fader", 0.1, "re");
    transport.run(5000);
    again.emit("fader", 0.2);
    expect(lamp.value("level")).toBe(0.4);
    transport.remove(lamp);
    const other = transport.node("lamp");
    other.float("level", 0, "rws");
    transport.run(5000);
    again.emit("fader", 0.3);
    expect(other.value("level")).toBe(0.6);
  });

  test("that is given another one brings the present value through that", () => {
    const { transport, hand, desk, level } = show();
    connect(hand, "desk/fader", "lamp/level", '[{"scale": 2}]');
    transport.run(3000);
    desk.emit("fader", 0.1);
    connect(hand, "desk/fader", "lamp/level", '[{"scale": 3}]');
    transport.run(3000);
    expect(level()).toBeCloseTo(0.3, 12);
    connect(hand, "desk/fader", "lamp/level", "[]");
    transport.run(3000);
    expect(level()).toBe(0.1);
  });

  test("that begins with a deadband spares the network what lies within it, and what is left comes later", () => {
    const { transport, hand, desk, lamp, level } = show();
    const sent = () => [...desk.machine.recipients][0]?.sampling;
    connect(hand, "desk/fader", "lamp/level", '[{"deadband": 0.1}, {"scale": 2}]');
    transport.run(3000);
    expect(sent()).toEqual({ deadband: 0.1 });
    desk.emit("fader", 0.5);
    lamp.takeEvents("signal");
    for (const value of [0.51, 0.55, 0.58]) desk.emit("fader", value);
    expect([level(), lamp.takeEvents("signal")]).toEqual([1, []]);
    transport.run(90);
    expect(level()).toBe(1);
    transport.run(300);
    expect(level()).toBe(1.16);
    desk.emit("fader", 0.7);
    expect(level()).toBe(1.4);
  });

  test("beside one without a deadband gets every value, and of two deadbands the smaller one counts", () => {
    const { transport, hand, desk, lamp } = show();
    lamp.float("other", 0, "rws");
    transport.run(100);
    const sampling = () => [...desk.machine.recipients][0]?.sampling;
    connect(hand, "desk/fader", "lamp/level", '[{"deadband": 0.1}]');
    connect(hand, "desk/fader", "lamp/other", '[{"deadband": 0.02}]');
    transport.run(3000);
    expect(sampling()).toEqual({ deadband: 0.02 });
    connect(hand, "desk/fader", "lamp/other", "[]");
    transport.run(3000);
    expect(sampling()).toBeUndefined();
    for (const value of [0.5, 0.501, 0.502]) desk.emit("fader", value);
    expect(lamp.value("other")).toBe(0.502);
    expect(lamp.value("level")).toBe(0.5);
  });

  test("to an event asks for every value, and for none that is more than 2 s old, unless the link says otherwise", () => {
    const { transport, hand, desk, lamp } = show();
    lamp.act((machine, now) =>
      machine.register({ name: "go" }, { typeHint: "bool", value: false, access: "rws", event: true }, now),
    );
    transport.run(100);
    const sampling = () => [...desk.machine.recipients][0]?.sampling;
    connect(hand, "desk/fader", "lamp/go", "[]");
    transport.run(3000);
    expect(sampling()).toEqual({ every: true, fresh: 2 });
    connect(hand, "desk/fader", "lamp/go", "[]", { fresh: 0.5 });
    transport.run(3000);
    expect(sampling()).toEqual({ every: true, fresh: 0.5 });
    connect(hand, "desk/fader", "lamp/go", "[]", { rate: 5 });
    transport.run(3000);
    expect(sampling()).toEqual({ rate: 5, fresh: 2 });
  });

  test("and a rate loses the rate at both ends when that is said no more", () => {
    const { transport, hand, desk, lamp } = show();
    const samplings = () => [[...desk.machine.recipients][0]?.sampling, lamp.machine.links[0]?.rate];
    connect(hand, "desk/fader", "lamp/level", '[{"scale": 2}]', { rate: 10 });
    transport.run(3000);
    expect(samplings()).toEqual([{ rate: 10 }, 10]);
    connect(hand, "desk/fader", "lamp/level", '[{"scale": 2}]');
    transport.run(3000);
    expect(samplings()).toEqual([undefined, undefined]);
    for (const value of [0.1, 0.2, 0.3]) desk.emit("fader", value);
    expect(lamp.takeEvents("signal").filter((event) => event.type === "signal" && event.mapped)).toHaveLength(4);
  });

  test("that is made again does nothing when its emitter has the same value", () => {
    const { transport, hand, desk, lamp, level } = show();
    connect(hand, "desk/fader", "lamp/level", '[{"scale": 2}]');
    transport.run(3000);
    desk.emit("fader", 0.1);
    lamp.act((machine, now) => machine.set("level", 0.9, now));
    transport.separate(desk, lamp, true);
    transport.run(1000);
    transport.separate(desk, lamp, false);
    transport.run(5000);
    expect(level()).toBe(0.9);
    desk.emit("fader", 0.2);
    expect(level()).toBe(0.4);
  });

  test("passes on no value that its sensor has already, judged after the last stage", () => {
    const { transport, hand, desk, lamp } = show();
    connect(hand, "desk/fader", "lamp/level", '[{"clip": [0, 1]}]');
    transport.run(3000);
    desk.emit("fader", 1);
    lamp.takeEvents("changed");
    for (const value of [1.5, 2, 7]) desk.emit("fader", value);
    expect(lamp.takeEvents("changed")).toEqual([]);
  });

  test("gives values by itself until the last has arrived, also when its emitter leaves meanwhile", () => {
    const { transport, hand, desk, level } = show();
    connect(hand, "desk/fader", "lamp/level", '[{"lag": 1}]');
    transport.run(3000);
    desk.emit("fader", 1);
    transport.run(200);
    expect(Number(level())).toBeGreaterThan(0.3);
    expect(Number(level())).toBeLessThan(0.6);
    transport.remove(desk);
    transport.run(5000);
    expect(level()).toBe(1);
  });

  test("gives nothing more when it is cut", () => {
    const { transport, hand, desk, level } = show();
    connect(hand, "desk/fader", "lamp/level", '[{"delay": 1}]');
    transport.run(3000);
    desk.emit("fader", 1);
    const port = (node: string, parameter: string) => ({ node, parameter });
    hand.act((machine, now) => machine.unlink({ emitter: port("desk", "fader"), sensor: port("lamp", "level") }, now));
    transport.run(5000);
    expect(level()).toBe(0);
  });

  test("drops what it has no number for, and says how often", () => {
    const { transport, hand, desk, lamp, level } = show();
    connect(hand, "desk/fader", "lamp/level", '[{"expr": "1 / x"}]');
    transport.run(3000);
    desk.emit("fader", 0.5);
    for (const value of [0, 0]) desk.emit("fader", value);
    expect(level()).toBe(2);
    expect(lamp.machine.links).toMatchObject([{ state: "made", dropped: 3 }]);
  });

  test("tells of what it drops at once, and then once a second with the number", () => {
    const { transport, hand, desk, lamp } = show({ value: 1 });
    connect(hand, "desk/fader", "lamp/level", '[{"expr": "1 / x"}]');
    transport.run(3000);
    lamp.takeEvents("dropped");
    for (const _ of [1, 2, 3]) desk.emit("fader", 0);
    const told = { type: "dropped", peer: desk.id, name: "desk", emitter: "fader", sensor: "level" };
    expect(lamp.takeEvents("dropped")).toEqual([{ ...told, count: 1 }]);
    transport.run(900);
    expect(lamp.takeEvents("dropped")).toEqual([]);
    transport.run(200);
    expect(lamp.takeEvents("dropped")).toEqual([{ ...told, count: 2 }]);
    transport.run(5000);
    expect(lamp.takeEvents("dropped")).toEqual([]);
  });

  test("counts in what several sources give together", () => {
    const { transport, hand, desk, level } = show({}, { extra: new Map([["merge", "highest"]]) });
    const other = transport.node("other");
    other.float("fader", 0, "re");
    transport.run(100);
    connect(hand, "desk/fader", "lamp/level", '[{"range": [0, 127, 0, 1]}]');
    connect(hand, "other/fader", "lamp/level", "[]");
    transport.run(3000);
    other.emit("fader", 0.4);
    desk.emit("fader", 127);
    expect(level()).toBe(1);
    desk.emit("fader", 12.7);
    expect(level()).toBe(0.4);
    desk.emit("fader", 127);
    transport.remove(desk);
    expect(level()).toBe(0.4);
  });

  test("keeps what it has counted when its emitter returns", () => {
    const { transport, hand, desk, level } = show();
    connect(hand, "desk/fader", "lamp/level", '[{"count": [1, 8]}]');
    transport.run(3000);
    for (const value of [0, 1, 0, 1]) desk.emit("fader", value);
    expect(level()).toBe(2);
    transport.remove(desk);
    const again = transport.node("desk");
    again.float("fader", 1, "re");
    transport.run(5000);
    expect(level()).toBe(2);
    for (const value of [0, 1]) again.emit("fader", value);
    expect(level()).toBe(3);
  });

  test("wants every value where something counts them, and nobody says otherwise", () => {
    const { transport, hand, desk } = show();
    connect(hand, "desk/fader", "lamp/level", '[{"toggle": true}]');
    transport.run(3000);
    expect([...desk.machine.recipients].map(({ sampling }) => sampling)).toEqual([{ every: true }]);
  });

  test("picks a lamp up only when the fader comes past it, and again after a hand", () => {
    const { transport, hand, desk, lamp, level } = show({}, { min: 0, max: 1 });
    lamp.act((machine, now) => machine.set("level", 0.5, now));
    connect(hand, "desk/fader", "lamp/level", '[{"pickup": true}]');
    transport.run(3000);
    desk.emit("fader", 0.3);
    expect(level()).toBe(0.5);
    desk.emit("fader", 0.6);
    desk.emit("fader", 0.2);
    expect(level()).toBe(0.2);
    lamp.act((machine, now) => machine.set("level", 0.9, now));
    desk.emit("fader", 0.25);
    expect(level()).toBe(0.9);
    desk.emit("fader", 0.95);
    expect(level()).toBe(0.95);
  });

  test("within one node works, too", () => {
    const { transport, lamp, hand } = show();
    lamp.float("own", 0.1, "re");
    transport.run(100);
    connect(hand, "lamp/own", "lamp/level", '[{"scale": 5}]');
    transport.run(3000);
    expect(lamp.value("level")).toBe(0.5);
    lamp.emit("own", 0.2);
    expect(lamp.value("level")).toBe(1);
  });

  test("presses a sensor that is an event, by steps of a fader from off to on", () => {
    const { transport, hand, desk, lamp } = show({}, { event: true });
    desk.emit("fader", 1);
    connect(hand, "desk/fader", "lamp/level", '[{"scale": 1}]');
    transport.run(3000);
    lamp.takeEvents("signal");
    const presses = [1, 0, 1, 1, 0, 1].map((value) => {
      desk.emit("fader", value);
      return lamp.takeEvents("signal").filter(({ sensors }) => sensors.length > 0);
    });
    expect(presses.map((list) => list.length)).toEqual([0, 0, 1, 0, 0, 1]);
    expect(presses[2]).toMatchObject([{ sensors: ["level"], value: 1, mapped: true, late: true }]);
    expect(lamp.value("level")).toBe(1);
  });
});

describe("without a map", () => {
  test.each<[typeHint: string, given: Json, taken: Json]>([
    ["int", 0.5, 1],
    ["bool", 0.7, true],
    ["string", 3, "3"],
    ["vec3f", 0.5, [0.5, 0.5, 0.5]],
    ["flt", true, 1],
    ["flt", "12", 12],
  ])("a sensor of type %s takes %j as %j", (typeHint, given, taken) => {
    const transport = new SimulatedTransport();
    const [lamp, desk] = [transport.node("lamp"), transport.node("desk")];
    const start: Record<string, Json> = { int: 0, bool: false, string: "", vec3f: [0, 0, 0], flt: 0 };
    lamp.act((machine, now) =>
      machine.register({ name: "in" }, { typeHint, value: start[typeHint] ?? 0, access: "rws" }, now),
    );
    desk.act((machine, now) => machine.register({ name: "out" }, { typeHint: "any", value: 0, access: "re" }, now));
    transport.run(100);
    const port = (node: string, parameter: string) => ({ node, parameter });
    desk.act((machine, now) => machine.link({ emitter: port("desk", "out"), sensor: port("lamp", "in") }, now));
    transport.run(3000);
    desk.emit("out", given);
    expect(lamp.value("in")).toEqual(taken);
  });

  test("degrees become radians, also when the unit of one end is known later", () => {
    const { transport, hand, desk, level } = show({ unit: "deg" }, { unit: "rad" });
    connect(hand, "desk/fader", "lamp/level", "[]");
    transport.run(3000);
    desk.emit("fader", 180);
    expect(level()).toBe(Math.PI);
    desk.float("fader", 0, "re", { unit: "turn" });
    transport.run(3000);
    desk.emit("fader", 0.5);
    expect(level()).toBe(Math.PI);
    desk.float("fader", 0, "re", { unit: "m" });
    transport.run(3000);
    desk.emit("fader", 0.25);
    expect(level()).toBe(0.25);
  });
});

describe("a map that is wrong", () => {
  test("is refused by the sensor's node, and the link stays as it was", () => {
    const { transport, hand, desk, lamp, level } = show();
    connect(hand, "desk/fader", "lamp/level", '[{"scale": 2}]');
    transport.run(3000);
    hand.takeEvents("refused");
    connect(hand, "desk/fader", "lamp/level", '[{"scale": "two"}]');
    transport.run(3000);
    expect(hand.takeEvents("refused")).toMatchObject([
      { reason: 'map[0].scale: "two" is not a number', outgoing: true },
    ]);
    desk.emit("fader", 0.2);
    expect(level()).toBe(0.4);
    expect(lamp.machine.links).toMatchObject([{ state: "made" }]);
    expect(desk.machine.links).toMatchObject([{ state: "made" }]);
    for (const { machine } of [lamp, desk])
      expect(machine.links[0]?.options.get("map")).toEqual([new Map([["scale", 2]])]);
  });

  test("makes no new link", () => {
    const { transport, hand, desk, lamp, level } = show();
    connect(hand, "desk/fader", "lamp/level", '[{"flange": 1}]');
    transport.run(5000);
    expect(hand.machine.links).toMatchObject([
      { state: "refused", reason: expect.stringContaining('there is no stage "flange"') },
    ]);
    desk.emit("fader", 0.7);
    expect(level()).toBe(0);
    expect(lamp.machine.links.filter(({ state }) => state === "made")).toEqual([]);
  });

  test("for these two ends only lets nothing through, and says why", () => {
    const { transport, hand, desk, lamp, level } = show({ min: 0, max: 1 });
    connect(hand, "desk/fader", "lamp/level", '[{"curve": "exp"}]');
    transport.run(5000);
    desk.emit("fader", 0.7);
    expect(level()).toBe(0);
    expect(lamp.machine.links).toMatchObject([
      { state: "refused", reason: expect.stringContaining("exp needs values above 0") },
    ]);
  });
});

describe("a sensor's node that knows no maps", () => {
  class Earlier extends OurNode {
    override readonly headers = new Map([
      ...OWN_HEADERS,
      ["X-ZOCP-EXTENSIONS", "call refuse remove pace origin links fade priority"],
    ]);
  }

  test("is asked for no such link, and whoever asks hears why", () => {
    const transport = new SimulatedTransport();
    const [desk, hand] = [transport.node("desk"), transport.node("hand")];
    desk.float("fader", 0.7, "re");
    const lamp = transport.add(new Earlier(transport, "lamp"));
    lamp.float("level", 0, "rws");
    transport.run(100);
    transport.takeTraffic();
    connect(hand, "desk/fader", "lamp/level", '[{"scale": 0.5}]');
    transport.run(5000);
    const reason = "lamp is an earlier version, which knows no maps: put an operator between";
    expect(hand.takeEvents("refused")).toMatchObject([{ name: "lamp", reason, outgoing: true }]);
    expect(hand.machine.links).toMatchObject([{ state: "refused", reason }]);
    transport.separate(hand, lamp, true);
    transport.separate(hand, lamp, false);
    transport.run(5000);
    expect(transport.traffic.filter(({ to, text }) => to === "lamp" && text.includes("scale"))).toEqual([]);
    expect(lamp.value("level")).toBe(0);
  });

  test("is an old one: the same, and it is never told", () => {
    const { transport, hand } = show();
    const old = new ReferenceInhabitant("old");
    old.node.register("level", 0, "flt", "rws");
    transport.add(old);
    transport.run(3000);
    transport.takeTraffic();
    connect(hand, "desk/fader", "old/level", '[{"scale": 0.5}]');
    transport.run(5000);
    expect(hand.machine.links).toMatchObject([
      { state: "refused", reason: "old is an old node, which knows no maps: put an operator between" },
    ]);
    expect(transport.traffic.filter(({ to, text }) => to === "old" && text.includes("SUB"))).toEqual([]);
  });
});
