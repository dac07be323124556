import { describe, expect, test } from "vitest";

import { SimulatedNetwork, type SimulatedNetworkOptions } from "../../../src/net/sim/simulated-network.ts";
import { beacons, lan } from "./parties.ts";

describe("virtual time", () => {
  test("passes only when it is let pass, and exactly so long", async () => {
    const network = new SimulatedNetwork();
    await network.run(1234.5);
    expect(network.now).toBe(1234.5);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(network.now).toBe(1234.5);
  });

  test("waits for promises of any length before it goes on", async () => {
    const { network, near } = lan();
    const { clock } = near.net;
    const moments: number[] = [];
    clock.schedule(10, async () => {
      for (let i = 0; i < 100; i++) await Promise.resolve();
      moments.push(clock.now());
    });
    clock.schedule(10, () => moments.push(-1));
    clock.schedule(11, () => moments.push(-2));
    await network.run(20);
    expect(moments).toEqual([10, -1, -2]);
  });

  test("stops at the moment at which a condition holds", async () => {
    const { network, near } = lan();
    let rung = false;
    near.net.clock.schedule(250, () => {
      rung = true;
    });
    await network.until(() => rung);
    expect(network.now).toBe(250);
  });

  test("gives a promise the time that it needs, and returns what it resolves with", async () => {
    const { network, near } = lan();
    const promise = new Promise((resolve) => near.net.clock.schedule(70, () => resolve("done")));
    expect(await network.until(promise)).toBe("done");
    expect(network.now).toBe(70);
  });

  test("rejects as the promise that it was given time for", async () => {
    const network = new SimulatedNetwork();
    await expect(network.until(Promise.reject(new Error("no")))).rejects.toThrow("no");
  });

  test("is up when nothing happens before the time-out", async () => {
    const network = new SimulatedNetwork();
    await expect(network.until(() => false, { timeout: 300 })).rejects.toMatchObject({ code: "timed-out" });
    await expect(network.until(new Promise(() => {}), { timeout: 300 })).rejects.toMatchObject({ code: "timed-out" });
    expect(network.now).toBe(600);
  });

  test("passes for one caller after the other", async () => {
    const network = new SimulatedNetwork();
    await Promise.all([network.run(100), network.run(50)]);
    expect(network.now).toBe(150);
  });

  test("hands on what a callback throws, and can go on after it", async () => {
    const { network, near } = lan();
    near.net.clock.schedule(10, () => {
      throw new Error("a mistake of the show");
    });
    await expect(network.run(100)).rejects.toThrow("a mistake of the show");
    await network.run(5);
    expect(network.now).toBe(15);
  });

  test("does not stand still for a timer of no delay that sets itself again", async () => {
    const { network, near } = lan();
    let count = 0;
    const again = (): void => {
      count++;
      near.net.clock.schedule(0, again);
    };
    again();
    await network.run(10);
    expect(count).toBe(11);
  });
});

describe("chance", () => {
  test("is the same for the same seed, whatever other hosts do with theirs", () => {
    const numbers = (before: number): number[] => {
      const network = new SimulatedNetwork({ seed: 7 });
      const [other, host] = [network.host(), network.host()];
      for (let i = 0; i < before; i++) other.net.random.next();
      return Array.from({ length: 5 }, () => host.net.random.next());
    };
    expect(numbers(3)).toEqual(numbers(0));
  });

  test("is another for another seed, another host and another program", () => {
    const first = (seed: number, hosts: number, programs: number): number => {
      const network = new SimulatedNetwork({ seed });
      for (let i = 0; i < hosts; i++) network.host();
      const host = network.host();
      for (let i = 0; i < programs; i++) host.program();
      return host.net.random.next();
    };
    expect(new Set([first(1, 0, 0), first(2, 0, 0), first(1, 1, 0), first(1, 0, 1)]).size).toBe(4);
  });

  test("makes the same run twice, and another one for another seed", async () => {
    const run = async (seed: number) => {
      const { network, near, far } = lan({ seed, loss: 0.3, jitter: 5, duplication: 0.1 });
      const [ada, bob] = [await beacons(network, near), await beacons(network, far)];
      for (let i = 0; i < 100; i++) {
        ada.send(i);
        bob.send(i);
        await network.run(1);
      }
      return { heard: [ada.heard, bob.heard], figures: network.figures };
    };
    const [first, second, other] = [await run(1), await run(1), await run(2)];
    expect(second).toEqual(first);
    expect(other.figures.digest).not.toBe(first.figures.digest);
  });
});

describe("what is wrong is refused", () => {
  test.each<[SimulatedNetworkOptions, string]>([
    [{ loss: 1.5 }, "loss is 1.5: it must be a number from 0 to 1"],
    [{ duplication: -1 }, "duplication is -1"],
    [{ delay: Number.NaN }, "delay is NaN"],
    [{ seed: 0.5 }, "the seed is 0.5, not a whole number"],
  ])("%o", (options, message) => {
    expect(() => new SimulatedNetwork(options)).toThrow(message);
  });

  test.each(["10.0.0", "10.0.0.256", "10.0.0.1/33", "host"])("the address %s", (address) => {
    expect(() => new SimulatedNetwork().host(address)).toThrow(`"${address}" is not an address`);
  });

  test("an address that another host has", () => {
    const { network } = lan();
    expect(() => network.host("10.0.0.2")).toThrow("another host of the simulated network has the address 10.0.0.2");
  });

  test("an interface that a host does not have", () => {
    expect(() => lan().near.unplug("eth9")).toThrow('the simulated host 10.0.0.1 has no interface "eth9"');
  });
});

test("a host without an address gets the next one", () => {
  const network = new SimulatedNetwork();
  expect([network.host().address, network.host().address]).toEqual(["172.16.0.1", "172.16.0.2"]);
});
