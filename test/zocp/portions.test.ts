import { describe, expect, test } from "vitest";

import type { Json } from "../../src/bytes/json.ts";
import { OWN_HEADERS } from "../../src/zocp/codec/headers.ts";
import { Deadline } from "../../src/zocp/core/deadline.ts";
import type { ZocpEffect } from "../../src/zocp/core/effects.ts";
import { Portions } from "../../src/zocp/core/steps.ts";
import { ZocpMachine, type ZocpMachineOptions } from "../../src/zocp/zocp-machine.ts";

const SELF = "f".repeat(32);
const MANY = 10_000;
/** Messages and events of one turn; what one entry makes to be done may come on top. */
const PORTION = 512;

const idOf = (number: number): string => number.toString(16).padStart(32, "0");
const ONE = idOf(1);
const OTHER = idOf(2);

function node(peers: number, limits: ZocpMachineOptions["limits"] = {}): ZocpMachine {
  const made = new ZocpMachine({ id: SELF, name: "node", limits });
  for (let i = 1; i <= peers; i++) made.handleEnter({ id: idOf(i), name: `peer ${i}`, headers: OWN_HEADERS }, 0);
  return made;
}

/** Messages that leave, and everything else that is to be done. */
function workOf(effects: readonly ZocpEffect[]): number {
  return effects.reduce((sum, one) => sum + (one.type === "send" || one.type === "signal" ? one.to.length : 1), 0);
}

/** A message in its portions: what each of them makes to be done. */
function portionsOf(machine: ZocpMachine, text: string, from = ONE): readonly (readonly ZocpEffect[])[] {
  const portions = [machine.handleMessage(from, text, 0)];
  while (machine.isBusyWith(from)) portions.push(machine.goOn(from, 0));
  return portions;
}

function entries(text: string, count = MANY): string {
  return `{${Array.from({ length: count }, (_, i) => `"p${i}": ${text}`).join()}}`;
}

/** The parameters `p0`, `p1` and so on of our own, and who is subscribed to everything. */
function withParameters(machine: ZocpMachine, count: number, access = "rwes"): ZocpMachine {
  for (let i = 0; i < count; i++) machine.register({ name: `p${i}` }, { typeHint: "flt", value: 0, access }, 0);
  return machine;
}

const sub = (receiver: string, emitter: Json, sensor: Json): string =>
  JSON.stringify({ SUB: [SELF, emitter, receiver, sensor] });

