import { expect, test } from "vitest";
import { AT_ONCE, fromTimeTag, toTimeTag } from "../../../../src/osc.ts";

test("a date becomes a time tag and is itself again, to the microsecond", () => {
  // 1970 has passed 2,208,988,800 seconds of the era of NTP.
  expect(toTimeTag(0)).toBe(2_208_988_800n << 32n);
  for (const date of [0, 1, 1_796_126_832_208.052, Date.UTC(2035, 0, 1) + 0.5])
    expect(fromTimeTag(toTimeTag(date))).toBeCloseTo(date, 3);
});

test("at once is no date", () => {
  expect(fromTimeTag(AT_ONCE)).toBeUndefined();
});

test("a date of another era is refused", () => {
  for (const date of [Number.NaN, Infinity, -3e12, Date.UTC(2037, 0, 1)])
    expect(() => toTimeTag(date)).toThrow(/1970 to 2036/);
});
