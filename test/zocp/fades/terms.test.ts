import { expect, test } from "vitest";

import { type Json, parseJson } from "../../../src/bytes/json.ts";
import { OWN_HEADERS } from "../../../src/zocp/codec/headers.ts";
import type { Sender } from "../../../src/zocp/fades/timing.ts";
import { type Inhabitant, type OurNode, SimulatedTransport } from "../simulated-transport.ts";
import { fade } from "./stage.ts";

/** A lamp, and two nodes that play a show of one name. */
function town() {
  const transport = new SimulatedTransport();
  const lamp = transport.node("lamp");
  lamp.float("level", 0, "rw", { min: 0, max: 1 });
  const [first, second] = [transport.node("show"), transport.node("show")];
  return { transport, lamp, first, second, set: setterOf(transport) };
}

/** Sets the level as a show of some term; gives how that ended. */
function setterOf(transport: SimulatedTransport) {
  return (from: OurNode, to: Inhabitant, term: number | undefined, value = 0.5, show = "show"): unknown => {
    if (term !== undefined) playAs(from, term, show);
    const { ended } = fade(from, to, { level: value }, { show, term });
    transport.run(20);
    return ended().level;
  };
}

/** What an earlier version announces. */
const EARLIER = new Map([
  ...OWN_HEADERS,
  ["X-ZOCP-EXTENSIONS", "call refuse remove pace origin links fade priority clock map"] as const,
]);

/** What a node says of itself that plays a show. */
function playAs(node: OurNode, term: number, show = "show"): void {
  const role = new Map<string, Json>([
    ["of", show],
    ["plays", true],
    ["term", term],
  ]);
  node.act((machine, now) => machine.setMetadata("_role", role, now));
}

const ARRIVED = ["arrived", ""];
const REPLACED = [
  "refused",
  'another show has taken over (its term is 2, this one has 1); "zocp takeover" gives it back',
];

test("of two shows of one name, an owner refuses the one with the lower term", () => {
  const { lamp, first, second, set } = town();
  expect(set(first, lamp, 1, 0.1)).toEqual(ARRIVED);
  expect(set(second, lamp, 2, 0.2)).toEqual(ARRIVED);
  expect(set(first, lamp, 1, 0.3)).toEqual(REPLACED);
  expect(lamp.value("level")).toBe(0.2);
  expect(set(first, lamp, 3, 0.4)).toEqual(ARRIVED);
  expect(set(first, lamp, 1, 0.5, "matinee")).toEqual(ARRIVED);
  fade(second, lamp, { level: 0.6 });
  expect(lamp.value("level")).toBe(0.6);
});

test.each([
  ["zocp.stop", "*"],
  ["zocp.pace", "*", 0],
  ["zocp.release", "*"],
  ["zocp.release", ["level"]],
  ["zocp.merge", "level", "htp"],
  ["zocp.panic", "press"],
  ["play", "rain"],
])("an owner refuses %s of a show that was replaced, and takes it from its successor, and from people", (...call) => {
  const { lamp, first, second, set } = town();
  lamp.float("level", 0, "rws", { min: 0, max: 1 });
  set(second, lamp, 2);
  const [method, ...args] = call as readonly [string, ...Json[]];
  const ask = (from: OurNode, sender: Sender): unknown => from.outcome(from.call(lamp, method, args, sender));
  const played: Json[] = [];
  lamp.handle("play", (given) => played.push(...given));
  fade(second, lamp, { level: 1 }, { over: 100_000, tag: "show/1#1", show: "show", term: 2 });
  const state = (): unknown => [
    second.outcome(second.call(lamp, "zocp.owners", [])),
    lamp.machine.parameters,
    [...played],
  ];
  const before = formatted(state());
  expect(ask(first, { show: "show", term: 1 })).toContain(REPLACED[1]);
  expect(formatted(state())).toBe(before);
  expect(ask(first, { term: 3, show: "" })).toContain('show is ""');
  for (const sender of [{ show: "show", term: 2 }, { show: "matinee" }, {}])
    expect(String(ask(second, sender))).not.toContain("another show");
});

