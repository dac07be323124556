import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { Conflation } from "../../src/node/driver/conflation.ts";
import { ZocpDriver } from "../../src/node/driver/zocp-driver.ts";
import { OWN_HEADERS } from "../../src/zocp/codec/headers.ts";
import type { Sampling } from "../../src/zocp/codec/sampling.ts";
import { Recipient } from "../../src/zocp/core/recipient.ts";
import { VirtualTransport } from "./virtual-transport.ts";

const EVERY: Sampling = { every: true };

function recipient(emitter: string, sampling?: Sampling): Recipient {
  const made = new Recipient("peer", emitter);
  made.sampling = sampling;
  return made;
}

function drain(conflation: Conflation): string[] {
  const texts: string[] = [];
  for (let next = conflation.first("peer"); next !== undefined; next = conflation.first("peer")) {
    texts.push(next.content.text(0));
    conflation.shift(next.recipient);
  }
  return texts;
}

describe("what waits for a slow peer", () => {
  test("is the newest value of each emitter, in the order of these", () => {
    const conflation = new Conflation();
    const [a, b] = [recipient("a"), recipient("b")];
    for (const [to, text] of [
      [a, "a1"],
      [b, "b1"],
      [a, "a2"],
    ] as const)
      conflation.keep(to, Frames.ofText(text), 0);
    expect(drain(conflation)).toEqual(["b1", "a2"]);
    expect([a.conflated, b.conflated, conflation.waiting.has("peer")]).toEqual([1, 0, false]);
  });

  test("is every value where that is wanted, and does not starve others", () => {
    const conflation = new Conflation();
    const [a, b] = [recipient("a", EVERY), recipient("b")];
    for (const text of ["a1", "a2", "a3"]) conflation.keep(a, Frames.ofText(text), 0);
    conflation.keep(b, Frames.ofText("b1"), 0);
    expect(drain(conflation)).toEqual(["a1", "b1", "a2", "a3"]);
  });

  test.each([
    ["values of one link", { values: 3, bytes: 1e6, peerBytes: 1e6, totalBytes: 1e6 }],
    ["bytes of one link", { values: 1e6, bytes: 3 * 130, peerBytes: 1e6, totalBytes: 1e6 }],
    ["bytes of one peer", { values: 1e6, bytes: 1e6, peerBytes: 3 * 130, totalBytes: 1e6 }],
    ["bytes of all peers", { values: 1e6, bytes: 1e6, peerBytes: 1e6, totalBytes: 3 * 130 }],
  ])("has a limit for the %s: the oldest go, and are counted", (_, limits) => {
    const conflation = new Conflation(limits);
    const a = recipient("a", EVERY);
    let dropped = 0;
    for (let i = 0; i < 10; i++) dropped += conflation.keep(a, Frames.ofText(`v${i}`), 0);
    expect([dropped, a.dropped]).toEqual([7, 7]);
    expect(drain(conflation)).toEqual(["v7", "v8", "v9"]);
  });

  test("is of no use once it waited longer than it may: it goes, and is counted", () => {
    const conflation = new Conflation();
    const [a, b] = [recipient("a", { every: true, fresh: 2 }), recipient("b", EVERY)];
    for (const at of [0, 1000, 3000]) {
      conflation.keep(a, Frames.ofText(`a${at}`), at);
      conflation.keep(b, Frames.ofText(`b${at}`), at);
    }
    expect([...conflation.expire("peer", 3500)]).toEqual([[a, 2]]);
    expect([a.dropped, b.dropped]).toEqual([2, 0]);
    expect(drain(conflation)).toEqual(["a3000", "b0", "b1000", "b3000"]);
    conflation.keep(a, Frames.ofText("late"), 4000);
    expect([...conflation.expire("peer", 9000)]).toEqual([[a, 1]]);
    expect(conflation.waiting.has("peer")).toBe(false);
  });

  test("does not keep the buffer that its values came in", () => {
    const conflation = new Conflation();
    conflation.keep(recipient("a"), new Frames(new Uint8Array(0x1_0000), [10, 20]), 0);
    expect(conflation.first("peer")?.content.bytes.buffer.byteLength).toBe(10);
  });
});

/** A desk with two emitters, and a wall that takes what it is offered unless it is stalled. */
function desk(samplings: readonly (Sampling | undefined)[]) {
  const transport = new VirtualTransport();
  const events: unknown[] = [];
  const driver = new ZocpDriver(
    transport,
    {},
    { tell: (event) => events.push(event), settle: () => {}, call: () => {} },
  );
  void driver.start();
  transport.handlers.enter("f".repeat(32), "wall", OWN_HEADERS);
  for (const [index, sampling] of samplings.entries()) {
    const path = `e${index}`;
    driver.act((machine, now) => machine.register({ name: path }, { typeHint: "int", value: 0, access: "re" }, now));
    const fifth = sampling === undefined ? "" : `, ${JSON.stringify(sampling)}`;
    transport.handlers.message(
      "f".repeat(32),
      `{"SUB": ["${transport.id}", "${path}", "${"f".repeat(32)}", null${fifth}]}`,
    );
  }
  return { transport, driver, events };
}

