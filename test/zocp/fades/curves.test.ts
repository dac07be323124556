import { easeLinear, easeQuadIn, easeQuadOut } from "d3-ease";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { numberAt, readCurve, shareAt } from "../../../src/zocp/fades/curves.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
/** A share of the time as a whole number of 1/2^16: figures in whole numbers are exact. */
const ticks = fc.integer({ min: 0, max: 65_536 });

describe("curves are those of others", () => {
  test.each([
    ["linear", easeLinear],
    ["in", easeQuadIn],
    ["out", easeQuadOut],
  ] as const)("%s is that of d3-ease", (curve, ease) => {
    fc.assert(
      fc.property(share, (time) => {
        expect(shareAt(curve, time)).toBeCloseTo(ease(time), 14);
      }),
    );
  });

  test("smooth is 3x² − 2x³, computed in whole numbers", () => {
    fc.assert(
      fc.property(ticks, (tick) => {
        const [x, one] = [BigInt(tick), 65_536n];
        const exact = Number(3n * x * x * one - 2n * x * x * x) / Number(one ** 3n);
        expect(shareAt("smooth", tick / 65_536)).toBeCloseTo(exact, 14);
      }),
    );
  });

  test("a Bézier takes the time and the share of one and the same point of its line", () => {
    const handle = fc.tuple(share, fc.double({ min: -2, max: 3, noNaN: true }));
    const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
    // The way of de Casteljau: lines between points of lines.
    const casteljau = (a: number, b: number, t: number): number => {
      const [p, q, r] = [mix(0, a, t), mix(a, b, t), mix(b, 1, t)];
      return mix(mix(p, q, t), mix(q, r, t), t);
    };
    fc.assert(
      fc.property(handle, handle, share, ([x1, y1], [x2, y2], t) => {
        // Where the curve is steep a small error of the time is a large one of the share.
        const [before, after] = [t - 1e-4, t + 1e-4].map((one) => casteljau(y1, y2, Math.min(1, Math.max(0, one))));
        const found = shareAt([x1, y1, x2, y2], casteljau(x1, x2, t));
        const slack = Math.abs((after ?? 0) - (before ?? 0)) + 1e-3;
        // An upright line has many shares at one time.
        const upright = casteljau(x1, x2, Math.min(1, t + 0.02)) - casteljau(x1, x2, Math.max(0, t - 0.02)) < 1e-3;
        if (!upright) expect(Math.abs(found - casteljau(y1, y2, t))).toBeLessThan(slack);
      }),
    );
  });

  test("ease of CSS has the figures of browsers", () => {
    // cubic-bezier(0.25, 0.1, 0.25, 1) at quarters, as every implementation of WebKit's solver gives them.
    const ease = [0.25, 0.1, 0.25, 1] as const;
    expect([0.25, 0.5, 0.75].map((time) => Number(shareAt(ease, time).toFixed(4)))).toEqual([0.4085, 0.8024, 0.9605]);
  });

  test("all begin at 0 and end at 1, to the bit", () => {
    for (const curve of ["linear", "smooth", "in", "out", "square", "exp", [0.9, -1, 0.1, 2]] as const)
      expect([shareAt(curve, 0), shareAt(curve, 1)]).toEqual([0, 1]);
  });
});

describe("between two numbers", () => {
  const number = fc.double({ min: -1e12, max: 1e12, noNaN: true });

  test("straight is so: between the two, and at them at the ends", () => {
    fc.assert(
      fc.property(number, number, share, (from, to, at) => {
        const value = numberAt("linear", from, to, at);
        const slack = 1e-9 * (Math.abs(from) + Math.abs(to));
        expect(value).toBeGreaterThanOrEqual(Math.min(from, to) - slack);
        expect(value).toBeLessThanOrEqual(Math.max(from, to) + slack);
        expect([numberAt("linear", from, to, 0), numberAt("linear", from, to, 1)]).toEqual([from, to]);
      }),
    );
  });

  test("square halves what the eye sees: half of the way from 0 to 1 is a quarter, up and down", () => {
    expect([numberAt("square", 0, 1, 0.5), numberAt("square", 1, 0, 0.5)]).toEqual([0.25, 0.25]);
    expect(numberAt("square", 0, 4, 0.75)).toBe(2.25);
  });

  test("exp takes equal times for equal ratios: from 110 to 880 Hz an octave in each third", () => {
    expect([1 / 3, 2 / 3].map((at) => numberAt("exp", 110, 880, at))).toEqual(
      [220, 440].map((f) => expect.closeTo(f, 9)),
    );
  });

  test("is straight where the curve does not exist, and arrives", () => {
    expect([numberAt("exp", 0, 1, 0.5), numberAt("square", -1, 1, 0.5)]).toEqual([0.5, 0]);
  });
});

test("what is no curve is none", () => {
  for (const wrong of [null, "ease", "toString", [], [0, 0, 1], [0, 0, 1, Number.NaN], [1.1, 0, 1, 1], [0, 0, -0.1, 1]])
    expect(readCurve(wrong)).toBeUndefined();
  expect(readCurve([0.25, 0.1, 0.25, 1])).toEqual([0.25, 0.1, 0.25, 1]);
});
