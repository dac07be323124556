import { expect, test } from "vitest";

import { Kept } from "../../../src/net/host/interfaces.ts";

test("a list is made again when it is no longer fresh, or may have changed", () => {
  let now = 0;
  let made = 0;
  const kept = new Kept(
    () => ++made,
    3000,
    () => now,
  );
  expect([kept.list(), kept.list()]).toEqual([1, 1]);
  now = 2999;
  expect(kept.list()).toBe(1);
  now = 3000;
  expect(kept.list()).toBe(2);
  kept.expire();
  expect(kept.list()).toBe(3);
});

test("a list that cannot be made is tried again the next time", () => {
  let broken = true;
  const kept = new Kept(
    () => (broken ? fail() : "list"),
    3000,
    () => 0,
  );
  expect(() => kept.list()).toThrow("no list");
  broken = false;
  expect(kept.list()).toBe("list");
});

test("without a time to keep it a list is made each time", () => {
  let made = 0;
  const kept = new Kept(
    () => ++made,
    0,
    () => 0,
  );
  expect([kept.list(), kept.list()]).toEqual([1, 2]);
});

function fail(): never {
  throw new Error("no list");
}
