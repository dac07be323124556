import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Json } from "../../src/bytes/json.ts";
import { OWN_HEADERS } from "../../src/zocp/codec/headers.ts";
import { fade } from "./fades/stage.ts";
import { ReferenceInhabitant } from "./reference-inhabitant.ts";
import { OurNode, SimulatedTransport } from "./simulated-transport.ts";

type Options = Readonly<Record<string, Json>>;

/** Asks for a link with options, as a person does. */
function connect(by: OurNode, emitter: string, sensor: string, options: Options): void {
  const port = (address: string) => ({ node: address.split("/")[0] ?? "", parameter: address.split("/")[1] ?? "" });
  const link = { emitter: port(emitter), sensor: port(sensor) };
  by.act((machine, now) => machine.link(link, now, { as: "decide", options: new Map(Object.entries(options)) }));
}

/** A lamp that two desks drive, linked by a third node with these options. */
function show(merge: string | undefined, left: Options, right: Options) {
  const transport = new SimulatedTransport();
  const lamp = transport.node("lamp");
  const extra = new Map<string, Json>(merge === undefined ? [] : [["merge", merge]]);
  lamp.float("level", 0, "rwes", { min: 0, max: 1, extra });
  const desks = { left: transport.node("left"), right: transport.node("right") };
  const hand = transport.node("hand");
  for (const desk of Object.values(desks)) desk.float("fader", 0, "re");
  transport.run(100);
  connect(hand, "left/fader", "lamp/level", left);
  connect(hand, "right/fader", "lamp/level", right);
  transport.run(3000);
  return { transport, lamp, hand, ...desks, level: () => lamp.value("level") };
}

