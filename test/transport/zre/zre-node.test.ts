import { createSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ZreNode } from "../../../src/transport/zre/zre-node.ts";
import type { ZreOptions } from "../../../src/transport/zre/zre-options.ts";
import { ZocpNode } from "../../../src/zocp-node.ts";
import { encodeBeacon } from "../../../src/zre/discovery/beacon.ts";
import { freePort } from "../../../tools/ports.js";
import {
  eventually,
  greeting,
  pause,
  portOf,
  RawSocket,
  ready,
  record,
  sockets,
  throwDatagram,
  zre,
} from "../../node/loopback.ts";

const nodes: ZreNode[] = [];

function make(name: string, port: number, options: ZreOptions = {}): ZreNode {
  const node = new ZreNode(name, { interface: "lo", beaconPort: port, ...options });
  nodes.push(node);
  return node;
}

afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.stop()));
  await eventually("no socket is left", () => sockets() === 0);
});

/** Two nodes that know each other. */
async function pair(options: ZreOptions = {}): Promise<readonly [ZreNode, ZreNode]> {
  const port = await freePort();
  const a = make("ada", port, options);
  const b = make("bob", port, options);
  await Promise.all([a.start(), b.start()]);
  await eventually("they know each other", () => a.peers.has(b.id) && b.peers.has(a.id));
  return [a, b];
}

test("two nodes find each other, and talk in both directions in order", async () => {
  const [a, b] = await pair();
  const heard: string[] = [];
  a.on("whisper", ({ content }) => heard.push(`a ${content.text(0)}`));
  b.on("whisper", ({ content }) => heard.push(`b ${content.text(0)}`));
  for (let i = 0; i < 100; i++) a.whisper(b.id, String(i));
  await eventually("100 whispers", () => heard.length === 100);
  expect(heard).toEqual(Array.from({ length: 100 }, (_, i) => `b ${i}`));
  b.whisper(a.id, "back");
  await eventually("the answer", () => heard.at(-1) === "a back");
});

test("a start while another is under way waits for it, and a later one does nothing", async () => {
  const node = make("twice", await freePort());
  const first = node.start();
  await node.start();
  expect(node.endpoints).toHaveLength(1);
  await first;
  await node.start();
  expect(sockets("TCPServerWrap")).toBe(1);
});

test("a stop while the start is under way leaves nothing open", async () => {
  const node = make("hasty", await freePort());
  const starting = node.start();
  await node.stop();
  await expect(starting).rejects.toMatchObject({ code: "stopped" });
  expect(node.started).toBe(false);
  await eventually("no socket is left", () => sockets() === 0);
});

test("stops in parallel, repeated stops and a stop before any start all end quietly", async () => {
  const node = make("stopper", await freePort());
  await node.stop();
  await node.start();
  await Promise.all([node.stop(), node.stop()]);
  await node.stop();
  await eventually("its listener is closed", () => sockets("TCPServerWrap") === 0);
});

test("a node that is stopped and started at once has the goodbyes behind it when it comes back", async () => {
  const [a, b] = await pair();
  const events = record(b);
  const stopping = a.stop();
  const starting = a.start();
  await Promise.all([stopping, starting]);
  await eventually("it is back", () => b.peers.has(a.id) && a.peers.has(b.id));
  await pause(300);
  expect(events.map(({ type }) => type)).toEqual(["exit", "enter"]);
  expect(events[0]).toMatchObject({ reason: "goodbye" });
});

test("a node that is stopping sends nothing any more and says that it is not running", async () => {
  const [a, b] = await pair();
  const stopping = a.stop();
  expect(() => a.whisper(b.id, "too late")).toThrow(expect.objectContaining({ code: "not-running" }));
  await stopping;
});

test("a start that failed can be tried again", async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  const { port } = blocker.address() as { port: number };
  const node = make("patient", await freePort(), { port });
  await expect(node.start()).rejects.toMatchObject({ code: "address-in-use" });
  expect(node.started).toBe(false);
  await new Promise((resolve) => blocker.close(resolve));
  await node.start();
  expect(portOf(node)).toBe(port);
});

test("a beacon port that a foreign program holds for itself is told, and HELLO is still answered", async () => {
  const port = await freePort();
  const foreign = createSocket("udp4");
  await new Promise<void>((resolve) => foreign.bind({ port, exclusive: true }, resolve));
  const node = make("deaf", port);
  const failures: string[] = [];
  node.on("failed", ({ error }) => failures.push(error.code));
  await node.start();
  expect(failures).toEqual(["address-in-use"]);
  const id = "11".repeat(16);
  const stranger = await sayHello(node, id, 1);
  await eventually("the stranger is known", () => node.peers.has(id));
  stranger.end();
  await new Promise<void>((resolve) => foreign.close(resolve));
});

test("a handshake that never ends is ended, and its place is free again", async () => {
  const node = make("busy", await freePort(), { handshakeTimeout: 300 });
  const events = record(node);
  await node.start();
  const silent = await RawSocket.open(portOf(node));
  const greeted = await RawSocket.open(portOf(node));
  greeted.say(greeting());
  const mute = await RawSocket.open(portOf(node));
  mute.say(greeting(), ready("22".repeat(16)));
  await eventually("all are closed", () => silent.closed && greeted.closed && mute.closed);
  const codes = events.map((event) => event.type === "ignored" && event.error.code);
  expect(codes).toEqual(["timed-out", "timed-out", "timed-out"]);
});

