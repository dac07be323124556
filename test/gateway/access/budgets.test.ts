import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Connections } from "../../../src/gateway/access/connections.ts";
import { Pipeline } from "../../../src/gateway/access/pipeline.ts";
import { TokenBucket } from "../../../src/gateway/access/token-bucket.ts";

/** A connection from an address, as far as somebody counts it. */
class Connection extends EventEmitter {
  destroyed = false;
  readonly remoteAddress: string | undefined;

  constructor(address?: string) {
    super();
    this.remoteAddress = address;
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit("close");
  }
}

const from = (address?: string): Socket & Connection => new Connection(address) as unknown as Socket & Connection;
const alive = (all: readonly Connection[]): number => all.filter(({ destroyed }) => !destroyed).length;

describe("a token bucket", () => {
  test("gives no more than its rate and four seconds of it, however it is asked", () => {
    const step = fc.record({ after: fc.integer({ min: 0, max: 500 }), amount: fc.integer({ min: 0, max: 50 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const bucket = new TokenBucket(100, 0);
        let now = 0;
        let given = 0;
        for (const { after, amount } of steps) {
          now += after;
          // One who waits for as long as he is told.
          now += bucket.take(0, now);
          bucket.take(amount, now);
          given += amount;
        }
        now += bucket.take(0, now);
        expect(given).toBeLessThanOrEqual(400 + (now / 1000) * 100 + 1e-6);
      }),
    );
  });

  test("forgets what was not used beyond four seconds", () => {
    const bucket = new TokenBucket(10, 0);
    expect(bucket.take(0, 3_600_000)).toBe(0);
    expect(bucket.take(40, 3_600_000)).toBe(0);
    expect(bucket.take(1, 3_600_000)).toBe(100);
  });

  test("lets one who took far too much wait for all of it", () => {
    const bucket = new TokenBucket(1000, 0);
    expect(bucket.take(4_004_000, 0)).toBe(4_000_000);
    expect(bucket.take(0, 3_999_999)).toBeCloseTo(1, 6);
    expect(bucket.take(0, 4_000_000)).toBe(0);
  });

  test("of no rate never gives again", () => {
    const bucket = new TokenBucket(0, 0);
    expect(bucket.take(0, 0)).toBe(0);
    expect(bucket.take(1, 1000)).toBe(Number.POSITIVE_INFINITY);
  });

  test("of no bound never lets anybody wait", () => {
    const bucket = new TokenBucket(Number.POSITIVE_INFINITY, 0);
    for (let now = 0; now < 5; now++) expect(bucket.take(1e9, now)).toBe(0);
  });

  test.each([
    [1, 4],
    [16, 64],
    [0.5, 2],
    // One that comes every ten seconds: a full bucket is enough for it.
    [0.1, 1],
    [0, 0],
  ])("of %d a second has enough for so many at once, and not for one more: %i", (rate, most) => {
    const bucket = new TokenBucket(rate, 0);
    let taken = 0;
    while (taken < 100 && bucket.has(1, 0)) {
      bucket.take(1, 0);
      taken++;
    }
    expect(taken).toBe(most);
    if (rate > 0) expect([bucket.has(1, 1000 / rate - 1), bucket.has(1, 14_000)]).toEqual([false, true]);
  });

  test("without a bound always has enough", () => {
    expect(new TokenBucket(Number.POSITIVE_INFINITY, 0).has(1e9, 0)).toBe(true);
  });

  test("that is shared keeps no more at once than its share", () => {
    const bucket = new TokenBucket(100, 0);
    expect(bucket.take(0, 0, 0.25)).toBe(0);
    expect(bucket.take(100, 0, 0.25)).toBe(0);
    expect(bucket.take(1, 0, 0.25)).toBe(40);
    // With the whole rate again it fills up as before.
    expect(bucket.take(0, 10_000)).toBe(0);
    expect(bucket.take(400, 10_000)).toBe(0);
  });
});

describe("connections", () => {
  test("at the limit are all kept, and one more closes the oldest of the address that has most", () => {
    const connections = new Connections({ strangers: 4, known: 4 });
    const [far, one, two, three, four] = [from("10.0.0.1"), from("a"), from("a"), from("b"), from("c")] as const;
    for (const socket of [far, one, two, three]) connections.enter(socket);
    expect(alive([far, one, two, three])).toBe(4);
    connections.enter(four);
    expect([far, one, two, three, four].map(({ destroyed }) => destroyed)).toEqual([false, true, false, false, false]);
  });

  test("of as many addresses as there is room for give way in their order", () => {
    const connections = new Connections({ strangers: 3, known: 3 });
    const all = Array.from({ length: 10 }, (_, index) => from(`10.0.0.${index}`));
    for (const socket of all) connections.enter(socket);
    expect(all.map(({ destroyed }) => destroyed)).toEqual(all.map((_, index) => index < 7));
  });

  test("whose address nobody knows are counted like those of one address", () => {
    const connections = new Connections({ strangers: 4, known: 4 });
    const [one, two] = [from("10.0.0.1"), from("10.0.0.2")] as const;
    const unknown = Array.from({ length: 10 }, () => from());
    for (const socket of [one, two, ...unknown]) connections.enter(socket);
    expect([one.destroyed, two.destroyed, alive(unknown)]).toEqual([false, false, 2]);
  });

  test("that have shown their token push out each other, and no stranger", () => {
    const connections = new Connections({ strangers: 2, known: 2 });
    const stranger = from("10.0.0.9");
    connections.enter(stranger);
    const pages = Array.from({ length: 5 }, () => from("10.0.0.66"));
    for (const page of pages) {
      connections.enter(page);
      connections.prove(page);
    }
    expect([stranger.destroyed, alive(pages)]).toEqual([false, 2]);
    expect(pages.slice(-2).every(({ destroyed }) => !destroyed)).toBe(true);
  });

  test("that show their token twice are counted once", () => {
    const connections = new Connections({ strangers: 2, known: 2 });
    const [one, two] = [from("a"), from("a")] as const;
    for (const socket of [one, two]) {
      connections.enter(socket);
      for (let i = 0; i < 5; i++) connections.prove(socket);
    }
    expect(alive([one, two])).toBe(2);
  });

  test("that became a page's socket are counted no more, and are not closed for others", () => {
    const connections = new Connections({ strangers: 1, known: 1 });
    const page = from("a");
    connections.enter(page);
    connections.prove(page);
    connections.release(page);
    for (let i = 0; i < 5; i++) {
      const other = from("a");
      connections.enter(other);
      connections.prove(other);
    }
    expect(page.destroyed).toBe(false);
  });

  test("of a flood are never more than the limit, whoever hangs up in between", () => {
    const doing = fc.record({ address: fc.constantFrom("a", "b", "c"), hangUp: fc.boolean(), proves: fc.boolean() });
    fc.assert(
      fc.property(fc.array(doing, { maxLength: 100 }), (all) => {
        const connections = new Connections({ strangers: 5, known: 3 });
        const strangers: Connection[] = [];
        const known: Connection[] = [];
        for (const { address, hangUp, proves } of all) {
          const socket = from(address);
          connections.enter(socket);
          expect(socket.destroyed).toBe(false);
          if (proves) connections.prove(socket);
          (proves ? known : strangers).push(socket);
          if (hangUp) strangers.find(({ destroyed }) => !destroyed)?.destroy();
        }
        expect(alive(strangers)).toBeLessThanOrEqual(5);
        expect(alive(known)).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe("requests of one connection that wait for their answers", () => {
  const response = (): ServerResponse & EventEmitter => new EventEmitter() as unknown as ServerResponse & EventEmitter;

  test("may be eight, and another one when one has its answer", () => {
    const pipeline = new Pipeline();
    const socket = from("a");
    const responses = Array.from({ length: 9 }, response);
    expect(responses.map((one) => pipeline.begin(socket, one))).toEqual([...Array(8).fill(true), false]);
    responses[0]?.emit("close");
    expect([pipeline.begin(socket, response()), pipeline.begin(socket, response())]).toEqual([true, false]);
  });

  test("are counted for each connection alone", () => {
    const pipeline = new Pipeline();
    const [one, two] = [from("a"), from("a")] as const;
    for (let i = 0; i < 8; i++) pipeline.begin(one, response());
    expect([pipeline.begin(one, response()), pipeline.begin(two, response())]).toEqual([false, true]);
  });

  test("that are answered one after the other never become too many", () => {
    const pipeline = new Pipeline();
    const socket = from("a");
    for (let i = 0; i < 1000; i++) {
      const answer = response();
      expect(pipeline.begin(socket, answer)).toBe(true);
      answer.emit("close");
    }
  });
});
