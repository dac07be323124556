import { expect, test } from "vitest";

import { type Queue, SendBudget } from "../../../../src/transport/zre/sockets/send-budget.ts";

const LIMIT = 64_000;

/** A connection for which bytes wait, until it is given up. */
class Link implements Queue {
  bytes = 0;
  givenUpAt: number | undefined;

  queued(): number {
    return this.bytes;
  }

  giveUp(bytes: number): void {
    this.bytes = 0;
    this.givenUpAt = bytes;
  }
}

function links(count: number): { readonly budget: SendBudget; readonly all: readonly Link[] } {
  const budget = new SendBudget(LIMIT);
  const all = Array.from({ length: count }, () => new Link());
  for (const link of all) budget.add(link, link);
  return { budget, all };
}

function queue(budget: SendBudget, link: Link | undefined, bytes: number): void {
  if (link !== undefined) link.bytes += bytes;
  budget.handleQueued(bytes);
}

test("gives up the one for which most waits, and no other", () => {
  const { budget, all } = links(10);
  for (let i = 0; i < 500; i++) for (const [number, link] of all.entries()) queue(budget, link, number === 3 ? 40 : 10);
  expect(all.filter(({ givenUpAt }) => givenUpAt !== undefined)).toEqual([all[3]]);
});

test("never lets more wait than the limit and a sixty-fourth of it, however many there are", () => {
  const { budget, all } = links(1000);
  let most = 0;
  for (let i = 0; i < 100_000; i++) {
    queue(budget, all[i % 1000], 100);
    most = Math.max(most, i % 50 === 0 ? all.reduce((sum, { bytes }) => sum + bytes, 0) : 0);
  }
  expect(most).toBeGreaterThan(LIMIT / 2);
  expect(most).toBeLessThanOrEqual(LIMIT + LIMIT / 64 + 100);
});

test("does not count a connection that is closed", () => {
  const { budget, all } = links(2);
  const [closed, open] = all;
  queue(budget, closed, LIMIT - 100);
  if (closed !== undefined) budget.delete(closed);
  queue(budget, open, LIMIT - 100);
  expect(open?.givenUpAt).toBeUndefined();
});
