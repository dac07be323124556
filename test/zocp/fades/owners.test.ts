import { describe, expect, test } from "vitest";

import type { Json } from "../../../src/bytes/json.ts";
import type { Owner } from "../../../src/zocp/fades/owner.ts";
import { ReferenceInhabitant } from "../reference-inhabitant.ts";
import { type OurNode, SimulatedTransport } from "../simulated-transport.ts";
import { fade, timing } from "./stage.ts";

/** A lamp that a desk monitors, and a third node that does not listen. */
function stage(count = 1) {
  const transport = new SimulatedTransport();
  const [lamp, desk, deaf] = [transport.node("lamp"), transport.node("desk"), transport.node("deaf")];
  for (let i = 0; i < count; i++) lamp.float(`level${i}`, 0, "rwe", { min: 0, max: 1 });
  desk.act((machine, now) => machine.observe(lamp.id, null, now));
  transport.run(200);
  transport.takeTraffic();
  return { transport, lamp, desk, deaf };
}

function seen(by: OurNode, of: OurNode, path = "level0"): Owner | undefined {
  return by.machine.peers.get(of.id)?.tree.parameters.get(path)?.owner;
}

const told = (transport: SimulatedTransport, to: string): readonly string[] =>
  transport.traffic.filter((one) => one.to === to && one.text.includes('"owner"')).map(({ text }) => text);

describe("who holds a parameter", () => {
  test("is seen by itself and by who gets its values, from the begin of a fade to its end", () => {
    const { transport, lamp, desk, deaf } = stage();
    const began = transport.now;
    fade(desk, lamp, { level0: 1 }, { over: 1000, delay: 500, priority: 120, tag: "show/1.5#3" });
    expect(lamp.machine.ownerOf("level0")).toEqual({
      ...{ kind: "fade", name: "desk", tag: "show/1.5#3", priority: 120, since: began },
    });
    transport.run(100);
    expect(seen(desk, lamp)).toEqual(lamp.machine.ownerOf("level0"));
    expect(seen(deaf, lamp)).toBeUndefined();
    transport.run(1600);
    expect([lamp.machine.ownerOf("level0"), seen(desk, lamp)]).toEqual([undefined, undefined]);
    for (const node of [desk, lamp])
      expect(node.takeEvents("owned")).toMatchObject([
        { name: "lamp", parameters: ["level0"] },
        { name: "lamp", parameters: ["level0"] },
      ]);
  });

  test("is told once for all names that change within a moment, and not of what came and went in it", () => {
    const { transport, lamp, desk } = stage(100);
    const all = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`level${i}`, 1]));
    fade(desk, lamp, all, { over: 1000, tag: "cue" });
    transport.run(500);
    expect(told(transport, "desk")).toHaveLength(1);
    expect(told(transport, "deaf")).toEqual([]);
    transport.run(1000);
    expect(told(transport, "desk")).toHaveLength(2);
    fade(desk, lamp, { level0: 0.5 }, { over: 0, tag: "at once" });
    transport.run(500);
    expect(told(transport, "desk")).toHaveLength(2);
  });

  test("is no flood when fades are begun without pause", () => {
    const { transport, lamp, desk } = stage();
    for (let i = 0; i < 100; i++) {
      fade(desk, lamp, { level0: i / 100 }, { over: 5000, tag: `hand#${i}` });
      transport.run(10);
    }
    expect(told(transport, "desk").length).toBeLessThanOrEqual(11);
    transport.run(200);
    expect(seen(desk, lamp)?.tag).toBe("hand#99");
  });

  test("is told to who begins to listen, and to who asks for the tree", () => {
    const { transport, lamp, desk, deaf } = stage();
    fade(desk, lamp, { level0: 1 }, { over: 60_000, tag: "show/1" });
    transport.run(2000);
    deaf.act((machine, now) => machine.observe(lamp.id, "level0", now));
    transport.run(100);
    expect(seen(deaf, lamp)).toEqual(seen(desk, lamp));
    const late = transport.node("late");
    transport.run(100);
    expect(Number(seen(late, lamp)?.since)).toBeCloseTo(Number(lamp.machine.ownerOf("level0")?.since), -2);
  });

  test("that somebody saw who asked is told to be nobody, however soon that is", () => {
    const { transport, lamp, desk } = stage();
    fade(desk, lamp, { level0: 1 }, { over: 10, tag: "show/1" });
    desk.act((machine, now) => machine.refresh(1, lamp.id, { timeout: 5000, now }));
    expect(seen(desk, lamp)?.tag).toBe("show/1");
    transport.run(100);
    expect(seen(desk, lamp)).toBeUndefined();
  });

  test("is forgotten by who asked once, when it asks again and nobody holds it any more", () => {
    const { transport, lamp, desk } = stage();
    fade(desk, lamp, { level0: 1 }, { over: 1000, tag: "show/1" });
    const late = transport.node("late");
    transport.run(2000);
    expect(seen(late, lamp)?.tag).toBe("show/1");
    late.act((machine, now) => machine.refresh(1, lamp.id, { timeout: 5000, now }));
    transport.run(100);
    expect(seen(late, lamp)).toBeUndefined();
  });

  test("stays known when its node describes the parameter anew", () => {
    const { transport, lamp, desk } = stage();
    fade(desk, lamp, { level0: 1 }, { over: 10_000, tag: "show/1" });
    transport.run(500);
    lamp.float("level0", 0.2, "rwe", { min: 0, max: 1 });
    transport.run(500);
    expect(seen(desk, lamp)?.tag).toBe("show/1");
  });

  test("is told to whoever asks with what moved it last: the greeting of a link is no hand, the emitter that moves is one", () => {
    const { transport, lamp, desk, deaf } = stage();
    lamp.float("sensor", 0, "rws");
    desk.float("fader", 0.5, "re");
    desk.link("desk/fader", "lamp/sensor");
    transport.run(3000);
    const asked = (): Record<string, Json> => {
      const owners = deaf.outcome(deaf.call(lamp, "zocp.owners", [["sensor"]])) as ReadonlyMap<string, Json>;
      return Object.fromEntries(owners.get("sensor") as ReadonlyMap<string, Json>);
    };
    expect(lamp.value("sensor")).toBe(0.5);
    expect(asked()).toMatchObject({ by: "signal", name: "desk", greeting: true });
    desk.emit("fader", 0.6);
    expect(asked()).toEqual({ by: "signal", name: "desk", ago: 0 });
    lamp.act((machine, now) => machine.set("sensor", 0.1, now));
    expect(asked()).toEqual({ by: "self", name: "lamp", ago: 0 });
  });

  test("is never told to an old node", () => {
    const { transport, lamp, desk } = stage();
    const old = transport.add(new ReferenceInhabitant("old"));
    transport.run(100);
    const sub = `{"SUB": ["${lamp.id}", "level0", "${old.id}", null]}`;
    lamp.act((machine, now) => machine.handleMessage(old.id, sub, now));
    fade(desk, lamp, { level0: 1 }, { over: 500, tag: "show/1", overlay: true });
    transport.run(100);
    lamp.act((machine, now) => machine.handleMessage(old.id, '{"GET": null}', now));
    transport.run(1000);
    expect(told(transport, "desk").length).toBeGreaterThan(0);
    expect(told(transport, "old")).toEqual([]);
  });

  test("that another node makes up is taken only as far as it makes sense, and other fields of that name are kept", () => {
    const { transport, lamp, desk } = stage();
    const say = (owner: string): void =>
      desk.act((machine, now) => machine.handleMessage(lamp.id, `{"MOD": {"level0": {"owner": ${owner}}}}`, now));
    const fine = '"kind": "fade", "name": "a", "tag": "", "priority": 1';
    for (const wrong of ["1", "[]", "{}", `{${fine}}`, `{${fine}, "ago": -1}`, `{${fine}, "ago": 1e300}`]) {
      say(wrong);
      expect(seen(desk, lamp)).toBeUndefined();
    }
    say('"Ada"');
    const parameter = desk.machine.peers.get(lamp.id)?.tree.parameters.get("level0");
    expect(parameter?.extra.get("owner")).toBe("Ada");
    say(`{${fine}, "ago": 1}`);
    expect(seen(desk, lamp)).toMatchObject({ kind: "fade", since: transport.now - 1000 });
  });
});

