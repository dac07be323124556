import { createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";

import { hostNet } from "../../../src/net/host/host-net.ts";
import type { Interface } from "../../../src/net/net.ts";
import { freePort } from "../../../tools/ports.js";
import { eventually, pause, sockets } from "../../node/loopback.ts";

const net = hostNet();
const lo: Interface = {
  name: "lo",
  address: "127.0.0.1",
  netmask: "255.0.0.0",
  broadcast: "127.255.255.255",
  loopback: true,
};
const cleanups: (() => void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  await eventually("no socket is left", () => sockets() === 0);
});

/** A server of which no connection ever reads. */
async function deafServer(): Promise<number> {
  const open: Socket[] = [];
  const server = createServer((socket) => open.push(socket.pause().on("error", () => {})));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as { port: number }).port;
}

test("a stream that is ended is closed in the end, although the other side reads nothing", async () => {
  const port = await deafServer();
  const stream = net.connect("127.0.0.1", port);
  await new Promise<void>((resolve) => stream.open({ connect: resolve, data: () => {}, close: () => {} }));
  while (stream.write(new Uint8Array(1_000_000))) await pause(1);
  expect(stream.buffered).toBeGreaterThan(0);
  const before = sockets("TCPSocketWrap");
  stream.end();
  await eventually("it is closed", () => sockets("TCPSocketWrap") < before);
});

test("a stream that is ended while it connects is dropped at once", async () => {
  // An address for documentation: nobody answers there.
  const stream = net.connect("192.0.2.1", 9);
  stream.open({ data: () => {}, close: () => {} });
  stream.end();
  await eventually("it is dropped", () => sockets() === 0, 2000);
});

test("an interface that is gone does not keep beacons from the others", async () => {
  const port = await freePort();
  const gone: Interface = { ...lo, name: "wlan0", address: "203.0.113.7", netmask: "255.255.255.0", loopback: false };
  const heard: string[] = [];
  const broadcast = await net.broadcast([gone, lo], port, (_, { address }) => heard.push(address));
  cleanups.push(() => broadcast.close());
  broadcast.send(new Uint8Array(22), gone);
  broadcast.send(new Uint8Array(22), lo);
  await eventually("it is heard", () => heard.length > 0);
  await expect(net.broadcast([gone], port, () => {})).rejects.toMatchObject({ code: "unreachable" });
});
