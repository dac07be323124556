import fc from "fast-check";
import { expect, test } from "vitest";
import { Ring, SEGMENT } from "../../../src/recording/record/ring.ts";

const MINUTE = 60_000;

test("it holds the last minutes, in segments of one", () => {
  const ring = new Ring({ length: 5 * MINUTE, size: 1e9 });
  expect(ring.handleTime(0)).toEqual([{ type: "begin", segment: 1 }]);
  expect(ring.handleTime(SEGMENT - 1)).toEqual([]);
  for (let minute = 1; minute < 5; minute++)
    expect(ring.handleTime(minute * MINUTE)).toEqual([{ type: "begin", segment: minute + 1 }]);
  expect(ring.handleTime(5 * MINUTE)).toEqual([
    { type: "drop", segment: 1 },
    { type: "begin", segment: 6 },
  ]);
  expect(ring.segments).toEqual([2, 3, 4, 5, 6]);
});

test("is never more than its time and its bytes, whatever comes", () => {
  const step = fc.record({ after: fc.integer({ min: 0, max: 90_000 }), bytes: fc.integer({ min: 1, max: 900 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 2, max: 12 }), (steps, minutes) => {
      const ring = new Ring({ length: minutes * MINUTE, size: 10_000 });
      const files = new Map<number, { began: number; bytes: number }>();
      let now = 0;
      for (const { after, bytes } of steps) {
        now += after;
        const effects = [...ring.handleTime(now, !ring.fits(bytes)), ...ring.handleBytes(bytes)];
        for (const { type, segment } of effects)
          if (type === "begin") files.set(segment, { began: now, bytes: 0 });
          else files.delete(segment);
        const last = files.get(Math.max(...files.keys()));
        if (last !== undefined) last.bytes += bytes;
        const held = [...files.values()];
        expect(held.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThanOrEqual(10_000);
        const oldest = Math.min(...held.map(({ began }) => began));
        // Its last segment ends a minute after it began at the latest.
        expect(Math.max(...held.map(({ began }) => began)) + SEGMENT - oldest).toBeLessThanOrEqual(minutes * MINUTE);
        expect(ring.segments).toEqual([...files.keys()]);
        expect(ring.bytes).toBe(held.reduce((sum, one) => sum + one.bytes, 0));
      }
    }),
  );
});
