import fc from "fast-check";
import { expect, test } from "vitest";

import type { Json, JsonObject } from "../../src/bytes/json.ts";
import { sameValue } from "../../src/zocp/codec/value.ts";
import { ReferenceInhabitant } from "./reference-inhabitant.ts";
import { type OurNode, SimulatedTransport } from "./simulated-transport.ts";

// Sets of several parameters, and values that are only sent, to a node of the reference: it lives, and nothing is done by halves in silence.
const NAMES = ["a", "b", "text", "fixed", "cam.x", "cam.loc", "nope", "_x", "_location", "objects", ""] as const;

const name = fc.constantFrom(...NAMES);
const value = fc.oneof(
  fc.double(),
  fc.constantFrom<Json>(0, null, true, "x", [1, 2, 3], ["value"], 2n ** 70n),
  fc.constantFrom<Json>(new Map([["value", 1]]), new Map([["a", new Map([["b", 2]])]])),
);
const sets = fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 6 });

/** An old node with a subscriber of its own kind, which hears of each change, and one of ours. */
function show() {
  const transport = new SimulatedTransport();
  const ours = transport.node("ours");
  const old = transport.add(oldNode("old"));
  const watcher = transport.add(oldNode("watcher"));
  transport.run(100);
  watcher.node.signalSubscribe({ emit: old.id, emitter: null, recv: watcher.id, receiver: null });
  watcher.node.signalSubscribe({ emit: old.id, emitter: "a", recv: watcher.id, receiver: "a" });
  transport.run(100);
  transport.takeTraffic();
  return { transport, ours, old };
}

function oldNode(called: string): ReferenceInhabitant {
  const old = new ReferenceInhabitant(called);
  old.node.register("a", 0, "flt", "rwes");
  old.node.register("b", 0n, "int", "rw");
  old.node.register("text", "", "string", "rw");
  old.node.register("fixed", 0, "flt", "r");
  old.node.register("cam.x", 0, "flt", "rwes");
  old.node.setObject("cam");
  old.node.register("loc", 0, "flt", "rwes");
  return old;
}

function keptBy({ node }: ReferenceInhabitant, path: string): Json | undefined {
  const tree = node.getCapability();
  const entry = path === "cam.loc" ? inside(inside(tree.get("objects"), "cam"), "loc") : tree.get(path);
  return path.startsWith("_") ? entry : inside(entry, "value");
}

/** A float takes the nearest one of a whole number. */
function isKept(old: ReferenceInhabitant, path: string, wanted: Json): boolean {
  const kept = keptBy(old, path) ?? null;
  return sameValue(kept, typeof kept === "number" && typeof wanted === "bigint" ? Number(wanted) : wanted);
}

function inside(entry: Json | undefined, field: string): Json | undefined {
  return entry instanceof Map ? (entry as JsonObject).get(field) : undefined;
}

function setAll(ours: OurNode, { id }: ReferenceInhabitant, values: readonly (readonly [string, Json])[]): void {
  const sets = values.map(([path, wanted], index) => [index, path, wanted] as const);
  ours.act((machine, now) => machine.setAllRemote(sets, id, { timeout: 5000, now }));
}

test("each value of several is done or refused, one message each, and nobody ends", () => {
  let [done, refused] = [0, 0];
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, value), { minLength: 1, selector: ([path]) => path }), (values) => {
      const { transport, ours, old } = show();
      setAll(ours, old, values);
      transport.run(6000);
      for (const text of transport.takeTraffic(ours, old)) expect(text.match(/"value":/g)?.length ?? 0).toBeLessThan(2);
      const told = ours.takeEvents("refused").map(({ parameter }) => parameter);
      for (const [request, [path, wanted]] of values.entries()) {
        const { error } = ours.settled.get(request) ?? expect.fail(`the set of "${path}" never ends`);
        if (error === undefined) expect(isKept(old, path, wanted), path).toBe(true);
        else expect(told).toContain(path);
        if (error === undefined) done++;
        else refused++;
      }
    }),
  );
  expect(Math.min(done, refused)).toBeGreaterThan(10);
});

test("what may be a parameter of a node whose tree has not come is no metadata", () => {
  const transport = new SimulatedTransport();
  const ours = transport.node("ours");
  const old = oldNode("old");
  old.receive = () => {};
  transport.add(old);
  ours.act((machine, now) => machine.setRemote(0, old.id, "_x", "text", { timeout: 5000, now }));
  expect(ours.outcome(0)).toBe("old/_x: old is not known yet");
  ours.act((machine) => machine.sendRemote(old.id, "_x", "text"));
  expect(transport.takeTraffic(ours, old).filter((text) => text.includes("SET"))).toEqual([]);
});

test("of several values for one parameter each is answered for itself, in order", () => {
  const { transport, ours, old } = show();
  setAll(ours, old, [
    ["a", 1],
    ["b", 0.5],
    ["a", 2],
  ]);
  transport.run(6000);
  expect([0, 2].map((request) => ours.outcome(request))).toEqual([1, 2]);
  expect(ours.settled.get(1)?.error?.code).toBe("refused-by-peer");
  expect([keptBy(old, "a"), keptBy(old, "b")]).toEqual([2, 0n]);
});

test("a node that ends in the middle leaves no set of several open", () => {
  const { transport, ours, old } = show();
  old.receive = () => {};
  setAll(ours, old, [
    ["a", 1],
    ["text", "x"],
  ]);
  transport.run(6000);
  expect([0, 1].map((request) => ours.settled.get(request)?.error?.code)).toEqual(["timed-out", "timed-out"]);
});

test("a value that is only sent arrives, or an event tells why it did not leave; nobody ends", () => {
  let [arrived, refused] = [0, 0];
  fc.assert(
    fc.property(sets, (values) => {
      const { transport, ours, old } = show();
      for (const [path, wanted] of values) {
        ours.act((machine) => machine.sendRemote(old.id, path, wanted));
        transport.run(10);
        const sent = transport.takeTraffic(ours, old).length;
        const told = ours.takeEvents("refused").filter(({ parameter }) => parameter === path).length;
        expect(sent + told).toBe(1);
        if (sent === 1) expect(isKept(old, path, wanted), path).toBe(true);
        arrived += sent;
        refused += told;
      }
    }),
  );
  expect(Math.min(arrived, refused)).toBeGreaterThan(10);
});
