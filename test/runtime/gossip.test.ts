import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";

import type { NetworkError } from "../../src/errors.ts";
import { GossipHub, type GossipHubEvent, type GossipHubOptions } from "../../src/runtime/gossip-hub.ts";
import { createKeyFile } from "../../src/runtime/key-file.ts";
import { ZreNode } from "../../src/runtime/zre-node.ts";
import type { ZreOptions } from "../../src/runtime/zre-options.ts";
import { encodeGossip, type GossipMessage } from "../../src/zre/gossip.ts";
import {
  beaconPort,
  eventually,
  frame,
  greeting,
  pause,
  portOf,
  property,
  RawSocket,
  record,
  sockets,
} from "./loopback.ts";

const closing: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((one) => one.stop()));
  await eventually("no socket is left", () => sockets() === 0);
});

async function hub(options: GossipHubOptions = {}): Promise<GossipHub> {
  const made = new GossipHub({ interface: "127.0.0.1", port: 0, ...options });
  closing.push(made);
  await made.start();
  return made;
}

function node(name: string, options: ZreOptions = {}): ZreNode {
  const made = new ZreNode(name, { interface: "127.0.0.1", beacons: false, ...options });
  closing.push(made);
  return made;
}

async function started(name: string, options: ZreOptions = {}): Promise<ZreNode> {
  const made = node(name, options);
  await made.start();
  return made;
}

function endpointOf({ endpoint }: GossipHub): string {
  return endpoint ?? "";
}

async function know(...nodes: readonly ZreNode[]): Promise<void> {
  await eventually("all know each other", () => nodes.every(({ peers }) => peers.size >= nodes.length - 1));
}

describe("nodes at a hub", () => {
  test("find each other without beacons, once, and talk", async () => {
    const gossip = [endpointOf(await hub())];
    const nodes = [await started("a", { gossip }), await started("b", { gossip }), await started("c", { gossip })];
    const events = nodes.map(record);
    await know(...nodes);
    const [a, b] = nodes as [ZreNode, ZreNode];
    a.whisper(b.id, "hello");
    await eventually("it is heard", () => events[1]?.some(({ type }) => type === "whisper") === true);
    await pause(300);
    for (const told of events) expect(told.filter(({ type }) => type === "exit")).toEqual([]);
  });

  test("that also hear beacons of each other are one peer", async () => {
    const gossip = [endpointOf(await hub())];
    const options = { gossip, beacons: true, beaconPort: beaconPort() };
    const [a, b] = [node("a", options), node("b", options)];
    const events = record(a);
    await Promise.all([a.start(), b.start()]);
    await know(a, b);
    await pause(1500);
    expect(events.map(({ type }) => type)).toEqual(["enter"]);
  });

  test("do not lose each other when it is gone, and publish again to the one that takes its place", async () => {
    const first = await hub();
    const endpoint = endpointOf(first);
    const [a, b] = [await started("a", { gossip: [endpoint] }), await started("b", { gossip: [endpoint] })];
    const failures: NetworkError[] = [];
    a.on("failed", ({ error }) => failures.push(error));
    await know(a, b);
    await first.stop();
    await eventually("it is missed", () => failures.length > 0);
    expect(a.peers.size).toBe(1);
    const second = await hub({ port: Number(endpoint.split(":").at(-1)) });
    await eventually("it knows both", () => second.tuples.size === 2);
    const c = await started("c", { gossip: [endpoint] });
    await know(a, b, c);
    expect(failures.length).toBeLessThan(4);
  });

  test("are found by those whose hub comes later, and by those of another hub in a chain", async () => {
    const far = await hub();
    const near = await hub({ gossip: [endpointOf(far)] });
    const a = await started("a", { gossip: [endpointOf(far)] });
    const b = await started("b", { gossip: [endpointOf(near)] });
    await know(a, b);
    await eventually("both hubs know both", () => far.tuples.size === 2 && near.tuples.size === 2);
    await b.stop();
    await eventually("both hubs know who is left", () => far.tuples.size === 1 && near.tuples.size === 1);
  });

  test("say goodbye to it, or are let go when they went without a word", async () => {
    const made = await hub({ linger: 200 });
    const told: GossipHubEvent[] = [];
    made.on("withdrawn", (event) => told.push(event));
    const a = await started("a", { gossip: [endpointOf(made)] });
    await eventually("it is known", () => made.tuples.size === 1);
    await a.stop();
    await eventually("it is gone", () => made.tuples.size === 0);
    const raw = await client(endpointOf(made));
    say(raw, { type: "HELLO" }, { type: "PUBLISH", key: "K", value: "v", ttl: 0 });
    await eventually("it is known", () => made.tuples.size === 1);
    raw.end();
    await eventually("it is gone", () => made.tuples.size === 0);
    expect(told).toMatchObject([{ reason: "goodbye" }, { key: "K", reason: "expired" }]);
  });

  test("tell the endpoint that is advertised", async () => {
    const made = await hub();
    await started("a", { gossip: [endpointOf(made)], endpoint: "tcp://203.0.113.7:7000", port: 0 });
    await eventually("it is known", () => made.tuples.size === 1);
    expect([...made.tuples.values()]).toMatchObject([{ value: "tcp://203.0.113.7:7000" }]);
  });

  test("tell of a hub that is not there once, with its address", async () => {
    const a = node("a", { gossip: ["tcp://127.0.0.1:9"] });
    const failures: string[] = [];
    a.on("failed", ({ error }) => failures.push(error.message));
    await a.start();
    await pause(1000);
    expect(failures).toEqual([expect.stringContaining("the hub tcp://127.0.0.1:9 is not there")]);
  });
});

