import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Inbox } from "../../../src/gateway/protocol/inbox.ts";
import { Outbox } from "../../../src/gateway/protocol/outbox.ts";

const OPTIONS = { window: 2, batch: 10, limit: 1000, pace: 33 };

describe("an outbox", () => {
  test("sends what was added in one turn as one batch, at once", () => {
    const outbox = new Outbox(OPTIONS);
    expect(outbox.deadline).toBe(Number.POSITIVE_INFINITY);
    outbox.add("1");
    outbox.add("2");
    expect(outbox.deadline).toBe(0);
    expect(outbox.take(0)).toEqual({ number: 1, records: "1,2" });
    expect(outbox.take(0)).toBeUndefined();
  });

  test("lets newer things wait until the pace allows", () => {
    const outbox = new Outbox(OPTIONS);
    outbox.add("1");
    outbox.take(100);
    outbox.add("2");
    expect(outbox.deadline).toBe(133);
    expect(outbox.take(132)).toBeUndefined();
    expect(outbox.take(133)).toEqual({ number: 2, records: "2" });
  });

  test("keeps of each key only the newest, in its own place behind what came before", () => {
    const outbox = new Outbox(OPTIONS);
    outbox.add("a1", "a");
    outbox.add("b1", "b");
    outbox.add("x");
    outbox.add("a2", "a");
    expect(outbox.take(0)?.records).toBe("b1,x,a2");
  });

  test("divides much into batches that follow at once, as many as may be on their way", () => {
    const outbox = new Outbox(OPTIONS);
    for (const record of ["11111", "22222", "33333", "44444", "55555"]) outbox.add(record);
    expect(outbox.take(0)?.records).toBe("11111,22222");
    expect(outbox.take(0)?.records).toBe("33333,44444");
    expect(outbox.take(0)).toBeUndefined();
    expect(outbox.deadline).toBe(Number.POSITIVE_INFINITY);
    expect(outbox.confirm(1)).toBe(true);
    expect(outbox.take(0)?.records).toBe("55555");
  });

  test("keeps the pace also while more arrives than one batch holds", () => {
    const outbox = new Outbox({ ...OPTIONS, window: 100 });
    let sent = 0;
    for (let now = 0; now < 330; now++) {
      for (let key = 0; key < 4; key++) outbox.add("12345", `key ${key}`);
      while (outbox.take(now) !== undefined) sent++;
    }
    // Ten moments of two batches, and no more.
    expect(sent).toBe(20);
  });

  test("sends one record that is longer than a batch alone", () => {
    const outbox = new Outbox(OPTIONS);
    outbox.add("x".repeat(50));
    outbox.add("y");
    expect(outbox.take(0)?.records).toBe("x".repeat(50));
    expect(outbox.take(0)?.records).toBe("y");
  });

  test("says when there is no room, counting values of many keys too, but not those that were replaced", () => {
    const outbox = new Outbox(OPTIONS);
    for (let i = 0; i < 100; i++) expect(outbox.add("x".repeat(100), "key")).toBe(true);
    let keys = 0;
    while (outbox.add("", `key ${keys}`)) keys++;
    expect(keys).toBeLessThan(20);
  });

  test("gives again what the other side lacks after a new connection", () => {
    const outbox = new Outbox({ ...OPTIONS, window: 3, pace: 0 });
    for (const record of ["1", "2", "3"]) {
      outbox.add(record);
      outbox.take(0);
    }
    expect(outbox.resume(1, 50)).toEqual([
      { number: 2, records: "2" },
      { number: 3, records: "3" },
    ]);
    expect(outbox.unconfirmedSince).toBe(50);
    expect(outbox.resume(3, 60)).toEqual([]);
    expect(outbox.unconfirmedSince).toBe(Number.POSITIVE_INFINITY);
    // What was confirmed is gone, and what never left cannot have arrived.
    expect(outbox.resume(2, 60)).toBeUndefined();
    expect(outbox.resume(4, 60)).toBeUndefined();
    expect(outbox.confirm(4)).toBe(false);
  });
});

test("an inbox takes each number once and in order", () => {
  const inbox = new Inbox();
  expect(inbox.accept(1)).toBe(true);
  expect(inbox.accept(1)).toBe(false);
  expect(inbox.owing).toBe(true);
  expect(inbox.tell()).toBe(1);
  expect(inbox.owing).toBe(false);
  expect(() => inbox.accept(3)).toThrow("batch 3 follows batch 1");
});

test("over a connection that breaks at any moment, all that has no newer value arrives once and in order", () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant("add" as const), key: fc.constantFrom(undefined, "a", "b") }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom("send" as const, "arrive" as const, "confirm" as const) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("break" as const) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const outbox = new Outbox({ window: 2, batch: 12, limit: 1e6, pace: 0 });
      const inbox = new Inbox();
      let wire: { number: number; records: string }[] = [];
      const arrived: string[] = [];
      const lasting: string[] = [];
      const newest = new Map<string, string>();
      const deliver = (): void => {
        const batch = wire.shift();
        if (batch !== undefined && inbox.accept(batch.number)) arrived.push(...batch.records.split(","));
      };
      const send = (): void => {
        for (let batch = outbox.take(0); batch !== undefined; batch = outbox.take(0)) wire.push(batch);
      };
      steps.forEach((one, index) => {
        if (one.do === "add") {
          outbox.add(`${one.key ?? ""}${index}`, one.key);
          if (one.key === undefined) lasting.push(`${index}`);
          else newest.set(one.key, `${one.key}${index}`);
        } else if (one.do === "send") send();
        else if (one.do === "arrive") deliver();
        else if (one.do === "confirm") outbox.confirm(inbox.tell());
        else wire = [...(outbox.resume(inbox.received, 0) ?? expect.fail("it cannot go on"))];
      });
      while (outbox.size > 0 || wire.length > 0) {
        send();
        while (wire.length > 0) deliver();
        outbox.confirm(inbox.tell());
      }
      expect(arrived.filter((record) => /^\d/.test(record))).toEqual(lasting);
      for (const [key, value] of newest) expect(arrived.findLast((record) => record.startsWith(key))).toBe(value);
      expect(new Set(arrived).size).toBe(arrived.length);
    }),
    { numRuns: 300 },
  );
});
