import { expect, test } from "vitest";

import { Answering } from "../../src/node/driver/answering.ts";
import { MemoryTransport, Room } from "./memory-transport.ts";

/** A transport that notes to whom something is whispered. */
class NotingTransport extends MemoryTransport {
  readonly told: string[] = [];

  /** How long something takes does not count here. */
  override now(): number {
    return 0;
  }

  override whisper(peer: string): void {
    this.told.push(peer);
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

test("a peer that takes nothing is told nothing, and nothing is made for it, until it does", async () => {
  const transport = new NotingTransport(new Room(), "1".repeat(32), "node");
  const owed = new Map([["slow", 1]]);
  let made = 0;
  const answering = new Answering(transport, {
    takeAnswer: (peer) => {
      made++;
      owed.delete(peer);
      return "{}";
    },
    owes: (peer) => owed.has(peer),
  });
  transport.slow.add("slow");
  for (let i = 0; i < 100; i++) answering.add("slow");
  await turn();
  expect(made).toBe(0);
  transport.slow.clear();
  answering.resume("slow");
  await turn();
  expect(transport.told).toEqual(["slow"]);
});

test("long answers take turns: nobody waits until another one's is told", async () => {
  const transport = new NotingTransport(new Room(), "1".repeat(32), "node");
  const left = new Map([
    ["a", 6],
    ["b", 6],
  ]);
  const answering = new Answering(transport, {
    takeAnswer: (peer) => {
      left.set(peer, (left.get(peer) ?? 0) - 1);
      return " ".repeat(300_000);
    },
    owes: (peer) => (left.get(peer) ?? 0) > 0,
  });
  answering.add("a");
  answering.add("b");
  await Promise.resolve();
  // One turn has room for two of them.
  expect(transport.told).toEqual(["a", "b"]);
  while (transport.told.length < 12) await turn();
  expect(transport.told.filter((_, i) => i % 2 === 0)).toEqual(Array(6).fill("a"));
});
