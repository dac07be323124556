import { describe, expect, test } from "vitest";

import { BOB, BOB_AT, bobsHello, CY, eventsOf, framesOf, hear, meshWithBob, startedMesh, story } from "./samples.ts";

const BEACON = { peer: BOB, port: BOB_AT.port };

describe("a peer that makes us start over again and again", () => {
  test("is dropped, and left alone for five seconds", () => {
    const mesh = meshWithBob();
    hear(mesh, bobsHello(), 100);
    expect(story(hear(mesh, bobsHello(), 200))).toEqual(["disconnect", "exit resync"]);
    expect(hear(mesh, bobsHello(), 300)).toEqual([]);
    expect(mesh.handleBeacon(BEACON, BOB_AT.address, 5199)).toEqual([]);
    expect(story(mesh.handleBeacon(BEACON, BOB_AT.address, 5200))).toEqual(["connect 10.0.0.2:50000", "send HELLO 1"]);
  });

  test("may do so every five seconds", () => {
    const mesh = meshWithBob();
    for (let now = 5000; now < 60_000; now += 5000) expect(story(hear(mesh, bobsHello(), now))).toContain("enter");
  });

  test("makes no storm with a thousand HELLO a second", () => {
    const mesh = meshWithBob();
    let dials = 0;
    for (let now = 0; now < 10_000; now++) {
      dials += story(hear(mesh, bobsHello(), now)).filter((line) => line.startsWith("connect")).length;
    }
    expect(dials).toBeLessThanOrEqual(4);
  });

  test("by gaps is dropped as well", () => {
    const mesh = meshWithBob();
    hear(mesh, { type: "PING", sequence: 9 }, 100);
    hear(mesh, bobsHello(), 101);
    expect(story(hear(mesh, { type: "PING", sequence: 9 }, 102))).toEqual(["ignored", "disconnect", "exit protocol"]);
  });
});

test("a thousand peers that are gone at the same moment are let go a portion at a time", () => {
  const mesh = startedMesh();
  for (const [i, peer] of strangers(0, 1000).entries()) {
    const address = `10.8.${i >> 8}.${i & 255}`;
    mesh.handleMessage(peer, framesOf(bobsHello({ endpoint: `tcp://${address}:1000` })), address, 1);
  }
  expect(mesh.peers.size).toBe(1000);
  let most = 0;
  for (let now = 100; now < 60_000; now += 100) {
    for (let turns = 0; mesh.deadline <= now && turns < 1000; turns++) {
      const exits = eventsOf(mesh.handleTimeout(now)).filter(({ type }) => type === "exit").length;
      most = Math.max(most, exits);
    }
  }
  expect(mesh.peers.size).toBe(0);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(64);
});

