import { expect, test, vi } from "vitest";

import { Guard } from "../../src/gateway/access/guard.ts";

const boom = (): never => {
  throw new RangeError("boom");
};

test("what a listener throws closes what is concerned, and is told", () => {
  const notes: string[] = [];
  const closed: number[] = [];
  const guard = new Guard((note) => notes.push(note));
  guard.wrap(
    "counting",
    (_: number) => boom(),
    (which) => closed.push(which),
  )(7);
  expect(closed).toEqual([7]);
  expect(notes).toEqual([expect.stringMatching(/^a mistake in zocp, while counting; .*RangeError: boom/)]);
});

test("the same is told once a minute, whatever a flood does", () => {
  vi.useFakeTimers();
  const notes: string[] = [];
  const guard = new Guard((note) => notes.push(note));
  for (let i = 0; i < 1000; i++) guard.run("counting", boom);
  guard.run("listing", boom);
  expect(notes).toHaveLength(2);
  vi.advanceTimersByTime(61_000);
  guard.run("counting", boom);
  expect(notes).toHaveLength(3);
  vi.useRealTimers();
});

test("neither what cleans up nor who is told can throw through it", async () => {
  const guard = new Guard(boom);
  expect(() => guard.run("counting", boom, boom)).not.toThrow();
  guard.watch("waiting", Promise.reject(new Error("late")), boom);
  await Promise.resolve();
});
