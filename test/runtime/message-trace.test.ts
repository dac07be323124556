import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { expect, test, vi } from "vitest";

import { type TracedMessage, ZreNode } from "../../src/index.ts";

test("every message of a node can be watched without a change to it, in both directions", async () => {
  const seen: TracedMessage[] = [];
  const watch = (entry: unknown): void => void seen.push(entry as TracedMessage);
  subscribe("zocp:message", watch);
  await using ada = new ZreNode("ada", { interface: "lo", beaconPort: 25_671 });
  await using bob = new ZreNode("bob", { interface: "lo", beaconPort: 25_671 });
  await ada.start();
  await bob.start();
  await vi.waitFor(() => expect(ada.peers.size).toBe(1));
  ada.whisper(bob.id, "hello");
  const types = (node: ZreNode, direction: string) =>
    seen.filter((entry) => entry.node === node.id && entry.direction === direction).map(({ message }) => message?.type);
  await vi.waitFor(() => expect(types(bob, "in")).toEqual(["HELLO", "WHISPER"]));
  expect(types(ada, "out")).toEqual(["HELLO", "WHISPER"]);
  unsubscribe("zocp:message", watch);
  const before = seen.length;
  ada.whisper(bob.id, "unseen");
  expect(seen).toHaveLength(before);
});
