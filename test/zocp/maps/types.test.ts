import { describe, expect, test } from "vitest";

import { parseJson } from "../../../src/bytes/json.ts";
import { LinkMap, type MapSurroundings } from "../../../src/zocp/maps/link-map.ts";

function convert(value: unknown, around: MapSurroundings): readonly unknown[] {
  return new LinkMap([], around).push(value as never, 0);
}

describe("what arrives is of the sensor's type", () => {
  test.each<[typeHint: string, given: unknown, left: unknown]>([
    ["int", 2.5, 3],
    ["int", -2.5, -3],
    ["int", true, 1],
    ["flt", false, 0],
    ["flt", "0.5", 0.5],
    ["flt", " 12 ", 12],
    ["flt", "twelve", "twelve"],
    ["flt", "", ""],
    ["flt", [0.25, 1], 0.25],
    ["percent", 1n, 1],
    ["bool", 0.5, true],
    ["bool", 0.49, false],
    ["bool", "on", true],
    ["bool", "True", true],
    ["bool", "no", false],
    ["string", 0.1, "0.1"],
    ["string", 3, "3"],
    ["string", true, "true"],
    ["vec3f", 0.5, [0.5, 0.5, 0.5]],
    ["vec2f", [1, 2, 3], [1, 2]],
    ["vec3f", [1, 2], [1, 2, 0]],
    ["vec4f", [0.1, 0.2, 0.3], [0.1, 0.2, 0.3, 1]],
    ["vec4f", [0.1], [0.1, 0, 0, 1]],
    ["anything", { any: 1 }, { any: 1 }],
  ])("%s: %o becomes %o", (typeHint, given, left) => {
    expect(convert(given, { to: { typeHint } })).toEqual([left]);
  });

  test("whole numbers from 0 to 127 do not become a share of 1 by themselves", () => {
    expect(
      convert(127, { from: { typeHint: "int", min: 0, max: 127 }, to: { typeHint: "flt", min: 0, max: 1 } }),
    ).toEqual([127]);
  });
});

describe("units", () => {
  const ends = { from: { unit: "deg" }, to: { unit: "rad" } };
  const map = (stages: string, around: MapSurroundings = ends): LinkMap => new LinkMap(parseJson(stages), around);

  test("are reckoned where both ends have one that differs", () => {
    expect(map("[]").push(180, 0)).toEqual([Math.PI]);
    expect(map('[{"deadband": 1}]').push(180, 0)).toEqual([Math.PI]);
    expect(map("[]", { from: { unit: "Hz" }, to: { unit: "hertz" } }).push(0.1, 0)).toEqual([0.1]);
  });

  test("are left alone where a stage says what the numbers are, where one has none, or where there is no way", () => {
    expect(map('[{"range": [0, 360, 0, 1]}]').push(180, 0)).toEqual([0.5]);
    expect(map("[]", { from: { unit: "deg" }, to: {} }).push(180, 0)).toEqual([180]);
    expect(map("[]", { from: { unit: "deg" }, to: { unit: "m" } }).push(180, 0)).toEqual([180]);
  });
});

describe("an event is what is on", () => {
  const to = { typeHint: "flt", event: true };
  const pass = (stages: string, values: readonly number[], from = {}): unknown[] => {
    const map = new LinkMap(parseJson(stages), { from, to });
    return values.flatMap((value) => map.push(value, 0));
  };

  test("of events each one, and nothing when it is let go", () => {
    expect(pass("[]", [1, 0, 0.5], { event: true })).toEqual([1, 0.5]);
  });

  test("of a state the step from off to on: the first value only tells how it is", () => {
    expect(pass("[]", [1, 0, 1, 1, 0, 1])).toEqual([1, 1]);
  });

  test("of changes each one but the first", () => {
    expect(pass('[{"change": true}]', [1, 2, 2, 3])).toEqual([2, 3]);
  });

  test("of a threshold the step over it", () => {
    expect(pass('[{"threshold": [0.3, 0.7]}]', [0, 0.5, 0.8, 0.9, 0.1, 0.8])).toEqual([1, 1]);
  });
});

describe("a value that a map has no number for", () => {
  test.each<[map: string, value: unknown]>([
    ['[{"scale": 2}]', "text"],
    ['[{"scale": 2}]', Number.NaN],
    ['[{"scale": 1e300}]', 1e300],
    ['[{"unit": ["gain", "dB"]}]', 0],
    ['[{"pick": 5}]', [1, 2]],
    ['[{"expr": "1 / (x - 1)"}]', 1],
    ['[{"smooth": true}]', Number.POSITIVE_INFINITY],
    ["[]", [1, Number.NaN]],
  ])("%s is dropped and counted", (stages, value) => {
    const map = new LinkMap(parseJson(stages));
    expect(map.push(value as never, 0)).toEqual([]);
    expect(map.dropped).toBe(1);
    expect(map.push(2, 1).length + map.push([1, 1, 1, 1, 1, 1], 2).length).toBeGreaterThan(0);
  });
});

test("what is too long to be meant is dropped", () => {
  const map = new LinkMap(parseJson('[{"scale": 2}]'));
  expect(map.push("0".repeat(64), 0)).toEqual([0]);
  expect(map.push("0".repeat(65), 0)).toEqual([]);
  expect(map.push(new Array(1024).fill(1), 0)).toHaveLength(1);
  expect(map.push(new Array(1025).fill(1), 0)).toEqual([]);
  expect(map.dropped).toBe(2);
});

describe("pickup", () => {
  const sensor = { value: 0.5 as number | undefined, isHeld: false };
  const map = (): LinkMap =>
    new LinkMap(parseJson('[{"pickup": {"tolerance": 0.02}}]'), { sensor, to: { min: 0, max: 1 } });

  test("lets nothing through before a value comes past the sensor's", () => {
    const link = map();
    expect([0, 0.2, 0.4, 0.55].flatMap((value) => link.push(value, 0))).toEqual([0.55]);
  });

  test("takes a value that is near at once", () => {
    expect(map().push(0.49, 0)).toEqual([0.49]);
  });

  test("lets everything through while the sensor has what it was given", () => {
    expect(new LinkMap(parseJson('[{"pickup": true}]'), { sensor: { value: 0.5, isHeld: true } }).push(0.9, 0)).toEqual(
      [0.9],
    );
  });
});