describe("a hub", () => {
  test("that accepts and closes at once is dialled more and more rarely", async () => {
    let dials = 0;
    const flapping = createServer((socket) => {
      dials++;
      socket.destroy();
    });
    const a = await started("a", { gossip: [`tcp://127.0.0.1:${await listening(flapping)}`] });
    await pause(3000);
    expect(dials).toBeGreaterThan(1);
    expect(dials).toBeLessThan(8);
    await a.stop();
    await new Promise((resolve) => flapping.close(resolve));
  });

  test("refuses more clients of one address than it may have, and goes on", async () => {
    const made = await hub({ limits: { clientsPerAddress: 4 } });
    const clients: RawSocket[] = [];
    for (let i = 0; i < 8; i++) clients.push(await client(endpointOf(made)));
    await eventually("four are turned away", () => clients.filter(({ closed }) => closed).length === 4);
    expect(made.clients).toBe(4);
    for (const one of clients) one.end();
    await eventually("there is room again", () => made.clients === 0);
    const a = await started("a", { gossip: [endpointOf(made)] });
    await eventually("it is known", () => made.tuples.size === 1);
    await a.stop();
  });

  test("is not ended by anything that clients say", async () => {
    const made = await hub();
    const port = Number(endpointOf(made).split(":").at(-1));
    const garbage = [
      Buffer.from("GET / HTTP/1.1\r\n\r\n"),
      Buffer.alloc(100_000, 0xff),
      Buffer.concat([greeting(), readyOf(), frame(0x00, Buffer.alloc(0))]),
      Buffer.concat([greeting(), readyOf(), frame(0x00, Buffer.from("aaa002ff", "hex"))]),
      Buffer.concat([greeting(), readyOf(), frame(0x02, Buffer.alloc(10), 1n << 40n)]),
      Buffer.concat([greeting(), readyOf(), frame(0x02, Buffer.alloc(5000, 0xaa))]),
    ];
    const raws = [];
    for (const bytes of garbage) {
      const raw = await RawSocket.open(port);
      raw.say(bytes);
      raws.push(raw);
    }
    const a = await started("a", { gossip: [endpointOf(made)] });
    const b = await started("b", { gossip: [endpointOf(made)] });
    await know(a, b);
    for (const raw of raws) raw.end();
  });

  test("that tells of places that are not there does not keep others from being found", async () => {
    const made = await hub();
    const raw = await client(endpointOf(made));
    const places = Array.from({ length: 500 }, (_, i): GossipMessage => {
      const value = [`tcp://127.0.0.1:${i + 1}`, "tcp://0.0.0.0:5", "tcp://box:5", "nonsense"][i % 4] ?? "";
      return { type: "PUBLISH", key: i.toString(16).padStart(32, "0"), value, ttl: 0 };
    });
    say(raw, { type: "HELLO" }, ...places);
    await eventually("they are known", () => made.tuples.size === 500);
    await know(await started("a", { gossip: [endpointOf(made)] }), await started("b", { gossip: [endpointOf(made)] }));
    raw.end();
  });
});

