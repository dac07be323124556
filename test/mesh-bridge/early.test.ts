import { expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { Early } from "../../src/mesh-bridge/early.ts";

const LAMP = "a".repeat(32);
const DESK = "b".repeat(32);

function texts(said: readonly Frames[] | undefined): readonly string[] | undefined {
  return said?.map((content) => content.text(0));
}

test("what a node says is kept, in order, until somebody takes it", () => {
  const early = new Early();
  early.begin(LAMP, 0);
  early.begin(DESK, 0);
  for (const text of ["GET", "SUB"]) early.keep(LAMP, Frames.ofText(text), 10);
  expect([texts(early.take(LAMP)), texts(early.take(DESK))]).toEqual([["GET", "SUB"], []]);
  expect(early.take(LAMP)).toBeUndefined();
});

test("of a node that says something after 5 s, or more than 64 KiB with all others, nothing is kept", () => {
  const early = new Early();
  early.begin(LAMP, 0);
  early.keep(LAMP, Frames.ofText("GET"), 10);
  early.keep(LAMP, Frames.ofText("late"), 5000);
  expect(early.take(LAMP)).toBeUndefined();
  early.begin(LAMP, 0);
  early.begin(DESK, 0);
  early.keep(LAMP, Frames.ofText("x".repeat(0xf000)), 10);
  early.keep(DESK, Frames.ofText("x".repeat(0x2000)), 10);
  expect([texts(early.take(LAMP))?.length, early.take(DESK)]).toEqual([1, undefined]);
  // What was taken makes room.
  early.begin(DESK, 20);
  early.keep(DESK, Frames.ofText("x".repeat(0xf000)), 30);
  expect(texts(early.take(DESK))?.length).toBe(1);
});