describe("no turn has more than a portion and one entry of", () => {
  test("a SET of 10,000 values that go to a hundred peers each", () => {
    const machine = withParameters(node(100), MANY);
    for (let i = 1; i <= 100; i++) machine.handleMessage(idOf(i), sub(idOf(i), null, null), 0);
    const portions = portionsOf(machine, `{"SET": ${entries('{"value": 1}')}}`);
    expect(Math.max(...portions.map(workOf))).toBeLessThanOrEqual(PORTION + 101);
    expect(portions.flat().filter(({ type }) => type === "signal")).toHaveLength(MANY);
    expect(machine.parameters.get("p9999")?.value).toBe(1);
  });

  test("a SET that registers 10,000 parameters, which all peers are told", () => {
    const machine = node(1000);
    const portions = portionsOf(machine, `{"SET": ${entries('{"value": 1, "typeHint": "flt"}')}}`);
    expect(Math.max(...portions.map(workOf))).toBeLessThanOrEqual(PORTION + 1002);
    expect(machine.parameters.size).toBe(MANY);
    // The answer comes at the end, and names all of them.
    const answer = portions.at(-1)?.find((one) => one.type === "send" && one.text.includes('"REP"'));
    expect(answer).toMatchObject({ to: [ONE], text: expect.stringContaining('"p0"') });
  });

  test("a MOD of 10,000 values that drive sensors", () => {
    const machine = withParameters(node(1), 1);
    portionsOf(
      machine,
      `{"MOD": ${entries('{"value": 0, "typeHint": "flt", "access": "re", "subscribers": []}')}, "REP": ["GET", {}]}`,
    );
    for (let i = 0; i < MANY; i++) machine.handleMessage(ONE, JSON.stringify({ SUB: [ONE, `p${i}`, SELF, "p0"] }), 0);
    const portions = portionsOf(machine, `{"MOD": ${entries('{"value": 1}')}}`);
    expect(Math.max(...portions.map(workOf))).toBeLessThanOrEqual(PORTION + 10);
    expect(portions.length).toBeGreaterThan((2 * MANY) / PORTION);
    expect(portions.flat().filter((one) => one.type === "emit" && one.event.type === "signal")).toHaveLength(MANY);
  });

  test("a tree of 10,000 entries, also when nothing is told of it", () => {
    const machine = node(1);
    const entry = '{"value": 0, "typeHint": "flt", "access": "re", "subscribers": []}';
    expect(portionsOf(machine, `{"MOD": ${entries(entry)}}`).length).toBeGreaterThanOrEqual(MANY / PORTION);
    expect(portionsOf(machine, `{"MOD": {"objects": {"cam": ${entries(entry, 5000)}}}}`).length).toBeGreaterThanOrEqual(
      9,
    );
  });

  test("10,000 lists of subscribers that changed, which all peers are told", () => {
    const machine = withParameters(node(50), MANY);
    for (let i = 0; i < MANY; i++) machine.handleMessage(ONE, sub(ONE, `p${i}`, "s"), 0);
    let told = 0;
    let most = 0;
    for (let turns = 0; machine.deadline <= 100 && turns < 5000; turns++) {
      const effects = machine.handleTimeout(100);
      most = Math.max(most, workOf(effects));
      for (const one of effects) told += one.type === "send" ? one.text.split('"subscribers"').length - 1 : 0;
    }
    expect(told).toBe(MANY);
    // Links are looked at in the same turn.
    expect(most).toBeLessThanOrEqual(2 * PORTION);
  });

  test("10,000 subscriptions that waited for one emitter", () => {
    const machine = node(20);
    for (let peer = 1; peer <= 20; peer++)
      for (let i = 0; i < 500; i++) machine.handleMessage(idOf(peer), sub(idOf(peer), "late", `s${i}`), 0);
    let most = workOf(machine.register({ name: "late" }, { typeHint: "flt", value: 0, access: "re" }, 0));
    for (let turns = 0; machine.deadline <= 1 && turns < 1000; turns++)
      most = Math.max(most, workOf(machine.handleTimeout(1)));
    expect(most).toBeLessThanOrEqual(2 * PORTION);
    expect(machine.subscribersOf("late")).toHaveLength(MANY);
  });

  test("values that wait for the turn of thousands of recipients", () => {
    const machine = withParameters(node(20), 500);
    for (let peer = 1; peer <= 20; peer++)
      for (let i = 0; i < 500; i++)
        machine.handleMessage(idOf(peer), JSON.stringify({ SUB: [SELF, `p${i}`, idOf(peer), "s", { rate: 1 }] }), 0);
    machine.handleTimeout(50);
    for (let value = 1; value <= 2; value++) for (let i = 0; i < 500; i++) machine.set(`p${i}`, value, 100);
    let sent = 0;
    let most = 0;
    for (let turns = 0; machine.deadline <= 3000 && turns < 1000; turns++) {
      const signals = machine.handleTimeout(3000).filter(({ type }) => type === "signal");
      most = Math.max(most, workOf(signals));
      sent += workOf(signals);
    }
    expect(most).toBeLessThanOrEqual(PORTION);
    expect(sent).toBe(MANY);
  });
});

test("somebody else is heard between the portions of a long message", () => {
  const machine = withParameters(node(2), MANY);
  machine.handleMessage(ONE, `{"SET": ${entries('{"value": 1}')}}`, 0);
  expect(machine.isBusyWith(ONE)).toBe(true);
  machine.handleMessage(OTHER, '{"SET": {"p9999": {"value": 5}}}', 0);
  expect(machine.parameters.get("p9999")?.value).toBe(5);
  expect(machine.isBusyWith(OTHER)).toBe(false);
  expect(machine.parameters.get("p9998")?.value).toBe(0);
});

