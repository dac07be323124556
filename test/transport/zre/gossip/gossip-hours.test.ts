import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createKeyFile } from "../../../../src/keys/key-file.ts";
import type { SimulatedHost } from "../../../../src/net/sim/simulated-host.ts";
import { SimulatedNetwork } from "../../../../src/net/sim/simulated-network.ts";
import { GossipHub, type GossipHubOptions } from "../../../../src/transport/zre/gossip/gossip-hub.ts";
import { ZreNode } from "../../../../src/transport/zre/zre-node.ts";
import type { ZreOptions } from "../../../../src/transport/zre/zre-options.ts";
import { keyedNet } from "../../../keys/keyed-net.ts";

// What must not happen is waited for under virtual time: minutes and hours cost nothing.
const MINUTE = 60_000;

let network = new SimulatedNetwork();
let folder = "";
const open: { stop(): Promise<void> }[] = [];

beforeEach(() => {
  network = new SimulatedNetwork({ seed: 3 });
  folder = mkdtempSync(join(tmpdir(), "zocp-gossip-"));
});

afterEach(async () => {
  await network.until(Promise.all(open.splice(0).map((one) => one.stop())));
  rmSync(folder, { recursive: true });
});

async function hub(options: GossipHubOptions = {}): Promise<string> {
  const host = network.host();
  const made = new GossipHub({ net: keyedNet(host), ...options });
  open.push(made);
  await network.until(made.start());
  return `tcp://${host.address}:5670`;
}

async function started(name: string, options: ZreOptions = {}, host: SimulatedHost = network.host()): Promise<ZreNode> {
  const made = new ZreNode(name, { net: keyedNet(host), beacons: false, ...options });
  open.push(made);
  await network.until(made.start());
  return made;
}

function know(...nodes: readonly ZreNode[]): Promise<void> {
  return network.until(() => nodes.every(({ peers }) => peers.size === nodes.length - 1));
}

function keyFile(name: string): string {
  const path = join(folder, name);
  createKeyFile(path);
  return path;
}

/** The types of what a node tells of others. */
function told(node: ZreNode): string[] {
  const types: string[] = [];
  for (const type of ["enter", "exit"] as const) node.on(type, () => types.push(type));
  return types;
}

describe("for ten minutes", () => {
  test("nodes that met at a hub stay, and enter once", async () => {
    const gossip = [await hub()];
    const a = await started("a", { gossip });
    const events = told(a);
    await know(a, await started("b", { gossip }), await started("c", { gossip }));
    await network.run(10 * MINUTE);
    expect(events).toEqual(["enter", "enter"]);
  });

  test("nodes that a hub tells of and that hear beacons of each other are one peer", async () => {
    const options = { gossip: [await hub()], beacons: true };
    const a = await started("a", options);
    const events = told(a);
    await know(a, await started("b", options));
    await network.run(10 * MINUTE);
    expect(events).toEqual(["enter"]);
  });

  test("a peer that is named twice, and heard, is one peer", async () => {
    const [one, other] = [network.host(), network.host()];
    const [here, there] = [`tcp://${one.address}:7001`, `tcp://${other.address}:7002`];
    const a = await started("a", { port: 7001, beacons: true, peers: [there, there] }, one);
    const events = told(a);
    await know(a, await started("b", { port: 7002, beacons: true, peers: [here] }, other));
    await network.run(10 * MINUTE);
    expect(events).toEqual(["enter"]);
  });

  test("a node whose own place is among its peers does not meet itself", async () => {
    const host = network.host();
    const a = await started("a", { port: 7001, peers: [`tcp://${host.address}:7001`] }, host);
    await network.run(10 * MINUTE);
    expect(a.peers.size).toBe(0);
  });

  test("a hub that is not there is told once, with its address", async () => {
    const nowhere = `tcp://${network.host().address}:5670`;
    const a = new ZreNode("a", { net: network.host().net, beacons: false, gossip: [nowhere] });
    open.push(a);
    const failures: string[] = [];
    a.on("failed", ({ error }) => failures.push(error.message));
    await network.until(a.start());
    await network.run(10 * MINUTE);
    expect(failures).toEqual([expect.stringContaining(`the hub ${nowhere} is not there`)]);
  });

  test("a hub with a key keeps out who has none and who has another", async () => {
    const [show, other] = [keyFile("show.key"), keyFile("other.key")];
    const gossip = [await hub({ key: show })];
    const [a, b] = [await started("a", { gossip, key: show }), await started("b", { gossip, key: show })];
    const outsiders = [await started("plain", { gossip }), await started("stranger", { gossip, key: other })];
    await know(a, b);
    await network.run(10 * MINUTE);
    expect([a, b, ...outsiders].map(({ peers }) => peers.size)).toEqual([1, 1, 0, 0]);
  });
});

test.each([
  ["a hub with a key and a node without one", "show.key", undefined],
  ["a hub without a key and a node with one", undefined, "show.key"],
  ["a hub and a node of different keys", "show.key", "other.key"],
])("%s are told what is the matter: the node once, the hub once a minute", async (_, ofHub, ofNode) => {
  const host = network.host();
  const made = new GossipHub({ net: keyedNet(host), key: ofHub && keyFile(ofHub) });
  const gossip = [`tcp://${host.address}:5670`];
  const one = new ZreNode("one", {
    net: keyedNet(network.host()),
    beacons: false,
    gossip,
    key: ofNode && keyFile(ofNode),
  });
  open.push(made, one);
  const [atHub, atNode]: [string[], string[]] = [[], []];
  made.on("ignored", ({ error }) => atHub.push(error.code));
  one.on("ignored", ({ error }) => atNode.push(error.code));
  await network.until(Promise.all([made.start(), one.start()]));
  await network.run(MINUTE / 2);
  expect([atHub, atNode]).toEqual([["key-mismatch"], ["key-mismatch"]]);
  await network.run(10 * MINUTE);
  expect(atNode).toEqual(["key-mismatch"]);
  expect(atHub.length).toBeGreaterThan(5);
  expect(atHub.length).toBeLessThanOrEqual(11);
});

test("a hub that accepts and closes at once is dialled more and more rarely", async () => {
  const host = network.host();
  let dials = 0;
  await network.until(
    host.net.listen(host.address, 5670, (stream) => {
      dials++;
      stream.destroy();
    }),
  );
  await started("a", { gossip: [`tcp://${host.address}:5670`] });
  const counts: number[] = [];
  for (let minute = 0; minute < 60; minute++) {
    const before = dials;
    await network.run(MINUTE);
    counts.push(dials - before);
  }
  expect(counts[0]).toBeGreaterThan(1);
  // It never gives up, and never dials in a hurry.
  for (const count of counts.slice(1)) {
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(counts[0] ?? 0);
  }
});
