import { describe, expect, test } from "vitest";

import { hostNet } from "../../../src/net/host/host-net.ts";
import { BrokerTransport } from "../../../src/transport/broker/broker-transport.ts";
import { describeTransport } from "../../suites/transport.ts";
import { ModelBroker } from "./model-broker.ts";
import { Town } from "./town.ts";

const HOST = hostNet();

describe.each(["mqtt", "nats"] as const)("like %s", (kind) => {
  describeTransport("a broker in memory", () => {
    const broker = new ModelBroker({ kind, clock: HOST.clock });
    return (name) => new BrokerTransport({ name, carrier: broker.carrier(), net: HOST });
  });

  describeTransport("a broker in memory that loses, repeats and delays", () => {
    const bad = { loss: 0.05, repeats: 0.05, jitter: 5 };
    const broker = new ModelBroker({ kind, clock: HOST.clock, ...bad });
    return (name) => new BrokerTransport({ name, carrier: broker.carrier(), net: HOST });
  });

  test("a node that starts without a broker says so", async () => {
    const town = new Town({ kind });
    town.broker.restart(false);
    await expect(town.node("desk").node.start()).rejects.toThrow("the broker is away");
  });

  test("forty nodes meet, each once, and part", async () => {
    const town = new Town({ kind, delay: 1 });
    const nodes = Array.from({ length: 40 }, (_, i) => town.node(`node ${i}`).node);
    for (const node of nodes) await node.start();
    expect(await town.pass(5000, () => nodes.every((node) => node.peers.size === 39))).toBe(true);
    await nodes[0]?.stop();
    expect(await town.pass(100, () => nodes.slice(1).every((node) => node.peers.size === 38))).toBe(true);
  });

  test("a link keeps its last value over a broker that is away for 5 s, and nobody leaves", async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const town = new Town({ kind, delay: 1, seed });
      const { desk, lamp, fader, level } = await town.linked();
      const exits: string[] = [];
      for (const { node } of [desk, lamp]) node.on("exit", ({ name }) => exits.push(name));
      for (let i = 0; i < 200; i++) {
        if (i === 50) town.broker.restart(false);
        if (i === 150) town.broker.restart(true);
        fader.emit(i);
        await town.pass(50);
      }
      expect(await town.pass(5000, () => level.value === 199)).toBe(true);
      expect(exits).toEqual([]);
    }
  });

  test("a connection of one node that breaks for a moment is suspected, not parted", async () => {
    const town = new Town({ kind, delay: 1 });
    const { desk, lamp, fader, level } = await town.linked();
    const log: string[] = [];
    desk.node.on("exit", () => log.push("exit"));
    desk.node.on("suspected", () => log.push("suspected"));
    desk.node.on("recovered", () => log.push("recovered"));
    lamp.carrier.turn(false);
    fader.emit(0.5);
    await town.pass(kind === "mqtt" ? 1400 : 900);
    lamp.carrier.turn(true);
    expect(await town.pass(3000, () => level.value === 0.5)).toBe(true);
    await town.pass(3000);
    expect(log).toEqual(["suspected", "recovered"]);
  });

  test("a program that is killed is gone in 3 s", async () => {
    const town = new Town({ kind, delay: 1 });
    const { desk, lamp } = await town.linked();
    lamp.carrier.kill();
    expect(await town.pass(3000, () => desk.node.peers.size === 0)).toBe(true);
  });

  test("a stopped consumer gets the last value of each of 100 emitters, and holds up nobody", async () => {
    const town = new Town({ kind, delay: 1, queue: 100 });
    const [desk, lamp, other] = [town.node("desk"), town.node("lamp"), town.node("other")];
    const names = Array.from({ length: 100 }, (_, i) => `f${i}`);
    const faders = names.map((name) => desk.node.int(name, 0, { access: "re" }));
    const levels = [lamp, other].map(({ node }) => names.map((name) => node.int(name, 0, { access: "rws" })));
    for (const { node } of [desk, lamp, other]) await node.start();
    await town.pass(1000);
    for (const name of names)
      for (const to of ["lamp", "other"]) void desk.node.connect(`desk/${name}`, `${to}/${name}`);
    await town.pass(2000);
    const exits: string[] = [];
    for (const { node } of [desk, lamp, other]) node.on("exit", ({ name }) => exits.push(name));
    lamp.read(false);
    for (let value = 1; value <= 300; value++) {
      for (const fader of faders) fader.emit(value);
      await town.pass(20);
    }
    expect(levels[1]?.every((level) => level.value === 300)).toBe(true);
    lamp.read(true);
    expect(await town.pass(5000, () => levels[0]?.every((level) => level.value === 300) === true)).toBe(true);
    expect(exits).toEqual([]);
  });

  test("a restarted program is another one, and its links carry values again", async () => {
    const town = new Town({ kind, delay: 1 });
    const { desk, lamp, fader } = await town.linked();
    lamp.carrier.kill();
    const again = town.node("lamp", { id: lamp.node.id });
    const level = again.node.float("level", 0, { access: "rws" });
    await again.node.start();
    expect(await town.pass(8000, () => desk.node.peers.size === 1 && desk.node.links.length === 1)).toBe(true);
    await town.pass(2000);
    fader.emit(0.7);
    expect(await town.pass(1000, () => level.value === 0.7)).toBe(true);
  });

  test("whoever claims the id of another is not met", async () => {
    const town = new Town({ kind, delay: 1 });
    const { desk, lamp } = await town.linked();
    const failed: string[] = [];
    desk.node.on("failed", ({ error }) => failed.push(error.message));
    const forger = town.node("lamp", { id: lamp.node.id, owner: "eve" });
    lamp.carrier.kill();
    await forger.node.start();
    await town.pass(500);
    expect(desk.node.peers.size).toBe(1);
    expect(failed.some((message) => message.includes("eve"))).toBe(true);
  });
});