describe("an overlay whose author leaves", () => {
  const cover = (desk: OurNode, lamp: OurNode, gone?: number): void => {
    fade(desk, lamp, { level0: 0 }, { over: 500, overlay: true, priority: 200, tag: "show/blackout", gone });
  };
  function dark(gone?: number) {
    const all = stage();
    const { transport, lamp, desk, deaf } = all;
    deaf.act((machine, now) => machine.observe(lamp.id, null, now));
    lamp.act((machine, now) => machine.set("level0", 0.8, now));
    cover(desk, lamp, gone);
    transport.run(1000);
    expect(lamp.value("level0")).toBe(0);
    return all;
  }

  test("stays, and everybody sees since when its author is gone, until that returns", () => {
    const { transport, lamp, desk, deaf } = dark();
    transport.remove(desk);
    const left = transport.now;
    transport.run(12_000);
    expect(lamp.value("level0")).toBe(0);
    expect(seen(deaf, lamp)).toMatchObject({ kind: "overlay", name: "desk", tag: "show/blackout", priority: 200 });
    expect(Number(seen(deaf, lamp)?.gone)).toBeCloseTo(left, -2);
    const owners = deaf.outcome(deaf.call(lamp, "zocp.owners", [])) as ReadonlyMap<string, ReadonlyMap<string, Json>>;
    expect(owners.get("level0")?.get("overlay")).toEqual(
      new Map<string, Json>(Object.entries({ tag: "show/blackout", name: "desk", priority: 200, gone: 12 })),
    );
    transport.node("desk");
    transport.run(200);
    expect(seen(deaf, lamp)?.gone).toBeUndefined();
  });

  test("goes away after the time that was asked for, in the time in which it came", () => {
    const { transport, lamp, desk } = dark(3000);
    transport.remove(desk);
    transport.run(2990);
    expect(lamp.value("level0")).toBe(0);
    transport.run(250);
    expect(Number(lamp.value("level0"))).toBeGreaterThan(0.1);
    expect(Number(lamp.value("level0"))).toBeLessThan(0.7);
    transport.run(500);
    expect(lamp.value("level0")).toBe(0.8);
    expect(lamp.machine.ownerOf("level0")).toBeUndefined();
  });

  test("stays when its author is back in time", () => {
    const { transport, lamp, desk } = dark(3000);
    transport.remove(desk);
    transport.run(2000);
    transport.node("desk");
    transport.run(10_000);
    expect(lamp.value("level0")).toBe(0);
  });

  test("a time that cannot be refuses that name", () => {
    const { lamp, desk, transport } = stage();
    const wrong = fade(desk, lamp, { level0: 0 }, timing({ overlay: true, gone: 1e9, tag: "x" }));
    transport.run(10);
    expect(wrong.ended()).toEqual({ level0: ["refused", "gone is 1000000; it may be a number from 0 to 86400"] });
  });
});
