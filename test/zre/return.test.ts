import { describe, expect, test } from "vitest";

import { ADA_AT, BOB, BOB_AT, hear, meshWithBob, messagesOf, startedMesh, story } from "./samples.ts";

const BEACON = { peer: BOB, port: 50000 };
const PROMPT = { promptFor: () => true };

describe("a peer that is heard again after a long silence", () => {
  test.each([
    ["by a beacon", (mesh: ReturnType<typeof meshWithBob>) => mesh.handleBeacon(BEACON, "10.0.0.2", 3001)],
    ["by an answer", (mesh: ReturnType<typeof meshWithBob>) => mesh.handleHeard(BOB, 3001)],
  ])("%s has to prove its connections, once", (_, hearAgain) => {
    const mesh = meshWithBob(PROMPT);
    expect(story(hearAgain(mesh))).toEqual(["prove"]);
    expect(story(mesh.handleBeacon(BEACON, "10.0.0.2", 4000))).toEqual([]);
  });

  test("by a message has to prove them after what it says", () => {
    const mesh = meshWithBob();
    expect(story(hear(mesh, { type: "PING", sequence: 2 }, 3001))).toEqual(["send PING-OK 2", "prove"]);
  });

  test("after a silence that TCP is not long in repairing has nothing to prove", () => {
    expect(story(meshWithBob().handleBeacon(BEACON, "10.0.0.2", 3000))).toEqual([]);
  });

  test("has to prove the connection that is being made, too: its first packets may be lost", () => {
    const mesh = startedMesh();
    mesh.handleBeacon(BEACON, "10.0.0.2", 0);
    expect(story(mesh.handleBeacon(BEACON, "10.0.0.2", 8000))).toEqual(["prove"]);
  });

  test("has nothing to prove at a new address: it is tried there", () => {
    const told = story(meshWithBob().handleBeacon(BEACON, "10.0.0.9", 8000));
    expect(told).toEqual(["connect 10.0.0.9:50000", "send HELLO 1"]);
  });
});

test("a suspected peer that beacons from elsewhere has moved", () => {
  const mesh = meshWithBob({ ...PROMPT, interval: 1_000_000 });
  for (let now = 0; now <= 1000; now += 10) mesh.handleTimeout(now);
  expect(mesh.peers.get(BOB)?.state).toBe("suspected");
  expect(story(mesh.handleBeacon(BEACON, "10.0.0.9", 1100))).toContain("connect 10.0.0.9:50000");
});

test("a peer that is cut off is not greeted anew because it has no connection to us", () => {
  const mesh = meshWithBob({ interval: 1_000_000 });
  mesh.handleInboundLost(BOB);
  const told: string[] = [];
  // No more than what silence is answered with.
  for (let now = 6000; now < 29_000; now += 1000) told.push(...story(mesh.handleTimeout(now)));
  expect(told).toEqual(["send PING 2", "evasive", "silent"]);
});

describe("when our own address is another one", () => {
  const moved = { ...ADA_AT, address: "10.0.0.52" };
  const elsewhere = { ...ADA_AT, address: "10.9.0.1" };

  test("peers on its network are greeted anew: they would go on sending to the old one", () => {
    const effects = meshWithBob().setInterfaces([moved], 1000);
    expect(story(effects)).toEqual(["beacon 49152", "exit resync", "connect 10.0.0.2:50000", "send HELLO 1"]);
    expect(messagesOf(effects)[0]).toMatchObject({ endpoint: "tcp://10.0.0.52:49152" });
  });

  test("peers whose network we have left have to prove their connections, so that they can be found elsewhere", () => {
    expect(story(meshWithBob().setInterfaces([elsewhere], 1000))).toEqual(["beacon 49152", "prove"]);
  });

  test("and it is that of a peer, this has moved: we do not dial ourselves, and meet it where it is", () => {
    const mesh = meshWithBob();
    expect(story(mesh.setInterfaces([{ ...ADA_AT, ...BOB_AT }], 1000))).toEqual([
      "beacon 50000",
      "disconnect",
      "exit resync",
    ]);
    expect(story(mesh.handleBeacon(BEACON, "10.0.0.1", 1100))).toEqual(["connect 10.0.0.1:50000", "send HELLO 1"]);
  });

  test("an address more changes nothing, and neither does one that returns as it was", () => {
    const mesh = meshWithBob();
    expect(story(mesh.setInterfaces([moved, ADA_AT], 1000))).toEqual(["beacon 49152"]);
    expect(story(mesh.setInterfaces([], 2000))).toEqual([]);
    expect(story(mesh.setInterfaces([ADA_AT], 3000))).toEqual(["beacon 49152"]);
  });
});
