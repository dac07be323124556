import { describe, expect, test } from "vitest";

import { Outbox, type OutboxOptions } from "../../../src/gateway/protocol/outbox.ts";

/** As the gateway has it for a page, with a smaller limit. */
const GATEWAY: OutboxOptions = { window: 4, batch: 0x4_0000, limit: 10_000, pace: 33 };
/** Characters that a record costs besides itself: the documents count 8 Mi over everything. */
const OVERHEAD = 64;

function outbox(options: Partial<OutboxOptions> = {}): Outbox {
  return new Outbox({ ...GATEWAY, ...options });
}

/** Sends all that may leave at this moment; their numbers. */
function drain(box: Outbox, now: number): number[] {
  const numbers: number[] = [];
  for (let batch = box.take(now); batch !== undefined; batch = box.take(now)) numbers.push(batch.number);
  return numbers;
}

describe("the window", () => {
  test("of four is full with four batches, and each that is confirmed makes room for one", () => {
    const box = outbox({ pace: 0 });
    const sent: number[][] = [];
    for (let now = 0; now < 6; now++) {
      box.add(`record ${now}`);
      sent.push(drain(box, now));
    }
    expect(sent).toEqual([[1], [2], [3], [4], [], []]);
    expect([box.open, box.deadline]).toEqual([false, Number.POSITIVE_INFINITY]);
    expect(box.confirm(1)).toBe(true);
    // What waited meanwhile leaves together.
    expect(box.take(6)).toEqual({ number: 5, records: "record 4,record 5" });
  });

  test("is told since when it waits for the oldest, not for the newest", () => {
    const box = outbox({ pace: 0 });
    for (const now of [100, 200, 300]) {
      box.add("x");
      box.take(now);
    }
    expect(box.unconfirmedSince).toBe(100);
    box.confirm(1);
    expect(box.unconfirmedSince).toBe(200);
    box.confirm(3);
    expect(box.unconfirmedSince).toBe(Number.POSITIVE_INFINITY);
  });

  test("confirming what was confirmed changes nothing, and what never left is no confirmation", () => {
    const box = outbox({ pace: 0 });
    expect([box.confirm(0), box.confirm(1)]).toEqual([true, false]);
    box.add("x");
    // It waits, so it cannot have arrived.
    expect(box.confirm(1)).toBe(false);
    box.take(0);
    expect([box.confirm(1), box.confirm(1), box.confirm(0), box.confirm(2)]).toEqual([true, true, true, false]);
    expect(box.held).toBe(0);
  });
});

describe("what may wait", () => {
  test("is full at its limit, and over it with one character more", () => {
    const exact = outbox({ limit: 3 * (100 + OVERHEAD) });
    for (let i = 0; i < 3; i++) expect(exact.add("x".repeat(100))).toBe(true);
    expect(exact.add("")).toBe(false);
    const over = outbox({ limit: 3 * (100 + OVERHEAD) - 1 });
    expect([1, 2, 3].map(() => over.add("x".repeat(100)))).toEqual([true, true, false]);
  });

  test("counts a replaced value once, whichever is longer", () => {
    const box = outbox({ limit: 1000 });
    box.add("x".repeat(800), "key");
    box.add("y", "key");
    expect([box.held, box.size]).toEqual([1 + OVERHEAD, 1]);
    box.add("z".repeat(800), "key");
    expect([box.held, box.size]).toEqual([800 + OVERHEAD, 1]);
  });

  test("is half taken, or not yet", () => {
    const box = outbox({ limit: 2 * (100 + OVERHEAD) });
    expect(box.roomy).toBe(true);
    box.add("x".repeat(99));
    expect(box.roomy).toBe(true);
    box.add("", "key");
    expect(box.roomy).toBe(false);
  });

  test("is held until it is confirmed, not until it has left", () => {
    const box = outbox({ pace: 0 });
    box.add("12345");
    expect(box.held).toBe(5 + OVERHEAD);
    box.take(0);
    expect([box.held, box.size]).toEqual([5, 0]);
    box.confirm(1);
    expect(box.held).toBe(0);
  });

  test("of many keys knows which of them waits", () => {
    const box = outbox();
    box.add("1", "a");
    expect([box.holds("a"), box.holds("b")]).toEqual([true, false]);
    box.take(0);
    expect(box.holds("a")).toBe(false);
    box.add("without a key");
    expect(box.holds("0")).toBe(false);
  });
});

