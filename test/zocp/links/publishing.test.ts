import { expect, test } from "vitest";

import { SimulatedTransport } from "../simulated-transport.ts";

const COUNT = 10;

/** A desk with faders, a lamp with levels, somebody who makes links, and somebody who only looks on. */
function show() {
  const transport = new SimulatedTransport();
  const [desk, lamp, ada, watcher] = ["desk", "lamp", "ada", "watcher"].map((name) => transport.node(name));
  if (desk === undefined || lamp === undefined || ada === undefined || watcher === undefined) throw new Error("nobody");
  for (let i = 0; i < COUNT; i++) {
    desk.float(`fader${i}`, 0.25, "rwe");
    lamp.float(`level${i}`, 0, "rws");
  }
  transport.run(11_000);
  transport.takeTraffic();
  return { transport, desk, lamp, ada, watcher };
}

const verbOf = (text: string): string | undefined => /"(MOD|zocp\.records)"/.exec(text)?.[1];

test("whoever is no end learns of all links that are made in a moment by one message, and of their lists by another", () => {
  const { transport, desk, ada, watcher } = show();
  for (let i = 0; i < COUNT; i++) ada.link(`desk/fader${i}`, `lamp/level${i}`);
  transport.run(1000);
  const told = transport.takeTraffic(desk, watcher);
  expect(told.map(verbOf).sort()).toEqual(["MOD", "zocp.records"]);
  const lists = [...(watcher.machine.peers.get(desk.id)?.tree.parameters.values() ?? [])];
  expect(lists.map(({ subscribers }) => subscribers?.length)).toEqual(Array(COUNT).fill(1));
});

test("a node that leaves in that moment has told what it decided", () => {
  const { transport, desk, lamp, watcher } = show();
  watcher.link("desk/fader0", "lamp/level0", undefined, "declare");
  transport.run(1000);
  transport.takeTraffic();
  desk.unlink("desk/fader0", "lamp/level0");
  transport.settle();
  expect(transport.takeTraffic(desk, watcher).map(verbOf)).not.toContain("zocp.records");
  desk.act((machine) => machine.handleLeave());
  transport.settle();
  transport.remove(desk);
  expect(watcher.machine.links).toMatchObject([{ state: "cut", by: "desk" }]);
  expect(lamp.machine.links).toEqual([]);
});

test("an end that hears from the other one first what was decided tells who decided it", () => {
  const { transport, lamp, ada } = show();
  transport.separate(ada, lamp, true);
  ada.link("desk/fader0", "lamp/level0", undefined, "decide");
  transport.run(1000);
  expect(lamp.takeEvents("edited")).toMatchObject([{ action: "connect", peer: ada.id, name: "ada" }]);
});
