import { afterEach, describe, expect, test } from "vitest";

import { Frames } from "../../../src/bytes/frames.ts";
import { encodeText } from "../../../src/bytes/text.ts";
import { MessageTrace } from "../../../src/transport/zre/message-trace.ts";
import type { Outbound } from "../../../src/transport/zre/sockets/outbound.ts";
import { ZreChannel } from "../../../src/transport/zre/zre-channel.ts";
import { ZreNode } from "../../../src/transport/zre/zre-node.ts";
import { OWN_HEADERS, PACKING_HEADERS } from "../../../src/zocp/codec/headers.ts";
import { ZocpMachine } from "../../../src/zocp/zocp-machine.ts";
import { ZocpNode } from "../../../src/zocp-node.ts";
import { OutgoingSequence } from "../../../src/zre/message/sequence.ts";
import { freePort } from "../../../tools/ports.js";
import { eventually } from "../../node/loopback.ts";

/** A link that notes what it is sent, as the messages that arrive. */
function setUp({ packs = true } = {}) {
  const messages: string[][] = [];
  const batch = {
    room: 0,
    append: (content: Frames) => {
      messages.at(-1)?.push(content.text(0));
      return true;
    },
  };
  const send = (_head: Uint8Array, content: Frames, open: boolean): void => {
    messages.push([content.text(0)]);
    batch.room = open ? 9 : 0;
  };
  const wire = { takes: true, connection: { batch }, send };
  const link = { peer: "ada", closed: false, wire };
  const order = { idle: true };
  const whisperLater = (_peer: string, content: Frames): void => {
    messages.push([content.text(0)]);
  };
  const trace = new MessageTrace(undefined, "bob", () => {});
  const sequence = new OutgoingSequence();
  const channel = new ZreChannel({ link: link as unknown as Outbound, sequence, packs, order, trace, whisperLater });
  const offer = (text: string): boolean => channel.offer(Frames.ofText(text));
  return { messages, batch, wire, link, order, channel, offer };
}

describe("values to one peer", () => {
  test("join the whisper that waits to leave", () => {
    const { messages, batch, offer } = setUp();
    expect(["a", "b"].map(offer)).toEqual([true, true]);
    batch.room = 0;
    expect(offer("c")).toBe(true);
    expect(messages).toEqual([["a", "b"], ["c"]]);
  });

  test("go one by one where the peer does not take several at once", () => {
    const { messages, offer } = setUp({ packs: false });
    for (const text of ["a", "b"]) offer(text);
    expect(messages).toEqual([["a"], ["b"]]);
  });

  test("do not overtake what waits to be performed", () => {
    const { messages, order, offer } = setUp();
    offer("a");
    order.idle = false;
    offer("b");
    expect(messages).toEqual([["a"], ["b"]]);
  });

  test("are not taken while the peer is slow, and the way to it ends with its link", () => {
    const { messages, wire, link, channel, offer } = setUp();
    wire.takes = false;
    expect(offer("a")).toBe(false);
    expect(messages).toEqual([]);
    expect(channel.closed).toBe(false);
    link.closed = true;
    expect(channel.closed).toBe(true);
  });
});

test.each([
  ["each frame is a message of one who packs", PACKING_HEADERS, [0.5, 1]],
  ["only the first is of anybody else", OWN_HEADERS, [0.5]],
])("%s", (_, headers, expected) => {
  const machine = new ZocpMachine({ id: "0".repeat(32), name: "self" });
  const peer = "1".repeat(32);
  machine.handleEnter({ id: peer, name: "ada", headers }, 0);
  const frames = Frames.of(encodeText('{"SIG": ["level", 0.5]}'), encodeText('{ "SIG": ["level", 1.0]}'));
  const values = Array.from({ length: machine.countMessages(peer, frames) })
    .flatMap((_, i) => machine.handleFrame(peer, frames, i, 1))
    .flatMap((effect) => (effect.type === "emit" && effect.event.type === "signal" ? [effect.event.value] : []));
  expect(values).toEqual(expected);
});

describe("on loopback", () => {
  const nodes: (ZocpNode | ZreNode)[] = [];
  afterEach(() => Promise.all(nodes.splice(0).map((node) => node.stop())));

  test.each([
    ["a node of ours hears the values of a turn in one whisper", "pack", [3]],
    ["any other in one whisper each", "pace", [1, 1, 1]],
  ])("%s", async (_, word, expected) => {
    const port = await freePort();
    const desk = new ZocpNode("desk", { interface: "lo", beaconPort: port });
    const level = desk.float("level", 0, { access: "re" });
    const lamp = new ZreNode("lamp", {
      interface: "lo",
      beaconPort: port,
      headers: { "X-ZOCP": "1", "X-ZOCP-EXTENSIONS": `call ${word}` },
      groups: ["ZOCP"],
    });
    nodes.push(desk, lamp);
    const counts: number[] = [];
    lamp.on("whisper", ({ content }) => {
      if (content.text(0).startsWith('{"SIG"')) counts.push(content.count);
    });
    await Promise.all([desk.start(), lamp.start()]);
    await eventually("they know each other", () => lamp.peers.has(desk.id) && desk.zre.peers.has(lamp.id));
    lamp.whisper(desk.id, `{"SUB": ["${desk.id}", "level", "${lamp.id}", null]}`);
    await eventually("the lamp is subscribed and greeted", () => counts.length === 1);
    for (const value of [0.1, 0.2, 0.3]) level.emit(value);
    await eventually("all values", () => counts.reduce((sum, count) => sum + count, -1) === 3);
    expect(counts.slice(1)).toEqual(expected);
  });

  test("who is told of one of these values finds it, and not the next one", async () => {
    const port = await freePort();
    const desk = new ZocpNode("desk", { interface: "lo", beaconPort: port });
    const lamp = new ZocpNode("lamp", { interface: "lo", beaconPort: port });
    const fader = desk.float("fader", 0, { access: "re" });
    const seen: unknown[] = [];
    const level = lamp.float("level", 0, { access: "rs" }).on("signal", () => seen.push(level.value));
    nodes.push(desk, lamp);
    await Promise.all([desk.start(), lamp.start()]);
    await desk.connect("desk/fader", "lamp/level");
    await eventually("the lamp is greeted", () => seen.length === 1);
    for (const value of [0.1, 0.2, 0.3]) fader.emit(value);
    await eventually("all values", () => seen.length === 4);
    expect(seen.slice(1)).toEqual([0.1, 0.2, 0.3]);
  });
});
