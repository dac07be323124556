import { expect, test } from "vitest";
import { ReferenceInhabitant } from "./reference-inhabitant.ts";
import { type OurNode, SimulatedTransport } from "./simulated-transport.ts";

const WHOLE = { typeHint: "int", value: 0, access: "rwes" };

/** Nodes in a ring: the `out` of each drives the `out` of the next. */
function ring(size: number) {
  const transport = new SimulatedTransport();
  const nodes = Array.from({ length: size }, (_, i) => transport.node(`n${i}`));
  for (const node of nodes) node.float("out", 0, "rwes");
  transport.run(100);
  for (const [i, node] of nodes.entries()) node.link(`n${i}/out`, `n${(i + 1) % size}/out`);
  transport.run(500);
  transport.takeTraffic();
  return { transport, nodes };
}

test.each([1, 2, 3, 5])("a ring of %i comes to rest after one value", (size) => {
  const { transport, nodes } = ring(size);
  nodes[0]?.emit("out", 0.5);
  transport.run(1000);
  expect(nodes.map((node) => node.value("out"))).toEqual(nodes.map(() => 0.5));
  expect(transport.takeTraffic().filter((text) => text.includes("SIG")).length).toBeLessThanOrEqual(size);
});

test("NaN goes round a ring once: it equals itself", () => {
  const { transport, nodes } = ring(2);
  nodes[0]?.emit("out", Number.NaN);
  transport.run(1000);
  expect(transport.takeTraffic().length).toBeLessThanOrEqual(2);
});

test("a ring is told, with the way it goes", () => {
  const { nodes } = ring(3);
  expect(nodes[0]?.takeEvents("cycle").at(-1)).toEqual({
    type: "cycle",
    parameter: "out",
    path: ["n0/out", "n1/out", "n2/out", "n0/out"],
  });
});

/** A node of the reference with the parameter `thru`. */
function addOld(transport: SimulatedTransport): ReferenceInhabitant {
  const old = new ReferenceInhabitant("old");
  old.node.register("thru", 0, "flt", "rwes");
  transport.add(old);
  transport.run(200);
  return old;
}

/** Everybody emits a value of its own before anybody hears of another's. */
function cross({ transport, nodes }: ReturnType<typeof ring>): readonly string[] {
  const effects = nodes.map((node, i) => node.machine.emit("out", i + 1, transport.now));
  for (const [i, node] of nodes.entries()) node.act(() => effects[i] ?? []);
  transport.run(1000);
  return transport.takeTraffic().filter((text) => text.includes("SIG"));
}

test.each([2, 3, 5])("values that cross on a ring of %i come to rest, and all agree on one", (size) => {
  const made = ring(size);
  expect(cross(made).length).toBeLessThanOrEqual(size * size);
  const values = new Set(made.nodes.map((node) => node.value("out")));
  expect([...values]).toHaveLength(1);
  made.nodes[0]?.emit("out", 0.5);
  made.transport.run(1000);
  expect(made.nodes.map((node) => node.value("out"))).toEqual(made.nodes.map(() => 0.5));
});

test("a value that changes on the way goes round a ring once", () => {
  const { transport, nodes } = ring(2);
  const [a, b] = nodes;
  b?.act((machine, now) => machine.register({ object: undefined, name: "whole" }, WHOLE, now));
  transport.run(100);
  a?.unlink("n0/out", "n1/out");
  b?.unlink("n1/out", "n0/out");
  a?.link("n0/out", "n1/whole");
  b?.link("n1/whole", "n0/out");
  transport.run(500);
  transport.takeTraffic();
  a?.emit("out", 2.7);
  transport.run(1000);
  expect(transport.takeTraffic().filter((text) => text.includes("SIG")).length).toBeLessThanOrEqual(2);
});

test("what enters a ring from outside goes round it, however often the ring has gone round before", () => {
  const { transport, nodes } = ring(2);
  const outside = transport.node("outside");
  outside.float("fader", 0, "re");
  transport.run(100);
  outside.link("outside/fader", "n0/out");
  transport.run(500);
  for (let i = 0; i < 20; i++) {
    nodes[1]?.emit("out", i);
    transport.run(20);
  }
  outside.emit("fader", 0.25);
  transport.run(200);
  expect(nodes.map((node) => node.value("out"))).toEqual([0.25, 0.25]);
});

