import { describe, expect, test } from "vitest";

import { ZocpNode } from "../../src/index.ts";
import type { Net } from "../../src/net/net.ts";
import { SimulatedNetwork } from "../../src/net/sim/simulated-network.ts";
import { ZreNode } from "../../src/transport/zre/zre-node.ts";

describe("thirty nodes that have been together for a while", () => {
  test("send ten beacons a second together, and nobody is missed", async () => {
    const { network, nodes } = await crowd();
    const told = tellings(nodes);
    const before = network.figures.datagrams;
    await network.run(20_000);
    expect((network.figures.datagrams - before) / (CROWD - 1)).toBeLessThan(11 * 20);
    expect(told).toEqual([]);
  });

  test("are all met by a newcomer at once", async () => {
    const { network, nodes } = await crowd();
    const late = await start(network, "late");
    await network.run(100);
    expect(late.peers.size).toBe(CROWD);
    expect(nodes.every((node) => node.peers.size === CROWD)).toBe(true);
  });

  test("are met within seconds by a newcomer whose own beacons reach nobody", async () => {
    const { network } = await crowd();
    const late = new ZocpNode("late", { net: mute(network.host().net) });
    await late.start();
    await network.until(() => late.peers.size === CROWD, { timeout: 10_000 });
  });

  test("are not asked by a node of another kind, and it is not lost", async () => {
    const { network, nodes } = await crowd();
    const old = new ZreNode("old", { net: network.host().net });
    const told: string[] = [];
    old.on("evasive", ({ name }) => told.push(name)).on("exit", ({ name }) => told.push(name));
    await old.start();
    await network.run(100);
    expect(old.peers.size).toBe(CROWD);
    const before = nodes[0]?.zre.peers.get(old.id)?.state;
    await network.run(60_000);
    expect([before, nodes[0]?.zre.peers.get(old.id)?.state, told]).toEqual(["ready", "ready", []]);
  });

  test.each([20, 90])("fall apart for %i s, and are one again a few seconds after that is over", async (seconds) => {
    const { network, nodes } = await crowd();
    network.partition(network.hosts.slice(0, CROWD / 2), network.hosts.slice(CROWD / 2));
    await network.run(seconds * 1000);
    network.heal();
    const whole = () => nodes.every((node) => node.peers.size === CROWD - 1 && isWell(node));
    await network.until(whole, { timeout: 4000 });
    // After the shorter time connections have to prove themselves, with patience for so many.
    await network.run(10_000);
    const told = tellings(nodes);
    await network.run(10_000);
    expect([whole(), told]).toEqual([true, []]);
  });
});

async function crowd() {
  const network = new SimulatedNetwork({ delay: 1 });
  const nodes = await Promise.all(Array.from({ length: CROWD }, (_, i) => start(network, `node ${i}`)));
  await network.run(12_000);
  expect(nodes.every((node) => node.peers.size === CROWD - 1)).toBe(true);
  return { network, nodes };
}

async function start(network: SimulatedNetwork, name: string): Promise<ZocpNode> {
  const node = new ZocpNode(name, { net: network.host().net });
  node.float("level", 0, { access: "rwes" });
  await node.start();
  return node;
}

/** A network on which nobody hears our beacons. */
function mute(net: Net): Net {
  const broadcast: Net["broadcast"] = async (...how) => {
    const { close } = await net.broadcast(...how);
    return { close, send: () => {} };
  };
  return new Proxy(net, {
    get: (_, name: keyof Net) => {
      const given = name === "broadcast" ? broadcast : net[name];
      return typeof given === "function" ? given.bind(net) : given;
    },
  });
}

function isWell({ zre }: ZocpNode): boolean {
  return [...zre.peers.values()].every(({ state }) => state === "ready");
}

/** What any of them says of another from now on. */
function tellings(nodes: readonly ZocpNode[]): string[] {
  const told: string[] = [];
  for (const { name, zre } of nodes)
    for (const event of ["exit", "suspected", "evasive"] as const)
      zre.on(event, (about) => told.push(`${name}: ${about.name} ${event} ${"reason" in about ? about.reason : ""}`));
  return told;
}

const CROWD = 30;
