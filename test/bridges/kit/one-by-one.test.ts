import { expect, test } from "vitest";

import { MOST_WAITING, OneByOne } from "../../../src/bridges/kit/process/one-by-one.ts";

test("one is done at a time, and they begin apart from each other", () => {
  const turns = new OneByOne<number>(200);
  turns.offer(1, true);
  turns.offer(2, true);
  expect(turns.begin(1000)).toBe(1);
  expect({ begun: turns.begin(1500), deadline: turns.deadline }).toEqual({
    begun: undefined,
    deadline: Number.POSITIVE_INFINITY,
  });
  turns.done();
  expect(turns.begin(1199)).toBe(undefined);
  expect(turns.deadline).toBe(1200);
  expect(turns.begin(1200)).toBe(2);
});

test("of values the newest waits, of events each of ten", () => {
  const turns = new OneByOne<number>();
  expect([turns.offer(0, false), turns.offer(1, false)]).toEqual([true, true]);
  for (let i = 2; i <= MOST_WAITING; i++) expect(turns.offer(i, true)).toBe(true);
  expect(turns.offer(99, true)).toBe(false);
  const done: (number | undefined)[] = [];
  for (let i = 0; i <= MOST_WAITING; i++) {
    done.push(turns.begin(i));
    turns.done();
  }
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, undefined]);
});

test("what is cleared does not begin", () => {
  const turns = new OneByOne<number>();
  turns.offer(1, true);
  turns.clear();
  expect(turns.begin(0)).toBe(undefined);
});
