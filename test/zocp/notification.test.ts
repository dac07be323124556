import { describe, expect, test } from "vitest";

import { SimulatedTransport } from "./simulated-transport.ts";

/** A desk with three emitters; `wired` has a sensor on one of them, `listener` hears everything, `other` nothing. */
function show() {
  const transport = new SimulatedTransport();
  const desk = transport.node("desk");
  const wired = transport.node("wired");
  const listener = transport.node("listener");
  const other = transport.node("other");
  desk.float("a", 0, "rwe");
  desk.float("b", 0, "rwe");
  wired.float("in", 0, "rws");
  transport.run(100);
  wired.link("desk/a", "wired/in");
  listener.act((machine, now) => machine.observe(desk.id, null, now));
  transport.run(100);
  transport.takeTraffic();
  return { transport, desk, wired, listener, other };
}

/** Who was told what, since the last call. */
function told(transport: SimulatedTransport): readonly string[] {
  return transport.traffic.splice(0).map(({ from, to, text }) => `${from} > ${to} ${text}`);
}

describe("a signal", () => {
  test("goes once to each node that is subscribed, whatever the number of its sensors", () => {
    const { transport, desk, wired } = show();
    wired.float("in2", 0, "rs");
    wired.link("desk/a", "wired/in2");
    transport.run(100);
    told(transport);
    desk.emit("a", 0.5);
    expect(told(transport)).toEqual([`desk > wired {"SIG": ["a", 0.5]}`, `desk > listener {"SIG": ["a", 0.5]}`]);
  });

  test("is sent and delivered again when the value is the same", () => {
    const { desk, listener } = show();
    listener.events.splice(0);
    desk.emit("a", 0);
    desk.emit("a", 0);
    expect(listener.takeEvents("signal")).toHaveLength(2);
  });

  test("goes to nobody when a state is set to the value that it has", () => {
    const { transport, desk } = show();
    desk.act((machine, now) => machine.set("a", 0, now));
    expect(told(transport)).toEqual([]);
  });

  test("writes whole numbers of a float with a decimal point, and NaN as Python does", () => {
    const { transport, desk } = show();
    desk.emit("a", 1);
    desk.emit("a", Number.NaN);
    desk.emit("a", Number.NEGATIVE_INFINITY);
    const texts = told(transport).filter((line) => line.includes("> wired"));
    expect(texts.map((line) => line.slice(line.indexOf("{")))).toEqual([
      '{"SIG": ["a", 1.0]}',
      '{"SIG": ["a", NaN]}',
      '{"SIG": ["a", -Infinity]}',
    ]);
  });

  test("of a name that is not known is told all the same", () => {
    const { transport, desk, other } = show();
    other.events.splice(0);
    desk.act(() => [{ type: "send", to: [other.id], text: '{"SIG": ["ghost", 1]}' }]);
    transport.settle();
    expect(other.takeEvents("signal")).toMatchObject([{ emitter: "ghost", value: 1, sensors: [] }]);
    expect(other.machine.peers.get(desk.id)?.tree.parameters.has("ghost")).toBe(false);
  });

  test("passes on through a sensor that is an emitter too, and not back", () => {
    const { transport, desk, wired } = show();
    wired.float("thru", 0, "rse");
    desk.float("back", 0, "rs");
    transport.run(10);
    wired.link("desk/a", "wired/thru");
    wired.link("wired/thru", "desk/back");
    transport.run(100);
    told(transport);
    desk.emit("a", 6);
    expect(desk.value("back")).toBe(6);
    expect(told(transport).filter((line) => line.includes("thru"))).toEqual([`wired > desk {"SIG": ["thru", 6.0]}`]);
  });
});

describe("a SET", () => {
  test("is answered with the value, and told to all subscribers but the setter", () => {
    const { transport, desk, listener } = show();
    listener.setRemote(desk, "a", 0.5);
    expect(told(transport)).toEqual([
      `listener > desk {"SET": {"a": {"value": 0.5}}}`,
      `desk > wired {"SIG": ["a", 0.5]}`,
      `desk > listener {"MOD": {"a": {"value": 0.5}}, "REP": ["SET", {"accepted": ["a"]}]}`,
    ]);
    expect(listener.machine.peers.get(desk.id)?.tree.parameters.get("a")?.value).toBe(0.5);
  });

  test("of several values becomes one signal each", () => {
    const { transport, desk, other } = show();
    other.act(() => [{ type: "send", to: [desk.id], text: '{"SET": {"a": {"value": 1}, "b": {"value": 2}}}' }]);
    expect(told(transport).slice(1, 4)).toEqual([
      `desk > wired {"SIG": ["a", 1.0]}`,
      `desk > listener {"SIG": ["a", 1.0]}`,
      `desk > listener {"SIG": ["b", 2.0]}`,
    ]);
  });

  test("drives the setter's own sensor by the answer", () => {
    const { wired, desk } = show();
    wired.setRemote(desk, "a", 0.5);
    expect(wired.value("in")).toBe(0.5);
  });
});

