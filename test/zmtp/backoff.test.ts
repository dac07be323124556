import { expect, test } from "vitest";

import { Backoff } from "../../src/zmtp/backoff.ts";

test("delays double from a tenth of a second to five seconds", () => {
  const backoff = new Backoff();
  const delays = Array.from({ length: 8 }, () => backoff.next(0));
  expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
});

test("chance adds up to a tenth of a second", () => {
  expect(new Backoff().next(0.5)).toBe(150);
});

test("a connection that stood is tried again at once, then from a tenth of a second", () => {
  const backoff = new Backoff();
  backoff.next(0);
  backoff.next(0);
  backoff.reset();
  expect([backoff.next(0), backoff.next(0), backoff.next(0)]).toEqual([10, 100, 200]);
});
