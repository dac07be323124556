import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseJson } from "../../../src/bytes/json.ts";
import { formatJson } from "../../../src/bytes/json-format.ts";
import {
  compareOn,
  fillRecord,
  formatRecord,
  keyOfLink,
  type LinkRecord,
  mergeRecords,
  readRecord,
} from "../../../src/zocp/links/record.ts";
import { Registry } from "../../../src/zocp/links/registry.ts";
import { compareVersions, nextVersion, readVersion } from "../../../src/zocp/links/version.ts";

const A = "a".repeat(32);
const B = "b".repeat(32);

function record(on: boolean, counter: number, id = A, options: readonly [string, number][] = []): LinkRecord {
  return {
    ...{ emitter: { node: "desk", parameter: "fader" }, sensor: { node: "lamp", parameter: "level" } },
    ...{
      on,
      onVersion: { counter, id },
      options: new Map(options),
      optionsVersion: { counter, id },
      by: id,
      at: counter,
    },
  };
}

describe("a version", () => {
  test.each([
    ["a higher counter", { counter: 2, id: A }, { counter: 1, id: B }],
    ["of equal counters the higher id", { counter: 1, id: B }, { counter: 1, id: A }],
  ])("wins by %s", (_, higher, lower) => {
    expect(compareVersions(higher, lower)).toBeGreaterThan(0);
    expect(compareVersions(lower, higher)).toBeLessThan(0);
    expect(compareVersions(higher, { ...higher })).toBe(0);
  });

  test.each([
    ["follows the one that was seen", { counter: 7, id: B }, undefined, 8],
    ["is the seconds since 2020 where a clock was set", { counter: 7, id: B }, Date.UTC(2027, 0, 1), 220_924_800],
    ["does not believe a clock that was never set", undefined, Date.UTC(2020, 5, 1), 1],
    [
      "follows what was seen of a clock that is ahead",
      { counter: 300_000_000, id: B },
      Date.UTC(2027, 0, 1),
      300_000_001,
    ],
    ["ends at 2^40", { counter: 2 ** 40, id: B }, undefined, 2 ** 40],
  ])("%s", (_, seen, date, counter) => {
    expect(nextVersion(A, seen, date)).toEqual({ counter, id: A });
  });

  test.each(["[1]", '["1", "a"]', `[-1, "${A}"]`, `[1.5, "${A}"]`, `[1099511627777, "${A}"]`, '[1, "short"]', "null"])(
    "is not %s",
    (text) => {
      expect(readVersion(parseJson(text))).toBeUndefined();
    },
  );
});

describe("a record", () => {
  test.each([
    ["what was decided later", record(false, 2), record(true, 1), false],
    ["of equal counters what was cut", record(false, 1, A), record(true, 1, B), false],
    ["a decision and not a declaration", record(false, 1), record(true, 0, B), false],
    ["what was made after it was cut", record(true, 3), record(false, 2), true],
  ])("says %s", (_, one, other, on) => {
    expect(mergeRecords(one, other).on).toBe(on);
    expect(mergeRecords(other, one).on).toBe(on);
  });

  test("does not bring a link back when only its options are newer", () => {
    const edited = { ...record(true, 1, A, [["rate", 5]]), optionsVersion: { counter: 9, id: A } };
    const merged = mergeRecords(record(false, 2), edited);
    expect([merged.on, merged.options]).toEqual([false, new Map([["rate", 5]])]);
  });

  test("of a node that is no end fills what nobody decided, and nothing else", () => {
    expect(fillRecord(record(true, 0), record(false, 5)).on).toBe(false);
    expect(fillRecord(record(true, 1), record(false, 5)).on).toBe(true);
  });

  test("travels whole, with options that this node does not understand", () => {
    const whole = { ...record(true, 3), options: new Map([["map", [1, "x"]]]) };
    expect(readRecord(parseJson(formatJson(formatRecord(whole))))).toEqual(whole);
  });

  test.each([
    ["a name that is too long", { emitter: { node: "x".repeat(512), parameter: "p" } }],
    ["a node without a name", { sensor: { node: "", parameter: "p" } }],
    ["options that are too long", { options: new Map([["x", "y".repeat(5000)]]) }],
  ])("is not read with %s", (_, part) => {
    expect(readRecord(formatRecord({ ...record(true, 1), ...part }))).toBeUndefined();
  });

  test("ends the same on all nodes, in whatever order and how often records come", () => {
    const any = fc
      .record({ on: fc.boolean(), counter: fc.nat(3), id: fc.constantFrom(A, B), rate: fc.nat(2) })
      .map((o) => record(o.counter === 0 || o.on, o.counter, o.id, [["rate", o.counter + (o.id === A ? 0 : 10)]]));
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 6 }), fc.nat(), (records, turn) => {
        const other = [...records.slice(turn % records.length), ...records, ...records.slice(0, turn % records.length)];
        const all = (some: readonly LinkRecord[]): LinkRecord => some.reduce(mergeRecords);
        const [one, two] = [all(records), all(other)];
        expect([one.on, one.onVersion.counter, one.options]).toEqual([two.on, two.onVersion.counter, two.options]);
        expect(records.every((each) => compareOn(each, one) <= 0)).toBe(true);
      }),
    );
  });
});

describe("the registry", () => {
  const named = (name: string, on: boolean): LinkRecord => ({
    ...record(on, 1),
    sensor: { node: name, parameter: "level" },
  });

  test("forgets the oldest of too many links that were cut, and of those the wanted ones last", () => {
    const registry = new Registry(undefined, 2);
    registry.put(named("kept", true));
    registry.put(named("wanted", false)).wanted = true;
    for (const name of ["one", "two", "three"]) registry.put(named(name, false));
    expect([...registry].map((kept) => kept.record.sensor.node)).toEqual(["kept", "wanted", "three"]);
  });

  test("counts a link that was made again as no longer cut", () => {
    const registry = new Registry(undefined, 1);
    registry.put(named("one", false));
    registry.put(named("one", true));
    registry.put(named("two", false));
    expect([...registry]).toHaveLength(2);
  });

  test("finds a link however its letters are spelled", () => {
    const registry = new Registry();
    registry.put({ ...record(true, 1), sensor: { node: "lamp", parameter: "caf\u00e9" } });
    expect(registry.find({ ...record(true, 1), sensor: { node: "lamp", parameter: "cafe\u0301" } })).toBeDefined();
    expect(keyOfLink(record(true, 1))).not.toBe(keyOfLink(named("one", true)));
  });
});