test("who stops something with a higher term has taken over", () => {
  const { lamp, first, second, set } = town();
  set(first, lamp, 1);
  playAs(second, 2);
  expect(second.outcome(second.call(lamp, "zocp.stop", ["*"], { show: "show", term: 2 }))).toEqual([]);
  expect(set(first, lamp, 1)).toEqual(REPLACED);
});

test("a term is forgotten 60 s after its last show was lost, and at once when that said goodbye", () => {
  for (const [reason, seconds] of [
    ["expired", 60],
    ["goodbye", 0],
  ] as const) {
    const { transport, lamp, first, second, set } = town();
    set(second, lamp, 2);
    lamp.act((machine, now) => machine.handleExit(second.id, reason, now));
    if (seconds > 0) {
      transport.run(seconds * 1000 - 40);
      expect(set(first, lamp, 1)).toEqual(REPLACED);
      transport.run(21);
    }
    expect(set(first, lamp, 1)).toEqual(ARRIVED);
  }
});

test("a show that is back within that time keeps its term alive", () => {
  const { transport, lamp, first, second, set } = town();
  set(second, lamp, 2);
  lamp.act((machine, now) => machine.handleExit(second.id, "expired", now));
  transport.run(30_000);
  lamp.act((machine, now) => machine.handleEnter(second, now));
  set(second, lamp, 2);
  transport.run(120_000);
  expect(set(first, lamp, 1)).toEqual(REPLACED);
});

test("whom a node lets do nothing gives it no term", () => {
  const { lamp, first, second, set } = town();
  lamp.act((machine, now) => machine.lock("", now, ["nobody"]));
  expect(set(second, lamp, 2)).toEqual(["refused", "lamp is locked"]);
  second.call(lamp, "zocp.stop", ["*"], { show: "show", term: 2 });
  lamp.act((machine, now) => machine.unlock(now));
  expect(set(first, lamp, 1)).toEqual(ARRIVED);
});

test("a show that took over since it decided about a link is believed by a node that it could not tell then", () => {
  const { transport, lamp, first, second, set } = town();
  lamp.float("level", 0, "rws");
  const desk = transport.node("desk");
  desk.float("fader", 0, "re");
  playAs(first, 1);
  transport.separate(first, lamp, true);
  const link = { emitter: { node: "desk", parameter: "fader" }, sensor: { node: "lamp", parameter: "level" } };
  first.act((machine, now) => machine.link(link, now, { as: "decide", sender: { show: "show", term: 1 } }));
  set(second, lamp, 2);
  playAs(first, 3);
  transport.separate(first, lamp, false);
  transport.run(5000);
  expect(lamp.machine.links.map(({ state }) => state)).toEqual(["made"]);
});

test("records go with show and term only to nodes that announce the word for them", () => {
  const transport = new SimulatedTransport();
  const [desk, lamp, earlier] = ["desk", "lamp", "earlier"].map((name) => transport.node(name)) as [
    OurNode,
    OurNode,
    OurNode,
  ];
  Object.assign(earlier, { headers: EARLIER });
  const first = transport.node("show");
  desk.float("fader", 0, "re");
  for (const one of [lamp, earlier]) one.float("level", 0, "rws");
  transport.takeTraffic();
  for (const node of ["lamp", "earlier"]) {
    const link = { emitter: { node: "desk", parameter: "fader" }, sensor: { node, parameter: "level" } };
    first.act((machine, now) => machine.link(link, now, { sender: { show: "show", term: 1 } }));
  }
  transport.run(5000);
  const { traffic } = transport;
  const senders = traffic.flatMap(({ from, to, text }) =>
    from === "show" && text.includes("zocp.records") ? [[to, text.includes('"term": 1')]] : [],
  );
  expect(senders).toContainEqual(["lamp", true]);
  expect(senders).toContainEqual(["desk", true]);
  expect(senders).toContainEqual(["earlier", false]);
  expect(earlier.machine.links.map(({ state }) => state)).toEqual(["made"]);
});

