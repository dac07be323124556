import { describe, expect, test } from "vitest";

import { OWN_HEADERS } from "../../../src/zocp/codec/headers.ts";
import { LOOK_EVERY, Session } from "../../../src/zocp/links/session.ts";
import { OurNode, SimulatedTransport } from "../simulated-transport.ts";

/** A desk with an emitter, a lamp with a sensor, and two tools of people. */
function show() {
  const transport = new SimulatedTransport();
  const clock = { skew: 0 };
  const enter = (name: string, skewed = false): OurNode =>
    transport.node(name, { date: () => DATE + transport.now + (skewed ? clock.skew : 0) });
  const makeDesk = (): OurNode => prepared(enter("desk"), (node) => node.float("fader", 0.25, "rwe"));
  const makeLamp = (): OurNode => prepared(enter("lamp"), (node) => node.float("level", 0, "rws"));
  const [desk, lamp, ada, ben] = [makeDesk(), makeLamp(), enter("ada", true), enter("ben")];
  transport.run(11_000);
  return { transport, clock, desk, lamp, ada, ben, makeDesk, makeLamp };
}

function prepared(node: OurNode, prepare: (node: OurNode) => void): OurNode {
  prepare(node);
  return node;
}

const ENDS = ["desk/fader", "lamp/level"] as const;
const LINK = { emitter: { node: "desk", parameter: "fader" }, sensor: { node: "lamp", parameter: "level" } };
const isMade = ({ machine }: OurNode): boolean => machine.subscribersOf("fader").length > 0;
const stateOf = ({ machine }: OurNode) => machine.linkState(LINK)?.state;

describe("the options that a person decides", () => {
  const optionsAt = ({ machine }: OurNode) => machine.linkState(LINK)?.options;

  test.each([
    ["ada", "ben"],
    ["ben", "ada"],
  ] as const)(
    "hold against those that %s decided a moment before, when %s has not heard of these yet",
    (first, second) => {
      const { transport, desk, lamp, ...people } = show();
      people.ada.link(...ENDS, { rate: 5 });
      people.ben.link(...ENDS, { rate: 5 });
      transport.run(5000);
      people[first].link(...ENDS, { rate: 10 }, "decide");
      transport.run(5);
      people[second].link(...ENDS, { rate: 20 }, "decide");
      transport.run(5000);
      for (const node of [desk, lamp, people[second]]) expect(optionsAt(node)).toEqual(new Map([["rate", 20]]));
    },
  );

  test("hold also where their node believes that it is so already", () => {
    const { transport, desk, lamp, ada } = show();
    ada.link(...ENDS, { rate: 10 }, "decide");
    transport.run(5000);
    lamp.link(...ENDS, { rate: 20 }, "decide");
    transport.run(5000);
    ada.link(...ENDS, { rate: 10 }, "decide");
    transport.run(5000);
    for (const node of [desk, lamp, ada]) expect(optionsAt(node)).toEqual(new Map([["rate", 10]]));
  });
});

describe("a person's cut", () => {
  test("holds against a program that wants the link each time it starts, in both orders", () => {
    const { transport, desk, lamp, ada, makeLamp } = show();
    lamp.link(...ENDS);
    transport.run(1000);
    ada.unlink(...ENDS);
    transport.run(1000);
    lamp.link(...ENDS);
    transport.run(5000);
    expect(isMade(desk)).toBe(false);
    transport.remove(lamp);
    transport.run(1000);
    const again = makeLamp();
    again.link(...ENDS);
    transport.run(5000);
    expect(lamp.takeEvents("unlinked")).toMatchObject([{ link: LINK, reason: "cut by ada" }]);
    expect(isMade(desk)).toBe(false);
    expect(again.machine.links).toMatchObject([{ state: "cut", by: "ada", reason: "cut by ada", at: DATE + 12_000 }]);
  });

  test("is told to a program that wanted the link before it heard of the cut", () => {
    const { transport, desk, lamp, ada } = show();
    lamp.link(...ENDS);
    transport.run(1000);
    transport.remove(lamp);
    ada.unlink(...ENDS);
    transport.run(1000);
    const again = new OurNode(transport, "lamp");
    again.float("level", 0, "rws");
    again.link(...ENDS);
    transport.add(again);
    transport.run(5000);
    expect(isMade(desk)).toBe(false);
    expect(again.takeEvents("unlinked")).toMatchObject([{ link: LINK, reason: "cut by ada" }]);
  });

  test("gives way to a program that decides, and that is told where it was cut", () => {
    const { transport, desk, lamp, ada } = show();
    ada.unlink(...ENDS);
    transport.run(1000);
    lamp.link(...ENDS, undefined, "decide");
    transport.run(1000);
    expect(isMade(desk)).toBe(true);
    expect(ada.takeEvents("overruled")).toMatchObject([{ on: true, by: "lamp", link: LINK }]);
  });

  test("is taken back by the program that cut it", () => {
    const { transport, desk, lamp } = show();
    lamp.link(...ENDS);
    lamp.unlink(...ENDS);
    transport.run(1000);
    lamp.link(...ENDS);
    transport.run(1000);
    expect(isMade(desk)).toBe(true);
  });

  test("is not undone by a hand that still drags the options of the link", () => {
    const { transport, desk, lamp, ada, ben } = show();
    ada.link(...ENDS);
    transport.run(1000);
    transport.separate(ben, desk, true);
    transport.separate(ben, lamp, true);
    ada.unlink(...ENDS);
    transport.run(2000);
    // What Ben's page says last is not a link that is to be, but how its values are to travel.
    const record = `{"emitter": ["desk", "fader"], "sensor": ["lamp", "level"], "on": true, "onVersion": [1, "${ben.id}"],
      "options": {"rate": 5}, "optionsVersion": [999999999, "${ben.id}"], "by": "ben", "at": 0}`;
    transport.separate(ben, desk, false);
    transport.separate(ben, lamp, false);
    for (const end of [desk, lamp])
      end.receive(ben.id, `{"CALL": ["zocp.records", [[${record}], "decided"]]}`, transport.now);
    transport.run(5000);
    expect(isMade(desk)).toBe(false);
    expect(desk.machine.linkState(LINK)).toMatchObject({ state: "cut", rate: 5 });
  });

  test("counts although the clock of who makes the link again is hours behind", () => {
    const { transport, clock, desk, ada, ben } = show();
    ben.unlink(...ENDS);
    transport.run(1000);
    clock.skew = -7_200_000;
    ada.link(...ENDS);
    transport.run(1000);
    expect(isMade(desk)).toBe(true);
    expect(stateOf(ada)).toBe("made");
  });
});

