import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { changeConditions, GOOD_CONDITIONS } from "../../../src/net/sim/conditions.ts";
import { EventQueue, type Party } from "../../../src/net/sim/event-queue.ts";
import { HostClock } from "../../../src/net/sim/host-clock.ts";
import { SeededRandom } from "../../../src/net/sim/seeded-random.ts";
import { VirtualTime } from "../../../src/net/sim/virtual-time.ts";

describe("an event queue", () => {
  /** Takes all that is there; what each entry says. */
  function drain(queue: EventQueue): void {
    for (let entry = queue.peek(); entry !== undefined; entry = queue.peek()) {
      queue.take();
      entry.run();
    }
  }

  test("gives moments in their order, and those of one moment as they came", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), (moments) => {
        const queue = new EventQueue();
        const done: { moment: number; index: number }[] = [];
        for (const [index, moment] of moments.entries())
          queue.add(moment, undefined, () => done.push({ moment, index }));
        drain(queue);
        const expected = moments.map((moment, index) => ({ moment, index }));
        // A stable sort is somebody else's.
        expect(done).toEqual(expected.toSorted((a, b) => a.moment - b.moment));
      }),
    );
  });

  test("passes over what was cancelled, also at its first and last place", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.boolean()), { maxLength: 100 }), (all) => {
        const queue = new EventQueue();
        const done: number[] = [];
        for (const [index, [moment, wanted]] of all.entries())
          queue.add(moment, undefined, () => done.push(index)).cancelled = !wanted;
        drain(queue);
        expect(done.toSorted((a, b) => a - b)).toEqual(all.flatMap(([, wanted], index) => (wanted ? [index] : [])));
        expect(queue.next).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });

  test("takes what is added while it is emptied, also at the same moment", () => {
    const queue = new EventQueue();
    const done: string[] = [];
    queue.add(1, undefined, () => {
      done.push("first");
      queue.add(1, undefined, () => done.push("third"));
      queue.add(0, undefined, () => done.push("late, but next"));
    });
    queue.add(1, undefined, () => done.push("second"));
    drain(queue);
    expect(done).toEqual(["first", "late, but next", "second", "third"]);
  });

  test("shows the same entry until it is taken, and knows whose it is", () => {
    const queue = new EventQueue();
    const party: Party = { turn: 0 };
    const entry = queue.add(3, party, () => {});
    expect([queue.peek(), queue.peek(), queue.next, entry.party]).toEqual([entry, entry, 3, party]);
    queue.take();
    expect(queue.peek()).toBeUndefined();
    // Nothing to take is nothing taken.
    expect(() => queue.take()).not.toThrow();
  });
});

describe("virtual time", () => {
  test("calls what is for now or for before at this moment, and never goes back", async () => {
    const time = new VirtualTime();
    await time.pass(100);
    const moments: number[] = [];
    time.at(10, undefined, () => moments.push(time.now));
    time.after(0, undefined, () => moments.push(time.now));
    time.after(-5, undefined, () => moments.push(time.now));
    await time.pass(0);
    expect([moments, time.now]).toEqual([[100, 100, 100], 100]);
  });

  test("calls what lies at its very end, and not what lies behind it", async () => {
    const time = new VirtualTime();
    const done: number[] = [];
    for (const moment of [9.999, 10, 10.001]) time.at(moment, undefined, () => done.push(moment));
    expect(await time.pass(10)).toBe(false);
    expect([done, time.now]).toEqual([[9.999, 10], 10]);
    await time.pass(1);
    expect(done).toHaveLength(3);
  });

  test("stops when it is told to, after all that happens at that moment", async () => {
    const time = new VirtualTime();
    const done: string[] = [];
    time.at(5, undefined, () => done.push("first"));
    time.at(5, undefined, () => done.push("second"));
    time.at(6, undefined, () => done.push("later"));
    expect(await time.pass(100, () => done.length > 0)).toBe(true);
    expect([done, time.now]).toEqual([["first", "second"], 5]);
  });

  test("lets promises of one party come to their end before its next event of the same moment", async () => {
    const time = new VirtualTime();
    const [one, two]: Party[] = [{ turn: 0 }, { turn: 0 }];
    const done: string[] = [];
    for (const [party, name] of [
      [one, "one"],
      [two, "two"],
      [one, "one again"],
    ] as const)
      time.at(5, party, () => {
        done.push(name);
        void Promise.resolve().then(() => done.push(`after ${name}`));
      });
    await time.pass(10);
    expect(done.indexOf("after one")).toBeLessThan(done.indexOf("one again"));
    expect(done).toHaveLength(6);
  });

  test("forgets what was cancelled, by an event of the same moment too", async () => {
    const time = new VirtualTime();
    const done: string[] = [];
    const cancels: (() => void)[] = [];
    for (const name of ["a", "b"])
      cancels.push(
        time.at(5, undefined, () => {
          done.push(name);
          for (const cancel of cancels) cancel();
        }),
      );
    await time.pass(10);
    expect(done).toEqual(["a"]);
  });
});

