import { afterEach, describe, expect, test } from "vitest";

import { ZreNode } from "../src/transport/zre/zre-node.ts";
import type { ZreOptions } from "../src/transport/zre/zre-options.ts";
import { eventually, pause, portOf, record } from "../test/node/loopback.ts";
import { freePort } from "../tools/ports.js";
import { ZmqPeer, type ZmqPeerOptions } from "./zmq-peer.ts";

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function makeNode(port: number, options: ZreOptions = {}): ZreNode {
  const node = new ZreNode("ours", { interface: "lo", beaconPort: port, ...options });
  open.push({ close: () => node.stop() });
  return node;
}

function makePeer(port: number, options: Partial<ZmqPeerOptions> = {}): ZmqPeer {
  const peer = new ZmqPeer("theirs", { beaconPort: port, ...options });
  open.push(peer);
  return peer;
}

/** A node of ours and a peer on libzmq that know each other. */
async function meet(options: ZreOptions = {}, peerOptions: Partial<ZmqPeerOptions> = {}) {
  const port = await freePort();
  const node = makeNode(port, options);
  const peer = makePeer(port, peerOptions);
  const events = record(node);
  await node.start();
  await peer.start();
  if (peerOptions.beacons === false) peer.greet(node.id, node.endpoints[0] ?? "");
  await known(node, peer);
  return { node, peer, events };
}

function known(node: ZreNode, peer: ZmqPeer): Promise<void> {
  return eventually("each knows the other", () => node.peers.has(peer.id) && peer.hellos.has(node.id));
}

const SIZES = [0, 1, 255, 256, 65_535, 65_536, 5 * 1024 * 1024];

/** Bytes that show when one of them is lost or doubled. */
function pattern(size: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, (_, i) => (i * 7) ^ (i >> 8)));
}

