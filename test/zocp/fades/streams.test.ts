import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../src/bytes/json.ts";
import { ReferenceInhabitant } from "../reference-inhabitant.ts";
import { SimulatedTransport } from "../simulated-transport.ts";
import { fade } from "./stage.ts";

function show(names = 1) {
  const transport = new SimulatedTransport();
  const desk = transport.node("desk");
  const old = new ReferenceInhabitant("old");
  for (let i = 0; i < names; i++) old.node.register(`level${i}`, 0, "flt", "rwes");
  transport.add(old);
  transport.run(1000);
  transport.takeTraffic();
  return { transport, desk, old };
}

function keptBy(old: ReferenceInhabitant, path: string): Json | undefined {
  const entry = old.node.getCapability().get(path);
  return entry instanceof Map ? (entry as JsonObject).get("value") : undefined;
}

describe("a fade of a node of the reference", () => {
  test("is streamed: one plain value a SET, 25 a second, the last one exactly, and asked for once", () => {
    const { transport, desk, old } = show();
    const { accepted, ended } = fade(
      desk,
      old,
      { level0: 0.3 },
      { over: 3000, curve: "smooth", delay: 500, tag: "show/1" },
    );
    expect(accepted()).toEqual({ level0: 0.3 });
    transport.run(500);
    transport.takeTraffic();
    transport.run(3100);
    const sent = transport.takeTraffic(desk, old);
    const sets = sent.filter((text) => text !== '{"GET": null}');
    expect(sets.length).toBeGreaterThan(72);
    expect(sets.length).toBeLessThan(78);
    for (const text of sets) expect(text).toMatch(/^\{"SET": \{"level0": \{"value": [\d.e-]+\}\}\}$/);
    expect(sets.at(-1)).toBe('{"SET": {"level0": {"value": 0.3}}}');
    expect(sent.length - sets.length).toBe(1);
    expect(keptBy(old, "level0")).toBe(0.3);
    expect(ended()).toEqual({ level0: ["arrived", ""] });
  });

  test("of a hundred names stays within what such a node does in a second, and all arrive exactly", () => {
    const { transport, desk, old } = show(100);
    const values = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`level${i}`, 1 / (i + 3)]));
    const { ended } = fade(desk, old, values, { over: 3000 });
    transport.run(10_000);
    const sets = transport.takeTraffic(desk, old).filter((text) => text.includes("SET"));
    expect(sets.length).toBeLessThan(500 * 3 + 300);
    for (const text of sets) expect(text.match(/"value"/g)).toHaveLength(1);
    for (const [path, value] of Object.entries(values)) expect(keptBy(old, path)).toBe(value);
    expect(new Set(Object.values(ended()).map(String))).toEqual(new Set(["arrived,"]));
  });

  test("that keeps another value is sent the last one three times, and called unconfirmed", () => {
    const { transport, desk, old } = show();
    const { receive } = old;
    old.receive = (from, text) => {
      if (!text.includes('"SET"')) receive.call(old, from, text);
    };
    const { ended } = fade(desk, old, { level0: 1 }, { over: 1000 });
    transport.run(10_000);
    const last = transport.takeTraffic(desk, old).filter((text) => text.includes('"value": 1.0'));
    expect(last).toHaveLength(3);
    expect(ended()).toEqual({ level0: ["unconfirmed", ""] });
  });

  test("is stopped, replaced and gone as any other", () => {
    const { transport, desk, old } = show(3);
    const first = fade(desk, old, { level0: 1, level1: 1, level2: 1 }, { over: 60_000, tag: "show/1" });
    transport.run(1000);
    fade(desk, old, { level1: 0 }, { over: 100, tag: "show/2" });
    transport.run(1000);
    expect(first.ended()).toMatchObject({ level1: ["replaced", "show/2"] });
    desk.act((machine, now) => machine.stopRemote(1, old.id, "show/1", "hold", { timeout: 5000, now }));
    expect(desk.outcome(1)).toEqual(["level0", "level2"]);
    expect(first.ended()).toMatchObject({ level0: ["stopped", ""], level2: ["stopped", ""] });
    expect(keptBy(old, "level1")).toBe(0);
    const third = fade(desk, old, { level0: 1 }, { over: 60_000 });
    transport.remove(old);
    expect(third.ended()).toEqual({ level0: ["gone", ""] });
  });

  test("of what it does not have, or of metadata, is refused", () => {
    const { desk, old } = show();
    const { accepted, ended } = fade(desk, old, { nope: 1, level0: "x", _x: "text" }, { over: 1000 });
    expect(accepted()).toEqual({
      nope: 'old has no parameter "nope"',
      level0: 'old/level0: "x" is not a number',
      _x: "old/_x is metadata, which cannot fade",
    });
    expect(Object.values(ended()).map((end) => (end as readonly Json[])[0])).toEqual(["refused", "refused", "refused"]);
  });
});

test("a node of ours without the word is streamed to, and never sent a time", () => {
  const transport = new SimulatedTransport();
  const desk = transport.node("desk");
  const early = transport.node("early");
  // As version 0.1.0 announces itself.
  desk.act((machine, now) => machine.handleExit(early.id, "goodbye", now));
  const headers = new Map([
    ["X-ZOCP", "1"],
    ["X-ZOCP-EXTENSIONS", "call refuse remove pace"],
  ]);
  desk.act((machine, now) => machine.handleEnter({ id: early.id, name: "early", headers }, now));
  early.float("level", 0, "rw");
  transport.run(100);
  transport.takeTraffic();
  const { ended } = fade(desk, early, { level: 1 }, { over: 1000 });
  transport.run(2000);
  expect(transport.takeTraffic(desk, early).join()).not.toContain("over");
  expect(early.value("level")).toBe(1);
  expect(ended()).toEqual({ level: ["arrived", ""] });
});

// What `remote.set` gave before: refusals of sets that the node had taken, and answers that never came in time.
test.each([
  [20, 3000],
  [100, 3000],
])("%i names set 25 times a second for %i ms: not one is called refused that was taken", (names, time) => {
  const { transport, desk, old } = show(names);
  const requests: number[] = [];
  for (let at = 0; at < time; at += 40) {
    desk.act((machine, now) =>
      Array.from({ length: names }, (_, i) => requests.push(at * 1000 + i) && i).flatMap((i) =>
        machine.setRemote(at * 1000 + i, old.id, `level${i}`, at / time, { timeout: 5000, now }),
      ),
    );
    transport.run(40);
  }
  transport.run(6000);
  expect(requests.filter((request) => desk.settled.get(request)?.error !== undefined)).toEqual([]);
  const questions = transport.takeTraffic(desk, old).filter((text) => text === '{"GET": null}');
  expect(questions.length).toBeLessThan((2 * time) / 40 + 10);
});
