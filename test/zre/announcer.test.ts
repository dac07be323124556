import { describe, expect, test } from "vitest";

import type { Mesh } from "../../src/zre/mesh/mesh.ts";
import type { MeshOptions } from "../../src/zre/mesh/mesh-options.ts";
import { ADA_AT, bobsHello, framesOf, startedMesh, story } from "./samples.ts";

/** Nobody is asked for anything here: what is heard of the crowd is up to the test. */
const OPTIONS = { promptFor: (headers: ReadonlyMap<string, string>) => headers.has("PROMPT"), suspect: false } as const;
const PROMPT = new Map([["PROMPT", "1"]]);
const OLD = new Map<string, string>();

describe("a node among others of its kind", () => {
  test("beacons each second for five, and then the less the more there are", () => {
    expect(beacons(crowdOf(9), 20_000)).toEqual(Array.from({ length: 20 }, (_, i) => 1000 * (i + 1)));
    expect(beacons(crowdOf(39), 20_000)).toEqual([1000, 2000, 3000, 4000, 5000, 9000, 13_000, 17_000]);
    expect(beacons(crowdOf(99), 26_000)).toEqual([1000, 2000, 3000, 4000, 5000, 15_000, 25_000]);
  });

  test("beacons every ten seconds at least", () => {
    expect(beacons(crowdOf(500), 26_000)).toEqual([1000, 2000, 3000, 4000, 5000, 15_000, 25_000]);
  });

  test("beacons every two seconds where one is of another kind", () => {
    const mesh = crowdOf(99);
    enter(mesh, 300, 10, OLD);
    expect(beacons(mesh, 12_000)).toEqual([1000, 2000, 3000, 4000, 5000, 7000, 9000, 11_000]);
  });

  test("beacons as rarely where the others are nodes of its own process", () => {
    const mesh = crowdOf(99, { sameProcess: () => true });
    expect(beacons(mesh, 26_000)).toEqual([1000, 2000, 3000, 4000, 5000, 15_000, 25_000]);
  });

  test("beacons every three seconds where somebody does not answer", () => {
    const mesh = crowdOf(99);
    beacons(mesh, 6000);
    mesh.handleOutboundLost(id(7), { confirmed: true, refused: false });
    expect(beacons(mesh, 16_000, 6000)).toEqual([8000, 11_000, 14_000]);
  });

  test("beacons every three seconds for whom it has dialled in vain for long", () => {
    const mesh = crowdOf(99);
    mesh.handleBeacon({ peer: id(300), port: 1000 }, "10.9.1.44", 20);
    // Ten seconds for so many, and five as for any.
    expect(beacons(mesh, 26_000)).toEqual([1000, 2000, 3000, 4000, 5000, 15_000, 18_000, 21_000, 24_000]);
  });

  test("beacons once more for whoever comes, and not for each of many", () => {
    const mesh = crowdOf(99);
    beacons(mesh, 7000);
    for (let i = 0; i < 5; i++) enter(mesh, 300 + i, 7000, PROMPT);
    expect(beacons(mesh, 8000, 7000)).toHaveLength(1);
    enter(mesh, 310, 9000, PROMPT);
    const later = beacons(mesh, 30_000, 9000);
    expect(later[0]).toBeGreaterThan(15_000);
  });

  test("beacons each second again for a while when its network is another one", () => {
    const mesh = crowdOf(99);
    beacons(mesh, 9000);
    expect(story(mesh.setInterfaces([{ ...ADA_AT, port: 50_000 }], 9000))[0]).toBe("beacon 50000");
    expect(beacons(mesh, 14_100, 9000)).toEqual([10_000, 11_000, 12_000, 13_000, 14_000]);
  });
});

test("the beacons of a node whose timer is always late do not slow down", () => {
  const mesh = startedMesh();
  const sent: number[] = [];
  for (let now = 0; now <= 10_000; now += 70)
    if (story(mesh.handleTimeout(now)).some((line) => line.startsWith("beacon"))) sent.push(now);
  expect(sent).toHaveLength(9);
});

/** A mesh that has just started, and knows so many of its kind. */
function crowdOf(count: number, options: Partial<MeshOptions> = {}): Mesh {
  const mesh = startedMesh({ ...OPTIONS, ...options });
  for (let i = 0; i < count; i++) enter(mesh, i, 0, PROMPT);
  return mesh;
}

function enter(mesh: Mesh, number: number, now: number, headers: ReadonlyMap<string, string>): void {
  const address = `10.9.${number >> 8}.${number & 255}`;
  mesh.handleMessage(id(number), framesOf(bobsHello({ endpoint: `tcp://${address}:1000`, headers })), address, now);
}

function id(number: number): string {
  return `b${number.toString(16).padStart(31, "0")}`;
}

/** When the mesh beacons, while everybody who is well is heard all the time. */
function beacons(mesh: Mesh, until: number, from = 0): number[] {
  const sent: number[] = [];
  for (let now = from; now <= until; now += 100) {
    for (const peer of mesh.peers.keys()) mesh.handleHeard(peer, now);
    for (let turns = 0; mesh.deadline <= now && turns < 10; turns++)
      if (story(mesh.handleTimeout(now)).some((line) => line.startsWith("beacon"))) sent.push(now);
  }
  return sent;
}
