import { describe, expect, test } from "vitest";

import { ModelBroker } from "../transport/broker/model-broker.ts";
import { type OldNode, Sites } from "./site.ts";

describe.each(["nats", "mqtt"] as const)("over a broker like %s", (kind) => {
  test("a link goes by name from a local network to a node on the broker, and back", async () => {
    const sites = new Sites({ kind, delay: 1 });
    const lan = sites.lan(0);
    const lamp = lan.node("lamp");
    const level = lamp.float("level", 0, { access: "rwes" });
    const { node: desk } = await sites.remote("siteB-desk");
    const fader = desk.float("fader", 0, { access: "re" });
    const meter = desk.float("meter", 0, { access: "rws" });
    await sites.network.until(Promise.all([lamp.start(), desk.start()]));
    const { told } = await lan.bridge({ share: ["lamp*"], import: ["siteB-*"] });
    void desk.connect("siteB-desk/fader", "lamp/level").catch(() => {});
    void desk.connect("lamp/level", "siteB-desk/meter").catch(() => {});
    await sites.until(() => desk.peer("lamp")?.complete === true && lamp.peer("siteB-desk")?.complete === true);
    await sites.pass(2000);
    fader.emit(0.7);
    await sites.until(() => level.value === 0.7);
    level.emit(0.3);
    await sites.until(() => meter.value === 0.3);
    expect(told).toEqual(["carries", "carried lan lamp", "carried broker siteB-desk"]);
    await sites.network.until(desk.stop());
    await sites.until(() => lamp.peer("siteB-desk") === undefined);
    await sites.network.until(lamp.stop());
    await sites.until(() => sites.broker.clients.size === 1);
  });
});

describe("two local networks with a node of pyZOCP each, over a broker", () => {
  async function stage() {
    const sites = new Sites({ kind: "nats", delay: 1 });
    const [here, there] = [sites.lan(0), sites.lan(1)];
    const [lamp, desk] = [here.node("lamp"), there.node("desk")];
    const level = lamp.float("level", 0, { access: "rwes" });
    const fader = desk.float("fader", 0, { access: "re" });
    await sites.network.until(Promise.all([lamp.start(), desk.start()]));
    const [old, far] = [await here.old("old"), await there.old("far")];
    for (const { node } of [old, far]) {
      node.register("emit", 0, "flt", "rwe");
      node.register("sens", 0, "flt", "rws");
    }
    const all = { share: ["*"], import: ["*"] };
    const bridges = [await here.bridge(all), await there.bridge(all)] as const;
    const know = (): boolean =>
      ["old", "far", "lamp", "desk"].every((name) =>
        [lamp, desk].every((node) => node.name === name || node.peer(name)?.complete === true),
      );
    await sites.until(know);
    return { sites, here, there, lamp, desk, level, fader, old, far, bridges, know };
  }

  /** What a parameter of an old node is. */
  function paramOf({ node }: OldNode, name: string): unknown {
    const entry = node.entry(name);
    return entry instanceof Map ? entry.get("value") : undefined;
  }

  test("all of them see all others, each once, and are linked by name", async () => {
    const { sites, lamp, desk, level, fader, old, far, bridges } = await stage();
    const links = [
      ["desk/fader", "lamp/level"],
      ["desk/fader", "old/sens"],
      ["old/emit", "far/sens"],
    ] as const;
    for (const [emitter, sensor] of links) await sites.network.until(desk.connect(emitter, sensor));
    await sites.pass(1000);
    fader.emit(0.5);
    await sites.until(() => level.value === 0.5 && paramOf(old, "sens") === 0.5);
    old.act(() => old.node.emitSignal("emit", 0.25));
    await sites.until(() => paramOf(far, "sens") === 0.25);
    // What was linked once is linked once: no value comes back, and none comes twice.
    let heard = 0;
    lamp.on("signal", () => heard++);
    fader.emit(0.6);
    await sites.pass(3000);
    expect([heard, level.value, fader.value]).toEqual([1, 0.6, 0.6]);
    for (const node of [lamp, desk]) {
      const names = [...node.peers.values()].map(({ name }) => name);
      expect([...names].sort()).toEqual(["desk", "far", "lamp", "old"].filter((name) => name !== node.name));
    }
    for (const { told } of bridges) expect(told.filter((line) => /^(refused|dropped)/.test(line))).toEqual([]);
  });

  test("what a node of pyZOCP says in one moment arrives, all of it", async () => {
    const { sites, desk, old } = await stage();
    const values: unknown[] = [];
    desk.watch("old/emit", ({ value }) => values.push(value));
    await sites.pass(1000);
    values.length = 0;
    old.act(() => {
      for (const value of [1.5, 2.5, 3.5]) old.node.emitSignal("emit", value);
    });
    await sites.until(() => values.length === 3, 5000);
    expect(values).toEqual([1.5, 2.5, 3.5]);
  });

  test("a value that is set from the far side is set, and what the node says of it comes back", async () => {
    const { sites, desk, level, old } = await stage();
    await sites.network.until(desk.peer("lamp")?.set("level", 0.75) ?? Promise.reject(new Error("no lamp")));
    expect(level.value).toBe(0.75);
    await sites.network.until(desk.peer("old")?.set("sens", 0.5) ?? Promise.reject(new Error("no old node")));
    expect(paramOf(old, "sens")).toBe(0.5);
  });

  test("a node that leaves on one side is gone on the other, and is back when it returns", async () => {
    const { sites, here, desk, lamp, fader } = await stage();
    await sites.network.until(desk.connect("desk/fader", "lamp/level"));
    await sites.network.until(lamp.stop());
    await sites.until(() => desk.peer("lamp") === undefined);
    const again = here.node("lamp", lamp.id);
    const level = again.float("level", 0, { access: "rwes" });
    await sites.network.until(again.start());
    await sites.until(() => desk.peer("lamp")?.complete === true);
    await sites.pass(1000);
    fader.emit(0.4);
    await sites.until(() => level.value === 0.4);
  });

  test("a broker that is away for some seconds: the far nodes leave and return, and the last value arrives", async () => {
    const { sites, lamp, desk, fader, level, old, know } = await stage();
    await sites.network.until(desk.connect("desk/fader", "lamp/level"));
    await sites.network.until(desk.connect("desk/fader", "old/sens"));
    sites.broker.restart(false);
    await sites.until(() => lamp.peer("desk") === undefined);
    fader.emit(0.9);
    await sites.pass(2000);
    sites.broker.restart(true);
    await sites.until(know);
    await sites.until(() => level.value === 0.9 && paramOf(old, "sens") === 0.9);
  });

  test("a broker that is away for a moment: nobody leaves, and the last value arrives", async () => {
    const { sites, lamp, desk, fader, level } = await stage();
    await sites.network.until(desk.connect("desk/fader", "lamp/level"));
    const exits: string[] = [];
    for (const node of [lamp, desk]) node.on("exit", ({ name }) => exits.push(name));
    sites.broker.restart(false);
    fader.emit(0.9);
    await sites.pass(1500);
    sites.broker.restart(true);
    await sites.until(() => level.value === 0.9);
    await sites.pass(12_000);
    expect(exits).toEqual([]);
  });
});

