import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseJson } from "../../../src/bytes/json.ts";
import { LinkMap } from "../../../src/zocp/maps/link-map.ts";

type Left = readonly [now: number, value: unknown];

/** Everything that leaves: for values at times, and by itself until nothing is due any more. */
function play(map: string, values: readonly (readonly [now: number, value: unknown])[], until = 1e7): Left[] {
  const link = new LinkMap(parseJson(map));
  const left: Left[] = [];
  const wait = (now: number): void => {
    for (let at = link.deadline; at <= now; at = link.deadline)
      left.push(...link.handleTimeout(at).map((value) => [at, value] as const));
  };
  for (const [now, value] of values) {
    wait(now);
    left.push(...link.push(value as never, now).map((one) => [now, one] as const));
  }
  wait(until);
  expect(link.deadline).toBeGreaterThan(until);
  return left;
}

// Without -0: in JSON it is 0.
const number = fc.double({ min: -1000, max: 1000, noNaN: true }).map((any) => any + 0);
const story = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 2000 }), number), { minLength: 1, maxLength: 20 })
  .map((steps) =>
    steps.map(([pause, value], index) => [steps.slice(0, index).reduce((sum, [p]) => sum + p, pause), value] as const),
  );

describe("the last value always arrives, to the bit", () => {
  test.each([
    '{"smooth": true}',
    '{"smooth": [0.1, 0]}',
    '{"lag": 0.5}',
    '{"lag": {"up": 0.1, "down": 2}}',
    '{"speed": 100}',
    '{"deadband": 50}',
    '{"rate": 3}',
    '{"delay": 0.7}',
  ])("through %s", (stage) => {
    fc.assert(
      fc.property(story, (values) => {
        const left = play(`[${stage}]`, values);
        expect(left.at(-1)?.[1]).toBe(values.at(-1)?.[1]);
      }),
    );
  });

  test("and through several, one behind the other", () => {
    const map = '[{"deadband": 0.5}, {"rate": 20}, {"smooth": true}, {"speed": 300}, {"delay": 1}]';
    fc.assert(
      fc.property(story, (values) => {
        expect(play(map, values).at(-1)?.[1]).toBe(values.at(-1)?.[1]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("how long it takes", () => {
  test("a deadband lets the rest through when nothing comes for a quarter of a second", () => {
    expect(
      play('[{"deadband": 0.1}]', [
        [0, 0],
        [100, 0.05],
        [200, 0.06],
      ]),
    ).toEqual([
      [0, 0],
      [450, 0.06],
    ]);
  });

  test("a rate gives the newest, and always the last", () => {
    expect(
      play('[{"rate": 10}]', [
        [0, 1],
        [10, 2],
        [20, 3],
        [150, 4],
      ]),
    ).toEqual([
      [0, 1],
      [100, 3],
      [200, 4],
    ]);
  });

  test("a delay gives each value so much later", () => {
    expect(
      play('[{"delay": 2}]', [
        [0, "a"],
        [500, "b"],
      ]),
    ).toEqual([
      [2000, "a"],
      [2500, "b"],
    ]);
  });

  test("a speed takes the way at that speed", () => {
    const after = play('[{"speed": 10}]', [
      [0, 0],
      [1, 1],
    ]);
    expect(after.at(-1)?.[0]).toBeGreaterThan(95);
    expect(after.at(-1)?.[0]).toBeLessThan(130);
  });

  test("a lag has done 95 % of the way after its time, up and down with times of their own", () => {
    const values = [
      [0, 0],
      [1, 1],
      [10_000, 0],
    ] as const;
    const left = play('[{"lag": {"up": 0.3, "down": 1.5}}]', values) as unknown as readonly [number, number][];
    const first = (from: number, fits: (value: number) => boolean) =>
      (left.find(([now, value]) => now > from && fits(value))?.[0] ?? 0) - from;
    expect(first(1, (value) => value >= 0.95)).toBeGreaterThan(270);
    expect(first(1, (value) => value >= 0.95)).toBeLessThan(330);
    expect(first(10_000, (value) => value <= 0.05)).toBeGreaterThan(1450);
    expect(first(10_000, (value) => value <= 0.05)).toBeLessThan(1550);
  });

  test("a vector goes on in all of its components until the last has arrived", () => {
    const left = play('[{"speed": 1}]', [
      [0, [0, 0]],
      [1, [1, 0.1]],
    ]);
    expect(left.at(-1)?.[1]).toEqual([1, 0.1]);
    expect(left.at(-1)?.[0]).toBeGreaterThan(950);
  });
});

test("more than 10,000 values do not wait: the oldest are lost, and counted", () => {
  const link = new LinkMap(parseJson('[{"delay": 60}]'));
  for (let index = 0; index < 25_000; index++) link.push(index, index);
  expect(link.dropped).toBe(15_000);
  const left = link.handleTimeout(1e6);
  expect(left).toHaveLength(10_000);
  expect([left[0], left.at(-1)]).toEqual([15_000, 24_999]);
});

describe("smoothing is the One Euro filter of its paper", () => {
  /** Algorithm 1 of Casiez, Roussel and Vogel, as it stands there. */
  function reference(
    samples: readonly (readonly [now: number, x: number])[],
    mincutoff: number,
    beta: number,
  ): number[] {
    const alpha = (rate: number, cutoff: number): number => {
      const tau = 1 / (2 * Math.PI * cutoff);
      const te = 1 / rate;
      return 1 / (1 + tau / te);
    };
    let hatx = Number.NaN;
    let hatdx = 0;
    let then = 0;
    return samples.map(([now, x], index) => {
      if (index === 0) {
        hatx = x;
      } else {
        const rate = 1000 / (now - then);
        const dx = (x - hatx) * rate;
        hatdx = alpha(rate, 1) * dx + (1 - alpha(rate, 1)) * hatdx;
        const a = alpha(rate, mincutoff + beta * Math.abs(hatdx));
        hatx = a * x + (1 - a) * hatx;
      }
      then = now;
      return hatx;
    });
  }

  test("for any values that come often enough", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 15 }), number), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(
        steps,
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (given, cutoff, beta) => {
          let now = 0;
          const samples = given.map(([pause, x]) => [(now += pause), x] as const);
          const link = new LinkMap(parseJson(`[{"smooth": [${cutoff}, ${beta}]}]`));
          const left = samples.map(([at, x]) => link.push(x, at)[0] as number);
          for (const [index, expected] of reference(samples, cutoff, beta).entries()) {
            expect(Math.abs((left[index] ?? Number.NaN) - expected)).toBeLessThan(1e-9);
          }
        },
      ),
    );
  });

  test("at its defaults a shaky pointer of 1,000 points is three times as quiet, and less than 60 ms behind", () => {
    // At rest, then 1,000 points in a second, at rest again; 100 Hz, noise of a fixed sequence.
    let seed = 1;
    const noise = (): number => ((seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647 - 0.5) * 8;
    const place = (now: number): number => Math.min(1000, Math.max(0, now - 2000));
    const link = new LinkMap(parseJson('[{"smooth": true}]'));
    const samples = Array.from({ length: 500 }, (_, index) => {
      const now = index * 10;
      const shaky = place(now) + noise();
      return { now, shaky, left: link.push(shaky, now)[0] as number };
    });
    const rms = (values: readonly number[]): number =>
      Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    const still = samples.filter(({ now }) => now > 500 && now < 1990);
    expect(rms(still.map(({ shaky }) => shaky)) / rms(still.map(({ left }) => left))).toBeGreaterThan(3);
    const moving = samples.filter(({ now }) => now > 2300 && now < 2950);
    const behind = moving.reduce((sum, { now, left }) => sum + (place(now) - left), 0) / moving.length;
    expect(behind).toBeLessThan(60);
  });
});
