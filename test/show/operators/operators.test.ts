import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { type Json, type JsonInput, UsageError } from "../../../src/index.ts";
import { KINDS } from "../../../src/show/operators/kinds.ts";
import type { OperatorSettings } from "../../../src/show/operators/operators.ts";
import { Rig } from "./rig.ts";

/** What is given to an input (or `press`ed), and what the output is then. */
type Step = readonly [input: string, value: Json | "press", out: Json, output?: string];

const CASES: readonly [settings: OperatorSettings, steps: readonly Step[]][] = [
  [
    { operator: "multiply", factor: 0.5 },
    [
      ["in", 3, 1.5],
      ["factor", -2, -6],
    ],
  ],
  [
    { operator: "multiply", type: "vec3f" },
    [
      ["in", [1, 2, 3], [1, 2, 3]],
      ["factor", 2, [2, 4, 6]],
    ],
  ],
  [
    { operator: "sum", inputs: 3 },
    [
      ["in1", 1, 1],
      ["in3", 2.5, 3.5],
      ["in2", -1, 2.5],
    ],
  ],
  [
    { operator: "sum", type: "int" },
    [
      ["in1", 1, 1],
      ["in2", 2, 3],
    ],
  ],
  [
    { operator: "and" },
    [
      ["in1", true, false],
      ["in2", true, true],
      ["in1", false, false],
    ],
  ],
  [
    { operator: "or", inputs: 3 },
    [
      ["in3", true, true],
      ["in1", true, true],
      ["in3", false, true],
    ],
  ],
  [{ operator: "or", inputs: 1 }, [["in1", true, true]]],
  [
    { operator: "not" },
    [
      ["in", true, false],
      ["in", false, true],
    ],
  ],
  [
    { operator: "expr", expr: "x ^ 2" },
    [
      ["x", 3, 9],
      ["x", -2, 4],
    ],
  ],
  [
    { operator: "expr", expr: "a * b + c", names: ["a", "b", "c"] },
    [
      ["a", 2, 0],
      ["b", 3, 6],
      ["c", 1, 7],
    ],
  ],
  [
    { operator: "expr", expr: "x + a", names: ["a", "x"] },
    [
      ["a", 2, 2],
      ["x", 3, 5],
    ],
  ],
  [
    { operator: "expr", expr: "max(x, y)", type: "int" },
    [
      ["x", 3, 3],
      ["x", 1, 3],
    ],
  ],
  [
    { operator: "expr", expr: "1 / x", x: 2 },
    [
      ["x", 4, 0.25],
      ["x", 0, 0.25],
    ],
  ],
  [
    { operator: "expr", expr: "x == 'go' ? 'on' : 'off'", type: "string" },
    [
      ["x", "go", "on"],
      ["x", "no", "off"],
    ],
  ],
  [
    { operator: "pass", type: "string", between: ["desk/cue", "old/text"] },
    [
      ["in", "a", "a"],
      ["in", "", ""],
    ],
  ],
  [
    { operator: "select", in2: 7 },
    [
      ["in1", 1, 1],
      ["select", 2, 7],
      ["in1", 3, 7],
      ["in2", 8, 8],
    ],
  ],
  [{ operator: "select", type: "string", inputs: 1 }, [["in1", "a", "a"]]],
  [
    { operator: "route" },
    [
      ["in", 5, 5, "out1"],
      ["select", 2, 5, "out2"],
      ["in", 6, 6, "out2"],
      ["in", 7, 5, "out1"],
    ],
  ],
  [
    { operator: "hold" },
    [
      ["in", 5, 0],
      ["sample", "press", 5],
      ["in", 6, 5],
      ["sample", "press", 6],
    ],
  ],
  [
    { operator: "split" },
    [
      ["in", [1, 2, 3], 2, "y"],
      ["in", [4, 5, 6], 6, "z"],
    ],
  ],
  [
    { operator: "join", type: "vec2f" },
    [
      ["x", 1, [1, 0]],
      ["y", 2, [1, 2]],
    ],
  ],
  [
    { operator: "count", low: 1, high: 3 },
    [...[2, 3, 1, 2].map((n): Step => ["in", "press", n]), ["reset", "press", 1], ["high", 0, 1]],
  ],
  [{ operator: "random", low: 5, high: 5 }, [["in", "press", 5]]],
  [
    { operator: "sequence", values: [3, 1, 2] },
    [
      ...[1, 2, 3, 1].map((n): Step => ["next", "press", n]),
      ["next", "press", 3, "step"],
      ["reset", "press", 1, "step"],
    ],
  ],
  [{ operator: "sequence", values: ["a", "b"] }, [["next", "press", "b"]]],
  [
    { operator: "lfo", rate: 0 },
    [
      ["phase", 0.5, 1],
      ["high", 3, 3],
      ["phase", 0.25, 1.5],
      ["shape", "saw", 0.75],
    ],
  ],
  [
    { operator: "timer" },
    [
      ["start", "press", true, "running"],
      ["stop", "press", false, "running"],
    ],
  ],
  [
    { operator: "map", map: [{ range: [0, 127, 0, 1] }, { expr: "x ^ 2" }], type: "int", to: "flt" },
    [
      ["in", 127, 1],
      ["in", 0, 0],
    ],
  ],
  [{ operator: "map", map: [{ text: "cue {0.0}" }], to: "string" }, [["in", 1.5, "cue 1.5"]]],
];

