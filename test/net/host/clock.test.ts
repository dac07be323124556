import { expect, test } from "vitest";

import { hostClock } from "../../../src/net/host/clock.ts";

const TIMERS = 20;

test("of timers that are due together few ring in one turn of the host, whatever they do", async () => {
  let rung = 0;
  for (let i = 0; i < TIMERS; i++)
    hostClock.schedule(1, () => {
      for (const end = performance.now() + 1; performance.now() < end; );
      rung++;
    });
  const most = await mostInOneTurn(() => rung);
  expect(rung).toBe(TIMERS);
  expect(most).toBeLessThanOrEqual(2);
});

test("a timer that is cancelled while it waits for its turn does not ring", async () => {
  const rung: string[] = [];
  const cancels: (() => void)[] = [];
  for (const name of ["a", "b"])
    cancels.push(
      hostClock.schedule(1, () => {
        rung.push(name);
        for (const cancel of cancels) cancel();
      }),
    );
  await new Promise<void>((resolve) => hostClock.schedule(2, resolve));
  expect(rung).toHaveLength(1);
});

test("what a timer throws is thrown at the host, and the next one rings", async () => {
  const thrown = new Promise((resolve) => {
    const others = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException").once("uncaughtException", (cause) => {
      for (const other of others) process.on("uncaughtException", other);
      resolve(cause);
    });
  });
  hostClock.schedule(1, () => {
    throw new Error("a mistake");
  });
  await new Promise<void>((resolve) => hostClock.schedule(1, resolve));
  expect(await thrown).toEqual(new Error("a mistake"));
});

/** How much a count grew at most from one turn of the host to the next, until it is what all timers make. */
function mostInOneTurn(count: () => number): Promise<number> {
  return new Promise((resolve) => {
    let [before, most] = [count(), 0];
    const look = (): void => {
      const now = count();
      most = Math.max(most, now - before);
      before = now;
      if (now < TIMERS) setImmediate(look);
      else resolve(most);
    };
    setImmediate(look);
  });
}
