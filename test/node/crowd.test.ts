import { describe, expect, test } from "vitest";

import { ZocpNode } from "../../src/index.ts";
import { SimulatedNetwork } from "../../src/net/sim/simulated-network.ts";

describe("200 nodes on a network that loses 30 % of the beacons", () => {
  test("all know each other within ten seconds, and a second run with the same seed is the same to the last byte", async () => {
    const [first, second] = [await crowd(1), await crowd(1)];
    expect(first.peers).toEqual(Array.from({ length: CROWD }, () => CROWD - 1));
    expect(first.figures.lost / (first.figures.lost + first.figures.datagrams)).toBeCloseTo(0.3, 1);
    // One stream from each to each, and none twice.
    expect(first.figures).toMatchObject({ streams: CROWD * (CROWD - 1), refused: 0 });
    expect(second).toEqual(first);
  }, 600_000);
});

/** Nodes that start one after the other, as computers do. */
async function crowd(seed: number) {
  const network = new SimulatedNetwork({ seed, loss: 0.3, delay: 2, jitter: 1 });
  // Without heartbeats, which tell nothing here: 40,000 connections would send 40,000 of them every two seconds.
  const nodes = Array.from(
    { length: CROWD },
    (_, i) => new ZocpNode(`node ${i}`, { net: network.host().net, heartbeat: false }),
  );
  for (const node of nodes) {
    node.float("level", 0.5, { access: "rwes" });
    await node.start();
    await network.run(10);
  }
  await network.until(
    () => nodes.every(({ peers }) => peers.size === CROWD - 1 && [...peers.values()].every((peer) => peer.complete)),
    { timeout: 10_000 },
  );
  return { figures: network.figures, peers: nodes.map(({ peers }) => peers.size) };
}

const CROWD = 200;