describe.each(["nats", "mqtt"] as const)("two bridges of one network, over a broker like %s", (kind) => {
  async function stage() {
    const sites = new Sites({ kind, delay: 1 });
    const lan = sites.lan(0);
    const lamp = lan.node("lamp");
    const level = lamp.float("level", 0, { access: "rwes" });
    const { node: desk } = await sites.remote("desk");
    const fader = desk.float("fader", 0, { access: "re" });
    await sites.network.until(Promise.all([lamp.start(), desk.start()]));
    const options = { share: ["lamp"], import: ["desk"] };
    const first = await lan.bridge(options);
    await sites.until(() => first.bridge.carries);
    const second = await lan.bridge(options);
    await sites.until(() => desk.peer("lamp")?.complete === true);
    void desk.connect("desk/fader", "lamp/level").catch(() => {});
    await sites.pass(5000);
    fader.emit(0.1);
    await sites.until(() => level.value === 0.1);
    return { sites, lan, lamp, desk, level, fader, first, second };
  }

  test("one carries; when it is killed the other one does within seconds, and nothing is there twice", async () => {
    const { sites, lamp, desk, level, fader, first, second } = await stage();
    expect([first.bridge.carries, second.bridge.carries]).toEqual([true, false]);
    const names: number[] = [];
    const count = (): void => {
      for (const [node, name] of [
        [lamp, "desk"],
        [desk, "lamp"],
      ] as const)
        names.push([...node.peers.values()].filter((peer) => peer.name === name).length);
    };
    for (const node of [lamp, desk]) node.on("enter", count);
    first.kill();
    const began = sites.network.now;
    await sites.until(() => lamp.peer("desk") === undefined);
    fader.emit(0.2);
    await sites.until(() => level.value === 0.2);
    // Those 5 s are the aim: 6 because the last value may wait for a question.
    expect(sites.network.now - began).toBeLessThan(6000);
    expect(Math.max(...names)).toBe(1);
    expect(second.bridge.carries).toBe(true);
  });

  test("one that ends says so, and the other one carries", async () => {
    const { sites, level, fader, first, second } = await stage();
    await sites.network.until(first.bridge.stop());
    await sites.until(() => second.bridge.carries);
    fader.emit(0.3);
    await sites.until(() => level.value === 0.3);
  });

  test("one that was cut off from the broker stands by when it is back", async () => {
    const { sites, level, fader, first, second } = await stage();
    first.cut(true);
    await sites.until(() => second.bridge.carries && !first.bridge.carries);
    fader.emit(0.4);
    await sites.until(() => level.value === 0.4);
    first.cut(false);
    await sites.pass(10_000);
    expect([first.bridge.carries, second.bridge.carries]).toEqual([false, true]);
    fader.emit(0.5);
    await sites.until(() => level.value === 0.5);
  });
});