describe("the priority of a link", () => {
  test.each(["priority", undefined])("wins, and falls to the next when its node leaves (merge: %s)", (merge) => {
    const { transport, level, left, right } = show(merge, { priority: 150 }, {});
    right.emit("fader", 0.2);
    left.emit("fader", 0.7);
    right.emit("fader", 0.3);
    expect(level()).toBe(0.7);
    transport.remove(left);
    expect(level()).toBe(0.3);
  });

  test("among equals the latest wins", () => {
    const { level, left, right } = show(undefined, { priority: 150 }, { priority: 150 });
    left.emit("fader", 0.7);
    right.emit("fader", 0.2);
    expect(level()).toBe(0.2);
    left.emit("fader", 0.6);
    expect(level()).toBe(0.6);
  });

  test.each([
    ["highest", 0.7],
    ["lowest", 0.6],
    ["mean", 0.65],
  ])("comes before the policy %s, which joins those of the highest", (merge, value) => {
    const { transport, lamp, hand, level, left, right } = show(merge, { priority: 150 }, { priority: 150 });
    const third = transport.node("third");
    third.float("fader", 0.9, "re");
    transport.run(10);
    connect(hand, "third/fader", "lamp/level", {});
    transport.run(3000);
    left.emit("fader", 0.7);
    right.emit("fader", 0.6);
    third.emit("fader", 0.95);
    expect(level()).toBeCloseTo(value, 12);
    expect(lamp.machine.links).toHaveLength(3);
  });

  test("of 0 takes nothing, and neither does a muted link, which is there all the same", () => {
    for (const nothing of [{ priority: 0 }, { mute: true }]) {
      const { level, lamp, left, right } = show(undefined, nothing, {});
      left.emit("fader", 0.7);
      expect(level()).toBe(0);
      right.emit("fader", 0.2);
      left.emit("fader", 0.8);
      expect(level()).toBe(0.2);
      expect(lamp.machine.links.map(({ state }) => state)).toEqual(["made", "made"]);
      expect(lamp.machine.links[0]).toMatchObject({ priority: 100, ...nothing });
    }
  });

  test("counts from the moment that it is given, and no more when it is taken back", () => {
    const { transport, hand, level, left, right } = show(undefined, {}, {});
    left.emit("fader", 0.7);
    right.emit("fader", 0.2);
    connect(hand, "left/fader", "lamp/level", { priority: 120 });
    transport.run(3000);
    expect(level()).toBe(0.7);
    right.emit("fader", 0.3);
    expect(level()).toBe(0.7);
    connect(hand, "left/fader", "lamp/level", {});
    transport.run(3000);
    expect(level()).toBe(0.3);
    transport.remove(right);
    expect(level()).toBe(0.3);
    left.emit("fader", 0.1);
    expect(level()).toBe(0.1);
  });

  test("a fader that was muted has its value when it is heard again, unless a hand came later", () => {
    const { transport, hand, lamp, level, left, right } = show(undefined, { mute: true }, {});
    right.emit("fader", 0.2);
    left.emit("fader", 0.7);
    connect(hand, "left/fader", "lamp/level", {});
    transport.run(3000);
    expect(level()).toBe(0.7);
    connect(hand, "left/fader", "lamp/level", { mute: true });
    transport.run(3000);
    left.emit("fader", 0.9);
    lamp.act((machine, now) => machine.set("level", 0.5, now));
    connect(hand, "left/fader", "lamp/level", {});
    transport.run(3000);
    expect(level()).toBe(0.5);
  });

  test("what is set, faded or given by the program is one source of 100, until it is released", () => {
    const { transport, hand, lamp, level, left, right } = show(undefined, { priority: 80 }, { priority: 90 });
    left.emit("fader", 0.7);
    right.emit("fader", 0.6);
    expect(level()).toBe(0.6);
    hand.setRemote(lamp, "level", 0.1);
    expect(level()).toBe(0.1);
    right.emit("fader", 0.9);
    expect(level()).toBe(0.1);
    expect(hand.outcome(hand.call(lamp, "zocp.release", [["level"]]))).toEqual(["level"]);
    expect(level()).toBe(0.9);
    const cue = fade(hand, lamp, { level: 0 }, { over: 1000 });
    transport.run(500);
    right.emit("fader", 0.95);
    transport.run(600);
    expect(level()).toBe(0);
    expect(cue.ended()).toEqual({ level: ["arrived", ""] });
  });

  test("higher than that of a fade is seen all the while, and the fade is there when its link goes", () => {
    const { transport, hand, lamp, level, left } = show(undefined, { priority: 150 }, {});
    left.emit("fader", 0.7);
    const cue = fade(hand, lamp, { level: 0 }, { over: 1000 });
    transport.run(1100);
    expect([level(), cue.ended()]).toEqual([0.7, { level: ["arrived", ""] }]);
    transport.remove(left);
    expect(level()).toBe(0);
  });

  test("comes back with its node, as other options do", () => {
    const { transport, lamp, level, left, right } = show(undefined, { priority: 150 }, {});
    left.emit("fader", 0.7);
    transport.separate(left, lamp, true);
    right.emit("fader", 0.2);
    expect(level()).toBe(0.2);
    transport.separate(left, lamp, false);
    transport.run(3000);
    expect(level()).toBe(0.7);
    right.emit("fader", 0.3);
    expect(level()).toBe(0.7);
  });

  test("stays when the parameter is described anew", () => {
    const { transport, lamp, level, left, right } = show(undefined, { priority: 150 }, {});
    left.emit("fader", 0.7);
    lamp.float("level", 0.1, "rwes", { min: 0, max: 1 });
    transport.run(100);
    right.emit("fader", 0.2);
    expect(level()).toBe(0.7);
  });

  test("lets a blackout lie on top, and moves what is below it", () => {
    for (const merge of [undefined, "highest"]) {
      const { transport, hand, lamp, level, left, right } = show(merge, { priority: 150 }, { priority: 150 });
      left.emit("fader", 0.7);
      fade(hand, lamp, { level: 0 }, { overlay: true, tag: "black" });
      transport.run(50);
      expect(level()).toBe(0);
      right.emit("fader", 0.9);
      transport.remove(right);
      expect(level()).toBe(0);
      hand.call(lamp, "zocp.release", ["black"]);
      expect(level()).toBe(0.7);
    }
  });

  test("is nothing to what happens: every event of a link that is heard counts", () => {
    const { transport, lamp, hand, left, right } = show(undefined, {}, {});
    lamp.act((machine, now) =>
      machine.register({ name: "go" }, { typeHint: "flt", value: 0, access: "rs", event: true }, now),
    );
    connect(hand, "left/fader", "lamp/go", { priority: 150 });
    connect(hand, "right/fader", "lamp/go", {});
    transport.run(3000);
    left.emit("fader", 1);
    right.emit("fader", 2);
    expect(lamp.value("go")).toBe(2);
    connect(hand, "right/fader", "lamp/go", { mute: true });
    transport.run(3000);
    right.emit("fader", 3);
    expect(lamp.value("go")).toBe(2);
  });
});

