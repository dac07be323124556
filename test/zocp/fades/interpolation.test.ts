import { interpolateHue, interpolateNumberArray, interpolateRound } from "d3-interpolate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Json } from "../../../src/bytes/json.ts";
import { type Faded, pathOf } from "../../../src/zocp/fades/interpolation.ts";
import { fromOklch, toOklch } from "../../../src/zocp/fades/oklch.ts";
import type { Timing } from "../../../src/zocp/fades/timing.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const component = fc.double({ min: -1e6, max: 1e6, noNaN: true });

function path(typeHint: string, from: Json, to: Json, style: Partial<Timing> = {}, more: Partial<Faded> = {}) {
  return pathOf({ typeHint, extra: new Map(), ...more }, from, to, { curve: "linear", ...style });
}

describe("types", () => {
  test("vectors go by components, as those of d3-interpolate", () => {
    const vector = fc.array(component, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(vector, vector, share, (from, to, time) => {
        const theirs = [...interpolateNumberArray(from, to)(time)];
        expect(path("vec3f", from, to)(time)).toEqual(theirs.map((one) => expect.closeTo(one, 6)));
      }),
    );
  });

  test("whole numbers are whole on the way, as those of d3-interpolate", () => {
    const whole = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(whole, whole, share, (from, to, time) => {
        const ours = path("int", from, to)(time);
        expect(Number.isInteger(ours)).toBe(true);
        expect(Math.abs(Number(ours) - interpolateRound(from, to)(time))).toBeLessThanOrEqual(1);
      }),
    );
    expect([path("int", -3, -2)(0.5), path("int", 2, 3)(0.5)]).toEqual([-3, 3]);
  });

  test("what is turned on is so at the start, what is turned off at the end; `snap` says otherwise", () => {
    const values = (typeHint: string, from: Json, to: Json, style: Partial<Timing> = {}): readonly Json[] =>
      [0, 0.5, 1].map(path(typeHint, from, to, style));
    expect(values("bool", false, true)).toEqual([true, true, true]);
    expect(values("bool", true, false)).toEqual([true, true, false]);
    expect(values("string", "a", "b")).toEqual(["b", "b", "b"]);
    expect(values("string", "a", "")).toEqual(["a", "a", ""]);
    expect(values("string", "a", "b", { snap: 1 })).toEqual(["a", "a", "b"]);
    expect(values("bool", true, false, { snap: 0.5 })).toEqual([true, false, false]);
    expect(values("flt", 0, 1, { snap: 0.5 })).toEqual([0, 1, 1]);
    expect(values("int", 2n ** 70n, 0n)).toEqual([0n, 0n, 0n]);
    expect(values("pattern", [1], [])).toEqual([[1], [1], []]);
    expect(values("flt", Number.NaN, 1)).toEqual([1, 1, 1]);
  });

  test("every path ends at its end, to the bit", () => {
    const value = fc.oneof(component, fc.array(component, { minLength: 4, maxLength: 4 }), fc.boolean(), fc.string());
    const style = fc.constantFrom<Partial<Timing>>(
      {},
      { space: "oklch" },
      { way: "up" },
      { curve: "exp" },
      { snap: 0 },
    );
    const type = fc.constantFrom("flt", "int", "percent", "vec4f", "bool", "string", "own");
    fc.assert(
      fc.property(type, value, value, style, (typeHint, from, to, asked) => {
        expect(path(typeHint, from, to, asked, { unit: "deg", min: 0, max: 360 })(1)).toBe(to);
      }),
    );
  });
});

