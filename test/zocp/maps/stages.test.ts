import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseJson } from "../../../src/bytes/json.ts";
import { UsageError } from "../../../src/errors.ts";
import { STAGE_NAMES } from "../../../src/zocp/maps/kinds.ts";
import { LinkMap, type MapSurroundings } from "../../../src/zocp/maps/link-map.ts";

/** What leaves for each value, one after the other at the same moment. */
function pass(map: string, values: readonly unknown[], around: MapSurroundings = {}): unknown[] {
  const link = new LinkMap(parseJson(map), around);
  return values.flatMap((value) => link.push(value as never, 0));
}

describe("what each stage does with values", () => {
  test.each<[map: string, given: unknown[], left: unknown[]]>([
    ['[{"range": [0, 127, 0, 1]}]', [0, 127, 63.5, 254], [0, 1, 0.5, 2]],
    ['[{"range": [0, 127, 0, 1], "clip": true}]', [-5, 200, 127], [0, 1, 1]],
    ['[{"range": [0, 1, 10, -10]}]', [0, 0.5, 1], [10, 0, -10]],
    ['[{"range": [0, 1, 0, 100]}]', [[0.5, 1, 0]], [[50, 100, 0]]],
    ['[{"clip": [0, 1]}]', [-1, 0.5, 7], [0, 0.5, 1]],
    ['[{"wrap": [0, 360]}]', [370, -10, 360, 0, 725], [10, 350, 360, 0, 5]],
    ['[{"fold": [0, 1]}]', [1.25, -0.25, 2.5, 0.5], [0.75, 0.25, 0.5, 0.5]],
    ['[{"invert": true}]', [0, 0.25, 1], [1, 0.75, 0]],
    ['[{"range": [0, 1, 20, 40]}, {"invert": true}]', [0, 1], [40, 20]],
    ['[{"scale": 2}, {"offset": -1}]', [0, 1], [-1, 1]],
    ['[{"curve": "square"}]', [0, 0.5, 1, 2], [0, 0.25, 1, 1]],
    ['[{"range": [0, 127, 100, 10000]}, {"curve": "exp"}]', [0, 63.5, 127], [100, 1000, 10000]],
    ['[{"points": [[0, 0], [0.5, 0.8], [1, 1]]}]', [-1, 0.25, 0.5, 0.75, 3], [0, 0.4, 0.8, 0.9, 1]],
    ['[{"pick": "y"}]', [[1, 2, 3]], [2]],
    ['[{"pick": [2, 0]}]', [[1, 2, 3]], [[3, 1]]],
    ['[{"pick": 0}]', [7], [7]],
    ['[{"vec": ["x", "x", 0]}]', [0.5], [[0.5, 0.5, 0]]],
    ['[{"vec": ["b", "g", "r"]}]', [[1, 2, 3]], [[3, 2, 1]]],
    ['[{"change": true}]', [1, 1, 2, 2, 1], [1, 2, 1]],
    ['[{"deadband": 0.1}]', [0, 0.05, 0.1, 0.11, 0.05], [0, 0.11]],
    ['[{"threshold": [0.3, 0.7]}]', [0, 0.5, 0.7, 0.5, 0.31, 0.3, 0.5], [0, 0, 1, 1, 1, 0, 0]],
    ['[{"threshold": 0.5, "to": ["off", "on"]}]', [0.4, 0.5], ["off", "on"]],
    ['[{"toggle": true}]', [0, 1, 0, 1, 0, 1], [true, false, true]],
    ['[{"count": [1, 3]}]', [false, true, false, true, false, true, false, true], [1, 2, 3, 1]],
    ['[{"edge": "up"}]', [1, 0, 1, 1, 0], [true]],
    ['[{"edge": "down"}]', [1, 0, 1, 1, 0], [true, true]],
    ['[{"edge": "up"}, {"toggle": true}]', [0, 1, 0, 1], [true, false]],
    ['[{"unit": ["deg", "turn"]}]', [90], [0.25]],
    ['[{"unit": ["bpm", "Hz"]}]', [120], [2]],
    ['[{"unit": ["midi", "hz"]}]', [69, 81], [440, 880]],
    ['[{"unit": ["C", "K"]}]', [0], [273.15]],
    ['[{"unit": ["%", "gain"]}]', [50], [0.5]],
    ['[{"text": "cue {0.00} of {}"}]', [1.5], ["cue 1.50 of 1.5"]],
    ['[{"text": "{0}/{}"}]', [[1.6, 2]], ["2/2"]],
    ['[{"table": {"calm": 0, "wild": 1}}]', ["wild", "other", "calm"], [1, 0]],
    ['[{"table": {"1": "one"}, "else": "many"}]', [1, 2], ["one", "many"]],
    ['[{"expr": "x * 2 + prev"}]', [1, 2], [3, 5]],
    ['[{"expr": "x > 0.5 ? \'on\' : \'off\'", "version": "expr/1"}]', [0.4, 0.6], ["off", "on"]],
    ["[]", [0.5, "text"], [0.5, "text"]],
  ])("%s", (map, given, left) => {
    const close = (value: unknown): unknown => (typeof value === "number" ? expect.closeTo(value, 9) : value);
    expect(pass(map, given)).toEqual(left.map((value) => (Array.isArray(value) ? value.map(close) : close(value))));
  });

  test("events press each time that they are on, and the first one, too", () => {
    const from = { event: true };
    expect(pass('[{"toggle": true}]', [1, 1, 0, 1], { from })).toEqual([true, false, true]);
    expect(pass('[{"edge": "up"}]', ["go", "", "go"], { from })).toEqual([true, true]);
  });

  test("how far it has counted outlives the map", () => {
    const memory = new Map();
    expect(pass('[{"count": [0, 7]}]', [0, 1, 0, 1], { memory })).toEqual([0, 1]);
    expect(pass('[{"count": [0, 7]}]', [0, 1], { memory })).toEqual([2]);
  });

  test("a range takes the emitter's own where it says one", () => {
    const map = '[{"range": [0, 1, 0, 1], "in": "auto"}]';
    expect(pass(map, [50], { from: { min: 0, max: 100 } })).toEqual([0.5]);
    expect(pass(map, [0.5])).toEqual([0.5]);
  });
});