test("dials a peer that came back on the same endpoint again, with growing delay", async () => {
  const beacons = await freePort();
  const node = make("dialler", beacons);
  await node.start();
  const attempts: number[] = [];
  const server = createServer((socket) => {
    attempts.push(performance.now());
    socket.on("error", () => {});
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const id = "33".repeat(16);
  await throwDatagram(beacons, encodeBeacon({ peer: id, port }));
  await eventually("it was dialled five times", () => attempts.length >= 5);
  const delays = attempts.slice(1).map((at, i) => at - (attempts[i] ?? 0));
  // From a tenth of a second on, doubled each time, a tenth of chance on top; late timers only add to it.
  expect(delays.slice(0, 4).map((delay, i) => delay >= 100 * 2 ** i - 5)).toEqual([true, true, true, true]);
  await new Promise((resolve) => server.close(resolve));
});

test("a peer that takes the identity of another gets its place, and nothing of the old connection stays", async () => {
  const node = make("host", await freePort());
  const events = record(node);
  await node.start();
  const id = "44".repeat(16);
  const older = await sayHello(node, id, 1);
  await eventually("the first is known", () => node.peers.has(id));
  const newer = await sayHello(node, id, 1);
  await eventually("the older connection is closed", () => older.closed);
  await eventually("it entered again", () => events.filter(({ type }) => type === "enter").length === 2);
  expect(newer.closed).toBe(false);
  expect(events.map(({ type }) => type).filter((type) => type !== "ignored")).toEqual(["enter", "exit", "enter"]);
  newer.end();
});

test("a peer that reads nothing is given up, and does not slow the others down", async () => {
  const beacons = await freePort();
  const node = make("fast", beacons, { limits: { buffer: 8 * 1024 * 1024 } });
  const other = make("other", beacons);
  await node.start();
  await other.start();
  const id = "55".repeat(16);
  const asleep: Socket[] = [];
  const sleeper = createServer((socket) => {
    asleep.push(socket);
    socket.on("error", () => {});
    socket.write(Buffer.concat([greeting(), ready("00".repeat(16), "ROUTER")]));
    socket.pause();
  });
  await new Promise<void>((resolve) => sleeper.listen(0, "127.0.0.1", resolve));
  const { port } = sleeper.address() as { port: number };
  const stranger = await sayHello(node, id, port);
  await eventually("both are known", () => node.peers.has(id) && node.peers.has(other.id));
  await eventually("the sleeper is connected", () => node.writable(id));
  let heard = 0;
  other.on("whisper", () => heard++);
  const chunk = new Uint8Array(256 * 1024);
  for (let i = 0; i < 100; i++) {
    if (node.peers.has(id)) node.whisper(id, chunk);
    node.whisper(other.id, "tick");
    await pause(1);
  }
  expect(node.writable(id)).toBe(false);
  await eventually("the other heard everything", () => heard === 100);
  stranger.end();
  await node.stop();
  for (const socket of asleep) socket.destroy();
  await new Promise((resolve) => sleeper.close(resolve));
});

test("a peer that hangs is asked by heartbeats and its connection is given up", async () => {
  const node = make("watcher", await freePort(), { heartbeat: { interval: 100, ttl: 300, timeout: 300 } });
  const events = record(node);
  await node.start();
  const id = "66".repeat(16);
  const hanging = await sayHello(node, id, 1);
  await eventually("it is known", () => events.some(({ type }) => type === "enter"));
  await eventually("it was asked", () => hanging.bytes.includes("PING"));
  await eventually("its connection is closed", () => hanging.closed);
});

test("starts and stops of a ZOCP node in parallel wait for the one that is under way", async () => {
  const node = new ZocpNode("both", { interface: "lo", beaconPort: await freePort() });
  nodes.push(node.zre);
  void node.start();
  await node.start();
  expect(node.endpoints).toHaveLength(1);
  void node.stop();
  await node.stop();
  await eventually("no socket is left", () => sockets() === 0);
  await node.start();
  expect(node.endpoints).toHaveLength(1);
});

test("fifty nodes in one process see each other without starting over with each other, and one emitter reaches 49 sensors", async () => {
  const port = await freePort();
  const crowd = Array.from({ length: 50 }, (_, i) => new ZocpNode(`node ${i}`, { interface: "lo", beaconPort: port }));
  nodes.push(...crowd.map((node) => node.zre));
  const [first, ...others] = crowd as [ZocpNode, ...ZocpNode[]];
  const emitter = first.float("out", 0, { access: "re" });
  const sensors = others.map((node) => node.float("in", 0, { access: "rs" }));
  let enters = 0;
  for (const { zre } of crowd) zre.on("enter", () => enters++);
  await Promise.all(crowd.map((node) => node.start()));
  await eventually("everybody sees everybody", () => crowd.every((node) => node.zre.peers.size === 49), 240_000);
  await Promise.all(others.map((node) => node.connect("node 0/out", `${node.name}/in`, { timeout: 240_000 })));
  emitter.emit(0.5);
  await eventually("all sensors have the value", () => sensors.every((sensor) => sensor.value === 0.5));
  // Where a machine has little time for it some do, and no more.
  expect(enters).toBeLessThan(1.2 * 50 * 49);
  await Promise.all(crowd.map((node) => node.stop()));
}, 600_000);

/** A stranger connects and says HELLO with an endpoint where `port` listens, or nobody. */
async function sayHello(node: ZreNode, id: string, port: number): Promise<RawSocket> {
  const raw = await RawSocket.open(portOf(node));
  raw.say(greeting(), ready(id), hello(port));
  return raw;
}

function hello(port: number): Uint8Array {
  const endpoint = `tcp://127.0.0.1:${port}`;
  const about = { groups: [], status: 0, name: "stranger", headers: new Map() };
  return zre({ type: "HELLO", sequence: 1, endpoint, ...about });
}
