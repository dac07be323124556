import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Range, roundHalfAway, Scale } from "../../../src/bridges/core/scale.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
/** Ranges as people have them, and huge and tiny ones; not such that hold fewer numbers than a device has steps. */
const ranges: fc.Arbitrary<Range> = fc.oneof(
  fc.constantFrom<Range>([0, 1], [1, 0], [-1, 1], [0, 100], [20, 20_000], [-60, 12], [0, 255]),
  fc.tuple(finite, finite).filter(isWide),
);
const steps = fc.constantFrom(1, 127, 255, 1023, 16_383, 65_535);
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe("a scale", () => {
  test("maps the ends of a range exactly to the ends of the other, both ways", () => {
    fc.assert(
      fc.property(ranges, ranges, (own, foreign) => {
        const scale = new Scale(own, foreign);
        expect([scale.to(own[0]), scale.to(own[1])]).toEqual(foreign);
        expect([scale.back(foreign[0]), scale.back(foreign[1])]).toEqual(own);
      }),
      { numRuns: 5000 },
    );
  });

  test("reaches every step of the other side, from the value that this step means", () => {
    fc.assert(
      fc.property(ranges, steps, fc.nat(65_535), fc.boolean(), (own, top, number, turned) => {
        const step = number % (top + 1);
        const scale = new Scale(own, turned ? [top, 0] : [0, top], true);
        expect(Math.abs(scale.to(scale.back(step)))).toBe(step);
      }),
      { numRuns: 10_000 },
    );
  });

  test("comes back to within one step of where it was", () => {
    fc.assert(
      fc.property(ranges, steps, share, (own, top, part) => {
        const value = own[0] * (1 - part) + own[1] * part;
        const scale = new Scale(own, [0, top], true);
        const off = Math.abs(scale.back(scale.to(value)) / 2 - value / 2);
        expect(off).toBeLessThanOrEqual((Math.abs(own[1] / 2 - own[0] / 2) / top) * (1 + 1e-9));
      }),
      { numRuns: 10_000 },
    );
  });

  test("never leaves the range of a device, and lets its owner see what is beyond his own", () => {
    const scale = new Scale([0, 1], [0, 127], true);
    expect([scale.to(-1), scale.to(2), scale.back(254)]).toEqual([0, 127, 2]);
  });
});

test("halves are rounded away from zero, and nothing below them is", () => {
  expect([0.5, -0.5, 2.5, -2.5, 0.49999999999999994, -1.4].map(roundHalfAway)).toEqual([1, -1, 3, -3, 0, -1]);
});

function isWide([low, high]: readonly [number, number]): boolean {
  const width = Math.abs(high / 2 - low / 2);
  return width > 1e-290 && width > Math.max(Math.abs(low), Math.abs(high)) * 1e-10;
}
