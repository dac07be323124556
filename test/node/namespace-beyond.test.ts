import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";

import { eventually, pause } from "./loopback.ts";
import { type Machine, machineRoom, type Program, whyNoNamespaces } from "./namespaces.ts";

const why = whyNoNamespaces();
if (why !== undefined) console.warn(`The tests of several networks are skipped: ${why}.`);

function hasNft(): boolean {
  const found = spawnSync("nft", ["--version"]).status === 0;
  if (!found) console.warn("The test of a router that forwards a port is skipped: there is no nft.");
  return found;
}

const HUB = { ZOCP_GOSSIP: "tcp://10.81.0.1:5670" };

describe.skipIf(why !== undefined)("on two networks with a router between them", () => {
  const room = machineRoom();
  const { machine } = room;

  /** 10.81.0.2 and 10.82.0.2, each with a way to the other over 10.81.0.1 and 10.82.0.1. */
  async function networks(): Promise<{ router: Machine; left: Machine; right: Machine }> {
    const router = await machine();
    const [left, right] = [await machine(router), await machine(router)];
    await router.plug("eth0", "10.81.0.1/24", left, "eth0", "10.81.0.2/24");
    await router.plug("eth1", "10.82.0.1/24", right, "eth0", "10.82.0.2/24");
    router.command("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    left.ip("route", "add", "default", "via", "10.81.0.1");
    right.ip("route", "add", "default", "via", "10.82.0.1");
    return { router, left, right };
  }

  function latest(program: Program): number {
    return Number(program.said.findLast(({ event }) => event === "signal")?.value ?? 0);
  }

  test("nodes without a hub do not hear each other", async () => {
    const { left, right } = await networks();
    const ada = left.run(room.build, "node", "ada");
    const bob = right.run(room.build, "node", "bob", "ada");
    await Promise.all([ada.says({ event: "started" }), bob.says({ event: "started" })]);
    await pause(2500);
    expect([...ada.said, ...bob.said].filter(({ event }) => event === "enter")).toEqual([]);
  });

  test("nodes at a hub find each other, and need it no more", async () => {
    const { router, left, right } = await networks();
    const hub = router.run(room.build, "hub");
    await hub.says({ event: "started" });
    const ada = left.runWith(HUB, room.build, "node", "ada");
    const bob = right.runWith(HUB, room.build, "node", "bob", "ada");
    await bob.says({ event: "signal" });
    await hub.says({
      event: "published",
      value: String(((await bob.says({ event: "started" })).endpoints as string[])[0]),
    });
    await hub.end();
    const before = latest(bob);
    await eventually("signals still come", () => latest(bob) > before + 10);
    const again = router.run(room.build, "hub");
    await again.says({ event: "started" });
    const cy = right.runWith(HUB, room.build, "node", "cy", "ada");
    await cy.says({ event: "signal" });
    expect([...ada.said, ...bob.said].filter(({ event }) => event === "exit")).toEqual([]);
  });

  test("nodes at a hub come together again after the way between them was cut for longer than they expire", async () => {
    const { router, left, right } = await networks();
    await router.run(room.build, "hub").says({ event: "started" });
    left.runWith(HUB, room.build, "node", "ada");
    const bob = right.runWith(HUB, room.build, "node", "bob", "ada");
    await bob.says({ event: "signal" });
    right.ip("route", "del", "default");
    await eventually("it is gone", () => bob.said.some(({ event }) => event === "exit"), 45_000);
    const before = latest(bob);
    right.ip("route", "add", "default", "via", "10.82.0.1");
    const begin = performance.now();
    await eventually("signals come again", () => latest(bob) > before, 40_000);
    expect(performance.now() - begin).toBeLessThan(20_000);
  }, 150_000);

  test("a node that is told where another is needs no hub", async () => {
    const { left, right } = await networks();
    await right.runWith({ ZOCP_TCP_PORT: "7000" }, room.build, "node", "ada").says({ event: "started" });
    const bob = left.runWith({ ZOCP_PEER: "tcp://10.82.0.2:7000" }, room.build, "node", "bob", "ada");
    await bob.says({ event: "signal" });
    expect((await bob.says({ event: "enter", name: "ada" })).endpoint).toBe("tcp://10.82.0.2:7000");
  });

  test.skipIf(!hasNft())(
    "a node behind a router that forwards a port to it is found there",
    async () => {
      const { router, left, right } = await networks();
      left.ip("route", "del", "default");
      router.command("nft", "add table ip nat; add chain ip nat post { type nat hook postrouting priority 100; };");
      router.command("nft", "add rule ip nat post ip saddr 10.82.0.0/24 masquerade");
      router.command("nft", "add chain ip nat pre { type nat hook prerouting priority -100; };");
      router.command("nft", 'add rule ip nat pre iifname "eth0" tcp dport 7000 dnat to 10.82.0.2:7000');
      const gossip = { ZOCP_GOSSIP: "tcp://10.81.0.2:5670" };
      await left.run(room.build, "hub").says({ event: "started" });
      const ada = left.runWith(gossip, room.build, "node", "ada", "bob");
      const bob = right.runWith({ ...gossip, ZOCP_ENDPOINT: "tcp://10.81.0.1:7000" }, room.build, "node", "bob", "ada");
      await Promise.all([ada.says({ event: "signal" }), bob.says({ event: "signal" })]);
      expect((await ada.says({ event: "enter", name: "bob" })).endpoint).toBe("tcp://10.81.0.1:7000");
      await pause(2000);
      expect([...ada.said, ...bob.said].filter(({ event }) => event === "exit")).toEqual([]);
    },
    60_000,
  );

  test("two networks on one cable hear each other by multicast", async () => {
    const left = await machine();
    const right = await machine(left);
    await left.plug("eth0", "10.83.0.1/24", right, "eth0", "10.84.0.1/24");
    for (const [one, other] of [[left, "10.84.0.0/24"] as const, [right, "10.83.0.0/24"] as const]) {
      one.ip("route", "add", other, "dev", "eth0");
    }
    const far = { ZOCP_MULTICAST_TTL: "4" };
    left.runWith(far, room.build, "node", "ada");
    const bob = right.runWith(far, room.build, "node", "bob", "ada");
    await bob.says({ event: "signal" });
  });
});
