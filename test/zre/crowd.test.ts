import { expect, test } from "vitest";

import { SeededRandom } from "../../src/net/sim/seeded-random.ts";
import { SimulatedLan } from "./simulated-lan.ts";

test("200 meshes that lose 30 % of their beacons all know each other, and stay so for a minute, twice the same way", () => {
  const [first, second] = [minute(1), minute(1)];
  expect(first.peers).toEqual(Array.from({ length: 200 }, () => 199));
  expect(first.events).toBe(200 * 199);
  expect(second).toEqual(first);
});

function minute(seed: number) {
  const chance = new SeededRandom(seed);
  const lan = new SimulatedLan();
  lan.losesBeacon = () => chance.next() < 0.3;
  const nodes = Array.from({ length: 200 }, (_, i) => lan.node(i + 1));
  lan.run(60_000);
  const events = nodes.reduce((sum, node) => sum + node.events.length, 0);
  return { peers: nodes.map(({ mesh }) => mesh.peers.size), events, delivered: lan.delivered };
}