describe("an operator", () => {
  test.each(CASES)("%o gives what its table says", (settings, steps) => {
    const rig = new Rig(settings);
    for (const [input, value, out, output = "out"] of steps) {
      if (value === "press") rig.press(input);
      else rig.give(input, value);
      const found = rig.value(output);
      if (typeof out === "number") expect(found, input).toBeCloseTo(out, 9);
      else expect(found, input).toEqual(out);
    }
  });

  test("has a row here", () => {
    const named = new Set(CASES.map(([{ operator }]) => operator));
    expect([...KINDS.keys()].filter((name) => !named.has(name))).toEqual([]);
  });

  test("has its first value before anything comes", () => {
    expect(new Rig({ operator: "sum", in1: 1, in2: 2 }).value()).toBe(3);
    expect(new Rig({ operator: "not" }).value()).toBe(true);
    expect(new Rig({ operator: "count", low: 4, high: 9 }).value()).toBe(4);
    expect(new Rig({ operator: "sequence", values: ["a"] }).value()).toBe("a");
    expect(new Rig({ operator: "expr", expr: "x + 1", x: 1 }).value()).toBe(2);
  });

  test("is sensors and emitters of its node", () => {
    const { node } = new Rig({ operator: "count" });
    const parameters = [...node.parameters.values()].map(({ path, typeHint, access, event }) => [
      path,
      typeHint,
      access,
      event,
    ]);
    expect(parameters).toEqual([
      ["it.in", "bool", "rws", true],
      ["it.reset", "bool", "rws", true],
      ["it.low", "int", "rws", false],
      ["it.high", "int", "rws", false],
      ["it.out", "int", "re", false],
    ]);
  });

  test("goes, and leaves its name free", () => {
    const rig = new Rig({ operator: "lfo" });
    rig.operators.remove("it");
    expect([...rig.node.parameters.keys()]).toEqual([]);
    rig.operators.remove("it");
    rig.operators.add("it", { operator: "not" });
    expect(rig.operators.names).toEqual(["it"]);
  });

  test("gives no sum that is none, and goes on", () => {
    const rig = new Rig({ operator: "multiply" });
    rig.give("in", Number.MAX_VALUE);
    rig.give("factor", 10);
    expect(rig.value()).toBe(Number.MAX_VALUE);
    rig.give("in", 1);
    expect(rig.value()).toBe(10);
  });

  test.each([
    ["a formula", { operator: "expr", expr: "1 / x" }, 0],
    ["a map", { operator: "map", map: [{ expr: "1 / x" }] }, 0],
    ["a choice", { operator: "select" }, Number.NaN],
  ] as const)("counts what %s has no number for, where everybody sees it", (_, settings, none) => {
    const rig = new Rig(settings as OperatorSettings);
    const input = settings.operator === "select" ? "in1" : settings.operator === "expr" ? "x" : "in";
    rig.give(input, 2);
    expect(rig.value("dropped")).toBeUndefined();
    const before = rig.value();
    rig.give(input, none);
    expect([rig.value("dropped"), rig.value()]).toEqual([1, before]);
    rig.give(input, 4);
    rig.give(input, none);
    expect(rig.value("dropped")).toBe(2);
    rig.operators.remove("it");
    expect(rig.value("dropped")).toBeUndefined();
  });
});

