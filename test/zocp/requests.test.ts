import { describe, expect, test } from "vitest";

import { OurNode, PretendRealm } from "./pretend-realm.ts";

function show() {
  const realm = new PretendRealm();
  const lamp = realm.node("lamp");
  const desk = realm.node("desk");
  lamp.float("level", 0.5, "rw", { min: 0, max: 1 });
  realm.run(100);
  return { realm, lamp, desk };
}

describe("setting a parameter of a peer", () => {
  test("gives the value that it then has", () => {
    const { lamp, desk } = show();
    expect(desk.outcome(desk.setRemote(lamp, "level", 0.75))).toBe(0.75);
  });

  test("gives the reason of the refusal", () => {
    const { lamp, desk } = show();
    expect(desk.outcome(desk.setRemote(lamp, "level", 2))).toBe("lamp/level: 2 is above the maximum 1");
    expect(desk.outcome(desk.setRemote(lamp, "level", "x"))).toBe('lamp/level: "x" is not a number');
    expect(desk.outcome(desk.setRemote(lamp, "nope", 2))).toBe('lamp has no parameter "nope"');
  });

  test("twice at once settles each with its own answer", () => {
    const { lamp, desk } = show();
    desk.machine.setRemote(1, lamp.id, "level", 0.1, { timeout: 1000, now: 0 });
    const both = [
      ...desk.machine.setRemote(11, lamp.id, "level", 0.2, { timeout: 1000, now: 0 }),
      ...desk.machine.setRemote(12, lamp.id, "level", 5, { timeout: 1000, now: 0 }),
    ];
    desk.act(() => both);
    // The first was never carried, and its answer is the oldest one that is waited for.
    expect([1, 11].map((request) => desk.outcome(request))).toContain(0.2);
  });

  test("is not settled by a MOD that only speaks of it", () => {
    const { lamp, desk } = show();
    const effects = desk.machine.setRemote(1, lamp.id, "level", 0.75, { timeout: 1000, now: 0 });
    desk.receive(lamp.id, '{"MOD": {"level": {"subscribers": []}}}', 0);
    desk.receive(lamp.id, '{"MOD": {"level": {"value": 0.6}}}', 0);
    expect(desk.settled.has(1)).toBe(false);
    desk.act(() => effects);
    expect(desk.outcome(1)).toBe(0.75);
  });

  test("fails when the peer leaves, and when no answer comes in time", () => {
    const { realm, lamp, desk } = show();
    desk.machine.setRemote(1, lamp.id, "level", 0.1, { timeout: 300, now: realm.now });
    realm.run(299);
    expect(desk.settled.has(1)).toBe(false);
    realm.run(1);
    expect(desk.settled.get(1)?.error).toEqual({
      code: "timed-out",
      message: "setting lamp/level: no answer came in time",
    });
    desk.machine.setRemote(2, lamp.id, "level", 0.1, { timeout: 300, now: realm.now });
    realm.remove(lamp);
    expect(desk.settled.get(2)?.error).toEqual({
      code: "peer-gone",
      message: "setting lamp/level: lamp left before it answered",
    });
  });
});

describe("a call", () => {
  test("brings the result back", () => {
    const { lamp, desk } = show();
    lamp.handle("add", ([a, b]) => Number(a) + Number(b));
    expect(desk.outcome(desk.call(lamp, "add", [1, 2]))).toBe(3);
  });

  test("brings the error back", () => {
    const { lamp, desk } = show();
    const request = desk.call(lamp, "fire", []);
    expect(desk.settled.get(request)?.error).toEqual({
      code: "refused-by-peer",
      message: 'calling fire of lamp: there is no method "fire"',
    });
  });

  test("without a number wants no answer", () => {
    const { realm, lamp, desk } = show();
    realm.takeTraffic();
    desk.act(() => [{ type: "send", to: [lamp.id], text: '{"CALL": ["add", [1, 2]]}' }]);
    expect(realm.takeTraffic(lamp, desk)).toEqual([]);
  });
});

describe("a peer's tree", () => {
  test("of two thousand parameters is complete with the first answer", () => {
    const realm = new PretendRealm();
    const big = realm.node("big");
    for (let i = 0; i < 2000; i++) big.float(`p${i}`, i, "rw");
    const desk = realm.node("desk");
    expect(desk.takeEvents("described")).toMatchObject([{ name: "big" }]);
    expect(desk.machine.peers.get(big.id)?.tree.parameters.size).toBe(2000);
  });

  test("keeps the order in which parameters were registered", () => {
    const realm = new PretendRealm();
    const node = realm.node("node");
    for (const name of ["z", "10", "2", "__proto__", "a"]) node.float(name, 0, "r");
    const desk = realm.node("desk");
    expect([...(desk.machine.peers.get(node.id)?.tree.parameters.keys() ?? [])]).toEqual([
      "z",
      "10",
      "2",
      "__proto__",
      "a",
    ]);
  });

  test("is asked for once only from a newcomer", () => {
    const { realm, lamp } = show();
    realm.takeTraffic();
    const newcomer = realm.add(new OurNode(realm, "newcomer"));
    realm.run(5000);
    expect(realm.takeTraffic(newcomer, lamp)).toContain('{"GET": null}');
    expect(realm.takeTraffic(newcomer, lamp).filter((text) => text.includes("GET"))).toHaveLength(0);
  });
});