test("what never crosses: a stand-in of another bridge, on a ring of three networks", async () => {
  const sites = new Sites();
  const other = new ModelBroker({ kind: "nats", delay: 1, clock: sites.program().clock });
  const [one, two] = [sites.lan(0), sites.lan(1)];
  const lamp = one.node("lamp");
  await sites.network.until(lamp.start());
  const desk = two.node("desk");
  await sites.network.until(desk.start());
  const all = { share: ["*"], import: ["*"] };
  // Two brokers between the same two networks: a node that came over one of them must not return over the other.
  const bridges = [
    await one.bridge(all),
    await two.bridge(all),
    await two.bridge(all, other),
    await one.bridge(all, other),
  ];
  await sites.pass(30_000);
  expect([...lamp.peers.values()].map(({ name }) => name)).toEqual(["desk"]);
  expect([...desk.peers.values()].map(({ name }) => name)).toEqual(["lamp"]);
  const carried = bridges.flatMap(({ bridge }) => [...bridge.carried("lan"), ...bridge.carried("broker")]);
  expect(carried.length).toBeGreaterThan(0);
  const before = sites.broker.carried + other.carried;
  await sites.pass(10_000);
  // Beats, knocks, and what confirms them: no storm.
  expect(sites.broker.carried + other.carried - before).toBeLessThan(600);
});

test("a node that takes nothing for a while gets the last value of each of fifty emitters", async () => {
  const sites = new Sites({ kind: "nats", delay: 1, queue: 200 });
  const lan = sites.lan(0);
  const desk = lan.node("desk");
  const names = Array.from({ length: 50 }, (_, i) => `f${i}`);
  const faders = names.map((name) => desk.int(name, 0, { access: "re" }));
  const { node: wall, read } = await sites.remote("wall");
  const levels = names.map((name) => wall.int(name, 0, { access: "rws" }));
  await sites.network.until(Promise.all([desk.start(), wall.start()]));
  await lan.bridge({ share: ["desk"], import: ["wall"] });
  for (const name of names) void wall.connect(`desk/${name}`, `wall/${name}`).catch(() => {});
  await sites.until(() => faders.every((_, i) => desk.links.some(({ emitter }) => emitter.parameter === names[i])));
  await sites.pass(1000);
  read(false);
  for (let value = 1; value <= 200; value++) {
    for (const fader of faders) fader.emit(value);
    await sites.pass(20);
  }
  read(true);
  await sites.until(() => levels.every(({ value }) => value === 200));
});

test("a node that comes later meets those of the far side once", async () => {
  const sites = new Sites();
  const lan = sites.lan(0);
  const { node: desk } = await sites.remote("desk");
  await sites.network.until(desk.start());
  await lan.bridge({ share: ["*"], import: ["*"] });
  await sites.pass(3000);
  const lamp = lan.node("lamp");
  const seen: string[] = [];
  for (const node of [lamp, desk]) {
    node.on("enter", ({ name }) => seen.push(`${node.name} enter ${name}`));
    node.on("exit", ({ name }) => seen.push(`${node.name} exit ${name}`));
  }
  await sites.network.until(lamp.start());
  await sites.until(() => desk.peer("lamp")?.complete === true && lamp.peer("desk")?.complete === true);
  await sites.pass(10_000);
  expect(seen.sort()).toEqual(["desk enter lamp", "lamp enter desk"]);
});