test("what is summed and multiplied is what JavaScript computes", () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(number, { minLength: 2, maxLength: 16 }), (numbers) => {
      const sum = new Rig({ operator: "sum", inputs: numbers.length });
      for (const [index, one] of numbers.entries()) sum.give(`in${index + 1}`, one);
      expect(sum.value()).toBe(numbers.reduce((total, one) => total + one));
      const product = new Rig({ operator: "multiply", in: numbers[0] as number, factor: numbers[1] as number });
      expect(product.value()).toBe((numbers[0] as number) * (numbers[1] as number));
    }),
  );
});

test("counters and sequences never leave their bounds, whatever is pressed and moved", () => {
  const acts = fc.array(
    fc.oneof(fc.constantFrom("in", "reset"), fc.tuple(fc.constantFrom("low", "high"), fc.integer({ min: -5, max: 5 }))),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(acts, (all) => {
      const rig = new Rig({ operator: "count", high: 3 });
      for (const act of all) {
        if (typeof act === "string") rig.press(act);
        else rig.give(...act);
        const [low, high, out] = ["low", "high", "out"].map((name) => rig.value(name)) as [number, number, number];
        expect(out).toBeGreaterThanOrEqual(low);
        expect(out).toBeLessThanOrEqual(Math.max(low, high));
      }
    }),
  );
});

