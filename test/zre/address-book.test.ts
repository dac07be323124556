import { describe, expect, test } from "vitest";

import type { ZreEffect } from "../../src/zre/mesh/effects.ts";
import type { Mesh } from "../../src/zre/mesh/mesh.ts";
import { ADA, ADA_AT, BOB, BOB_AT, bobsHello, CY, eventsOf, framesOf, hear, startedMesh, story } from "./samples.ts";
import { SimulatedLan } from "./simulated-lan.ts";

const HUB = "tcp://10.0.0.9:5670";
const BOBS_PLACE = { ...BOB_AT, peer: BOB, source: HUB };
const PLACE = `tcp://${BOB_AT.address}:${BOB_AT.port}`;

/** Lets time pass, and refuses every connection when nobody `listens`. */
function run(mesh: Mesh, from: number, to: number, listens = true): { at: number; effect: ZreEffect }[] {
  const done: { at: number; effect: ZreEffect }[] = [];
  while (mesh.deadline <= to) {
    const at = Math.max(from, mesh.deadline);
    const effects = [...mesh.handleTimeout(at)];
    for (const effect of effects) {
      done.push({ at, effect });
      if (effect.type === "connect" && !listens)
        effects.push(...mesh.handleOutboundLost(effect.peer, { confirmed: true, refused: true }));
    }
  }
  return done;
}

function dials(done: readonly { at: number; effect: ZreEffect }[]): number[] {
  return done.filter(({ effect }) => effect.type === "connect").map(({ at }) => at);
}

