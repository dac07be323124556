import { expect, test } from "vitest";

import { PretendRealm } from "./pretend-realm.ts";

/** Nodes in a ring: the `out` of each drives the `out` of the next. */
function ring(size: number) {
  const realm = new PretendRealm();
  const nodes = Array.from({ length: size }, (_, i) => realm.node(`n${i}`));
  for (const node of nodes) node.float("out", 0, "rwes");
  realm.run(100);
  for (const [i, node] of nodes.entries()) node.link(`n${i}/out`, `n${(i + 1) % size}/out`);
  realm.run(500);
  realm.takeTraffic();
  return { realm, nodes };
}

test.each([1, 2, 3, 5])("a ring of %i comes to rest after one value", (size) => {
  const { realm, nodes } = ring(size);
  nodes[0]?.emit("out", 0.5);
  realm.run(1000);
  expect(nodes.map((node) => node.value("out"))).toEqual(nodes.map(() => 0.5));
  expect(realm.takeTraffic().filter((text) => text.includes("SIG")).length).toBeLessThanOrEqual(size);
});

test("NaN goes round a ring once: it equals itself", () => {
  const { realm, nodes } = ring(2);
  nodes[0]?.emit("out", Number.NaN);
  realm.run(1000);
  expect(realm.takeTraffic().length).toBeLessThanOrEqual(2);
});

test("a ring is told, with the way it goes", () => {
  const { nodes } = ring(3);
  expect(nodes[0]?.takeEvents("cycle").at(-1)).toEqual({
    type: "cycle",
    parameter: "out",
    path: ["n0/out", "n1/out", "n2/out", "n0/out"],
  });
});

test("two values that cross on a ring do not storm", () => {
  const { realm, nodes } = ring(2);
  const [a, b] = nodes;
  // Both emit before either hears of the other.
  const effects = [a?.machine.emit("out", 1, realm.now), b?.machine.emit("out", 2, realm.now)];
  a?.act(() => effects[0] ?? []);
  b?.act(() => effects[1] ?? []);
  realm.run(1000);
  expect(realm.takeTraffic().length).toBeLessThan(250);
});

test("a chain that only looks like a ring is no ring", () => {
  const realm = new PretendRealm();
  const a = realm.node("a");
  const b = realm.node("b");
  a.float("out", 0, "re");
  a.float("in", 0, "rs");
  b.float("thru", 0, "res");
  realm.run(100);
  b.link("a/out", "b/thru");
  b.link("b/thru", "a/in");
  realm.run(500);
  expect([...a.takeEvents("cycle"), ...b.takeEvents("cycle")]).toEqual([]);
});