describe("a wrong map says where, and what was expected", () => {
  test.each([
    ['{"range": [0, 1, 0, 1]}', "map: "],
    ["[3]", "map[0]: 3 is not a stage"],
    ['[{"invert": true}, {"rnage": [0, 1, 0, 1]}]', 'map[1]: there is no stage "rnage"; did you mean "range"?'],
    ['[{"range": [0, 1]}]', "map[0].range: [0, 1] is not four numbers"],
    ['[{"range": [1, 1, 0, 1]}]', "map[0].range: it begins and ends at 1"],
    ['[{"range": [0, 1, 0, 1], "cilp": true}]', 'map[0]: range knows no "cilp"; did you mean "clip"?'],
    ['[{"range": [0, 1, 0, 1], "clip": 1}]', "map[0].clip: 1 is not true or false"],
    ['[{"range": [0, 1, 0, NaN]}]', "map[0].range: "],
    ['[{"scale": 2, "offset": 1}]', "map[0]: scale and offset are stages, each with an object of its own"],
    ['[{"clip": [2, 1]}]', "map[0].clip: the least, 2, is above the most, 1"],
    ['[{"curve": "sqare"}]', 'map[0].curve: "sqare" is not one of linear'],
    ['[{"clip": [0, 1]}, {"curve": "exp"}]', "map[1].curve: exp needs values above 0, and here they go from 0 to 1"],
    ['[{"points": [[0, 0], [0, 1]]}]', "map[0].points: x of [0, 1] is not above that of the point before"],
    ['[{"pick": "q"}]', 'map[0].pick: "q" is not a component'],
    ['[{"threshold": [1, 0]}]', "map[0].threshold: off, 1, is above on, 0"],
    ['[{"delay": 61}]', "map[0].delay: 61 is not a number of seconds from 0 to 60"],
    ['[{"rate": 0}]', "map[0].rate: 0 is not a number of values a second"],
    ['[{"count": [0, 1.5]}]', "map[0].count: [0, 1.5] is not two whole numbers"],
    ['[{"edge": "left"}]', 'map[0].edge: "left" is not "up" or "down"'],
    ['[{"unit": ["deg", "m"]}]', "map[0].unit: deg cannot become m"],
    ['[{"unit": ["deg", "parsec"]}]', 'map[0].unit: "parsec" is not a unit that is known'],
    ['[{"text": "{0,0}"}]', "map[0].text: {0,0} is neither {} nor"],
    ['[{"table": [1]}]', "map[0].table: [1] is not an object"],
    ['[{"smooth": {"minkutoff": 1}}]', "map[0].smooth: "],
    ['[{"smooth": [0, 1]}]', "map[0].smooth: 0 is not a number of hertz above 0"],
    ['[{"expr": "x * "}]', "map[0].expr: column "],
    ['[{"expr": "x", "version": "expr/2"}]', 'map[0].version: "expr/2" is not "expr/1"'],
    ['[{"toggle": false}]', "map[0].toggle: false is not true"],
    ['[{"pickup": {"tolerance": -1}}]', "map[0].pickup: "],
    ['[{"__proto__": 1}]', "map[0]: there is no stage"],
    ['[{"constructor": 1}]', "map[0]: there is no stage"],
  ])("%s", (map, message) => {
    const make = (): LinkMap => new LinkMap(parseJson(map));
    expect(make).toThrow(UsageError);
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: "invalid-map" }));
  });

  test("of more than the limit", () => {
    const many = (count: number): unknown[] => Array.from({ length: count }, (_, index) => index);
    const make = (map: unknown) => () => new LinkMap(parseJson(JSON.stringify(map)));
    expect(make(many(33).map(() => ({ scale: 1 })))).toThrow("map: 33 stages; the limit is 32");
    expect(make(many(32).map(() => ({ scale: 1 })))).not.toThrow();
    expect(make([{ points: many(257).map((x) => [x, 0]) }])).toThrow("a list of 2 to 256 points");
    expect(make([{ table: Object.fromEntries(many(257).map((x) => [`k${x}`, x])) }])).toThrow("at most 256 values");
    expect(make([{ text: "x".repeat(1001) }])).toThrow("at most 1000 characters");
  });

  test("and never anything else, whatever is given", () => {
    const stage = fc.dictionary(fc.constantFrom(...STAGE_NAMES, "to", "in", "else"), fc.jsonValue(), { maxKeys: 2 });
    fc.assert(
      fc.property(fc.array(stage, { maxLength: 3 }), fc.array(fc.jsonValue(), { maxLength: 4 }), (map, values) => {
        try {
          const link = new LinkMap(parseJson(JSON.stringify(map)));
          for (const [now, value] of values.entries()) link.push(parseJson(JSON.stringify(value)), now);
          link.handleTimeout(1e6);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what holds for all numbers", () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const bounds = fc.tuple(number, number).filter(([a, b]) => b - a > 1e-3);
  const stageOf = (name: string, given: unknown): string => JSON.stringify([{ scale: 3 }, { [name]: given }]);

  test.each(["clip", "wrap", "fold"])("behind %s everything is within its bounds", (name) => {
    fc.assert(
      fc.property(bounds, number, ([low, high], x) => {
        const [left] = pass(stageOf(name, [low, high]), [x]) as [number];
        expect(left).toBeGreaterThanOrEqual(low);
        expect(left).toBeLessThanOrEqual(high);
      }),
    );
  });

  test("a range and the range back give what came", () => {
    fc.assert(
      fc.property(bounds, bounds, fc.double({ min: 0, max: 1, noNaN: true }), ([a, b], [c, d], share) => {
        const x = a + (b - a) * share;
        const [left] = pass(JSON.stringify([{ range: [a, b, c, d] }, { range: [c, d, a, b] }]), [x]) as [number];
        const size = Math.max(Math.abs(a), Math.abs(b), (b - a) * (Math.max(Math.abs(c), Math.abs(d)) / (d - c)));
        expect(Math.abs(left - x)).toBeLessThanOrEqual(size * 1e-11);
      }),
    );
  });

  test("the ends of a range are reached to the bit", () => {
    fc.assert(
      fc.property(bounds, fc.tuple(number, number), ([a, b], [c, d]) => {
        expect(pass(JSON.stringify([{ range: [a, b, c, d] }]), [a, b])).toEqual([c + 0, d + 0]);
      }),
    );
  });

  test("every unit and back gives what came", () => {
    const pairs = [
      ["deg", "rad"],
      ["m", "mm"],
      ["s", "ms"],
      ["Hz", "midi"],
      ["dB", "percent"],
      ["F", "C"],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...pairs), fc.double({ min: 1, max: 100, noNaN: true }), ([a, b], x) => {
        const [left] = pass(JSON.stringify([{ unit: [a, b] }, { unit: [b, a] }]), [x]) as [number];
        expect(left).toBeCloseTo(x, 9);
      }),
    );
  });
});
