import { expect, test } from "vitest";

import { type Inhabitant, Town } from "./town.ts";

/** The larger of the two: a thousand here, more by hand (`ZOCP_CROWD=10000`: some minutes, 2 GB). */
const MANY = Number(process.env.ZOCP_CROWD ?? 1000);
const FEW = MANY / 4;

test.each(["mqtt", "nats"] as const)(
  "like %s: four times as many nodes, each linked to one, cost four times as many messages in a minute",
  async (kind) => {
    const [few, many] = [await minuteOf(kind, FEW), await minuteOf(kind, MANY)];
    expect([few.linked, many.linked]).toEqual([FEW, MANY]);
    expect(Math.log(many.messages / few.messages) / Math.log(4)).toBeLessThan(1.1);
  },
  1_200_000,
);

async function minuteOf(kind: "mqtt" | "nats", size: number) {
  const town = new Town({ kind, delay: 1 });
  const all = Array.from({ length: size }, (_, i) => inhabitant(town, `n${i}`));
  for (const { node } of all) await node.start();
  for (let i = 0; i < size; i += 2) void all[i]?.node.connect(`n${i}/out`, `n${i + 1}/in`);
  await town.pass(60_000);
  for (const { node } of all) node.emit("out", 0.5);
  await town.pass(100);
  const linked = all.filter(({ node }, i) => node.peers.size === 1 && node.parameter("in").value === (i % 2) / 2);
  return { linked: linked.length, messages: town.broker.carried };
}

function inhabitant(town: Town, name: string): Inhabitant {
  const one = town.node(name, { meet: "wanted" });
  one.node.float("out", 0, { access: "re" });
  one.node.float("in", 0, { access: "rws" });
  return one;
}