test.each([
  ["says of itself nothing", undefined, 5],
  ["says that it plays another show", ["matinee", 5], 5],
  ["says a lower term than it sends", ["show", 4], 5],
  ["has a term that no take-over makes", ["show", 2 ** 40], 2 ** 40],
] as const)("a term keeps no show off when it comes from a node that %s", (_, said, term) => {
  const { transport, lamp, first, second, set } = town();
  expect(set(first, lamp, 1)).toEqual(ARRIVED);
  if (said !== undefined) playAs(second, said[1], said[0]);
  const { ended } = fade(second, lamp, { level: 0.7 }, { show: "show", term });
  second.call(lamp, "zocp.stop", ["*"], { show: "show", term });
  transport.run(20);
  expect(ended().level).toEqual(ARRIVED);
  expect(set(first, lamp, 1)).toEqual(ARRIVED);
});

test("however far a term is made to grow, a show that goes above it is let through", () => {
  const { lamp, first, second, set } = town();
  let term = 1;
  for (; term < 2 ** 19; term += 2 ** 16) expect(set(second, lamp, term)).toEqual(ARRIVED);
  const [last, above] = [term - 2 ** 16, term - 2 ** 16 + 1];
  expect(String(set(first, lamp, last - 1))).toContain("another show has taken over");
  expect(set(first, lamp, above)).toEqual(ARRIVED);
  expect(String(set(second, lamp, last))).toContain("another show has taken over");
});

test("show and term go only to nodes that announce the word for them", () => {
  const transport = new SimulatedTransport();
  const set = setterOf(transport);
  const earlier = transport.node("earlier");
  Object.assign(earlier, { headers: EARLIER });
  const [lamp, desk] = [transport.node("lamp"), transport.node("desk")];
  for (const one of [earlier, lamp]) one.float("level", 0, "rw");
  // Whoever met it before it said so has to meet it anew.
  desk.act((machine, now) => machine.handleExit(earlier.id, "expired", now));
  desk.act((machine, now) => machine.handleEnter(earlier, now));
  transport.takeTraffic();
  for (const one of [earlier, lamp]) expect(set(desk, one, 3)).toEqual(ARRIVED);
  const sets = transport.takeTraffic(desk).filter((text) => text.includes('"SET": {'));
  expect(sets.map((text) => parseJson(text)).map(fieldsOf)).toEqual([
    ["value", "over", "tag"],
    ["value", "over", "tag", "show", "term"],
  ]);
});

test.each([
  [{ show: 1, term: 1 }, "show is 1; it may be a text of 1 to 200 characters"],
  [{ show: "", term: 1 }, 'show is ""; it may be a text of 1 to 200 characters'],
  [{ show: "show", term: 1.5 }, "term is 1.5; it may be a whole number from 0 to 2^40"],
  [{ show: "show", term: -1 }, "term is -1; it may be a whole number from 0 to 2^40"],
  [{ show: "show", term: 2 ** 41 }, "term is 2199023255552; it may be a whole number from 0 to 2^40"],
  [{ term: 1 }, "term is of no show"],
])("a SET with %j is refused with its reason", (fields, reason) => {
  const { lamp, first } = town();
  const text = JSON.stringify({ SET: { level: { value: 1, ...fields } } });
  lamp.act((machine, now) => machine.handleMessage(first.id, text, now));
  expect(lamp.takeEvents("refused").map((event) => event.reason)).toEqual([reason]);
  expect(lamp.value("level")).toBe(0);
});

test("an owner remembers a hundred shows at most", () => {
  const { lamp, first, second, set } = town();
  set(second, lamp, 2);
  for (let i = 0; i < 99; i++) set(second, lamp, 2, 0.5, `show ${i}`);
  expect(set(first, lamp, 1)).toEqual(REPLACED);
  set(second, lamp, 2, 0.5, "one more");
  expect(set(first, lamp, 1)).toEqual(ARRIVED);
});

/** Everything that a state says, as a text to compare. */
function formatted(state: unknown): string {
  return JSON.stringify(state, (_, value: unknown) =>
    value instanceof Map ? [...(value as Map<string, unknown>)] : value,
  );
}

function fieldsOf(message: unknown): readonly unknown[] {
  const level = ((message as Map<string, Map<string, unknown>>).get("SET") as Map<string, Map<string, unknown>>).get(
    "level",
  );
  return [...(level?.keys() ?? [])];
}