test("what a text says behind a long part comes after it, and one that speaks too early has the last finished first", () => {
  const machine = withParameters(node(2), MANY);
  machine.handleMessage(ONE, `{"SET": ${entries('{"value": 1}')}, "CALL": ["go", []]}`, 0);
  const effects = machine.handleMessage(ONE, '{"CALL": ["stop", []]}', 0);
  expect(machine.parameters.get("p9999")?.value).toBe(1);
  expect(effects.filter(({ type }) => type === "call")).toMatchObject([{ method: "go" }, { method: "stop" }]);
});

test("of a peer that leaves the rest of its message is forgotten", () => {
  const machine = withParameters(node(2), MANY);
  machine.handleMessage(ONE, `{"SET": ${entries('{"value": 1}')}}`, 0);
  machine.handleExit(ONE, "goodbye", 0);
  expect(machine.isBusyWith(ONE)).toBe(false);
  expect(machine.goOn(ONE, 0)).toEqual([]);
});

test("thirty thousand verbs that are none count as one message without a meaning", () => {
  const machine = node(1);
  const text = `{${Array.from({ length: 30_000 }, (_, i) => `"V${i}": 1`).join()}, "GET": null}`;
  const effects = machine.handleMessage(ONE, text, 0);
  expect(effects.map(({ type }) => type)).toEqual(["emit", "malformed", "answer"]);
});

describe("what all peers together make a node keep", () => {
  const reasons = (effects: readonly ZocpEffect[]): readonly string[] =>
    effects.flatMap((one) => (one.type === "emit" && "reason" in one.event ? [String(one.event.reason)] : []));

  test("of their trees is bounded, and what is left out is told", () => {
    const machine = node(3, { totalTrees: 100_000 });
    const tree = `{"MOD": ${entries('{"value": 0, "typeHint": "flt"}', 150)}}`;
    expect(reasons(portionsOf(machine, tree, idOf(1)).flat())).toEqual([]);
    const told = reasons(portionsOf(machine, tree, idOf(2)).flat());
    expect(told).toEqual(["what is kept of all nodes' parameters is 100000 characters already, which is the limit"]);
    expect(machine.peers.get(idOf(1))?.tree.parameters.size).toBe(150);
    const kept = machine.peers.get(idOf(2))?.tree.parameters.size ?? 0;
    expect(kept).toBeGreaterThan(10);
    expect(kept).toBeLessThan(60);
    // Values of what is known go on, unless they are longer than there is room for.
    portionsOf(machine, '{"SIG": ["p1", 5]}', idOf(1));
    portionsOf(machine, `{"SIG": ["p2", "${"x".repeat(90_000)}"]}`, idOf(1));
    expect(machine.peers.get(idOf(1))?.tree.parameters.get("p1")?.value).toBe(5);
    expect(machine.peers.get(idOf(1))?.tree.parameters.get("p2")?.value).toBe(0);
  });

  test("of their trees is free again when one leaves, removes or shortens something", () => {
    const machine = node(2, { totalTrees: 10_500 });
    const long = (name: string): string =>
      `{"MOD": {"${name}": {"value": "${"x".repeat(9000)}", "typeHint": "string"}}}`;
    const isKept = (name: string, peer = ONE): boolean => machine.peers.get(peer)?.tree.parameters.has(name) === true;
    for (let i = 0; i < 20; i++) {
      portionsOf(machine, long(`a${i}`));
      expect(isKept(`a${i}`)).toBe(true);
      portionsOf(machine, `{"MOD": {"a${i}": null}}`);
    }
    portionsOf(machine, long("b"));
    portionsOf(machine, long("c"));
    expect(isKept("c")).toBe(false);
    for (let i = 0; i < 20; i++) portionsOf(machine, `{"MOD": {"b": {"ui": {"x": ${i}}}}}`);
    portionsOf(machine, '{"MOD": {"b": {"value": ""}}}');
    portionsOf(machine, long("c"));
    expect(isKept("c")).toBe(true);
    machine.handleExit(ONE, "goodbye", 0);
    portionsOf(machine, long("d"), OTHER);
    expect(isKept("d", OTHER)).toBe(true);
  });

  test("of values in this node is bounded, whoever sets or registers them", () => {
    const machine = node(1, { tree: 10_000 });
    machine.register({ name: "text" }, { typeHint: "string", value: "", access: "rw" }, 0);
    const long = "x".repeat(6000);
    portionsOf(machine, `{"SET": {"text": {"value": "${long}"}}}`);
    const told = reasons(
      portionsOf(machine, `{"SET": {"_note": "${long}", "more": {"value": "${long}", "typeHint": "string"}}}`).flat(),
    );
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/^the values of this node would have 120\d\d characters; the limit is 10000$/);
    expect([machine.metadata.has("_note"), machine.parameters.has("more")]).toEqual([false, false]);
  });

  test("of subscriptions is bounded, those that wait for an emitter too", () => {
    const machine = withParameters(node(3, { totalSubscriptions: 10, totalPending: 10 }), 1);
    const subscribe = (emitter: string) =>
      [1, 2, 3].flatMap((peer) =>
        Array.from({ length: 5 }, (_, i) => machine.handleMessage(idOf(peer), sub(idOf(peer), emitter, `s${i}`), 0)),
      );
    expect(reasons(subscribe("late").flat())).toEqual(
      Array(5).fill("10 subscriptions of all nodes wait for emitters already: that is the limit"),
    );
    expect(reasons(subscribe("p0").flat())).toEqual(
      Array(5).fill("all nodes together have 10 subscriptions already: that is the limit"),
    );
    expect(machine.subscribersOf("p0")).toHaveLength(10);
    machine.handleExit(ONE, "goodbye", 0);
    expect(reasons(machine.handleMessage(idOf(3), sub(idOf(3), "p0", "s9"), 0))).toEqual([]);
  });
});

