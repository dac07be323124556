import { describe, expect, test } from "vitest";

import { SimulatedNetwork } from "../../../src/net/sim/simulated-network.ts";
import { beacons, lan } from "./parties.ts";

describe("a datagram", () => {
  test("arrives after the delay", async () => {
    const { network, near, far } = lan({ delay: 5 });
    const [ada, bob] = [await beacons(network, near), await beacons(network, far)];
    ada.send(1);
    await network.run(4.9);
    expect(bob.heard).toEqual([]);
    await network.run(0.1);
    expect(bob.heard).toEqual(["5: 1"]);
  });

  test("arrives between the delay and the delay with the jitter, and may be overtaken", async () => {
    const { network, near, far } = lan({ delay: 5, jitter: 10 });
    const [ada, bob] = [await beacons(network, near), await beacons(network, far)];
    for (let i = 0; i < 200; i++) ada.send(i);
    await network.run(20);
    const moments = bob.heard.map((text) => Number(text.split(":")[0]));
    const order = bob.heard.map((text) => Number(text.split(": ")[1]));
    expect(order).toHaveLength(200);
    expect(Math.min(...moments)).toBeLessThan(6);
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...moments)).toBeGreaterThan(14);
    expect(Math.max(...moments)).toBeLessThan(15.1);
    expect(order).not.toEqual([...order].sort((a, b) => a - b));
  });

  test("is lost as often as the network is told", async () => {
    const { network, near, far } = lan({ loss: 0.3 });
    const [ada, bob] = [await beacons(network, near), await beacons(network, far)];
    for (let i = 0; i < 1000; i++) ada.send(1);
    await network.run(10);
    expect(bob.heard.length).toBeGreaterThan(650);
    expect(bob.heard.length).toBeLessThan(750);
    expect(network.figures).toMatchObject({ lost: 1000 - bob.heard.length, datagrams: 1000 + bob.heard.length });
  });

  test("arrives twice as often as the network is told", async () => {
    const { network, near, far } = lan({ duplication: 0.5 });
    const [ada, bob] = [await beacons(network, near), await beacons(network, far)];
    for (let i = 0; i < 1000; i++) ada.send(1);
    await network.run(10);
    expect(network.figures.duplicated).toBeGreaterThan(450);
    expect(bob.heard.length).toBe(1000 + network.figures.duplicated);
  });

  test("is heard by its own host, whatever the network loses", async () => {
    const { network, near } = lan({ loss: 1 });
    const ada = await beacons(network, near);
    ada.send(1);
    await network.run(1);
    expect(ada.heard).toHaveLength(1);
  });

  test("does not leave its subnet", async () => {
    const network = new SimulatedNetwork();
    const ada = await beacons(network, network.host("10.0.0.1"));
    const bob = await beacons(network, network.host("10.0.1.1"));
    ada.send(1);
    await network.run(10);
    expect(bob.heard).toEqual([]);
  });

  test("reaches both networks of a host that is on two", async () => {
    const network = new SimulatedNetwork();
    const both = await beacons(network, network.host("10.0.0.1", "192.168.0.1"));
    const ada = await beacons(network, network.host("10.0.0.2"));
    const bob = await beacons(network, network.host("192.168.0.2"));
    both.send(1);
    await network.run(10);
    expect([ada.heard, bob.heard]).toEqual([["0.5: 1"], ["0.5: 1"]]);
  });

  test("is not changed by what the sender does with its bytes afterwards", async () => {
    const { network, near, far } = lan();
    const bob = await beacons(network, far);
    const card = near.interfaces.filter(({ name }) => name === "eth0");
    const opened = await near.net.broadcast(card, 5670, () => {});
    const bytes = Uint8Array.of(1);
    opened.send(bytes, card[0] as never);
    bytes[0] = 9;
    await network.run(10);
    expect(bob.heard).toEqual(["0.5: 1"]);
  });
});

describe("a datagram is not heard", () => {
  test.each([
    ["a host in another part of a partition", "partition"],
    ["a host without its cable", "unplug"],
    ["a host that sleeps", "sleep"],
    ["a host that was killed", "kill"],
    ["a host without power", "powerOff"],
  ] as const)("by %s", async (_, mishap) => {
    const { network, near, far } = lan();
    const [ada, bob] = [await beacons(network, near), await beacons(network, far)];
    if (mishap === "partition") network.partition([far]);
    else far[mishap]();
    ada.send(1);
    await network.run(10);
    expect(bob.heard).toEqual([]);
  });

  test("when the mishap comes while it is on its way", async () => {
    const { network, near, far } = lan({ delay: 5 });
    const [ada, bob] = [await beacons(network, near), await beacons(network, far)];
    ada.send(1);
    await network.run(1);
    network.partition([near], [far]);
    await network.run(10);
    network.heal();
    ada.send(2);
    await network.run(10);
    expect(bob.heard).toEqual(["16: 2"]);
  });
});
