import fc from "fast-check";
import { expect, test } from "vitest";

import type { Json } from "../../src/bytes/json.ts";
import { formatJson } from "../../src/bytes/json-format.ts";
import { type OurNode, SimulatedTransport } from "./simulated-transport.ts";

/** A busy node with a peer that says whatever it likes, and an honest one. */
function show() {
  const transport = new SimulatedTransport();
  const node = transport.node("node", { limits: { parameters: 50, subscriptions: 20, pending: 10 } });
  const honest = transport.node("honest");
  const enemy = transport.node("enemy");
  node.float("level", 0, "rwes", { min: 0, max: 1 });
  node.float("cam", 0, "rwes");
  node.act((machine, now) => machine.register({ object: "obj", name: "x" }, { typeHint: "flt", value: 0 }, now));
  honest.float("out", 0, "re");
  honest.float("in", 0, "rs");
  transport.run(100);
  honest.link("honest/out", "node/level");
  honest.link("node/level", "honest/in");
  transport.run(100);
  return { transport, node, honest, enemy };
}

function stillWorks({
  transport,
  node,
  honest,
}: {
  transport: SimulatedTransport;
  node: OurNode;
  honest: OurNode;
}): void {
  honest.emit("out", 0.25);
  honest.emit("out", 0.5);
  transport.run(3000);
  expect(node.value("level")).toBe(0.5);
  expect(honest.value("in")).toBe(0.5);
}

const names = ["level", "cam", "obj", "obj.x", "objects", "_x", "type", "nope", "__proto__", ""];
const fields = ["value", "typeHint", "access", "subscribers", "min", "max", "step", "event", "unit", "type", "x"];
const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, 0, -1, 0.5, Number.NaN, 2n ** 70n, "", "flt", "rwes", "level", [], new Map()),
  fc.string(),
  fc.array(fc.double(), { maxLength: 4 }),
);
const description = fc.array(fc.tuple(fc.constantFrom(...fields), leaf)).map((entries): Json => new Map(entries));
const entry = fc.oneof(leaf, description);
const tree = fc.array(fc.tuple(fc.constantFrom(...names), entry)).map((entries): Json => new Map(entries));
const nested = fc
  .array(fc.tuple(fc.constantFrom(...names), fc.oneof(entry, tree)))
  .map((entries): Json => new Map(entries));

function ids({ node, honest, enemy }: ReturnType<typeof show>): fc.Arbitrary<Json> {
  return fc.constantFrom<Json>(node.id, honest.id, enemy.id, "f".repeat(32), "x", null);
}

function messages(show: Parameters<typeof ids>[0]): fc.Arbitrary<string> {
  const name = fc.constantFrom<Json>(...names, null, 5);
  const link = fc.tuple(ids(show), name, ids(show), name);
  const part: fc.Arbitrary<[string, Json]> = fc.oneof(
    fc.tuple(fc.constantFrom("SET", "MOD"), nested),
    fc.tuple(fc.constantFrom("SUB", "UNSUB"), fc.oneof(link, link, link, leaf)),
    fc.tuple(fc.constant("SIG"), fc.oneof(fc.tuple(name, leaf), leaf)),
    fc.tuple(fc.constantFrom("GET", "CALL", "REP", "FOO"), fc.oneof(leaf, nested, fc.tuple(name, entry))),
  );
  return fc.array(part, { maxLength: 3 }).map((parts) => formatJson(new Map(parts)));
}

test("whatever a peer says, a node lives, keeps its limits and serves the others", () => {
  const run = show();
  fc.assert(
    fc.property(fc.array(messages(run), { minLength: 1, maxLength: 5 }), fc.boolean(), (texts, later) => {
      const { transport, node, enemy, honest } = run;
      for (const text of texts) node.receive(enemy.id, text, transport.now);
      transport.settle();
      if (later) transport.run(30);
      expect(node.machine.parameters.size).toBeLessThanOrEqual(50);
      expect(node.machine.peers.get(enemy.id)?.tree.parameters.size).toBeLessThanOrEqual(50);
      // The enemy may have wired and set what it wanted: that much is allowed. What the honest one asks for still happens.
      node.events.splice(0);
      enemy.events.splice(0);
      honest.events.splice(0);
      transport.takeTraffic();
    }),
    { numRuns: 300 },
  );
  run.transport.remove(run.enemy);
  run.honest.link("honest/out", "node/level");
  run.honest.link("node/level", "honest/in");
  run.transport.run(10_000);
  stillWorks(run);
});