test("random numbers come from all of a range and from nowhere else, and not all the same", () => {
  const rig = new Rig({ operator: "random", type: "int", low: 1, high: 6, seed: 3 });
  const drawn = Array.from({ length: 90 }, () => {
    rig.press("in");
    rig.pass(10);
    return rig.value();
  });
  expect([...new Set(drawn)].sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

describe("time", () => {
  test("of an LFO passes by the clock, and its steps are limited", () => {
    const rig = new Rig({ operator: "lfo", rate: 0.5, shape: "triangle", steps: 10 });
    const values: Json[] = [];
    rig.node.on("changed", ({ parameter, value }) => void (parameter === "it.out" && values.push(value)));
    rig.pass(2000);
    expect(values).toHaveLength(20);
    expect(values[4]).toBeCloseTo(0.5, 9);
    expect(values[9]).toBeCloseTo(1, 9);
    expect(values[19]).toBeCloseTo(0, 9);
  });

  test("of an LFO stands still where it was stopped, and goes on from there with another rate", () => {
    const rig = new Rig({ operator: "lfo", shape: "saw", steps: 100 });
    rig.pass(250);
    rig.give("run", false);
    expect(rig.waits).toBe(false);
    rig.pass(10_000);
    expect(rig.value()).toBeCloseTo(0.25, 9);
    rig.give("run", true);
    rig.give("rate", 2);
    rig.pass(200);
    expect(rig.value()).toBeCloseTo(0.65, 9);
  });

  test("of a timer ends once", () => {
    const rig = new Rig({ operator: "timer", seconds: 2 });
    const ends = endsOf(rig);
    rig.press("start");
    rig.pass(1999);
    expect([ends(), rig.value("running")]).toEqual([0, true]);
    rig.pass(1);
    expect([ends(), rig.value("running"), rig.waits]).toEqual([1, false, false]);
  });

  test("of a timer begins anew when it is started again, and never ends when it is stopped", () => {
    const rig = new Rig({ operator: "timer", seconds: 2 });
    const ends = endsOf(rig);
    rig.press("start");
    rig.pass(1500);
    rig.press("start");
    rig.pass(1500);
    expect(ends()).toBe(0);
    rig.press("stop");
    rig.pass(10_000);
    expect(ends()).toBe(0);
  });

  test("of a timer that repeats does not drift, and follows its seconds", () => {
    const rig = new Rig({ operator: "timer", seconds: 0.3, repeat: true, running: true });
    const ends = endsOf(rig);
    for (let i = 0; i < 43; i++) rig.pass(70);
    expect(ends()).toBe(10);
    rig.give("seconds", 1);
    rig.pass(990);
    expect(ends()).toBe(11);
    rig.give("repeat", false);
    rig.pass(10_000);
    expect(ends()).toBe(12);
  });

  test("of a map passes: what goes after a value arrives", () => {
    const rig = new Rig({ operator: "map", map: [{ speed: 1 }] });
    rig.give("in", 0.5);
    rig.give("in", 1);
    rig.pass(200);
    expect(rig.value()).toBeLessThan(1);
    rig.pass(5000);
    expect([rig.value(), rig.waits]).toEqual([1, false]);
  });

  test("is over when they are stopped", () => {
    const rig = new Rig({ operator: "lfo" });
    rig.operators.stop();
    expect(rig.waits).toBe(false);
    rig.give("high", 5);
    expect([rig.value(), rig.waits]).toEqual([0, false]);
  });

  test("is one timer for all", () => {
    const rig = new Rig({ operator: "lfo", rate: 0.1 });
    rig.operators.add("beat", { operator: "timer", seconds: 0.5, running: true, repeat: true });
    const beats = endsOf(rig, "beat.out");
    rig.pass(1000);
    expect(beats()).toBe(2);
    expect(rig.value()).toBeCloseTo((1 - Math.cos(0.2 * Math.PI)) / 2, 1);
  });
});

/** How often an event is told from now on. */
function endsOf(rig: Rig, path = "it.out"): () => number {
  const emit = vi.spyOn(rig.node.parameter(path), "emit");
  return () => emit.mock.calls.length;
}

describe("settings that cannot be", () => {
  test.each<[Record<string, JsonInput>, string]>([
    [{ operator: "multply" }, 'the operator "it": operator: "multply" is none; did you mean "multiply"?'],
    [{ operator: "__proto__" }, 'the operator "it": operator: "__proto__" is none; there are "multiply"'],
    [{ operator: "sum", input: 3 }, 'the operator "it": input: there is no such setting; did you mean'],
    [{ operator: "sum", inputs: 17 }, 'the operator "it": inputs: 17 is not a number from 1 to 16'],
    [{ operator: "sum", inputs: 1.5 }, 'the operator "it": inputs: 1.5 is not a whole number'],
    [{ operator: "sum", type: "vec0f" }, 'the operator "it": type: "vec0f" is none of int, flt'],
    [{ operator: "split", type: "vec5f" }, 'the operator "it": type: "vec5f" is no vector of at most 4 elements'],
    [{ operator: "random", type: "string" }, 'the operator "it": type: "string" is no type of single numbers'],
    [{ operator: "sequence" }, 'the operator "it": values: it is missing'],
    [{ operator: "sequence", values: [] }, 'the operator "it": values: it is not a list of 1 to 1000 values'],
    [{ operator: "sequence", values: [1, "a"] }, 'the operator "it": values[1]: "a" is no flt'],
    [{ operator: "expr" }, 'the operator "it": expr: it is missing'],
    [{ operator: "expr", expr: "x +" }, 'the operator "it": expr: column 4: the expression ends'],
    [{ operator: "expr", expr: "1", names: ["y"] }, 'the operator "it": names: "y" can be no input'],
    [{ operator: "expr", expr: "1", names: ["a", "a"] }, 'the operator "it": names: "a" stands there twice'],
    [{ operator: "map" }, 'the operator "it": map: it is missing'],
    [{ operator: "map", map: [{ rnage: [0, 1] }] }, 'the operator "it": map: map[0]: there is no stage "rnage"'],
    [{ operator: "map", map: [{ scale: 1 }], to: "vec" }, 'the operator "it": to: "vec" is none of int, flt'],
    [{ operator: "lfo", steps: 101 }, 'the operator "it": steps: 101 is not a number from 1 to 100'],
    [{ operator: "timer", running: 1 }, 'the operator "it": running: 1 is not true or false'],
    [{ operator: "multiply", factor: "a" }, '"a" is not a number'],
  ])("%o is refused", (settings, why) => {
    const rig = new Rig();
    expect(() => rig.operators.add("it", settings as OperatorSettings)).toThrow(UsageError);
    expect(() => rig.operators.add("it", settings as OperatorSettings)).toThrow(why);
    expect([...rig.node.parameters.keys()]).toEqual([]);
    expect(rig.operators.names).toEqual([]);
  });

  test("names are used once, also those of parameters", () => {
    const rig = new Rig({ operator: "not" });
    expect(() => rig.operators.add("it", { operator: "not" })).toThrow('there is an operator "it" already');
    rig.node.object("dim").float("out", 0);
    expect(() => rig.operators.add("dim", { operator: "not" })).toThrow('there is a parameter "dim.out" already');
  });

  test("a node has 200 of them", () => {
    const rig = new Rig();
    for (let i = 0; i < 200; i++) rig.operators.add(`n${i}`, { operator: "not" });
    expect(() => rig.operators.add("more", { operator: "not" })).toThrow("a node has at most 200 operators");
  });
});

test("an operator computes at most 100 times in 100 ms, and then what there is", () => {
  const rig = new Rig({ operator: "multiply" });
  for (let i = 1; i <= 500; i++) rig.give("in", i);
  expect(rig.value()).toBe(99);
  rig.pass(100);
  expect([rig.value(), rig.waits]).toEqual([500, false]);
});