describe("a peer on libzmq", () => {
  test("is found by its beacons, and both say who they are", async () => {
    const { node, peer } = await meet(
      { groups: ["CHAT"], headers: { "X-ROLE": "one" } },
      { groups: ["CHAT", "GÄSTE"], headers: { "X-NAME": "zoë" } },
    );
    const seen = node.peers.get(peer.id);
    expect([seen?.name, seen?.endpoint]).toEqual(["theirs", peer.endpoint]);
    expect([...(seen?.headers ?? [])]).toEqual([["X-NAME", "zoë"]]);
    expect([...(seen?.groups ?? [])]).toEqual(["CHAT", "GÄSTE"]);
    expect(peer.hellos.get(node.id)).toEqual({
      endpoint: node.endpoints[0],
      groups: ["CHAT"],
      status: 1,
      name: "ours",
      headers: { "X-ROLE": "one" },
    });
    expect(peer.troubles).toEqual([]);
  });

  test("is found by its HELLO alone", async () => {
    const { node, peer } = await meet({}, { beacons: false });
    node.whisper(peer.id, "you never sent a beacon");
    await eventually("it hears", () => peer.texts(node.id).length === 1);
  });

  test.each(SIZES)("exchanges messages of %i octets in both directions", async (size) => {
    const { node, peer, events } = await meet();
    const content = pattern(size);
    node.whisper(peer.id, content);
    peer.whisper(node.id, content);
    await eventually(
      "both hear",
      () => peer.texts(node.id).length === 1 && events.some(({ type }) => type === "whisper"),
    );
    expect(peer.heard.at(-1)?.content[0]?.equals(content)).toBe(true);
    const event = events.find((one) => one.type === "whisper");
    expect(event?.type === "whisper" && content.equals(event.content.frame(0))).toBe(true);
    expect(peer.troubles).toEqual([]);
  });

  test("exchanges messages of many frames, of which some are empty or long", async () => {
    const { node, peer, events } = await meet();
    const frames = ["one", "", pattern(300), "", pattern(70_000), "last"];
    node.whisper(peer.id, ...frames);
    peer.whisper(node.id, ...frames);
    await eventually(
      "both hear",
      () => peer.texts(node.id).length === 1 && events.some(({ type }) => type === "whisper"),
    );
    const wanted = frames.map((one) => Buffer.from(one as Uint8Array).toString("hex"));
    expect(peer.heard.at(-1)?.content.map((one) => one.toString("hex"))).toEqual(wanted);
    const event = events.find((one) => one.type === "whisper");
    if (event?.type !== "whisper") throw new Error("nothing was whispered");
    const heard = Array.from({ length: event.content.count }, (_, i) =>
      Buffer.from(event.content.frame(i)).toString("hex"),
    );
    expect(heard).toEqual(wanted);
  });

  test("hears a message without content as one empty frame", async () => {
    const { node, peer } = await meet();
    node.whisper(peer.id, "");
    await eventually("it hears", () => peer.texts(node.id).length === 1);
    expect(peer.heard.at(-1)?.content).toEqual([Buffer.alloc(0)]);
    expect(peer.troubles).toEqual([]);
  });

  test("joins, shouts and leaves, and hears the same of us", async () => {
    const { node, peer, events } = await meet();
    peer.join("CHAT");
    node.join("CHAT");
    await eventually(
      "both joined",
      () => node.peersOf("CHAT").length === 1 && peer.heard.some(({ name }) => name === "JOIN"),
    );
    node.shout("CHAT", "hello all");
    peer.shout("CHAT", "hello you");
    await eventually(
      "both hear",
      () => peer.texts(node.id).length === 1 && events.some(({ type }) => type === "shout"),
    );
    peer.leave("CHAT");
    node.leave("CHAT");
    await eventually("both left", () => node.peersOf("CHAT").length === 0 && peer.heard.at(-1)?.name === "LEAVE");
    const ours = peer.heard.map(({ name, sequence, group, status }) => [name, sequence, group, status]);
    expect(ours.slice(1)).toEqual([
      ["JOIN", 2, "CHAT", 1],
      ["SHOUT", 3, "CHAT", undefined],
      ["LEAVE", 4, "CHAT", 2],
    ]);
    expect(events.map(({ type }) => type)).toEqual(["enter", "join", "shout", "leave"]);
  });

  test("joins and leaves 300 times without losing count", async () => {
    const { node, peer, events } = await meet();
    for (let i = 0; i < 150; i++) {
      peer.join("G");
      peer.leave("G");
      node.join("H");
      node.leave("H");
    }
    await eventually("all is heard", () => events.length === 301 && peer.heard.length === 301);
    expect(peer.heard.at(-1)?.status).toBe(300 % 256);
    expect(events.some(({ type }) => type === "ignored" || type === "exit")).toBe(false);
  });

  test("gets an answer to its PING, and answers ours", async () => {
    const { node, peer, events } = await meet({ evasive: 300, silent: 300 }, { beacons: false });
    peer.ping(node.id);
    await eventually("PING-OK", () => peer.heard.some(({ name }) => name === "PING-OK"));
    await eventually("our PING", () => peer.heard.some(({ name }) => name === "PING"));
    await pause(1500);
    expect(events.map(({ type }) => type)).toEqual(["enter"]);
    expect(peer.troubles).toEqual([]);
  });

  test("is evasive, silent and gone when libzmq is there and nobody answers", async () => {
    const { node, peer, events } = await meet({ evasive: 200, silent: 200, expired: 1500 }, { beacons: false });
    peer.unlisten();
    await eventually("it is gone", () => node.peers.size === 0);
    expect(events.map(({ type }) => type).slice(0, 1)).toEqual(["enter"]);
    expect(events.at(-1)).toMatchObject({ type: "exit" });
  });

  test("may have its ZMTP heartbeats on, and answers ours", async () => {
    const heartbeat = { interval: 100, ttl: 1000, timeout: 500 };
    const { node, peer, events } = await meet({ heartbeat }, { heartbeat: 100 });
    await pause(2000);
    node.whisper(peer.id, "still there");
    peer.whisper(node.id, "so am I");
    await eventually("both hear", () => peer.texts(node.id).length === 1 && events.length === 2);
    expect(events.map(({ type }) => type)).toEqual(["enter", "whisper"]);
    expect(peer.troubles).toEqual([]);
  });

  test("says goodbye and is gone at once; and hears ours", async () => {
    const { node, peer, events } = await meet();
    peer.goodbye();
    await eventually("it is gone", () => events.some((event) => event.type === "exit" && event.reason === "goodbye"));
    const port = await freePort();
    const other = makeNode(port);
    const listener = makePeer(port);
    await other.start();
    await listener.start();
    await known(other, listener);
    await other.stop();
    await eventually("our goodbye", () => listener.goodbyes.includes(other.id));
    expect(node.peers.size).toBe(0);
  });
});