describe("lost", () => {
  test("is not a source that is muted or has priority 0; and a muted one drives nothing besides", () => {
    const transport = new SimulatedTransport();
    const lamp = transport.node("lamp");
    const lost = new Map<string, Json>([
      ["do", "fade"],
      ["to", 0],
    ]);
    lamp.float("level", 0.5, "rws", { min: 0, max: 1, extra: new Map<string, Json>([["lost", lost]]) });
    const [left, right, hand] = ["left", "right", "hand"].map((name) => transport.node(name));
    if (left === undefined || right === undefined || hand === undefined) throw new Error("there are three");
    for (const desk of [left, right]) desk.float("fader", 0.25, "re");
    transport.run(100);
    connect(hand, "left/fader", "lamp/level", {});
    connect(hand, "right/fader", "lamp/level", { mute: true });
    transport.run(3000);
    left.emit("fader", 0.7);
    connect(hand, "left/fader", "lamp/level", { mute: true });
    transport.run(20_000);
    expect(lamp.value("level")).toBe(0.7);
    transport.separate(left, lamp, true);
    transport.run(20_000);
    expect(lamp.value("level")).toBe(0.7);
    transport.separate(left, lamp, false);
    connect(hand, "left/fader", "lamp/level", {});
    transport.run(3000);
    left.emit("fader", 0.8);
    transport.remove(left);
    transport.run(20_000);
    expect(lamp.value("level")).toBe(0);
  });
});

describe("a safe value", () => {
  test.each([
    ["highest", 100],
    [undefined, 80],
  ])("is no source that stays beside links when these return (merge: %s, priority %s)", (merge, priority) => {
    const transport = new SimulatedTransport();
    const lamp = transport.node("lamp");
    const fields = { lost: new Map<string, Json>(Object.entries({ do: "fade", to: 0.5, back: 1 })) };
    const extra = new Map<string, Json>(Object.entries({ ...fields, ...(merge === undefined ? {} : { merge }) }));
    lamp.float("level", 0, "rws", { min: 0, max: 1, extra });
    const desk = transport.node("desk");
    desk.float("fader", 0.9, "re");
    transport.run(100);
    connect(desk, "desk/fader", "lamp/level", { priority });
    transport.run(3000);
    expect(lamp.value("level")).toBe(0.9);
    lamp.act((machine, now) => machine.handleExit(desk.id, "goodbye", now));
    transport.run(1000);
    expect(lamp.value("level")).toBe(0.5);
    desk.emit("fader", 0.1);
    lamp.act((machine, now) => machine.handleEnter(desk, now));
    transport.run(20);
    desk.emit("fader", 0.2);
    transport.run(500);
    expect(Number(lamp.value("level"))).toBeGreaterThan(0.2);
    expect(Number(lamp.value("level"))).toBeLessThan(0.5);
    transport.run(1000);
    expect(lamp.value("level")).toBe(0.2);
    desk.emit("fader", 0.1);
    expect(lamp.value("level")).toBe(0.1);
  });
});

describe("a sensor's node that knows no priority", () => {
  /** It keeps records, and says nothing of priority. */
  class Earlier extends OurNode {
    override readonly headers = new Map([
      ...OWN_HEADERS,
      ["X-ZOCP-EXTENSIONS", "call refuse remove pace origin links fade"],
    ]);
  }

  test("is asked for no such link, and whoever asks hears why", () => {
    const transport = new SimulatedTransport();
    const desk = transport.node("desk");
    const hand = transport.node("hand");
    desk.float("fader", 0.7, "re");
    const lamp = transport.add(new Earlier(transport, "lamp"));
    lamp.float("level", 0, "rws");
    transport.run(100);
    transport.takeTraffic();
    connect(hand, "desk/fader", "lamp/level", { mute: true });
    transport.run(5000);
    const reason = "lamp is an earlier version, which knows no priority and no mute of links";
    expect(hand.takeEvents("refused")).toMatchObject([{ name: "lamp", reason, outgoing: true }]);
    expect(hand.machine.links).toMatchObject([{ state: "refused", reason }]);
    expect(lamp.value("level")).toBe(0);
    transport.separate(hand, lamp, true);
    transport.separate(hand, lamp, false);
    transport.run(5000);
    expect(transport.traffic.filter(({ to, text }) => to === "lamp" && text.includes("mute"))).toEqual([]);
    expect(lamp.value("level")).toBe(0);
  });

  test("is an old one: the same, and it is never told", () => {
    const transport = new SimulatedTransport();
    const hand = transport.node("hand");
    const desk = transport.node("desk");
    desk.float("fader", 0.7, "re");
    const old = new ReferenceInhabitant("old");
    old.node.register("level", 0, "flt", "rws");
    transport.add(old);
    transport.run(3000);
    transport.takeTraffic();
    connect(hand, "desk/fader", "old/level", { priority: 120 });
    transport.run(5000);
    expect(hand.machine.links).toMatchObject([
      { state: "refused", reason: "old is an old node, which knows no priority and no mute of links" },
    ]);
    expect(transport.traffic.filter(({ to, text }) => to === "old" && text.includes("SUB"))).toEqual([]);
  });

  test("is the emitter's: an old one drives a sensor of ours with a priority", () => {
    const transport = new SimulatedTransport();
    const hand = transport.node("hand");
    const lamp = transport.node("lamp");
    lamp.float("level", 0, "rws");
    const desk = transport.node("desk");
    desk.float("fader", 0.1, "re");
    const old = new ReferenceInhabitant("old");
    old.node.register("fader", 0, "flt", "rwe");
    transport.add(old);
    transport.run(3000);
    connect(hand, "old/fader", "lamp/level", { priority: 120 });
    connect(hand, "desk/fader", "lamp/level", {});
    transport.run(5000);
    lamp.act((machine, now) => machine.handleMessage(old.id, '{"SIG": ["fader", 0.75]}', now));
    desk.emit("fader", 0.2);
    expect(lamp.value("level")).toBe(0.75);
  });
});

