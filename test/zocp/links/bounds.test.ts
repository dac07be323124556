import { expect, test } from "vitest";

import { formatJson } from "../../../src/bytes/json-format.ts";
import { formatRecord, type LinkRecord } from "../../../src/zocp/links/record.ts";
import { SimulatedTransport } from "../simulated-transport.ts";

const VERSION = { counter: 1, id: "a".repeat(32) };

function text(first: number, count: number, on: boolean): string {
  const records = Array.from({ length: count }, (_, index): LinkRecord => {
    const sensor = { node: "lamp", parameter: `level ${first + index}` };
    const ends = { emitter: { node: "far", parameter: "x" }, sensor };
    return { ...ends, on, onVersion: VERSION, options: new Map(), optionsVersion: VERSION, by: "far", at: 0 };
  });
  return `{"CALL": ["zocp.records", [${formatJson(records.map(formatRecord))}, "decided"]]}`;
}

test("links that a peer invents end where the limit is, and leave that of the node alone", () => {
  const transport = new SimulatedTransport();
  const [lamp, enemy] = [transport.node("lamp", { limits: { totalSubscriptions: 2000 } }), transport.node("enemy")];
  lamp.float("level", 0, "rws");
  lamp.link("desk/fader", "lamp/level");
  transport.run(100);
  for (let first = 0; first < 5000; first += 2500) lamp.receive(enemy.id, text(first, 2500, true), transport.now);
  expect(lamp.machine.links).toHaveLength(2000);
  expect(lamp.machine.links.find(({ by }) => by === "lamp")).toMatchObject({
    emitter: { node: "desk" },
    state: "waiting",
  });
});

test("links that a peer cuts without end are forgotten, the oldest first", () => {
  const transport = new SimulatedTransport();
  const [lamp, enemy] = [transport.node("lamp"), transport.node("enemy")];
  for (let first = 0; first < 5000; first += 2500) lamp.receive(enemy.id, text(first, 2500, false), transport.now);
  const state = (index: number) =>
    lamp.machine.linkState({
      emitter: { node: "far", parameter: "x" },
      sensor: { node: "lamp", parameter: `level ${index}` },
    })?.state;
  expect([state(0), state(3999), state(4000), state(4999)]).toEqual([undefined, undefined, "cut", "cut"]);
});
