import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { expect, test } from "vitest";

import { type TracedMessage, ZreNode } from "../../../src/index.ts";
import { freePort } from "../../../tools/ports.js";
import { settled } from "../../patience.ts";

test("every message of a node can be watched without a change to it, in both directions", async () => {
  const seen: TracedMessage[] = [];
  const watch = (entry: unknown): void => void seen.push(entry as TracedMessage);
  subscribe("zocp:message", watch);
  const beaconPort = await freePort();
  await using ada = new ZreNode("ada", { interface: "lo", beaconPort });
  await using bob = new ZreNode("bob", { interface: "lo", beaconPort });
  await ada.start();
  await bob.start();
  await settled(() => expect(ada.peers.size).toBe(1));
  ada.whisper(bob.id, "hello");
  const types = (node: ZreNode, direction: string) =>
    seen.filter((entry) => entry.node === node.id && entry.direction === direction).map(({ message }) => message?.type);
  await settled(() => expect(types(bob, "in")).toEqual(["HELLO", "WHISPER"]));
  expect(types(ada, "out")).toEqual(["HELLO", "WHISPER"]);
  unsubscribe("zocp:message", watch);
  const before = seen.length;
  ada.whisper(bob.id, "unseen");
  expect(seen).toHaveLength(before);
});
