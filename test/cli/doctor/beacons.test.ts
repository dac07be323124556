import { createSocket } from "node:dgram";

import { describe, expect, test } from "vitest";

import { type HeardBeacon, listenForBeacons } from "../../../src/cli/doctor/beacons.ts";
import { freePort } from "../../../tools/ports.js";
import { PATIENCE } from "../../patience.ts";

const [ADA, BEN] = ["a1".repeat(16), "b2".repeat(16)];

/** A beacon as RFC 36 lays it out: "ZRE", its version, the UUID, the TCP port; version 3 has a public key behind. */
function beacon(id: string, port: number, version: 1 | 3 = 1): Buffer {
  const head = Buffer.from(`5a52450${version}${id}${port.toString(16).padStart(4, "0")}`, "hex");
  return version === 1 ? head : Buffer.concat([head, Buffer.alloc(32, 7)]);
}

/** Sends these datagrams, again and again, to whoever listens; gives what was heard. A machine that is busy is given longer. */
async function hear(...datagrams: readonly Buffer[]): Promise<readonly HeardBeacon[]> {
  for (let duration = 100; ; duration *= 2) {
    const heard = await hearFor(duration, datagrams);
    if (heard.length > 0 || duration > PATIENCE) return heard;
  }
}

async function hearFor(duration: number, datagrams: readonly Buffer[]): Promise<readonly HeardBeacon[]> {
  const port = await freePort();
  const socket = createSocket("udp4");
  const send = setInterval(() => {
    for (const datagram of datagrams) socket.send(datagram, port, "127.0.0.1");
  }, 10);
  const { heard, blocked } = await listenForBeacons([], port, { duration, signal: new AbortController().signal });
  clearInterval(send);
  socket.close();
  expect(blocked).toBe(undefined);
  for (const one of heard) expect(one).toMatchObject({ address: "127.0.0.1", port });
  return heard;
}

describe("what is heard on a beacon port", () => {
  test("is each node once, with its version and its TCP port", async () => {
    const heard = await hear(beacon(ADA, 49_152), beacon(BEN, 5, 3), beacon(ADA, 49_152));
    expect(heard.map(({ id, tcpPort, version }) => ({ id, tcpPort, version }))).toEqual([
      { id: ADA, tcpPort: 49_152, version: 1 },
      { id: BEN, tcpPort: 5, version: 3 },
    ]);
  });

  test("is the newest port of a node, and nothing after its goodbye", async () => {
    expect(await hear(beacon(ADA, 1), beacon(ADA, 2))).toMatchObject([{ id: ADA, tcpPort: 2 }]);
    expect(await hear(beacon(ADA, 1), beacon(BEN, 2), beacon(ADA, 0))).toMatchObject([{ id: BEN }]);
  });

  test("is nobody who sends something else", async () => {
    const foreign = [
      Buffer.alloc(0),
      beacon(ADA, 1).subarray(0, 21),
      Buffer.concat([beacon(ADA, 1), Buffer.alloc(1)]),
      Buffer.concat([Buffer.from("ZYX"), beacon(ADA, 1).subarray(3)]),
      Buffer.concat([Buffer.from("ZRE\u0002"), beacon(ADA, 1).subarray(4)]),
      // Version 3 has a key behind, and version 1 has none.
      beacon(ADA, 1, 3).subarray(0, 22),
      Buffer.concat([beacon(ADA, 1), Buffer.alloc(32)]),
    ];
    expect(await hear(...foreign, beacon(BEN, 1))).toMatchObject([{ id: BEN }]);
  });
});

test("a port that somebody holds alone is blocked, and the reason says so", async () => {
  const holder = createSocket("udp4");
  const port = await new Promise<number>((resolve) => {
    holder.bind(0, "0.0.0.0", () => resolve(holder.address().port));
  });
  const report = await listenForBeacons([], port, { duration: 1, signal: new AbortController().signal });
  holder.close();
  expect(report.blocked).toContain(`${port}`);
  expect(report.heard).toEqual([]);
});