describe("angles", () => {
  const degrees = { unit: "deg", min: 0, max: 360 };

  test("from 350 to 10 go through 0", () => {
    const turn = path("flt", 350, 10, {}, degrees);
    expect([0.25, 0.5, 0.75].map(turn)).toEqual([355, 360, 5]);
  });

  test("go the shorter way, as the hue of d3-interpolate", () => {
    const angle = fc.double({ min: 0, max: 360, noNaN: true });
    fc.assert(
      fc.property(angle, angle, share, (from, to, time) => {
        // Exactly half a turn has two shorter ways.
        fc.pre(Math.abs(Math.abs(from - to) - 180) > 1e-6);
        const [ours, theirs] = [path("flt", from, to, {}, degrees)(time), interpolateHue(from, to)(time)];
        const off = Math.abs(((Number(ours) - theirs) % 360) + 360) % 360;
        expect(Math.min(off, 360 - off)).toBeLessThan(1e-6);
      }),
    );
  });

  test.each([
    ["shorter", [0, 10, 20]],
    ["longer", [0, 190, 20]],
    ["up", [0, 10, 20]],
    ["down", [0, 190, 20]],
  ] as const)("go %s when that is asked for", (way, values) => {
    expect([0, 0.5, 1].map(path("flt", 0, 20, { way }, degrees))).toEqual(values);
  });

  test("in other units, or without a range where they say that they are cyclic", () => {
    expect(path("flt", 0.9, 0.1, {}, { unit: "turn", min: 0, max: 1 })(0.25)).toBeCloseTo(0.95, 12);
    const radians = { unit: "rad", extra: new Map([["cyclic", true]]) };
    expect(path("flt", 3, -3, {}, radians)(0.5)).toBeCloseTo(Math.PI, 12);
    expect(path("flt", 350, 10, {}, { unit: "deg" })(0.5)).toBe(180);
  });

  test("stay within the range of their parameter", () => {
    const signed = { unit: "deg", min: -180, max: 180 };
    const angle = fc.double({ min: -180, max: 180, noNaN: true });
    fc.assert(
      fc.property(angle, angle, share, (from, to, time) => {
        const value = Number(path("flt", from, to, {}, signed)(time));
        expect(value).toBeGreaterThanOrEqual(-180);
        expect(value).toBeLessThanOrEqual(180);
      }),
    );
  });
});

describe("colours in OKLCH", () => {
  // The figures of CSS Color 4 for these names.
  test.each([
    ["red", [1, 0, 0], [0.62796, 0.25768, 29.234]],
    ["lime", [0, 1, 0], [0.86644, 0.29483, 142.495]],
    ["blue", [0, 0, 1], [0.45201, 0.31321, 264.052]],
    ["yellow", [1, 1, 0], [0.96798, 0.21101, 109.769]],
    ["white", [1, 1, 1], [1, 0, expect.any(Number)]],
  ] as const)("%s has the figures of CSS", (_name, rgb, oklch) => {
    const close = oklch.map((one) => (typeof one === "number" ? expect.closeTo(one, 3) : one));
    expect(toOklch(rgb)).toEqual([
      close[0],
      close[1],
      typeof oklch[2] === "number" ? expect.closeTo(oklch[2], 1) : close[2],
    ]);
  });

  test("there and back is the same", () => {
    fc.assert(
      fc.property(share, share, share, (r, g, b) => {
        expect(fromOklch(toOklch([r, g, b]))).toEqual([r, g, b].map((one) => expect.closeTo(one, 5)));
      }),
    );
  });

  test("from red to lime the way goes over yellow, not over brown; alpha goes straight", () => {
    const [red = 0, green = 0, , alpha] = path("vec4f", [1, 0, 0, 0], [0, 1, 0, 1], { space: "oklch" })(
      0.5,
    ) as readonly number[];
    expect(alpha).toBe(0.5);
    expect(red).toBeGreaterThan(0.7);
    expect(green).toBeGreaterThan(0.5);
    const straight = path("vec3f", [1, 0, 0], [0, 1, 0])(0.5);
    expect(straight).toEqual([0.5, 0.5, 0]);
  });

  test("grey takes the hue of the other end, and stays what a screen shows", () => {
    const colour = fc.tuple(share, share, share);
    fc.assert(
      fc.property(colour, colour, share, (from, to, time) => {
        for (const one of path("vec3f", from, to, { space: "oklch" })(time) as readonly number[]) {
          expect(one).toBeGreaterThanOrEqual(0);
          expect(one).toBeLessThanOrEqual(1);
        }
      }),
    );
    expect(toOklch(path("vec3f", [1, 1, 1], [1, 0, 0], { space: "oklch" })(0.5) as never)[2] - 29.2).toBeCloseTo(0, -1);
  });
});
