import { expect, test } from "vitest";

import { Liveness } from "../../src/zre/liveness/liveness.ts";

const TIMES = { evasive: 5000, silent: 1000, expired: 30_000 };

test("asks a silent peer once, then says that it is evasive, then silent, then gives it up", () => {
  const liveness = new Liveness(0);
  const steps = new Map<number, string>();
  for (let now = 0; now <= 30_000; now += 1000) {
    const step = liveness.check(now, TIMES);
    if (step !== undefined) steps.set(now, step);
  }
  expect([...steps]).toEqual([
    [5000, "ask"],
    [6000, "evasive"],
    [7000, "silent"],
    [30_000, "expired"],
  ]);
});

test("leaves a peer alone that is heard", () => {
  const liveness = new Liveness(0);
  for (let now = 1000; now < 100_000; now += 1000) {
    liveness.handleHeard(now);
    expect(liveness.check(now + 999, TIMES)).toBeUndefined();
  }
});

test("says nothing of a peer that answers in time", () => {
  const liveness = new Liveness(0);
  expect(liveness.check(5000, TIMES)).toBe("ask");
  liveness.handleHeard(5999);
  expect(liveness.check(6000, TIMES)).toBeUndefined();
  expect(liveness.state).toBe("ready");
});

test("takes a peer back that was silent, and asks again when it falls silent again", () => {
  const liveness = new Liveness(0);
  for (const now of [5000, 6000, 7000]) liveness.check(now, TIMES);
  expect(liveness.state).toBe("silent");
  liveness.handleHeard(8000);
  expect(liveness.state).toBe("ready");
  expect(liveness.check(12_999, TIMES)).toBeUndefined();
  expect(liveness.check(13_000, TIMES)).toBe("ask");
});

test("takes one step at a time after the host slept", () => {
  const liveness = new Liveness(0);
  expect(liveness.check(20_000, TIMES)).toBe("ask");
  expect(liveness.check(20_500, TIMES)).toBeUndefined();
  expect(liveness.check(22_500, TIMES)).toBe("evasive");
  expect(liveness.check(22_500, TIMES)).toBe("silent");
});