describe("a laptop that slept", () => {
  /** Ada's laptop cut the link while the lamp was away; then others made it, and it sleeps through that. */
  function asleep(rest: number) {
    const s = show();
    s.lamp.link(...ENDS);
    s.transport.run(1000);
    s.transport.remove(s.lamp);
    for (const other of [s.desk, s.ben]) s.transport.separate(s.ada, other, true);
    s.ada.unlink(...ENDS);
    s.transport.run(rest);
    return s;
  }

  test("does not cut what was made since", () => {
    const { transport, desk, ada, ben, makeLamp } = asleep(1000);
    const lamp = makeLamp();
    transport.separate(ada, lamp, true);
    ben.link(...ENDS);
    transport.run(2000);
    for (const other of [desk, ben, lamp]) transport.separate(ada, other, false);
    transport.run(5000);
    expect(isMade(desk)).toBe(true);
    expect(ada.takeEvents("overruled")).toMatchObject([{ on: true, by: "ben" }]);
  });

  test("does not decide any more after it was alone: the ends keep what they have", () => {
    const { transport, desk, ada, ben, makeLamp } = asleep(1000);
    const lamp = makeLamp();
    transport.separate(ada, lamp, true);
    transport.run(5000);
    for (const other of [desk, ben, lamp]) transport.separate(ada, other, false);
    transport.run(5000);
    // Its record is newer than theirs, which was declared: that counts as none.
    expect(stateOf(desk)).toBe("cut");
    expect(isMade(desk)).toBe(false);
  });

  test.each([
    ["its timer came late", LOOK_EVERY + 20_000, LOOK_EVERY, false],
    ["its date jumped", LOOK_EVERY, 3_600_000, false],
    ["it was only busy", LOOK_EVERY + 2000, LOOK_EVERY + 2000, true],
  ])("knows that it slept: %s", (_, time, date, lasts) => {
    const session = new Session();
    expect(session.lasts(1000, DATE)).toBe(true);
    expect(session.lasts(1000 + time, DATE + date)).toBe(lasts);
  });
});

describe("ends that may refuse", () => {
  const lock = (node: OurNode): void => node.act((machine, now) => machine.lock("", now));
  const unlock = (node: OurNode): void => node.act((machine, now) => machine.unlock(now));

  test("put their own record above what they refuse, and who decided is told", () => {
    const { transport, desk, lamp, ada } = show();
    ada.link(...ENDS);
    transport.run(1000);
    lock(lamp);
    ada.unlink(...ENDS);
    transport.run(5000);
    expect(isMade(desk)).toBe(true);
    expect(ada.events.filter(({ type }) => type === "refused" || type === "overruled")).toMatchObject([
      { type: "refused", verb: "UNSUB", reason: "lamp is locked" },
      { type: "overruled", on: true, by: "lamp" },
    ]);
  });

  test("dispute what they cannot agree about, until one of them is opened", () => {
    const { transport, desk, lamp } = show();
    lamp.link(...ENDS);
    transport.run(1000);
    transport.separate(desk, lamp, true);
    desk.unlink(...ENDS);
    for (const node of [desk, lamp]) lock(node);
    transport.separate(desk, lamp, false);
    transport.run(5000);
    expect(isMade(desk)).toBe(false);
    expect(stateOf(lamp)).toBe("disputed");
    expect(lamp.takeEvents("refused").length).toBeLessThan(5);
    unlock(desk);
    transport.run(5000);
    expect(isMade(desk)).toBe(true);
    expect([stateOf(desk), stateOf(lamp)]).toEqual(["made", "made"]);
  });
});

