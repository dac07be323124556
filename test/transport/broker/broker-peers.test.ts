import { expect, test } from "vitest";

import { BrokerPeers, type BrokerPeersOptions } from "../../../src/transport/broker/broker-peers.ts";
import type { BrokerEffect } from "../../../src/transport/broker/effects.ts";
import { encodePairMessage } from "../../../src/transport/broker/pair/message.ts";
import { encodeBeat, encodeRecord } from "../../../src/transport/broker/record.ts";

const SELF = { owner: "ada", id: "a".repeat(32) };

function make(limits: BrokerPeersOptions["limits"] = {}): BrokerPeers {
  const budget = { bytes: 0x80_0000, messages: 400 };
  const self = { self: SELF, session: 1, record: record(1, "ada") };
  const peers = new BrokerPeers({ ...self, chance: () => 0.5, budget, piece: 0x1_0000, limits });
  peers.handleUp(0);
  return peers;
}

function address(number: number, owner = "bob") {
  return { owner, id: number.toString(16).padStart(32, "0") };
}

function record(session = 7, name = "lamp"): Uint8Array {
  return encodeRecord({ name, session, headers: new Map() });
}

const GRANT = { got: 0, upto: 0x1_0000, messages: 100 };

/** What a peer answers to the HELLO among these. */
function answer(effects: readonly BrokerEffect[], { session = 7, wants = true } = {}): Uint8Array {
  const hello = effects.find((effect) => effect.type === "send");
  const to = new DataView(Uint8Array.from(hello?.bytes ?? []).buffer).getUint32(1);
  const said = { asks: false, wants, needed: false, record: new Uint8Array(0) };
  return encodePairMessage({ type: "HELLO", from: 77, to, session, ...said, ...GRANT });
}

const reasons = (effects: readonly BrokerEffect[]): string[] =>
  effects.flatMap((effect) => (effect.type === "ignored" ? [effect.reason] : []));

const types = (effects: readonly BrokerEffect[]): string[] => effects.map(({ type }) => type);

test("asks who is there, and beats, as soon as there is a broker", () => {
  const peers = make();
  expect(types(peers.handleTimeout(0)).sort()).toEqual(["beat", "seek"]);
  expect(peers.deadline).toBe(1000);
});

test("a record alone enters nobody: its node may be gone", () => {
  const peers = make();
  peers.handleRecord(address(1), record(), 0);
  const effects: BrokerEffect[] = [];
  for (let now = 0; now < 60_000; now = Math.max(now + 1, peers.deadline)) effects.push(...peers.handleTimeout(now));
  expect(types(effects)).not.toContain("enter");
  expect(types(effects).filter((type) => type === "send").length).toBeLessThan(20);
});

test("enters with the record of the very run that answered, and hears what that said before", () => {
  const peers = make();
  peers.handleRecord(address(1), record(6), 0);
  const effects = peers.handleMessage(address(1), answer(peers.handleTimeout(0)), 1);
  expect(types(effects)).not.toContain("enter");
  expect(peers.has(address(1).id)).toBe(false);
  expect(types(peers.handleRecord(address(1), record(7), 2))).toContain("enter");
  expect(peers.has(address(1).id)).toBe(true);
});

test("asks for the records of those who beat and have not answered when everybody was asked, of each once a second", () => {
  const peers = make();
  const seeks = (effects: readonly BrokerEffect[]) =>
    effects.flatMap((effect) => (effect.type === "seek" ? [effect.whom] : []));
  const beat = (now: number): void => {
    for (let i = 0; i < 100; i++) peers.handleBeat(address((i % 50) + 1), encodeBeat(7), now);
  };
  expect(seeks(peers.handleTimeout(0))).toEqual(["everybody"]);
  beat(900);
  expect(seeks(peers.handleTimeout(900))).toEqual([]);
  beat(1000);
  const missing = Array.from({ length: 50 }, (_, i) => ({ id: address(i + 1).id }));
  expect(seeks(peers.handleTimeout(1000))).toEqual(missing);
  beat(1500);
  expect(seeks(peers.handleTimeout(1900))).toEqual([]);
  expect(seeks(peers.handleTimeout(2000))).toEqual(missing);
});

test("wants nobody else: whoever is not wanted is not met, and forgotten when it is not wanted any more", () => {
  const peers = make({ records: 2 });
  const nobody = { everybody: false, nodes: new Set<string>() };
  const whoms = (effects: readonly BrokerEffect[], wanted: string) =>
    effects.flatMap((effect) => ("whom" in effect && effect.type === wanted ? [effect.whom] : []));
  expect(whoms(peers.want(nobody, 0), "unfollow")).toEqual(["everybody"]);
  const wants = peers.want({ ...nobody, nodes: new Set(["lamp", "f".repeat(32)]) }, 0);
  expect(whoms(wants, "follow")).toEqual([{ name: "lamp" }, { id: "f".repeat(32) }]);
  expect(types(peers.handleRecord(address(1), record(7, "other"), 0))).toEqual([]);
  expect(whoms(peers.handleRecord(address(2), record(), 0), "follow")).toEqual([{ id: address(2).id }]);
  peers.handleMessage(address(2), answer(peers.handleTimeout(0), { wants: false }), 1);
  expect(peers.has(address(2).id)).toBe(true);
  const over: BrokerEffect[] = [...peers.want(nobody, 2)];
  for (let now = 2; now < 32_000; now = Math.max(now + 1, peers.deadline)) {
    peers.handleBeat(address(2), encodeBeat(7), now);
    over.push(...peers.handleTimeout(now));
  }
  expect(over.find(({ type }) => type === "exit")).toMatchObject({ reason: "unneeded" });
  expect(whoms(over, "unfollow")).toEqual([{ name: "lamp" }, { id: "f".repeat(32) }, { id: address(2).id }]);
  // There is room for two others.
  expect(reasons([3, 4].flatMap((one) => peers.handleRecord(address(one), record(), 0)))).toEqual([]);
});

test("more peers than may be are not met, and more records than may be not kept", () => {
  const peers = make({ peers: 10, records: 20 });
  const effects = Array.from({ length: 21 }, (_, i) => peers.handleRecord(address(i + 1), record(), 0)).flat();
  expect(reasons(effects).filter((reason) => reason.includes("more than 10 peers"))).toHaveLength(10);
  expect(reasons(effects).filter((reason) => reason.includes("more than 20 nodes"))).toHaveLength(1);
});

test("the first owner of an id keeps it; when it has gone another one may have it", () => {
  const peers = make();
  peers.handleRecord(address(1), record(), 0);
  expect(reasons(peers.handleRecord(address(1, "eve"), record(), 0))).toEqual([
    `eve claims the id ${address(1).id}, which belongs to bob`,
  ]);
  peers.handleRecord(address(1), new Uint8Array(0), 1);
  expect(reasons(peers.handleRecord(address(1, "eve"), record(), 2))).toEqual([]);
});

test("says goodbye to whom it has met, and nothing more afterwards", () => {
  const peers = make();
  peers.handleRecord(address(1), record(), 0);
  peers.handleMessage(address(1), answer(peers.handleTimeout(0)), 1);
  const [bye, ...more] = peers.leave(1);
  expect([bye?.type === "send" && bye.bytes[0], more]).toEqual([6, []]);
  expect([peers.deadline, peers.handleTimeout(60_000)]).toEqual([Number.POSITIVE_INFINITY, []]);
});