test("a flood of nonsense is told a hundred times a second", () => {
  const { node, enemy } = show();
  node.events.splice(0);
  for (let i = 0; i < 5000; i++) node.receive(enemy.id, "nonsense", 7000 + i / 5);
  expect(node.takeEvents("ignored")).toHaveLength(100);
});

test("any text at all is survived", () => {
  const run = show();
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      run.node.receive(run.enemy.id, text, run.transport.now);
    }),
  );
  stillWorks(run);
});

test("a thousand levels of nesting are refused with the limit", () => {
  const { node, enemy } = show();
  node.events.splice(0);
  node.receive(enemy.id, `{"SET": ${'{"a":'.repeat(1000)}1${"}".repeat(1001)}`, 0);
  expect(node.takeEvents("ignored")).toHaveLength(1);
});

test("ten thousand subscriptions for what does not exist stay within the limit", () => {
  const { transport, node, enemy } = show();
  for (let i = 0; i < 10_000; i++) node.receive(enemy.id, `{"SUB": ["${node.id}", "late${i}", "${enemy.id}", "x"]}`, 0);
  transport.settle(50_000);
  expect(enemy.takeEvents("refused")).toHaveLength(9990);
});

test("a node that does not speak ZOCP gets its GET answered and nothing else", () => {
  const { transport, node } = show();
  transport.takeTraffic();
  const stranger = "9".repeat(32);
  node.receive(stranger, '{"GET": null}', transport.now);
  node.receive(stranger, '{"SET": {"level": {"value": 1}}}', transport.now);
  transport.settle();
  expect(transport.takeTraffic()).toHaveLength(1);
  expect(node.value("level")).toBe(0);
});

test("a million parameters of a peer, and as many that it wants to register, stay within the limit", () => {
  const { transport, node, enemy } = show();
  const entry = '{"value": 1, "typeHint": "int", "access": "rw", "subscribers": []}';
  for (let i = 0; i < 100; i++) {
    const tree = Array.from(
      { length: 10_000 },
      (_, n) => `"p${i * 10_000 + n}": ${i % 2 === 0 ? entry : "[1]"}`,
    ).join();
    node.receive(enemy.id, `{"${i % 4 < 2 ? "MOD" : "SET"}": {${tree}}}`, i * 10);
    node.takeSent();
    node.events.splice(0);
  }
  transport.run(100);
  expect(node.machine.parameters.size).toBe(50);
  expect(node.machine.peers.get(enemy.id)?.tree.parameters.size).toBe(50);
});

test("names of a megabyte are kept nowhere", () => {
  const { node, enemy } = show();
  const long = "x".repeat(1024 * 1024);
  for (const text of [
    `{"SUB": ["${node.id}", "${long}", "${enemy.id}", "a"]}`,
    `{"SUB": ["${node.id}", "level", "${enemy.id}", "${long}"]}`,
    `{"SUB": ["${enemy.id}", "${long}", "${node.id}", "level"]}`,
    `{"SET": {"${long}": {"value": 1, "typeHint": "int", "access": "rw", "subscribers": []}}}`,
    `{"MOD": {"${long}": {"value": 1, "typeHint": "int", "access": "rw", "subscribers": []}}}`,
    `{"MOD": {"_${long}": [1]}}`,
    `{"MOD": {"objects": {"${long}": {"x": {"value": 1}}}}}`,
  ])
    node.receive(enemy.id, text, 0);
  const told = node.machine.peers.get(enemy.id)?.tree;
  const names = [node.machine.parameters, node.machine.metadata, told?.parameters, told?.metadata, told?.objects];
  expect(names.flatMap((map) => [...(map?.keys() ?? [])]).filter((name) => name.length > 511)).toEqual([]);
  expect(node.machine.subscribersOf("level").filter(([id]) => id === enemy.id)).toEqual([]);
});