describe("seeded chance", () => {
  /** Mulberry32, as its author gave it to the public. */
  function mulberry32(seed: number): () => number {
    let a = seed;
    return () => {
      a |= 0;
      a = (a + 0x6d2b79f5) | 0;
      let t = Math.imul(a ^ (a >>> 15), 1 | a);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }

  test.each([0, 1, -1, 42, 0x7fff_ffff, 0xffff_ffff])("of the seed %i is that of mulberry32", (seed) => {
    const [ours, theirs] = [new SeededRandom(seed), mulberry32(seed)];
    for (let i = 0; i < 1000; i++) expect(ours.next()).toBe(theirs());
  });

  test.each([1, 2, 3, 4])("of the seed %i is fair: no tenth has more than its share, by much", (seed) => {
    const random = new SeededRandom(seed);
    const tenths = new Array<number>(10).fill(0);
    const octets = new Array<number>(256).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const at = Math.floor(random.next() * 10);
      tenths[at] = (tenths[at] ?? 0) + 1;
    }
    for (const octet of random.bytes(51_200)) octets[octet] = (octets[octet] ?? 0) + 1;
    // Pearson's measure: with 9 and 255 degrees of freedom one in a hundred thousand is above these.
    const chi = (counts: readonly number[], fair: number): number =>
      counts.reduce((sum, count) => sum + (count - fair) ** 2 / fair, 0);
    expect(chi(tenths, 1000)).toBeLessThan(39);
    expect(chi(octets, 200)).toBeLessThan(364);
  });

  test("with another salt is another, with the same one the same", () => {
    const first = (salt: string): number => new SeededRandom(7, salt).next();
    expect(new Set(["", "0/1", "1/0", "0/2", "10/1", "1/01"].map(first)).size).toBe(6);
    expect(first("0/1")).toBe(first("0/1"));
    expect(new SeededRandom(7).bytes(0)).toHaveLength(0);
  });
});

describe("the clock of a host", () => {
  test("without a fault is that of the network, to the last digit", () => {
    const clock = new HostClock();
    expect([clock.at(1234.5), clock.lasting(10)]).toEqual([1234.5, 10]);
  });

  test.each([
    [{ offset: 500 }, 1000, 1500],
    [{ drift: 100 }, 1_000_000, 1_000_100],
    [{ drift: -100 }, 1_000_000, 999_900],
    [{ offset: 500, drift: 50 }, 1_000_000, 1_000_550],
    [{ drift: -999_999 }, 1_000_000, 1],
  ])("with %o shows at %i %i", (options, moment, shown) => {
    expect(new HostClock(options).at(moment)).toBeCloseTo(shown, 3);
  });

  test("never rings before its time, and hardly after it", () => {
    const drift = fc.integer({ min: -500_000, max: 500_000 });
    fc.assert(
      fc.property(fc.nat(1e9), drift, fc.nat(1e6), fc.integer({ min: 1, max: 1e6 }), (offset, speed, moment, delay) => {
        const clock = new HostClock({ offset, drift: speed });
        const due = clock.at(moment) + delay;
        const shown = clock.at(moment + clock.lasting(delay));
        expect(shown).toBeGreaterThanOrEqual(due - 1e-6);
        expect(shown).toBeLessThan(due + 0.01);
      }),
    );
  });

  test.each([
    [{ offset: -1 }, "the offset of a clock is -1"],
    [{ offset: Number.NaN }, "the offset of a clock is NaN"],
    [{ drift: Number.POSITIVE_INFINITY }, "the drift of a clock is Infinity"],
    [{ drift: -1_000_000 }, "the drift of a clock is -1000000; it must be above -1000000"],
    [{ drift: -2_000_000 }, "the drift of a clock is -2000000"],
  ])("is none with %o: it would stand still or go back", (options, message) => {
    expect(() => new HostClock(options)).toThrow(message);
  });
});

describe("conditions", () => {
  test("change one at a time, and the others stay", () => {
    const worse = changeConditions(GOOD_CONDITIONS, { loss: 0.5, delay: undefined as unknown as number });
    expect(worse).toEqual({ delay: 0.5, jitter: 0, loss: 0.5, duplication: 0 });
    expect(changeConditions(worse, { jitter: 3 })).toEqual({ ...worse, jitter: 3 });
    expect(GOOD_CONDITIONS.loss).toBe(0);
  });

  test.each([
    [{ loss: 1 }, true],
    [{ loss: 1.000001 }, false],
    [{ loss: -0.1 }, false],
    [{ duplication: 1 }, true],
    [{ duplication: 2 }, false],
    [{ delay: 0 }, true],
    [{ delay: -1 }, false],
    [{ delay: Number.POSITIVE_INFINITY }, false],
    [{ jitter: "3" }, false],
    [{ jitter: null }, false],
  ])("may be %o: %s", (change, allowed) => {
    const changing = () => changeConditions(GOOD_CONDITIONS, change as never);
    if (allowed) expect(changing()).toMatchObject(change);
    else expect(changing).toThrow(`${Object.keys(change)[0]} is `);
  });
});