const sampling = fc.constantFrom<Sampling | undefined>(
  undefined,
  EVERY,
  { rate: 1 },
  { rate: 50 },
  { deadband: 2.5 },
  { deadband: 1.5, rate: 50 },
);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ emit: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ stall: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ room: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ wait: fc.constantFrom(1, 7, 30, 500, 3000) }) },
);

test("whatever the pattern of values and stalls, the last value of every emitter arrives, and no older one after it", () => {
  let [values, arrived] = [0, 0];
  fc.assert(
    fc.property(
      fc.tuple(sampling, sampling, sampling),
      fc.array(step, { maxLength: 120, size: "max" }),
      (samplings, steps) => {
        const { transport, driver } = desk(samplings);
        const last = [0, 0, 0];
        for (const one of steps) {
          if ("emit" in one) {
            const value = ++values;
            last[one.emit] = value;
            driver.act((machine, now) => machine.emit(`e${one.emit}`, value, now));
          } else if ("stall" in one) transport.stall(one.stall ? 0 : Number.POSITIVE_INFINITY);
          else if ("room" in one) transport.stall(one.room);
          else transport.run(one.wait);
        }
        transport.stall(Number.POSITIVE_INFINITY);
        transport.run(3000);
        for (const [index, expected] of last.entries()) {
          const seen = transport.offered.filter(([path]) => path === `e${index}`).map(([, value]) => value);
          expect(seen.at(-1)).toBe(expected);
          expect(seen).toEqual([...seen].sort((a, b) => a - b));
          arrived += seen.length;
        }
        // Where every value is wanted, every one came: the greeting and each that was emitted.
        for (const recipient of driver.machine.recipients) {
          const emitted = steps.filter((one) => "emit" in one && `e${one.emit}` === recipient.emitter).length;
          if (recipient.every) expect(recipient.sent).toBe(emitted + 1);
          else if (recipient.deadband === undefined) expect(recipient.sent + recipient.conflated).toBe(emitted + 1);
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(arrived).toBeGreaterThan(1000);
});

test("values that had to be dropped are told once a second, with their number", () => {
  const { transport, driver, events } = desk([EVERY]);
  transport.stall(0);
  for (let i = 1; i <= 10_500; i++) driver.act((machine, now) => machine.emit("e0", i, now));
  transport.run(999);
  expect(events).not.toContainEqual(expect.objectContaining({ type: "dropped" }));
  transport.run(1);
  const told = events.filter((event) => (event as { type: string }).type === "dropped");
  expect(told).toEqual([{ type: "dropped", peer: "f".repeat(32), name: "wall", emitter: "e0", count: 500 }]);
  transport.stall(Number.POSITIVE_INFINITY);
  expect(transport.offered.at(-1)).toEqual(["e0", 10_500]);
  expect([...driver.machine.recipients]).toMatchObject([{ dropped: 500, sent: 10_001 }]);
});

test("a link knows its rate and the age of its last value", () => {
  const { transport, driver } = desk([undefined]);
  for (let i = 1; i <= 200; i++) {
    driver.act((machine, now) => machine.emit("e0", i, now));
    transport.run(20);
  }
  const [only] = driver.machine.recipients;
  expect(only?.rate(transport.now())).toBeCloseTo(50, -1);
  expect(only?.age(transport.now())).toBe(20);
  transport.run(5000);
  expect(only?.rate(transport.now())).toBe(0);
  expect(only?.bytes).toBeGreaterThan(200 * '{"SIG": ["e0", 1]}'.length);
});

test("what waited longer than it is of use to its sensor never arrives, and is told", () => {
  const { transport, driver, events } = desk([{ every: true, fresh: 2 }]);
  transport.stall(0);
  const emit = (value: number) => driver.act((machine, now) => machine.emit("e0", value, now));
  emit(1);
  emit(2);
  transport.run(1500);
  emit(3);
  transport.run(1500);
  transport.stall(Number.POSITIVE_INFINITY);
  transport.run(2000);
  expect(transport.offered.map(([, value]) => value)).toEqual([0, 3]);
  expect(events).toContainEqual({ type: "dropped", peer: "f".repeat(32), name: "wall", emitter: "e0", count: 2 });
});
