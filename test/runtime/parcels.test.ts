import { afterEach, describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { encodeText } from "../../src/bytes/text.ts";
import { Parcels } from "../../src/runtime/parcels.ts";
import { ZocpNode } from "../../src/runtime/zocp-node.ts";
import { ZreNode } from "../../src/runtime/zre-node.ts";
import { OWN_HEADERS, PACKING_HEADERS } from "../../src/zocp/headers.ts";
import { ZocpMachine } from "../../src/zocp/zocp-machine.ts";
import { beaconPort, eventually } from "./loopback.ts";

/** Messages that lie in one buffer, as the writer of signals makes them. */
function together(...texts: readonly string[]): readonly Frames[] {
  const bytes = encodeText(texts.join(""));
  let end = 0;
  return texts.map((text) => new Frames(bytes, [end, (end += text.length)]));
}

function texts(frames: Frames): readonly string[] {
  return Array.from({ length: frames.count }, (_, i) => frames.text(i));
}

function setUp() {
  const sent: [string, ...string[]][] = [];
  const deferred: (() => void)[] = [];
  const parcels = new Parcels(
    (callback) => deferred.push(callback),
    (peer, content) => sent.push([peer, ...texts(content)]),
  );
  const endTurn = () => {
    for (const callback of deferred.splice(0)) callback();
    return sent.splice(0);
  };
  parcels.open("ada");
  parcels.open("bob");
  return { parcels, sent, endTurn };
}

describe("what is sent to a peer within one turn", () => {
  test("leaves as one message when the turn ends, for each peer", () => {
    const { parcels, sent, endTurn } = setUp();
    const [a, b, c] = together("a", "b", "c") as [Frames, Frames, Frames];
    for (const [peer, content] of [
      ["ada", a],
      ["bob", b],
      ["ada", c],
    ] as const)
      expect(parcels.add(peer, content)).toBe(true);
    expect(sent).toEqual([]);
    expect(endTurn()).toEqual([
      ["ada", "a", "c"],
      ["bob", "b"],
    ]);
    parcels.add("ada", b);
    expect(endTurn()).toEqual([["ada", "b"]]);
  });

  test("is the business of others where a peer does not take several", () => {
    const { parcels, endTurn } = setUp();
    expect(parcels.add("old", Frames.ofText("a"))).toBe(false);
    expect(endTurn()).toEqual([]);
  });

  test("keeps its order where it lies in several buffers, and before something else", () => {
    const { parcels, sent, endTurn } = setUp();
    parcels.add("ada", new Frames(encodeText("a"), [0, 1]));
    parcels.add("ada", new Frames(encodeText("b"), [0, 1]));
    expect(sent).toEqual([["ada", "a"]]);
    parcels.seal("ada");
    expect(endTurn()).toEqual([
      ["ada", "a"],
      ["ada", "b"],
    ]);
  });

  test("is at most 256 in one message", () => {
    const { parcels, endTurn } = setUp();
    for (const content of together(...Array.from({ length: 600 }, (_, i) => `${i},`))) parcels.add("ada", content);
    const sent = endTurn();
    expect(sent.map(({ length }) => length - 1)).toEqual([256, 256, 88]);
    expect(sent.flatMap(([, ...rest]) => rest)).toEqual(Array.from({ length: 600 }, (_, i) => `${i},`));
  });

  test("goes with a peer that leaves", () => {
    const { parcels, endTurn } = setUp();
    parcels.add("ada", Frames.ofText("a"));
    parcels.forget("ada");
    expect(endTurn()).toEqual([]);
    expect(parcels.add("ada", Frames.ofText("b"))).toBe(false);
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
    const port = beaconPort();
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
    const port = beaconPort();
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
