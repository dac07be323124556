import { expect, test } from "vitest";
import { Keeps } from "../../../src/recording/record/keeps.ts";

test("the first is kept at once, and all of the next minute at its end, as the gravest of them", () => {
  const keeps = new Keeps();
  expect(keeps.handle("exit", 1000)).toBe("exit");
  for (let now = 1001; now < 60_000; now += 10_000)
    expect(keeps.handle(now > 40_000 ? "panic" : "exit", now)).toBeUndefined();
  expect(keeps.handleTime(60_999)).toBeUndefined();
  expect(keeps.handleTime(61_000)).toBe("panic");
  expect(keeps.handleTime(200_000)).toBeUndefined();
});

test("a network that falls apart does not fill the disk", () => {
  const keeps = new Keeps();
  let kept = 0;
  for (let now = 0; now < 48 * 3_600_000; now += 30_000) if (keeps.handle("exit", now) !== undefined) kept++;
  expect(kept).toBe(100);
});