describe("a registration", () => {
  test("is told to every ZOCP node, with all there is to say", () => {
    const { transport, desk } = show();
    const more = { min: 0, max: 255, step: 1, unit: "DMX", description: "a channel" };
    desk.act((machine, now) =>
      machine.register({ name: "n" }, { typeHint: "int", value: 0, access: "rw", ...more }, now),
    );
    const mod =
      '{"MOD": {"n": {"value": 0, "typeHint": "int", "access": "rw", "subscribers": [], "min": 0, "max": 255, "step": 1, ' +
      '"unit": "DMX", "description": "a channel"}}}';
    expect(told(transport)).toEqual(["wired", "listener", "other"].map((name) => `desk > ${name} ${mod}`));
  });

  test("anew keeps the subscribers", () => {
    const { transport, desk, wired } = show();
    desk.float("a", 0.1, "re", { max: 1 });
    expect(told(transport)[0]).toContain(`"subscribers": [["${wired.id}", "in"]]`);
    desk.emit("a", 0.2);
    expect(wired.value("in")).toBe(0.2);
  });

  test("within an object is told under the object, and its type in the whole tree", () => {
    const { transport, desk } = show();
    desk.act((machine) => machine.declareObject("cam", "Camera"));
    const description = { typeHint: "vec3f", value: [1, 2, 3], access: "re" };
    desk.act((machine, now) => machine.register({ object: "cam", name: "location" }, description, now));
    const cam = '"location": {"value": [1.0, 2.0, 3.0], "typeHint": "vec3f", "access": "re", "subscribers": []}';
    expect(told(transport).filter((line) => line.includes("> other"))).toEqual([
      `desk > other {"MOD": {"objects": {"cam": {"type": "Camera"}}}}`,
      `desk > other {"MOD": {"objects": {"cam": {${cam}}}}}`,
    ]);
    const late = transport.node("late");
    expect(late.machine.peers.get(desk.id)?.tree.objects.get("cam")).toBe("Camera");
    expect(late.machine.peers.get(desk.id)?.tree.parameters.get("cam.location")?.value).toEqual([1, 2, 3]);
  });

  test("is undone by a removal that every node of ours sees", () => {
    const { transport, desk, other } = show();
    other.events.splice(0);
    desk.act((machine, now) => machine.remove("b", now));
    expect(told(transport)).toContain(`desk > other {"MOD": {"b": null}}`);
    expect(other.takeEvents("modified")).toMatchObject([{ parameters: [], removed: ["b"] }]);
    expect(other.machine.peers.get(desk.id)?.tree.parameters.has("b")).toBe(false);
  });
});

describe("metadata", () => {
  test("about space is told as floats, under its own name", () => {
    const { transport, desk, other } = show();
    desk.act((machine, now) => machine.setMetadata("_scale", [1, 2, 3], now));
    expect(told(transport)).toContain(`desk > other {"MOD": {"_scale": [1.0, 2.0, 3.0]}}`);
    expect(other.machine.peers.get(desk.id)?.tree.metadata.get("_scale")).toEqual([1, 2, 3]);
  });

  test.each([
    ["_location", [1, 2], "[1, 2] is not a list of 3 numbers"],
    ["_matrix", [[1]], "[[1]] is not four rows of four numbers"],
    ["_note", 5, "5 is neither a text nor a list nor an object"],
    ["note", "x", "must begin with an underscore"],
  ])("%s = %j is refused", (name, value, why) => {
    const { desk } = show();
    expect(() => desk.machine.setMetadata(name, value, 0)).toThrow(why);
  });

  test("can be set by a peer", () => {
    const { desk, other } = show();
    const request = other.setRemote(desk, "_zne_position", [10, 20]);
    expect(other.outcome(request)).toEqual([10, 20]);
    expect(desk.machine.metadata.get("_zne_position")).toEqual([10, 20]);
  });
});

describe("a peer that leaves", () => {
  test("is taken from the lists of subscribers, and the others are told", () => {
    const { transport, desk, wired } = show();
    transport.remove(wired);
    transport.run(100);
    expect(desk.machine.subscribersOf("a")).toEqual([]);
    expect(told(transport)).toContain(`desk > other {"MOD": {"a": {"subscribers": []}}}`);
  });
});

describe("a GET", () => {
  test("of names is answered with one MOD that leaves out what there is not", () => {
    const { transport, desk, other } = show();
    other.act(() => [{ type: "send", to: [desk.id], text: '{"GET": ["b", "nope"]}' }]);
    const mod = '{"MOD": {"b": {"value": 0.0, "typeHint": "flt", "access": "rwe", "subscribers": []}}}';
    expect(told(transport)).toEqual([`other > desk {"GET": ["b", "nope"]}`, `desk > other ${mod}`]);
  });

  test.each(["null", "0", "[]", "{}", '""'])("of %s means everything", (nothing) => {
    const { transport, desk, other } = show();
    other.act(() => [{ type: "send", to: [desk.id], text: `{"GET": ${nothing}}` }]);
    expect(told(transport)[1]).toContain('"b"');
  });

  test("after a SET in the same message sees what was set", () => {
    const { transport, desk, other } = show();
    other.act(() => [{ type: "send", to: [desk.id], text: '{"SET": {"b": {"value": 4}}, "GET": ["b"]}' }]);
    expect(told(transport).at(-1)).toContain('"value": 4.0');
  });
});