describe("nodes that share a name", () => {
  test("the first one is wired, and the next one when it leaves", () => {
    const { transport, desk, lamp, ada, makeLamp } = show();
    const twin = makeLamp();
    ada.link(...ENDS);
    transport.run(5000);
    expect(desk.machine.subscribersOf("fader")).toEqual([[lamp.id, "level"]]);
    transport.remove(lamp);
    transport.run(5000);
    expect(desk.machine.subscribersOf("fader")).toEqual([[twin.id, "level"]]);
  });

  test("a link by the id of one of them is gone with it", () => {
    const { transport, desk, ada, lamp, makeLamp } = show();
    const twin = makeLamp();
    ada.link("desk/fader", `${twin.id}/level`);
    transport.run(5000);
    expect(desk.machine.subscribersOf("fader")).toEqual([[twin.id, "level"]]);
    transport.remove(twin);
    transport.run(5000);
    expect(desk.machine.subscribersOf("fader")).toEqual([]);
    expect([...ada.machine.links, ...desk.machine.links, ...lamp.machine.links]).toEqual([]);
  });
});

describe("a greeting that says nothing new", () => {
  /** The fader drives the level, which then was moved by hand. */
  function moved() {
    const s = show();
    s.lamp.float("strobe", 0, "rws");
    s.lamp.link(...ENDS);
    s.transport.run(1000);
    s.lamp.act((machine, now) => machine.set("level", 0.75, now));
    return s;
  }

  test("of a fader that drives one sensor more leaves the first as it is", () => {
    const { transport, lamp } = moved();
    lamp.link("desk/fader", "lamp/strobe");
    transport.run(1000);
    expect([lamp.value("level"), lamp.value("strobe")]).toEqual([0.75, 0.25]);
  });

  test("of a fader that somebody watches on the lamp's node leaves the sensor as it is", () => {
    const { transport, desk, lamp } = moved();
    lamp.act((machine, now) => machine.observe(desk.id, "fader", now));
    transport.run(1000);
    expect(lamp.value("level")).toBe(0.75);
  });

  test("within one node leaves the first sensor as it is", () => {
    const { transport, lamp } = moved();
    lamp.float("source", 0.5, "rwe");
    lamp.link("lamp/source", "lamp/level");
    transport.run(1000);
    lamp.act((machine, now) => machine.set("level", 0.75, now));
    lamp.link("lamp/source", "lamp/strobe");
    transport.run(1000);
    expect([lamp.value("level"), lamp.value("strobe")]).toEqual([0.75, 0.5]);
  });

  test("of both links of a desk that returns leaves both sensors as they are", () => {
    const { transport, desk, lamp, makeDesk } = moved();
    lamp.link("desk/fader", "lamp/strobe");
    transport.run(1000);
    transport.remove(desk);
    lamp.act((machine, now) => machine.set("strobe", 1, now));
    const again = makeDesk();
    transport.run(5000);
    expect([lamp.value("level"), lamp.value("strobe")]).toEqual([0.75, 1]);
    again.emit("fader", 0.25);
    expect([lamp.value("level"), lamp.value("strobe")]).toEqual([0.25, 0.25]);
  });

  test("does not swallow the first value of an emitter that greets nobody", () => {
    const { transport, lamp, desk } = moved();
    desk.float("note", 1, "rwe", { greet: false });
    transport.run(1000);
    lamp.link("desk/note", "lamp/level");
    transport.run(1000);
    lamp.link("desk/note", "lamp/strobe");
    transport.run(1000);
    expect(lamp.value("level")).toBe(0.75);
    desk.emit("note", 1);
    expect([lamp.value("level"), lamp.value("strobe")]).toEqual([1, 1]);
  });
});

test("a node of an earlier version, which keeps no records, is wired and cut as before", () => {
  const { transport, desk, ada } = show();
  class Older extends OurNode {
    override readonly headers = new Map([...OWN_HEADERS, ["X-ZOCP-EXTENSIONS", "call refuse remove pace origin"]]);
  }
  const older = transport.add(new Older(transport, "older"));
  older.float("level", 0, "rws");
  transport.run(11_000);
  transport.takeTraffic();
  ada.link("desk/fader", "older/level");
  transport.run(3000);
  expect(desk.machine.subscribersOf("fader")).toEqual([[older.id, "level"]]);
  ada.unlink("desk/fader", "older/level");
  transport.run(3000);
  expect(desk.machine.subscribersOf("fader")).toEqual([]);
  expect(transport.traffic.filter(({ to, text }) => to === "older" && text.includes("zocp.records"))).toEqual([]);
});

const DATE = Date.UTC(2027, 0, 1);