test("old nodes on a ring are never sent a stamp, and such a ring is paced", () => {
  const { transport, nodes } = ring(2);
  addOld(transport);
  nodes[0]?.link("n0/out", "old/thru");
  nodes[0]?.link("old/thru", "n0/out");
  transport.run(1000);
  transport.takeTraffic();
  nodes[0]?.emit("out", 0.5);
  nodes[1]?.emit("out", 0.75);
  transport.run(1000);
  const sent = transport.traffic.filter(({ to, text }) => to === "old" && text.includes("SIG"));
  expect(sent.length).toBeGreaterThan(0);
  for (const { text } of sent) expect(text).toMatch(/^\{"SIG": \["out", [^,]+\]\}$/);
  expect(transport.takeTraffic().length).toBeLessThan(500);
});

test("a chain that only looks like a ring is no ring", () => {
  const transport = new SimulatedTransport();
  const a = transport.node("a");
  const b = transport.node("b");
  a.float("out", 0, "re");
  a.float("in", 0, "rs");
  b.float("thru", 0, "res");
  transport.run(100);
  b.link("a/out", "b/thru");
  b.link("b/thru", "a/in");
  transport.run(500);
  expect([...a.takeEvents("cycle"), ...b.takeEvents("cycle")]).toEqual([]);
});

test("a node that was started again is heard on its old ring, however much went round before", () => {
  const { transport, nodes } = ring(2);
  for (let i = 1; i <= 30; i++) {
    nodes[1]?.emit("out", i);
    transport.run(20);
  }
  transport.remove(nodes[0] as OurNode);
  transport.run(500);
  const again = transport.node("n0");
  again.float("out", 0, "rwes");
  transport.run(1000);
  again.link("n0/out", "n1/out");
  again.link("n1/out", "n0/out");
  transport.run(1000);
  again.emit("out", 0.25);
  transport.run(500);
  expect([again.value("out"), nodes[1]?.value("out")]).toEqual([0.25, 0.25]);
});

test("what comes from another ring is not older for having gone round less there", () => {
  const { transport, nodes } = ring(2);
  const [c, d] = [transport.node("c"), transport.node("d")];
  for (const node of [c, d]) node.float("out", 0, "rwes");
  transport.run(100);
  c.link("c/out", "d/out");
  c.link("d/out", "c/out");
  c.link("c/out", "n0/out");
  transport.run(1000);
  for (let i = 1; i <= 30; i++) {
    nodes[1]?.emit("out", i);
    transport.run(20);
  }
  c.emit("out", 0.25);
  transport.run(500);
  expect([c, d, ...nodes].map((node) => node.value("out"))).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test("who drives is not told of a value that was round the ring, nor of one that is older", () => {
  const made = ring(2);
  for (const node of made.nodes) node.takeEvents("signal");
  cross(made);
  const told = made.nodes.flatMap((node) => node.takeEvents("signal").filter(({ sensors }) => sensors.length > 0));
  expect(told.map(({ value }) => value)).toHaveLength(1);
});

test("an old node on a longer way round is enough to pace a ring", () => {
  const { transport, nodes } = ring(2);
  const beside = transport.node("beside");
  beside.float("out", 0, "rwes");
  const old = addOld(transport);
  nodes[0]?.link("n0/out", "beside/out");
  nodes[0]?.link("beside/out", "old/thru");
  nodes[0]?.link("old/thru", "n0/out");
  transport.run(1000);
  transport.takeTraffic();
  // The old node says something else while a value is on its way to it: these two chase each other.
  const effects = nodes[0]?.machine.emit("out", 1, transport.now) ?? [];
  old.node.emitSignal("thru", 2);
  nodes[0]?.act(() => effects);
  transport.run(1000);
  expect(transport.takeTraffic().length).toBeLessThan(1500);
});
