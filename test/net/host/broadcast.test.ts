import { createSocket, type Socket } from "node:dgram";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { broadcast } from "../../../src/net/host/broadcast.ts";
import { hostInterfaces } from "../../../src/net/host/interfaces.ts";
import type { Interface } from "../../../src/net/net.ts";
import { freePort } from "../../../tools/ports.js";
import { until } from "./until.ts";

const lo = hostInterfaces().filter(({ loopback }) => loopback);
const closing: { close(): void }[] = [];
let port = 0;

beforeEach(async () => {
  port = await freePort();
});

afterEach(() => {
  for (const one of closing.splice(0)) one.close();
});

describe("beacons on loopback", () => {
  test("reach a program that listens to the multicast group of pyre there", async () => {
    const pyre = await listener("225.25.25.25", (socket) => socket.addMembership("225.25.25.25", "127.0.0.1"));
    (await open()).send(Uint8Array.of(1, 2), lo[0] as never);
    await until(() => pyre.heard.length > 0);
    expect(pyre.heard).toEqual(["127.0.0.1 01 02"]);
  });

  test("reach a program that listens to the broadcast address", async () => {
    const zyre = await listener("127.255.255.255");
    (await open()).send(Uint8Array.of(1, 2), lo[0] as never);
    await until(() => zyre.heard.length > 0);
    expect(zyre.heard).toEqual(["127.0.0.1 01 02"]);
  });

  test("go both ways at first, and then in turn: who hears both hears each once", async () => {
    const heard: string[] = [];
    const both = await open((datagram) => heard.push(hex(datagram)));
    for (let i = 1; i <= 8; i++) both.send(Uint8Array.of(i), lo[0] as never);
    await until(() => heard.includes("07") && heard.includes("08"));
    const times = Array.from({ length: 8 }, (_, i) => heard.filter((one) => one === hex(Uint8Array.of(i + 1))).length);
    expect(times).toEqual([2, 2, 2, 2, 1, 1, 1, 1]);
  });

  test.each(["127.255.255.255", "225.25.25.25"])("that were sent to %s are heard", async (group) => {
    const heard: string[] = [];
    await open((datagram) => heard.push(hex(datagram)));
    const socket = await bound("127.0.0.1", 0);
    socket.setBroadcast(true);
    socket.setMulticastInterface("127.0.0.1");
    socket.send(Uint8Array.of(9), port, group);
    await until(() => heard.length > 0);
    expect(heard).toEqual(["09"]);
  });

  test("are shared by several programs of one machine", async () => {
    const heard: string[] = [];
    await open(() => heard.push("first"));
    await open(() => heard.push("second"));
    (await open()).send(Uint8Array.of(1), lo[0] as never);
    await until(() => new Set(heard).size === 2);
  });
});

test("what comes from elsewhere is heard by those who only look around, and by nobody else", async () => {
  const elsewhere = { ...(lo[0] as Interface), address: "127.0.0.1", netmask: "255.255.255.255" };
  const near: string[] = [];
  const far: string[] = [];
  closing.push(await broadcast([elsewhere], port, (datagram) => near.push(hex(datagram))));
  closing.push(await broadcast([elsewhere], port, (datagram) => far.push(hex(datagram)), { far: true }));
  const stranger = await bound("127.0.0.9", 0);
  stranger.setBroadcast(true);
  stranger.send(Uint8Array.of(7), port, "127.255.255.255");
  await until(() => far.length > 0);
  const neighbour = await bound("127.0.0.1", 0);
  neighbour.setBroadcast(true);
  neighbour.send(Uint8Array.of(8), port, "127.255.255.255");
  await until(() => near.length > 0 && far.length > 1);
  expect([near, far]).toEqual([["08"], ["07", "08"]]);
});

test("a port that another program keeps for itself is an error with a code", async () => {
  const socket = createSocket({ type: "udp4", reuseAddr: false });
  closing.push(socket);
  await new Promise<void>((resolve) => socket.bind(port, "127.255.255.255", resolve));
  await expect(broadcast(lo, port, () => {})).rejects.toMatchObject({ name: "NetworkError", code: "address-in-use" });
});

test("an interface that is not there is an error with a code", async () => {
  const gone = { name: "eth7", address: "192.0.2.1", netmask: "255.255.255.0", broadcast: "192.0.2.255" };
  const opening = broadcast([{ ...gone, loopback: true }], port, () => {});
  await expect(opening).rejects.toMatchObject({ name: "NetworkError", code: "unreachable" });
});

async function open(receive: (datagram: Uint8Array) => void = () => {}) {
  const opened = await broadcast(lo, port, receive);
  closing.push(opened);
  return opened;
}

async function listener(address: string, prepare: (socket: Socket) => void = () => {}) {
  const socket = await bound(address, port);
  prepare(socket);
  const heard: string[] = [];
  socket.on("message", (datagram, source) => heard.push(`${source.address} ${hex(datagram)}`));
  return { heard };
}

async function bound(address: string, at: number): Promise<Socket> {
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  closing.push(socket);
  await new Promise<void>((resolve) => socket.bind(at, address, resolve));
  return socket;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