describe("a place that the user tells", () => {
  test("is enough for one side", async () => {
    const b = await started("b");
    const a = await started("a", { peers: [`tcp://127.0.0.1:${portOf(b)}`] });
    await know(a, b);
  });

  test("may be a name, and be told by both sides and by beacons too, and it is one peer", async () => {
    const port = beaconPort();
    const [portA, portB] = [await freePort(), await freePort()];
    const common = { beacons: true, beaconPort: port };
    const a = node("a", { ...common, port: portA, peers: [`tcp://localhost:${portB}`, `tcp://127.0.0.1:${portB}`] });
    const b = node("b", { ...common, port: portB, peers: [`tcp://localhost:${portA}`] });
    const events = record(a);
    await Promise.all([a.start(), b.start()]);
    await know(a, b);
    await pause(1500);
    expect(a.peers.size).toBe(1);
    expect(events.filter(({ type }) => type === "enter").length).toBeLessThan(3);
  });

  test("is found when its node starts later, and again when it comes back under another id", async () => {
    const port = await freePort();
    const a = await started("a", { peers: [`tcp://127.0.0.1:${port}`] });
    const b = await started("b", { port });
    await know(a, b);
    await b.stop();
    await eventually("it is gone", () => a.peers.size === 0);
    const c = await started("c", { port });
    await know(a, c);
    expect([...a.peers.keys()]).toEqual([c.id]);
  });

  test("may be our own: we do not meet ourselves", async () => {
    const port = await freePort();
    const a = await started("a", { port, peers: [`tcp://127.0.0.1:${port}`] });
    await pause(500);
    expect(a.peers.size).toBe(0);
  });
});

test.each([
  [{ gossip: ["hub:5670"] }, /gossip is "hub:5670": it must be of the form tcp:\/\/host:port/],
  [{ gossip: ["tcp://hub"] }, /gossip is "tcp:\/\/hub"/],
  [{ peers: ["tcp://10.0.0.256:1"] }, /peers is "tcp:\/\/10.0.0.256:1"/],
  [{ peers: ["tcp://10.0.0.1:70000"] }, /peers is/],
  [{ peers: ["tcp://10.0.0.1:7|short"] }, /peers is/],
  [{ peers: Array.from({ length: 300 }, (_, i) => `tcp://10.0.0.1:${i + 1}`) }, /300 places; the limit is 256/],
  [{ endpoint: "tcp://stage:7000" }, /endpoint is "tcp:\/\/stage:7000".*IPv4 address/],
  [{ endpoint: "tcp://0.0.0.0:7000" }, /endpoint is/],
  [{ multicastTtl: 256 }, /multicastTtl is 256: it must be a whole number from 1 to 255/],
  [{ multicastTtl: 0 }, /multicastTtl is 0/],
])("%j is the caller's mistake, and the message says what it must look like", (options, message) => {
  expect(() => new ZreNode("a", options)).toThrow(message);
});

describe("a hub with a key", () => {
  test("lets its holders in, and nobody else", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zocp-gossip-"));
    try {
      const [show, other] = [join(folder, "show.key"), join(folder, "other.key")];
      createKeyFile(show);
      createKeyFile(other);
      const made = await hub({ key: show });
      const gossip = [endpointOf(made)];
      const [a, b] = [await started("a", { gossip, key: show }), await started("b", { gossip, key: show })];
      await know(a, b);
      await started("plain", { gossip });
      await started("stranger", { gossip, key: other });
      await pause(1000);
      expect(made.tuples.size).toBe(2);
      for (const { value } of made.tuples.values()) expect(value).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+\|.{40}$/);
      expect([a.peers.size, b.peers.size]).toEqual([1, 1]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("of its own is told with its public key, and so are peers", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zocp-gossip-"));
    try {
      const names = ["hub", "a", "b"] as const;
      const keys = new Map(names.map((name) => [name, createKeyFile(join(folder, `${name}.key`))]));
      mkdirSync(join(folder, "public"));
      for (const [name, key] of keys) writeFileSync(join(folder, "public", name), key);
      const of = (name: string) => ({ key: join(folder, `${name}.key`), keys: join(folder, "public") });
      const made = await hub(of("hub"));
      const gossip = [`${endpointOf(made)}|${keys.get("hub")}`];
      const [a, b] = [await started("a", { gossip, ...of("a") }), await started("b", { gossip, ...of("b") })];
      await know(a, b);
      const port = portOf(b);
      await a.stop();
      const again = await started("a", { peers: [`tcp://127.0.0.1:${port}|${keys.get("b")}`], ...of("a") });
      await eventually("they know each other", () => again.peers.has(b.id) && b.peers.has(again.id));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** A client of a hub that says whatever a test wants, as one of zyre: without an identity. */
async function client(endpoint: string): Promise<RawSocket> {
  const raw = await RawSocket.open(Number(endpoint.split(":").at(-1)));
  raw.say(greeting(), readyOf());
  return raw;
}

function say(raw: RawSocket, ...messages: readonly GossipMessage[]): void {
  for (const message of messages) raw.say(frame(0x00, encodeGossip(message)));
}

function readyOf(): Buffer {
  const properties = [property("Socket-Type", "DEALER"), property("Identity", "")];
  return frame(0x04, Buffer.concat([Buffer.from("\x05READY", "latin1"), ...properties]));
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
}

/** A TCP port that nobody uses at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
