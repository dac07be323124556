import { describe, expect, test } from "vitest";

import type { RemoteNode } from "../../../src/node/remote/remote-node.ts";
import type { TransportNode } from "../../../src/node/transport-node.ts";
import { type Inhabitant, Town } from "./town.ts";

const WANTED = { meet: "wanted" } as const;
const names = ({ node }: Inhabitant): string[] => [...node.peers.values()].map(({ name }) => name).sort();

/** A town of nodes that know nobody. */
async function settle(town: Town, ...wanted: readonly string[]): Promise<Inhabitant[]> {
  const nodes = wanted.map((name) => town.node(name, WANTED));
  for (const { node } of nodes) {
    node.float("out", 0, { access: "re" });
    node.float("in", 0, { access: "rws" });
    await node.start();
  }
  await town.pass(1500);
  return nodes;
}

function at(nodes: readonly Inhabitant[], index: number): Inhabitant {
  return nodes[index] as Inhabitant;
}

describe.each(["mqtt", "nats"] as const)("a node that meets whom it wants, on a broker like %s", (kind) => {
  test("meets nobody by itself", async () => {
    const town = new Town({ kind, delay: 1 });
    const nodes = await settle(town, "a", "b", "c");
    await town.pass(10_000);
    expect(nodes.map(names)).toEqual([[], [], []]);
  });

  test("meets the nodes of its links, whoever starts first, and nobody else", async () => {
    for (const late of [true, false]) {
      const town = new Town({ kind, delay: 1 });
      const nodes = await settle(town, ...(late ? ["desk", "x"] : ["desk", "x", "lamp"]));
      void at(nodes, 0).node.connect("desk/out", "lamp/in");
      await town.pass(5000);
      if (late) nodes.push(...(await settle(town, "lamp")));
      await town.pass(3000);
      expect(nodes.map(names)).toEqual([["lamp"], [], ["desk"]]);
      at(nodes, 0).node.emit("out", 0.4);
      expect(await town.pass(500, () => at(nodes, 2).node.parameter("in").value === 0.4)).toBe(true);
    }
  });

  test("meets whom it waits for and whom it watches; these ask for nothing of it", async () => {
    const town = new Town({ kind, delay: 1 });
    const nodes = await settle(town, "monitor", "lamp", "desk");
    const [monitor, lamp, desk] = nodes.map(({ node }) => node) as [TransportNode, TransportNode, TransportNode];
    const values: unknown[] = [];
    monitor.watch("desk/out", ({ value }) => values.push(value));
    let found: RemoteNode | undefined;
    void monitor.waitFor("lamp").then((remote) => {
      found = remote;
    });
    expect(await town.pass(2000, () => found !== undefined && values.length === 1)).toBe(true);
    desk.emit("out", 0.7);
    void found?.set("in", 0.2);
    await town.pass(500);
    expect([values, lamp.parameter("in").value]).toEqual([[0, 0.7], 0.2]);
    // A lamp with thousands of listeners does not load thousands of trees.
    expect([...desk.peers.values()].map(({ name, complete }) => [name, complete])).toEqual([["monitor", false]]);
  });

  test("wires strangers for a third node within a second", async () => {
    const town = new Town({ kind, delay: 1 });
    const nodes = await settle(town, "hand", "desk", "lamp", "x");
    let made = false;
    void at(nodes, 0)
      .node.connect("desk/out", "lamp/in")
      .then(() => {
        made = true;
      });
    expect(await town.pass(1000, () => made)).toBe(true);
    expect(names(at(nodes, 3))).toEqual([]);
    at(nodes, 1).node.emit("out", 0.9);
    expect(await town.pass(500, () => at(nodes, 2).node.parameter("in").value === 0.9)).toBe(true);
    // When the one who asked has left, the two stay together.
    await at(nodes, 0).node.stop();
    await town.pass(60_000);
    expect([names(at(nodes, 1)), names(at(nodes, 2))]).toEqual([["lamp"], ["desk"]]);
  });

  test("parts half a minute after the last link was cut, and meets again for the next one", async () => {
    const town = new Town({ kind, delay: 1 });
    const nodes = await settle(town, "desk", "lamp");
    const [desk, lamp] = [at(nodes, 0), at(nodes, 1)];
    const exits: string[] = [];
    for (const { node } of nodes) node.on("exit", ({ reason }) => exits.push(reason));
    for (let i = 0; i < 3; i++) {
      void desk.node.connect("desk/out", "lamp/in");
      expect(await town.pass(3000, () => lamp.node.links.length === 1 && lamp.node.links[0]?.state === "made")).toBe(
        true,
      );
      let cut = false;
      void desk.node.disconnect("desk/out", "lamp/in").then(() => {
        cut = true;
      });
      expect(await town.pass(3000, () => cut)).toBe(true);
      await town.pass(20_000);
      expect(names(desk)).toEqual(["lamp"]);
      await town.pass(15_000);
      expect([names(desk), names(lamp)]).toEqual([[], []]);
    }
    expect(exits).toContain("unneeded");
  });

  test("finds a program that was restarted, under a new id too, and the value goes on", async () => {
    const town = new Town({ kind, delay: 1 });
    const nodes = await settle(town, "desk", "lamp");
    void at(nodes, 0).node.connect("desk/out", "lamp/in");
    await town.pass(2000);
    at(nodes, 1).carrier.kill();
    at(nodes, 0).node.emit("out", 0.3);
    const again = at(await settle(town, "lamp"), 0);
    expect(await town.pass(15_000, () => again.node.parameter("in").value === 0.3)).toBe(true);
    expect(await town.pass(2000, () => names(at(nodes, 0)).join() === "lamp")).toBe(true);
  });

  test("goes on after an outage of the broker, and meets who came meanwhile", async () => {
    const town = new Town({ kind, delay: 1 });
    const nodes = await settle(town, "desk", "lamp");
    void at(nodes, 0).node.connect("desk/out", "lamp/in");
    void at(nodes, 0).node.connect("desk/out", "later/in");
    await town.pass(2000);
    const exits: string[] = [];
    at(nodes, 0).node.on("exit", ({ name }) => exits.push(name));
    town.broker.restart(false);
    await town.pass(4000);
    town.broker.restart(true);
    await town.pass(1000);
    const later = at(await settle(town, "later"), 0);
    at(nodes, 0).node.emit("out", 0.6);
    expect(await town.pass(2000, () => later.node.parameter("in").value === 0.6)).toBe(true);
    expect([at(nodes, 1).node.parameter("in").value, exits]).toEqual([0.6, []]);
  });

  test("panics for all, also for those whom it never met", async () => {
    const town = new Town({ kind, delay: 1 });
    const nodes = await settle(town, "hand", "a", "b");
    const panicked: string[] = [];
    at(nodes, 0).node.on("panicked", ({ name }) => panicked.push(name));
    let outcome: unknown;
    void at(nodes, 0)
      .node.panic()
      .then((result) => {
        outcome = result;
      });
    expect(await town.pass(3500, () => outcome !== undefined)).toBe(true);
    expect(panicked.sort()).toEqual(["a", "b"]);
    expect(outcome).toMatchObject({ failed: [] });
  });
});