describe("after a break", () => {
  test("a peer whose ROUTER went away and came back on the same port is written to again", async () => {
    const { node, peer } = await meet();
    node.whisper(peer.id, "before");
    await eventually("it hears", () => peer.texts(node.id).includes("before"));
    peer.unlisten();
    await pause(300);
    await peer.listen();
    await eventually("it hears again", () => {
      if (node.peers.has(peer.id)) node.whisper(peer.id, "after");
      return peer.texts(node.id).includes("after");
    });
    peer.whisper(node.id, "and back");
    expect(peer.troubles).toEqual([]);
  });

  test("our node that stopped and started again is written to again", async () => {
    const port = await freePort();
    const node = makeNode(port);
    const peer = makePeer(port);
    const events = record(node);
    await node.start();
    await peer.start();
    await known(node, peer);
    await node.stop();
    await eventually("the goodbye", () => peer.goodbyes.includes(node.id));
    await node.start();
    await known(node, peer);
    peer.whisper(node.id, "welcome back");
    await eventually("we hear", () => events.some(({ type }) => type === "whisper"));
    expect(peer.troubles).toEqual([]);
  });

  test("our node that died and came back on the same port under a new id is found again", async () => {
    const port = await freePort();
    const first = makeNode(port);
    const peer = makePeer(port);
    await first.start();
    await peer.start();
    await known(first, peer);
    const tcp = portOf(first);
    await first.stop();
    const second = makeNode(port, { port: tcp });
    await second.start();
    await known(second, peer);
    second.whisper(peer.id, "a new life");
    await eventually("it hears", () => peer.texts(second.id).includes("a new life"));
  });

  test("a second DEALER with the same identity takes over, and its messages are heard", async () => {
    const { node, peer, events } = await meet();
    peer.whisper(node.id, "old");
    await eventually("the old one is heard", () => events.some(({ type }) => type === "whisper"));
    peer.greet(node.id, node.endpoints[0] ?? "");
    peer.whisper(node.id, "new");
    const heard = () => events.flatMap((event) => (event.type === "whisper" ? [event.content.text(0)] : []));
    await eventually("the new one is heard", () => heard().includes("new"));
    expect(heard()).toEqual(["old", "new"]);
    node.whisper(peer.id, "both ways");
    await eventually("and so are we", () => peer.texts(node.id).includes("both ways"));
  });
});

describe("70,000 messages", () => {
  const COUNT = 70_000;

  test.each([
    ["as zyre counts", 65_536, {}],
    ["as pyre counts", 65_535, { "X-ZOCP": "1" }],
  ])(
    "pass the wrap of the numbers in both directions, %s",
    async (_how, wrap, headers) => {
      const { node, peer, events } = await meet({}, { wrap, headers });
      let heard = 0;
      node.on("whisper", () => heard++);
      for (let i = 0; i < COUNT; i++) {
        node.whisper(peer.id, "x");
        peer.whisper(node.id, "y");
        if (i % 1000 === 999) {
          await peer.sent();
          await eventually("both keep up", () => heard >= i - 2000 && peer.heard.length >= i - 2000);
        }
      }
      await eventually("all is heard", () => heard === COUNT && peer.heard.length === COUNT + 1, 60_000);
      expect(peer.troubles).toEqual([]);
      expect(events.filter(({ type }) => type !== "whisper").map(({ type }) => type)).toEqual(["enter"]);
    },
    120_000,
  );
});
