import fc from "fast-check";
import { expect, test } from "vitest";

import { Inbox } from "../../../src/gateway/protocol/inbox.ts";

test("nothing has arrived at first, and nothing is owed", () => {
  const inbox = new Inbox();
  expect([inbox.received, inbox.owing, inbox.tell()]).toEqual([0, false, 0]);
});

test("a number that has come is passed over, and owed to nobody anew", () => {
  const inbox = new Inbox();
  for (const number of [1, 2, 3]) expect(inbox.accept(number)).toBe(true);
  expect(inbox.tell()).toBe(3);
  for (const number of [3, 1, 2, 0]) expect(inbox.accept(number)).toBe(false);
  expect([inbox.received, inbox.owing]).toEqual([3, false]);
});

test.each([
  [0, 2, "batch 2 follows batch 0"],
  [1, 3, "batch 3 follows batch 1"],
  [5, Number.MAX_SAFE_INTEGER, "batch 9007199254740991 follows batch 5"],
])("after %i the number %i has jumped: what lies between can never come", (before, number, message) => {
  const inbox = new Inbox();
  for (let one = 1; one <= before; one++) inbox.accept(one);
  expect(() => inbox.accept(number)).toThrow(expect.objectContaining({ code: "bad-message", message }));
  // One that was refused changes nothing.
  expect([inbox.received, inbox.accept(before + 1)]).toEqual([before, true]);
});

test("what is told is what arrived in order, whatever comes again", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 200 }), (numbers) => {
      const inbox = new Inbox();
      const taken: number[] = [];
      for (const number of numbers) {
        try {
          if (inbox.accept(number)) taken.push(number);
        } catch {
          expect(number).toBeGreaterThan(taken.length + 1);
        }
      }
      expect(taken).toEqual(taken.map((_, index) => index + 1));
      expect(inbox.tell()).toBe(taken.length);
    }),
  );
});
