import fc from "fast-check";
import { expect, test } from "vitest";
import { ShowTime } from "../../../src/zocp/clock/show-time.ts";

const corrections = fc.array(
  fc.record({
    pause: fc.double({ min: 0, max: 20_000, noNaN: true }),
    error: fc.double({ min: -200, max: 200, noNaN: true }),
    rate: fc.double({ min: 0.9995, max: 1.0005, noNaN: true }),
  }),
  { minLength: 1, maxLength: 10 },
);

test("time never goes back while it is corrected, and every moment of it is found again", () => {
  fc.assert(
    fc.property(corrections, fc.array(fc.double({ min: -5000, max: 30_000, noNaN: true })), (all, moments) => {
      const time = new ShowTime();
      let now = 0;
      for (const { pause, error, rate } of all) {
        const before = time.at(now);
        now += pause;
        expect(time.at(now)).toBeGreaterThanOrEqual(before);
        const shown = time.at(now);
        time.correct(error, rate, now);
        expect(time.at(now)).toBeCloseTo(shown, 6);
      }
      for (const later of moments) expect(time.localOf(time.at(now + later))).toBeCloseTo(now + later, 5);
    }),
  );
});

test("an error is made up for at 2 % of the speed, and no further", () => {
  const time = new ShowTime();
  time.correct(100, 1, 1000);
  expect(time.at(2000)).toBeCloseTo(2020, 6);
  expect(time.pending(2000)).toBeCloseTo(80, 6);
  expect(time.at(6000)).toBeCloseTo(6100, 6);
  expect(time.at(60_000)).toBeCloseTo(60_100, 6);
  expect(time.pending(60_000)).toBe(0);
});

test("a step sets it, forwards and back", () => {
  const time = new ShowTime();
  time.correct(50, 1, 0);
  time.step(3_600_000, 1.0001, 1000);
  expect(time.at(1000)).toBeCloseTo(3_601_020, 6);
  time.step(-7_200_000, 1, 2000);
  expect(time.at(2000)).toBeCloseTo(3_601_020 + 1000.1 - 7_200_000, 6);
});