test("what nodes of ever new names leave of links that wait is bounded, and our own links stay", () => {
  const machine = withParameters(node(0, { totalSubscriptions: 10 }), 1);
  machine.link({ emitter: { node: "node", parameter: "p0" }, sensor: { node: "lamp", parameter: "level" } }, 0);
  for (let i = 1; i <= 50; i++) {
    const peer = { id: idOf(i), name: `stranger ${i}`, headers: OWN_HEADERS };
    machine.handleEnter(peer, i);
    machine.handleMessage(peer.id, sub(peer.id, "p0", "s"), i);
    machine.handleTimeout(i);
    machine.handleExit(peer.id, "goodbye", i);
    machine.handleTimeout(i);
  }
  expect(machine.links).toHaveLength(10);
  expect(machine.links.map(({ sensor }) => sensor.node)).toContain("lamp");
  expect(machine.links.map(({ sensor }) => sensor.node)).toContain("stranger 50");
});

describe("portions", () => {
  function counted(count: number) {
    const due = new Deadline();
    const log: number[] = [];
    const portions = new Portions(due, { steps: 10, pause: 5 }, function* (now) {
      log.push(now);
      for (let i = 0; i < count; i++) yield;
    });
    return { due, log, portions };
  }

  test("are done with a pause between them, and then not again", () => {
    const { due, log, portions } = counted(25);
    portions.by(100);
    const times: number[] = [];
    for (; due.at < 1000; portions.handleTimeout(due.at)) times.push(due.at);
    expect(times).toEqual([100, 105, 110]);
    expect(log).toEqual([100]);
  });

  test("begin anew when something was asked for meanwhile", () => {
    const { due, log, portions } = counted(25);
    portions.by(100);
    portions.handleTimeout(100);
    portions.by(102);
    for (; due.at < 1000; portions.handleTimeout(due.at));
    expect(log).toEqual([100, 110]);
  });
});
