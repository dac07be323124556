import { expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { encodeText } from "../../src/bytes/text.ts";
import { Intake } from "../../src/node/driver/intake.ts";
import { TransportNode } from "../../src/node/transport-node.ts";
import { Rounds } from "../../src/rounds.ts";
import { PACKING_HEADERS } from "../../src/zocp/codec/headers.ts";
import { VirtualTransport } from "./virtual-transport.ts";

const PEER = "2".repeat(32);
const OTHER = "3".repeat(32);

/** A transport whose rounds go round when it is told to, and where reading a message takes no time. */
class RoundTransport extends VirtualTransport {
  readonly held = new Set<string>();
  readonly told: string[] = [];
  #soon: (() => void)[] = [];
  readonly rounds = new Rounds(
    () => this.now(),
    (callback) => this.#soon.push(callback),
  );

  hold(peer: string, held: boolean): void {
    if (held) this.held.add(peer);
    else this.held.delete(peer);
  }

  override whisper(peer?: string, content?: Frames): void {
    if (peer !== undefined && content !== undefined) this.told.push(`${peer[0]} ${content.text(0)}`);
  }

  round(): void {
    for (const callback of this.#soon.splice(0)) callback();
  }
}

function pack(count: number, text: (index: number) => string): Frames {
  return Frames.of(...Array.from({ length: count }, (_, index) => encodeText(text(index))));
}

function intake(transport: RoundTransport, busyAt = -1) {
  const log: string[] = [];
  let busy = 0;
  const made = new Intake(transport, {
    begin: () => {},
    sent: () => 0,
    count: (_, frames) => frames.count,
    read: (peer, frames, index) => {
      log.push(peer[0] + frames.text(index));
      if (index === busyAt) busy = 2;
    },
    isBusyWith: () => busy > 0,
    goOn: (peer) => {
      log.push(`${peer[0]}goes on`);
      busy--;
    },
  });
  return { made, log };
}

test("a whisper of a thousand messages goes on in later rounds, and others are heard in between", () => {
  const transport = new RoundTransport();
  const { made, log } = intake(transport);
  made.receive(PEER, pack(1000, String));
  expect(log.length).toBeLessThanOrEqual(256);
  expect(transport.held).toEqual(new Set([PEER]));
  made.receive(
    OTHER,
    pack(1, () => "x"),
  );
  expect(log.at(-1)).toBe("3x");
  for (let i = 0; i < 10; i++) transport.round();
  expect(log.filter((entry) => entry.startsWith("2"))).toEqual(Array.from({ length: 1000 }, (_, i) => `2${i}`));
  expect(transport.held.size).toBe(0);
});

test("messages that each go on to many take turns sooner", () => {
  const transport = new RoundTransport();
  const lamp = new TransportNode(transport);
  const level = lamp.float("level", 0, { access: "rwe" });
  const peers = Array.from({ length: 100 }, (_, i) => (i + 16).toString(16).padStart(32, "0"));
  for (const id of peers) {
    transport.handlers.enter(id, `node ${id}`, PACKING_HEADERS);
    transport.handlers.frames(id, Frames.ofText(JSON.stringify({ SUB: [transport.id, "level", id, null] })));
  }
  const before = transport.offered.length;
  transport.handlers.frames(
    peers[0] ?? "",
    pack(100, (i) => `{"SET": {"level": {"value": ${i + 1}}}}`),
  );
  expect(transport.offered.length - before).toBeLessThanOrEqual(700);
  for (let i = 0; i < 100; i++) transport.round();
  expect(level.value).toBe(100);
  expect(transport.offered.length - before).toBe(99 * 100);
});

test("behind a message that makes much to be done nothing of its sender is read until it is finished", () => {
  const transport = new RoundTransport();
  const { made, log } = intake(transport, 1);
  made.receive(PEER, pack(3, String));
  made.receive(
    PEER,
    pack(1, () => "later"),
  );
  expect(log).toEqual(["20", "21"]);
  transport.round();
  for (let i = 0; i < 5; i++) transport.round();
  expect(log).toEqual(["20", "21", "2goes on", "2goes on", "22", "2later"]);
  expect(transport.held.size).toBe(0);
});

test("of a peer that has left nothing more is read", () => {
  const transport = new RoundTransport();
  const { made, log } = intake(transport);
  made.receive(PEER, pack(1000, String));
  const before = log.length;
  made.forget(PEER);
  for (let i = 0; i < 5; i++) transport.round();
  expect(log).toHaveLength(before);
});

function node(transport: RoundTransport): TransportNode {
  const made = new TransportNode(transport);
  for (const id of [PEER, OTHER]) transport.handlers.enter(id, `node ${id[0]}`, PACKING_HEADERS);
  return made;
}

test("a peer that does not read is told once what there is, however often it changed", async () => {
  const transport = new RoundTransport();
  const lamp = node(transport);
  transport.told.length = 0;
  transport.stall(0);
  for (let i = 0; i < 1000; i++) lamp.register(`p${i % 10}`, { typeHint: "int", value: i, access: "r" });
  lamp.setMetadata("_note", "new");
  await Promise.resolve();
  transport.round();
  expect(transport.told).toEqual([]);
  transport.stall(Number.POSITIVE_INFINITY);
  for (const peer of [PEER, OTHER]) transport.handlers.drain(peer);
  for (let i = 0; i < 5; i++) {
    await Promise.resolve();
    transport.round();
  }
  const told = transport.told.filter((text) => text.startsWith("2"));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('"p9": {"value": 999,');
  expect(told[0]).toContain('"_note": "new"');
  // Nobody asked for everything, so nobody is told that this was all.
  expect(told[0]).not.toContain("REP");
});

test("a long value for many leaves to a few of them in each turn, and to all of them in the end", async () => {
  const transport = new RoundTransport();
  const lamp = new TransportNode(transport);
  const text = lamp.string("text", "", { access: "re" });
  const peers = Array.from({ length: 50 }, (_, i) => (i + 16).toString(16).padStart(32, "0"));
  for (const id of peers) {
    transport.handlers.enter(id, `node ${id}`, PACKING_HEADERS);
    transport.handlers.frames(id, Frames.ofText(JSON.stringify({ SUB: [transport.id, "text", id, null] })));
  }
  const before = transport.offered.length;
  text.emit("x".repeat(100_000));
  expect(transport.offered.length - before).toBeLessThanOrEqual(3);
  for (let i = 0; i < 100; i++) transport.round();
  expect(transport.offered.length - before).toBe(50);
});