describe("a place that a hub tells of", () => {
  test("is dialled, and its owner greeted", () => {
    const mesh = startedMesh();
    mesh.handlePlace(BOBS_PLACE, 0);
    const done = run(mesh, 0, 0).map(({ effect }) => effect);
    expect(story(done)).toEqual(["connect 10.0.0.2:50000", "send HELLO 1"]);
    expect(story(hear(mesh, bobsHello(), 1))).toEqual(["enter"]);
  });

  test("is not dialled when it is ours, or that of a peer who is here", () => {
    const mesh = startedMesh({ advertised: { address: "203.0.113.7", port: 7 } });
    mesh.handlePlace({ ...BOBS_PLACE, peer: ADA }, 0);
    mesh.handlePlace({ ...ADA_AT, peer: BOB, source: HUB }, 0);
    mesh.handlePlace({ address: "203.0.113.7", port: 7, peer: BOB, source: HUB }, 0);
    mesh.handleBeacon({ peer: BOB, port: BOB_AT.port }, BOB_AT.address, 0);
    mesh.handlePlace(BOBS_PLACE, 0);
    mesh.handlePlace({ ...BOBS_PLACE, peer: CY }, 0);
    expect(dials(run(mesh, 0, 0))).toEqual([]);
  });

  test("is dialled again with growing delay, up to half a minute, while nobody is there", () => {
    const mesh = startedMesh();
    mesh.handlePlace(BOBS_PLACE, 0);
    const times = dials(run(mesh, 0, 600_000, false));
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(gaps[0]).toBeGreaterThanOrEqual(750);
    expect(gaps[0]).toBeLessThan(1500);
    expect(Math.max(...gaps)).toBeLessThan(38_000);
    expect(Math.min(...gaps.slice(6))).toBeGreaterThan(20_000);
    expect(new Set(gaps.slice(6).map(Math.round)).size).toBeGreaterThan(5);
  });

  test("is tried at once when it is told of again, though not more often than once a second", () => {
    const mesh = startedMesh();
    mesh.handlePlace(BOBS_PLACE, 0);
    run(mesh, 0, 100_000, false);
    mesh.handlePlace(BOBS_PLACE, 100_000);
    expect(dials(run(mesh, 100_000, 100_300, false))).toHaveLength(1);
    for (let now = 100_300; now < 110_300; now += 10) {
      mesh.handlePlace(BOBS_PLACE, now);
      run(mesh, now, now, false);
    }
    expect(dials(run(mesh, 110_300, 110_300, false)).length).toBeLessThan(12);
  });

  test("is no longer dialled when it is taken back", () => {
    const mesh = startedMesh();
    mesh.handlePlace(BOBS_PLACE, 0);
    run(mesh, 0, 10_000, false);
    mesh.forgetPlace({ peer: BOB, source: HUB });
    expect(dials(run(mesh, 10_000, 600_000, false))).toEqual([]);
  });

  test("leads to the one who is there now, whose connection says so, without a second HELLO", () => {
    const mesh = startedMesh();
    mesh.handlePlace({ ...BOBS_PLACE, peer: CY }, 0);
    run(mesh, 0, 0);
    expect(mesh.handleOutboundReady(CY, BOB, 1)).toEqual([{ type: "rename", from: CY, peer: BOB }]);
    expect(story(hear(mesh, bobsHello(), 5))).toEqual(["enter"]);
    expect(dials(run(mesh, 5, 4000))).toEqual([]);
  });

  test("leads to the one who is there now, whose HELLO says so", () => {
    const mesh = startedMesh();
    mesh.handlePlace({ ...BOBS_PLACE, peer: CY }, 0);
    run(mesh, 0, 0);
    mesh.handleOutboundReady(CY, undefined, 1);
    expect(story(hear(mesh, bobsHello(), 5))).toEqual(["rename", "enter"]);
  });

  test("where we meet ourselves is left alone", () => {
    const mesh = startedMesh();
    mesh.handlePlace(BOBS_PLACE, 0);
    run(mesh, 0, 0);
    expect(story(mesh.handleOutboundReady(BOB, ADA, 1))).toEqual(["disconnect"]);
    expect(dials(run(mesh, 0, 600_000))).toEqual([]);
  });

  test("is complained of when its owner takes our HELLO and never comes", () => {
    const mesh = startedMesh();
    mesh.handlePlace(BOBS_PLACE, 0);
    run(mesh, 0, 0);
    mesh.handleOutboundReady(BOB, BOB, 1);
    const events = eventsOf(run(mesh, 0, 31_000).map(({ effect }) => effect));
    const reasons = events.flatMap((event) => (event.type === "ignored" ? [event.error.message] : []));
    expect(reasons).toEqual([expect.stringContaining("10.0.0.2:50000 takes our HELLO, but does not connect to us")]);
  });

  test("is one of at most so many, and 100,000 hostile ones are neither kept nor dialled", () => {
    const mesh = startedMesh();
    const complaints: ZreEffect[] = [];
    for (let i = 0; i < 100_000; i++) {
      const peer = i.toString(16).padStart(32, "0");
      const place = { address: `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`, port: 7, peer, source: HUB };
      complaints.push(...mesh.handlePlace(place, 0));
    }
    expect(complaints).toHaveLength(100);
    // Nobody answers: no more than 256 are awaited at a time, and others get their turn when those are given up.
    expect(dials(run(mesh, 0, 20_000)).length).toBeLessThanOrEqual(256);
    expect(dials(run(mesh, 20_000, 300_000)).length).toBeGreaterThan(1000);
  });

  test("does not keep a beacon from being followed, however many others there are", () => {
    const mesh = startedMesh();
    for (let i = 0; i < 2000; i++) {
      const peer = i.toString(16).padStart(32, "0");
      mesh.handlePlace({ address: `10.9.${i >> 8}.${i & 255}`, port: 7, peer, source: HUB }, 0);
    }
    run(mesh, 0, 10_000);
    expect(story(mesh.handleBeacon({ peer: BOB, port: 50000 }, "10.0.0.2", 10_000))).toContain(
      "connect 10.0.0.2:50000",
    );
  });

  test("is dialled no faster than 256 a second where everybody refuses", () => {
    const mesh = startedMesh();
    for (let i = 0; i < 2000; i++) {
      const peer = i.toString(16).padStart(32, "0");
      mesh.handlePlace({ address: `10.9.${i >> 8}.${i & 255}`, port: 7, peer, source: HUB }, 0);
    }
    expect(dials(run(mesh, 0, 999, false)).length).toBeLessThanOrEqual(256);
  });
});

