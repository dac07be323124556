import { expect, test } from "vitest";
import type { Json } from "../../src/bytes/json.ts";
import { toJson } from "../../src/node/json-input.ts";
import { formatLinkState, readLinkStates } from "../../src/node/links/link-states.ts";
import { type OurNode, SimulatedTransport } from "./simulated-transport.ts";

const port = (address: string) => ({ node: address.split("/")[0] ?? "", parameter: address.split("/")[1] ?? "" });
const link = { emitter: port("desk/fader"), sensor: port("lamp/level") };

function connect(by: OurNode, options: Readonly<Record<string, Json>> = {}): void {
  by.act((machine, now) => machine.link(link, now, { as: "decide", options: new Map(Object.entries(options)) }));
}

/** A fader that goes further than its lamp. */
function show() {
  const transport = new SimulatedTransport();
  const lamp = transport.node("lamp");
  lamp.float("level", 0, "rws", { min: 0, max: 0.5 });
  const desk = transport.node("desk");
  desk.float("fader", 0, "re");
  const hand = transport.node("hand");
  transport.run(100);
  connect(hand);
  transport.run(3000);
  const refusals = () => lamp.machine.links[0]?.refusals;
  return { transport, lamp, desk, hand, refusals };
}

test("what a sensor does not take of a link is counted, with the reason, from the first one on", () => {
  const { desk, refusals } = show();
  for (const value of [0.1, 0.2]) desk.emit("fader", value);
  expect(refusals()).toBeUndefined();
  for (const value of [0.55, 0.95, 0.5]) desk.emit("fader", value);
  expect(refusals()).toEqual({ count: 2, of: 3, reason: "0.95 is above the maximum 0.5" });
});

test("a hundred values in a row that are taken end it, and so does another map", () => {
  const { transport, desk, hand, refusals } = show();
  desk.emit("fader", 0.9);
  for (let index = 0; index < 99; index += 1) desk.emit("fader", index / 1000);
  expect(refusals()).toEqual({ count: 1, of: 100, reason: "0.9 is above the maximum 0.5" });
  desk.emit("fader", 0.3);
  expect(refusals()).toBeUndefined();
  desk.emit("fader", 0.9);
  connect(hand, { map: [new Map<string, Json>([["range", [0, 1, 0, 0.5]]])] });
  transport.run(3000);
  expect(refusals()).toBeUndefined();
});

test("the link that is made again begins anew, and another link of the sensor has its own count", () => {
  const { transport, desk, hand, lamp, refusals } = show();
  const other = transport.node("other");
  other.float("fader", 0, "re");
  transport.run(100);
  const second = { ...link, emitter: port("other/fader") };
  hand.act((machine, now) => machine.link(second, now, { as: "decide" }));
  transport.run(3000);
  desk.emit("fader", 0.9);
  other.emit("fader", 0.2);
  expect(lamp.machine.links.map(({ emitter, refusals: told }) => [emitter.node, told?.count])).toEqual([
    ["desk", 1],
    ["other", undefined],
  ]);
  hand.act((machine, now) => machine.unlink(link, now));
  transport.run(3000);
  connect(hand);
  transport.run(3000);
  expect(refusals()?.count).toBe(1); // The present value is refused again.
});

test("it is told to others, and what is no count is left out", () => {
  const { desk, lamp } = show();
  desk.emit("fader", 0.9);
  const told = lamp.machine.links.map((one) => toJson(formatLinkState(one)));
  expect(readLinkStates(told)[0]?.refusals).toEqual({ count: 1, of: 1, reason: "0.9 is above the maximum 0.5" });
  const [one] = told;
  for (const wrong of [null, "many", new Map<string, Json>([["count", "1"]])]) {
    if (one instanceof Map) one.set("refusals", wrong);
    expect(readLinkStates(told)[0]?.refusals).toBeUndefined();
  }
});
