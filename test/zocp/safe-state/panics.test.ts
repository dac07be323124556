import { describe, expect, test } from "vitest";

import type { Json } from "../../../src/bytes/json.ts";
import { fade } from "../fades/stage.ts";
import { ReferenceInhabitant } from "../reference-inhabitant.ts";
import { OurNode, SimulatedTransport } from "../simulated-transport.ts";

let requests = 50_000;

/** Asks for a panic, or its release; tells what became of it. */
function panic(from: OurNode, level: "stop" | "release" = "stop") {
  const request = ++requests;
  from.act((machine, now) => machine.panic(request, level, { timeout: 3000, now }));
  return (): Record<string, Json> | undefined => {
    const outcome = from.outcome(request);
    if (!(outcome instanceof Map)) return undefined;
    const failed = outcome.get("failed");
    return { ...Object.fromEntries(outcome), failed: Object.fromEntries(failed instanceof Map ? failed : []) };
  };
}

/** A node to which some calls of a panic do not come through. */
class HardOfHearing extends OurNode {
  misses = 0;
  heard = 0;
  override receive(from: string, text: string, now: number): void {
    if (text.includes("zocp.panic")) {
      this.heard++;
      if (this.misses-- > 0) return;
    }
    super.receive(from, text, now);
  }
}

function stage() {
  const transport = new SimulatedTransport();
  const desk = transport.node("desk");
  const lamp = transport.add(new HardOfHearing(transport, "lamp"));
  lamp.float("level", 0, "rw", { min: 0, max: 1 });
  transport.run(100);
  transport.takeTraffic();
  return { transport, desk, lamp };
}

const calls = (transport: SimulatedTransport, to: string): number =>
  transport.traffic.filter((one) => one.to === to && one.text.includes("zocp.panic")).length;

describe("a panic", () => {
  test("comes to fifty nodes, each once and at once; five old ones are named and are never sent it", () => {
    const transport = new SimulatedTransport();
    const desk = transport.node("desk");
    const lamps = Array.from({ length: 44 }, (_, i) => transport.node(`lamp${i}`));
    for (const lamp of lamps) lamp.float("level", 0, "rw", { min: 0, max: 1 });
    for (let i = 0; i < 5; i++) transport.add(new ReferenceInhabitant(`old${i}`));
    transport.run(1000);
    for (const lamp of lamps) fade(desk, lamp, { level: 1 }, { over: 60_000 });
    transport.run(1000);
    lamps[0]?.act((machine, now) => machine.lock("the show is running", now));
    transport.takeTraffic();
    const outcome = panic(desk);
    const sent = transport.traffic.filter(({ from, text }) => from === "desk" && text.includes("zocp.panic"));
    expect(sent.map(({ to }) => to)).toEqual(lamps.map(({ name }) => name));
    expect(new Set(sent.map(({ text }) => text)).size).toBe(1);
    // Nothing else comes before it.
    expect(transport.traffic.slice(0, 44)).toEqual(sent);
    expect(outcome()).toEqual({
      answered: lamps.map(({ name }) => name),
      failed: {},
      old: ["old0", "old1", "old2", "old3", "old4"],
    });
    const held = lamps.map((lamp) => lamp.value("level"));
    transport.run(10_000);
    expect(lamps.map((lamp) => lamp.value("level"))).toEqual(held);
    expect(calls(transport, "lamp7")).toBe(1);
    expect(desk.takeEvents("panicked")).toHaveLength(44);
  });

  test("is asked again each 200 ms until it is answered, and stops nothing twice", () => {
    const { transport, desk, lamp } = stage();
    lamp.misses = 3;
    const outcome = panic(desk);
    transport.run(590);
    expect([outcome(), lamp.heard]).toEqual([undefined, 3]);
    transport.run(20);
    expect([outcome(), lamp.heard]).toEqual([{ answered: ["lamp"], failed: {}, old: [] }, 4]);
    transport.run(5000);
    expect(lamp.heard).toBe(4);
  });

  test("that is repeated after it was answered does not stop what began since", () => {
    const { transport, desk, lamp } = stage();
    panic(desk);
    const text = transport.traffic.find((one) => one.to === "lamp")?.text ?? "";
    fade(desk, lamp, { level: 1 }, { over: 1000 });
    lamp.act((machine, now) => machine.handleMessage(desk.id, text, now));
    transport.run(1100);
    expect(lamp.value("level")).toBe(1);
    panic(desk);
    fade(desk, lamp, { level: 0 }, { over: 1000 });
    panic(desk);
    transport.run(1100);
    expect(lamp.value("level")).toBe(1);
  });

  test("lists who does not answer in 3 s, and who refuses", () => {
    const { transport, desk, lamp } = stage();
    lamp.misses = 1000;
    const stubborn = transport.node("stubborn", { permit: () => "never" });
    transport.run(100);
    const outcome = panic(desk);
    transport.run(2990);
    expect(outcome()).toBeUndefined();
    transport.run(20);
    expect(outcome()).toEqual({
      answered: [],
      failed: { stubborn: "never", lamp: "it did not answer" },
      old: [],
    });
    expect(lamp.heard).toBe(15);
    expect(calls(transport, stubborn.name)).toBe(1);
  });

  test("reaches who comes in these 3 s, and nobody after them", () => {
    const { transport, desk } = stage();
    const outcome = panic(desk);
    expect(outcome()?.answered).toEqual(["lamp"]);
    transport.run(2000);
    transport.node("late");
    transport.run(500);
    expect(desk.takeEvents("panicked").map(({ name }) => name)).toEqual(["lamp", "late"]);
    expect(calls(transport, "late")).toBe(1);
    const old = transport.add(new ReferenceInhabitant("old"));
    transport.run(1000);
    transport.node("later");
    transport.run(1000);
    expect([calls(transport, old.name), calls(transport, "later")]).toEqual([0, 0]);
  });

  test("reaches a node that was away for a moment", () => {
    const { transport, desk, lamp } = stage();
    lamp.misses = 1;
    const outcome = panic(desk);
    transport.separate(desk, lamp, true);
    expect(outcome()).toEqual({ answered: [], failed: { lamp: "it left before it answered" }, old: [] });
    transport.separate(desk, lamp, false);
    expect(desk.takeEvents("panicked")).toMatchObject([{ name: "lamp", reason: undefined }]);
  });

  test("with nobody there is over at once", () => {
    const transport = new SimulatedTransport();
    expect(panic(transport.node("desk"))()).toEqual({ answered: [], failed: {}, old: [] });
  });
});