describe("zocp.merge", () => {
  test("says how sources are joined from now on; everybody sees it, and a lock keeps it off", () => {
    const { transport, hand, lamp, level, left, right } = show(undefined, {}, {});
    left.emit("fader", 0.7);
    right.emit("fader", 0.2);
    const old = transport.add(new ReferenceInhabitant("old"));
    transport.run(100);
    transport.takeTraffic();
    expect(hand.outcome(hand.call(lamp, "zocp.merge", ["level", "highest"]))).toBe("highest");
    expect(level()).toBe(0.7);
    expect(hand.machine.peers.get(lamp.id)?.tree.parameters.get("level")?.extra.get("merge")).toBe("highest");
    expect(transport.traffic.filter(({ to }) => to === old.name)).toEqual([]);
    expect(hand.outcome(hand.call(lamp, "zocp.merge", ["level", "loudest"]))).toContain("not one of last, highest");
    expect(hand.outcome(hand.call(lamp, "zocp.merge", ["nothing", "last"]))).toContain("not one of this node");
    lamp.act((machine, now) => machine.lock("", now));
    expect(hand.outcome(hand.call(lamp, "zocp.merge", ["level", "last"]))).toContain("lamp is locked");
    lamp.act((machine, now) => machine.unlock(now));
    expect(hand.outcome(hand.call(lamp, "zocp.merge", ["level", "last"]))).toBe("last");
    right.emit("fader", 0.1);
    expect(level()).toBe(0.1);
  });
});

test("of all that was ever said, those of the highest priority that are there count, and of these the last (any order)", () => {
  const act = fc.oneof(
    fc.record({ what: fc.constant("emit" as const), who: fc.nat(2), value: fc.nat(100) }),
    fc.record({ what: fc.constant("weigh" as const), who: fc.nat(2), value: fc.constantFrom(0, 50, 100, 150) }),
    fc.record({ what: fc.constant("mute" as const), who: fc.nat(2), value: fc.nat(1) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
      const transport = new SimulatedTransport();
      const lamp = transport.node("lamp");
      lamp.float("level", 0, "rws", { extra: new Map<string, Json>([["merge", "priority"]]) });
      const hand = transport.node("hand");
      const desks = ["a", "b", "c"].map((name) => transport.node(name));
      for (const desk of desks) desk.float("fader", 0, "re", { greet: false });
      transport.run(100);
      const links = desks.map(() => ({ priority: 100, mute: false }));
      for (const { name } of desks) connect(hand, `${name}/fader`, "lamp/level", {});
      transport.run(3000);
      let said: { who: number; value: number }[] = [];
      let expected = 0;
      for (const { what, who, value } of acts) {
        const link = links[who];
        if (link === undefined) continue;
        if (what === "emit") {
          desks[who]?.emit("fader", value);
          said = [...said.filter((one) => one.who !== who), { who, value }];
        } else {
          if (what === "weigh") link.priority = value;
          else link.mute = value === 1;
          connect(hand, `${desks[who]?.name}/fader`, "lamp/level", { priority: link.priority, mute: link.mute });
          transport.run(3000);
        }
        const ranks = said.map((one) => (links[one.who]?.mute ? 0 : (links[one.who]?.priority ?? 0)));
        const highest = Math.max(0, ...ranks);
        if (highest > 0) expected = said.filter((_, i) => ranks[i] === highest).at(-1)?.value ?? expected;
        expect(lamp.value("level")).toBe(expected);
      }
    }),
    { numRuns: 40 },
  );
});
