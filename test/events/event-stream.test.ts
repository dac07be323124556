import { expect, test } from "vitest";

import { EventStream } from "../../src/events/event-stream.ts";

test("a loop that does not keep up loses the oldest events, beyond so many", async () => {
  const stream = new EventStream<number>(3, undefined, () => {});
  for (let event = 1; event <= 10; event++) stream.push(event);
  expect([await stream.next(), await stream.next(), await stream.next()].map(({ value }) => value)).toEqual([8, 9, 10]);
});