describe("a place that the user tells", () => {
  test("is dialled without knowing who is there, and becomes the peer's by its HELLO", () => {
    const mesh = startedMesh();
    mesh.handlePlace(BOB_AT, 0);
    const done = run(mesh, 0, 0).map(({ effect }) => effect);
    expect(story(done)).toEqual(["connect 10.0.0.2:50000", "send HELLO 1"]);
    expect(hear(mesh, bobsHello(), 5)[0]).toEqual({ type: "rename", from: PLACE, peer: BOB });
    expect([...mesh.peers.keys()]).toEqual([BOB]);
  });

  test("becomes the peer's by what its connection says, also when it is known at another place", () => {
    const mesh = startedMesh();
    mesh.handlePlace({ address: "10.0.0.77", port: 7 }, 0);
    run(mesh, 0, 0);
    mesh.handleBeacon({ peer: BOB, port: BOB_AT.port }, BOB_AT.address, 1);
    hear(mesh, bobsHello(), 2);
    expect(story(mesh.handleOutboundReady("tcp://10.0.0.77:7", BOB, 1))).toEqual(["disconnect"]);
    expect([...mesh.peers.keys()]).toEqual([BOB]);
    expect(dials(run(mesh, 2, 4000))).toEqual([]);
  });

  test("behind a router is recognised by where its HELLO comes from", () => {
    const mesh = startedMesh();
    mesh.handlePlace({ address: "203.0.113.7", port: 7000 }, 0);
    run(mesh, 0, 0);
    const hello = framesOf(bobsHello({ endpoint: "tcp://192.168.1.2:49152" }));
    expect(story(mesh.handleMessage(BOB, hello, "203.0.113.7", 5))).toEqual(["rename", "enter"]);
  });

  test("is told of joins behind the HELLO, so that the numbers stay in order", () => {
    const mesh = startedMesh();
    mesh.handlePlace(BOB_AT, 0);
    run(mesh, 0, 0);
    expect(story(mesh.join("choir"))).toEqual(["send JOIN 2"]);
    hear(mesh, bobsHello(), 5);
    expect(story(mesh.leave("choir"))).toEqual(["send LEAVE 3"]);
  });

  test("is dialled for ever, at least every five seconds or so", () => {
    const mesh = startedMesh();
    mesh.handlePlace(BOB_AT, 0);
    const times = dials(run(mesh, 0, 600_000, false));
    expect(Math.max(...times.slice(1).map((time, i) => time - (times[i] ?? 0)))).toBeLessThan(6600);
  });
});

describe("peers without beacons", () => {
  test("stay for hours, because they answer a PING", () => {
    const lan = new SimulatedLan();
    const [one, two] = [lan.node(1, { beacons: false }), lan.node(2, { beacons: false })];
    one.perform(one.mesh.handlePlace(two.at, 0));
    lan.run(3_600_000);
    expect(one.told()).toEqual(["enter"]);
    expect(two.told()).toEqual(["enter"]);
  });

  test("that know each other's places meet once, whoever dials first", () => {
    const lan = new SimulatedLan();
    const nodes = Array.from({ length: 12 }, (_, i) => lan.node(i + 1, { beacons: false }));
    for (const node of nodes)
      for (const other of nodes) if (other !== node) node.perform(node.mesh.handlePlace(other.at, 0));
    lan.run(10_000);
    for (const node of nodes) expect(node.told()).toEqual(Array.from({ length: 11 }, () => "enter"));
  });

  test("come together again after they were apart for longer than they expire", () => {
    const lan = new SimulatedLan();
    const [one, two] = [lan.node(1, { beacons: false }), lan.node(2, { beacons: false })];
    one.perform(one.mesh.handlePlace({ ...two.at, peer: two.id, source: HUB }, 0));
    lan.run(1000);
    lan.loses = () => true;
    lan.run(120_000);
    expect(one.mesh.peers.size).toBe(0);
    lan.loses = () => false;
    lan.run(90_000);
    expect(one.mesh.peers.size).toBe(1);
  });

  test("that are also heard by beacons are one peer", () => {
    const lan = new SimulatedLan();
    const [one, two] = [lan.node(1), lan.node(2)];
    one.perform(one.mesh.handlePlace(two.at, 0));
    two.perform(two.mesh.handlePlace({ ...one.at, peer: one.id, source: HUB }, 0));
    lan.run(60_000);
    expect(one.told()).toEqual(["enter"]);
    expect(two.told()).toEqual(["enter"]);
  });

  test("leave when they say GOODBYE, as zyre does without beacons", () => {
    const mesh = startedMesh();
    mesh.handlePlace(BOBS_PLACE, 0);
    run(mesh, 0, 0);
    hear(mesh, bobsHello(), 1);
    expect(story(hear(mesh, { type: "GOODBYE", sequence: 2 }, 2))).toEqual(["disconnect", "exit goodbye"]);
  });
});

describe("what we say of ourselves", () => {
  const advertised = { address: "203.0.113.7", port: 7000 };

  test.each([
    ["10.0.0.2", "tcp://10.0.0.1:49152"],
    ["198.51.100.2", "tcp://203.0.113.7:7000"],
  ])("to %s is %s", (address, endpoint) => {
    const mesh = startedMesh({ advertised });
    mesh.handlePlace({ address, port: 7 }, 0);
    const hellos = run(mesh, 0, 0).flatMap(({ effect }) => (effect.type === "send" ? [effect.message] : []));
    expect(hellos).toMatchObject([{ type: "HELLO", endpoint }]);
  });

  test("is no beacon when they are switched off", () => {
    const mesh = startedMesh({ beacons: false });
    expect(run(mesh, 0, 60_000)).toEqual([]);
    expect(story(mesh.stop())).toEqual([]);
  });
});