describe("a flood", () => {
  test("of strangers from one address is dialled up to a limit in a second, and complained about up to another", () => {
    const mesh = startedMesh({ limits: { dials: 10 } });
    const first = strangers(0, 1000).flatMap((peer, i) =>
      story(mesh.handleBeacon({ peer, port: 1000 + i }, "10.0.0.9", 1)),
    );
    expect(first.filter((line) => line === "send HELLO 1")).toHaveLength(10);
    expect(first.filter((line) => line === "ignored")).toHaveLength(100);
    const next = strangers(1000, 5).flatMap((peer, i) =>
      story(mesh.handleBeacon({ peer, port: 9000 + i }, "10.0.0.9", 1000)),
    );
    expect(next.filter((line) => line === "send HELLO 1")).toHaveLength(5);
  });

  test("from one address does not keep out peers from another", () => {
    const mesh = startedMesh({ limits: { dials: 10 } });
    strangers(0, 1000).forEach((peer, i) => {
      mesh.handleBeacon({ peer, port: 1000 + i }, "10.0.0.9", 1);
    });
    expect(story(mesh.handleBeacon(BEACON, BOB_AT.address, 2))).toContain("send HELLO 1");
  });

  test("of strangers that name places elsewhere is dialled at sixteen a second for the address that it comes from", () => {
    const mesh = startedMesh();
    const dialled = (first: number, source: string, now: number): number =>
      strangers(first, 900)
        .flatMap((peer, i) => {
          const endpoint = `tcp://10.9.${i >> 8}.${i & 255}:1000`;
          return mesh.handleMessage(peer, framesOf(bobsHello({ endpoint })), source, now);
        })
        .filter(({ type }) => type === "connect").length;
    expect([dialled(0, "10.0.0.66", 1), dialled(1000, "10.0.0.67", 1), dialled(2000, "10.0.0.66", 1001)]).toEqual([
      16, 16, 16,
    ]);
  });

  test("of strangers ends at the greatest number of peers", () => {
    const mesh = startedMesh({ limits: { peers: 3 } });
    strangers(0, 3).forEach((peer, i) => {
      mesh.handleBeacon({ peer, port: 1000 }, `10.0.1.${i + 1}`, 1);
    });
    const [event] = eventsOf(mesh.handleBeacon(BEACON, BOB_AT.address, 2));
    expect(event).toMatchObject({ type: "ignored", peer: BOB, error: { code: "limit-exceeded" } });
  });

  test("of strangers who never answer keeps nobody out who says HELLO", () => {
    const mesh = startedMesh({ limits: { peers: 3 } });
    strangers(0, 3).forEach((peer, i) => {
      mesh.handleBeacon({ peer, port: 1000 }, `10.0.1.${i + 1}`, 1);
    });
    const told = story(mesh.handleMessage(BOB, framesOf(bobsHello()), BOB_AT.address, 2));
    expect(told).toEqual(["disconnect", "connect 10.0.0.2:50000", "send HELLO 1", "enter"]);
  });

  test("of peers that all said HELLO ends at the greatest number", () => {
    const mesh = startedMesh({ limits: { peers: 3 } });
    strangers(0, 3).forEach((peer, i) => {
      mesh.handleMessage(peer, framesOf(bobsHello({ endpoint: `tcp://10.0.1.${i + 1}:1` })), `10.0.1.${i + 1}`, 1);
    });
    expect(story(mesh.handleMessage(BOB, framesOf(bobsHello()), BOB_AT.address, 2))).toEqual(["ignored"]);
    expect(mesh.peers.size).toBe(3);
  });

  test("of fifty thousand forged beacons in a second costs little, fills nothing, and hides nobody", () => {
    const mesh = meshWithBob();
    const begin = process.cpuUsage();
    let events = 0;
    strangers(0, 50_000).forEach((peer, i) => {
      const effects = mesh.handleBeacon({ peer, port: 1000 + (i % 60_000) }, `10.0.0.${10 + (i % 200)}`, i / 50);
      events += eventsOf(effects).length;
    });
    const { user } = process.cpuUsage(begin);
    expect(events).toBeLessThanOrEqual(100);
    expect(user / 1e6).toBeLessThan(1);
    expect(story(hear(mesh, { type: "PING", sequence: 2 }, 1000))).toEqual(["send PING-OK 2"]);
    const hello = framesOf(bobsHello({ endpoint: "tcp://10.0.0.3:1" }));
    expect(story(mesh.handleMessage(CY, hello, "10.0.0.3", 1001))).toContain("enter");
  });

  test("of new ids at one endpoint leaves one of them", () => {
    const mesh = startedMesh();
    const effects = strangers(0, 50).flatMap((peer) => mesh.handleBeacon({ peer, port: 1000 }, "10.0.0.9", 1));
    expect(story(effects).filter((line) => line === "disconnect")).toHaveLength(49);
  });

  test("of bad messages is complained about a hundred times in a second", () => {
    const mesh = meshWithBob();
    const bad = framesOf({ type: "PING", sequence: 2 });
    bad.bytes[3] = 3;
    let complaints = 0;
    for (let i = 0; i < 1000; i++) complaints += mesh.handleMessage(BOB, bad, BOB_AT.address, 500).length;
    expect(complaints).toBe(100);
    expect(mesh.handleMessage(BOB, bad, BOB_AT.address, 1000)).toHaveLength(1);
  });
});

describe("messages that mean nothing", () => {
  test("are borne by the dozen, for hours", () => {
    const mesh = meshWithBob();
    for (let i = 0; i < 10_000; i++) expect(mesh.handleNonsense(BOB, 10 * i)).toEqual([]);
    expect(mesh.peers.has(BOB)).toBe(true);
  });

  test("by the hundred in each second cost a peer its place, with the reason, and it is left alone for five seconds", () => {
    const mesh = meshWithBob();
    const effects = Array.from({ length: 2000 }, (_, i) => mesh.handleNonsense(BOB, i)).flat();
    expect(eventsOf(effects)).toEqual([
      expect.objectContaining({
        type: "ignored",
        peer: BOB,
        error: expect.objectContaining({ code: "limit-exceeded" }),
      }),
      expect.objectContaining({ type: "exit", peer: BOB, reason: "protocol" }),
    ]);
    expect(effects).toContainEqual({ type: "disconnect", peer: BOB });
    expect(story(mesh.handleMessage(BOB, framesOf(bobsHello()), BOB_AT.address, 3000))).toEqual([]);
    expect(story(mesh.handleMessage(BOB, framesOf(bobsHello()), BOB_AT.address, 9000))).toContain("enter");
  });
});

function strangers(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => (first + i).toString(16).padStart(32, "0"));
}