describe("a batch", () => {
  test("of exactly as many characters as it holds is one, and one more is two", () => {
    const box = outbox({ batch: 10, limit: 1e6 });
    for (const record of ["12345", "67890", "1"]) box.add(record);
    expect(box.take(0)?.records).toBe("12345,67890");
    expect(box.take(0)?.records).toBe("1");
  });

  test("that is longer than all others does not take those behind it along", () => {
    const box = outbox({ batch: 10, limit: 1e6 });
    for (const record of ["1", "x".repeat(11), "2"]) box.add(record);
    expect([box.take(0), box.take(0), box.take(0)].map((one) => one?.records)).toEqual(["1", "x".repeat(11), "2"]);
  });

  test("is never empty, and a number is used once", () => {
    const box = outbox({ pace: 0, window: 100 });
    expect(drain(box, 0)).toEqual([]);
    for (let i = 0; i < 5; i++) box.add(String(i));
    expect([...drain(box, 0), ...drain(box, 1)]).toEqual([1]);
    box.add("x");
    expect(drain(box, 2)).toEqual([2]);
  });

  test("of an empty record leaves all the same", () => {
    const box = outbox();
    box.add("");
    expect(box.take(0)).toEqual({ number: 1, records: "" });
  });
});

describe("the pace", () => {
  test("holds back what comes too early, and lets the first after a pause leave at once", () => {
    const box = outbox({ pace: 100 });
    box.add("1");
    expect(drain(box, 1000)).toEqual([1]);
    box.add("2");
    expect([drain(box, 1099), drain(box, 1100)]).toEqual([[], [2]]);
    box.add("3");
    expect(drain(box, 5000)).toEqual([3]);
  });

  test("is no reason to keep a batch back that was left over at that moment", () => {
    const box = outbox({ batch: 4, limit: 1e6, window: 100 });
    for (const record of ["1111", "2222", "3333"]) box.add(record);
    expect(drain(box, 0)).toEqual([1, 2, 3]);
    expect(box.open).toBe(true);
  });

  test("does not hold back what waited for the window", () => {
    const box = outbox({ window: 1, pace: 33 });
    box.add("1");
    drain(box, 0);
    box.add("2");
    expect(box.deadline).toBe(Number.POSITIVE_INFINITY);
    box.confirm(1);
    expect([box.deadline, drain(box, 500)]).toEqual([33, [2]]);
  });
});

describe("after a new connection", () => {
  test("where nothing had left, nothing is sent again", () => {
    const box = outbox();
    box.add("waits");
    expect([box.resume(0, 7), box.size, box.unconfirmedSince]).toEqual([[], 1, Number.POSITIVE_INFINITY]);
  });

  test("the same batch may be asked for again and again, until it is confirmed", () => {
    const box = outbox({ pace: 0 });
    box.add("1");
    box.take(0);
    for (const now of [10, 20, 30]) expect(box.resume(0, now)).toEqual([{ number: 1, records: "1" }]);
    expect(box.unconfirmedSince).toBe(30);
    box.confirm(1);
    expect(box.resume(0, 40)).toBeUndefined();
  });

  test("an answer that cannot be changes nothing of what is kept", () => {
    const box = outbox({ pace: 0 });
    for (const record of ["1", "2"]) {
      box.add(record);
      box.take(0);
    }
    expect(box.resume(3, 5)).toBeUndefined();
    expect([box.unconfirmedSince, box.resume(0, 6)?.length]).toEqual([0, 2]);
  });

  test("the numbers go on where they were", () => {
    const box = outbox({ pace: 0 });
    box.add("1");
    box.take(0);
    box.resume(1, 5);
    box.add("2");
    expect(box.take(6)).toEqual({ number: 2, records: "2" });
  });
});
