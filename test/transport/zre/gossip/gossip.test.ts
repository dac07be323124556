import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";

import type { NetworkError } from "../../../../src/errors.ts";
import { createKeyFile } from "../../../../src/keys/key-file.ts";
import type { Listener, Stream } from "../../../../src/net/net.ts";
import {
  GossipHub,
  type GossipHubEvent,
  type GossipHubOptions,
} from "../../../../src/transport/zre/gossip/gossip-hub.ts";
import { ZreNode } from "../../../../src/transport/zre/zre-node.ts";
import type { ZreOptions } from "../../../../src/transport/zre/zre-options.ts";
import { encodeGossip, type GossipMessage } from "../../../../src/zre/gossip/gossip.ts";
import { freePort } from "../../../../tools/ports.js";
import { eventually, frame, greeting, portOf, property, RawSocket, record, sockets } from "../../../node/loopback.ts";
import { network, SimulatedNet, SimulatedStream } from "../../../node/simulated-net.ts";
import { ZmtpEnd } from "../../../node/zmtp-end.ts";

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
    for (const told of events) expect(told.filter(({ type }) => type === "exit")).toEqual([]);
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
});

describe("a hub", () => {
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

describe("a client of a hub", () => {
  const tuple = (key: string, value = "tcp://10.0.0.1:1"): GossipMessage => ({ type: "PUBLISH", key, value, ttl: 0 });

  test("that says more than 4 KiB in one message is turned away", async () => {
    const made = await hub();
    const refused: string[] = [];
    made.on("ignored", ({ error }) => refused.push(error.message));
    const [most, more] = [await client(endpointOf(made)), await client(endpointOf(made))];
    await eventually("both are there", () => made.clients === 2);
    // A message that means nothing, of as many octets as may be, and of one more.
    most.say(frame(0x02, Buffer.alloc(4096)));
    more.say(frame(0x02, Buffer.alloc(4097)));
    await eventually("one is turned away", () => more.closed);
    expect(refused.at(-1)).toContain("a frame of 4097 octets; the limit is 4096");
    expect(most.closed).toBe(false);
    most.end();
    await eventually("the other went by itself", () => made.clients === 0);
  });

  test("that does not read is turned away when more waits for it than may", async () => {
    const net = new HubNet();
    const { made, refused } = await simulatedHub(net, { buffer: 4000 });
    const [slow, quick] = [net.client(), net.client()];
    for (const one of [slow, quick]) one.send(encodeGossip({ type: "HELLO" }));
    net.clock.endTurn();
    slow.stream.reads = false;
    for (let i = 0; i < 200; i++) {
      quick.send(encodeGossip(tuple(`key ${i}`)));
      net.clock.endTurn();
      if (i === 50) expect(slow.stream.destroyed).toBe(false);
    }
    expect(slow.stream.destroyed).toBe(true);
    expect(refused).toEqual(["it does not read what it is told"]);
    expect(quick.stream.destroyed).toBe(false);
    expect(made.tuples.size).toBe(200);
  });

  test("for which most waits is turned away when more waits for all together than may", async () => {
    const net = new HubNet();
    const { refused } = await simulatedHub(net, { totalBuffer: 64_000 });
    const all = Array.from({ length: 10 }, () => net.client());
    const [slowest] = all;
    slowest?.send(encodeGossip({ type: "HELLO" }));
    net.clock.endTurn();
    for (const { stream } of all) stream.reads = false;
    const publisher = net.client();
    for (let i = 0; refused.length === 0 && i < 1000; i++) {
      // The others join later, so less waits for each of them.
      if (i === 50) for (const one of all.slice(1)) one.send(encodeGossip({ type: "HELLO" }));
      if (i === 0) publisher.send(encodeGossip({ type: "HELLO" }));
      publisher.send(encodeGossip(tuple(`key ${i % 60}`, `tcp://10.0.0.1:${i}`)));
      net.clock.endTurn();
    }
    expect(refused).toEqual([expect.stringMatching(/^\d+ bytes wait for all clients, and most of them for this one$/)]);
    expect(all.filter(({ stream }) => stream.destroyed)).toEqual([slowest]);
  });
});

describe("a place that the user tells", () => {
  test("is enough for one side", async () => {
    const b = await started("b");
    const a = await started("a", { peers: [`tcp://127.0.0.1:${portOf(b)}`] });
    await know(a, b);
  });

  test("may be a name, and be told by both sides and by beacons too, and it is one peer", async () => {
    const port = await freePort();
    const [portA, portB] = [await freePort(), await freePort()];
    const common = { beacons: true, beaconPort: port };
    const a = node("a", { ...common, port: portA, peers: [`tcp://localhost:${portB}`, `tcp://127.0.0.1:${portB}`] });
    const b = node("b", { ...common, port: portB, peers: [`tcp://localhost:${portA}`] });
    const events = record(a);
    await Promise.all([a.start(), b.start()]);
    await know(a, b);
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
  test.each([
    ["the greeting of libzmq without a key, and then its end", "ff00000000000000017f03"],
    ["nothing, and then its end", ""],
  ])("is needed: of a hub that says %s a node with one hears what may be the matter", async (_, hex) => {
    const folder = mkdtempSync(join(tmpdir(), "zocp-hub-"));
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", () => socket.end(Buffer.from(hex, "hex")));
    });
    try {
      createKeyFile(join(folder, "show.key"));
      const gossip = [`tcp://127.0.0.1:${await listening(server)}`];
      const keyed = node("keyed", { gossip, key: join(folder, "show.key") });
      const plain = node("plain", { gossip });
      const told: string[] = [];
      keyed.on("ignored", ({ error }) => told.push(`${error.code} ${error.message}`));
      plain.on("failed", ({ error }) => told.push(`${error.code} ${error.message}`));
      await Promise.all([keyed.start(), plain.start()]);
      await eventually("both are told", () => told.length >= 2);
      const reasons = [/^key-mismatch .* it may have no key/, /^connection-lost .* it may want a key/];
      for (const reason of reasons) expect(told).toContainEqual(expect.stringMatching(reason));
    } finally {
      server.close();
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

/** A network whose only listener is a hub, and whose connections are in the hands of a test. */
class HubNet extends SimulatedNet {
  #accept: (stream: Stream) => void = () => {};

  override listen(address: string, port: number, accept?: (stream: Stream) => void): Promise<Listener> {
    this.#accept = accept ?? this.#accept;
    return super.listen(address, port);
  }

  client(): ZmtpEnd {
    const stream = new SimulatedStream();
    this.#accept(stream);
    const end = new ZmtpEnd(stream, "DEALER");
    end.talk();
    return end;
  }
}

async function simulatedHub(net: HubNet, limits: NonNullable<GossipHubOptions["limits"]>) {
  net.present = [network("eth0", "10.0.0.9")];
  const made = new GossipHub({ net, interface: "eth0", limits: { changes: 10_000, ...limits } });
  const refused: string[] = [];
  made.on("ignored", ({ error }) => refused.push(error.message));
  await made.start();
  return { made, refused };
}
