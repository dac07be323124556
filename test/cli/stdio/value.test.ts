import { describe, expect, test } from "vitest";

import { Failure } from "../../../src/cli/failure.ts";
import { type Domain, parseValue } from "../../../src/cli/stdio/value.ts";
import { parseFinite, parseWord } from "../../../src/cli/stdio/word.ts";
import type { Json } from "../../../src/index.ts";

const failureOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof Failure ? [error.exitCode, error.message] : error;
  }
};

describe("a number as people write it", () => {
  test.each<[text: string, value: number]>([
    ["0.5", 0.5],
    [".5", 0.5],
    ["5.", 5],
    ["0,5", 0.5],
    [",5", 0.5],
    ["+0.5", 0.5],
    ["-0.5", -0.5],
    ["-,5", -0.5],
    ["007", 7],
    ["00.50", 0.5],
    ["1e3", 1000],
    ["1E-3", 0.001],
    ["2,5e2", 250],
    [" 12 ", 12],
    ["0xff", 255],
    ["0XFF", 255],
    ["#ff8800", 16_746_496],
    ["-0", -0],
  ])("%j is %d", (text, value) => {
    expect(parseValue([text], { typeHint: "flt" })).toBe(value);
    expect(parseValue([text], { typeHint: "float" })).toBe(value);
  });

  test.each([["#fff"], ["0x"], ["1,000,5"], ["1.2.3"], ["--5"], ["5 %%"], ["ten"], ["½"]])(
    "%j is none: the node decides about the text",
    (text) => {
      expect(parseValue([text], { typeHint: "flt" })).toBe(text);
    },
  );

  test("may be NaN or infinite when it is written so", () => {
    expect(parseValue(["NaN"], { typeHint: "flt" })).toBeNaN();
    expect(parseValue(["-Infinity"], { typeHint: "flt" })).toBe(Number.NEGATIVE_INFINITY);
  });

  test("is refused when it is larger than any", () => {
    expect(failureOf(() => parseValue(["1e400"], { typeHint: "flt" }))).toEqual([
      2,
      "the value 1e400: a number is larger than 1.7976931348623157e+308",
    ]);
  });

  test("is one: a second word is a slip", () => {
    expect(failureOf(() => parseValue(["1", "2"], { typeHint: "int" }))).toEqual([
      2,
      "int takes one value, not 2: 1 2",
    ]);
    expect(failureOf(() => parseValue(["1", "2", "3"], { typeHint: "percent" }))).toEqual([
      2,
      "percent takes one value, not 3: 1 2 3",
    ]);
  });
});

describe("a percentage", () => {
  test.each<[text: string, domain: Domain, value: number]>([
    ["50%", { typeHint: "flt", min: 0, max: 1 }, 0.5],
    ["50 %", { typeHint: "flt", min: 0, max: 1 }, 0.5],
    ["0%", { typeHint: "flt", min: -20, max: 20 }, -20],
    ["100%", { typeHint: "flt", min: -20, max: 20 }, 20],
    ["50%", { typeHint: "flt", min: -20, max: 20 }, 0],
    ["100%", { typeHint: "flt", min: 0.1, max: 0.7 }, 0.7],
    ["50%", { typeHint: "flt", max: 10 }, 5],
    ["50%", { typeHint: "flt" }, 0.5],
    ["50%", { typeHint: "flt", max: -10 }, 0.5],
    ["50%", { typeHint: "flt", min: 3 }, 0.5],
    ["33%", { typeHint: "int", min: 0, max: 10 }, 3],
    ["12,5%", { typeHint: "percent", min: 0, max: 100 }, 12.5],
    ["-50%", { typeHint: "flt", min: 0, max: 1 }, -0.5],
    ["150%", { typeHint: "flt", min: 0, max: 1 }, 1.5],
  ])("%s of %j is %d", (text, domain, value) => {
    expect(parseValue([text], domain)).toBe(value);
  });
});

describe("a switch", () => {
  test.each(["on", "ON", "yes", "Yes", "true", "1"])("%s is true", (word) => {
    expect(parseValue([word], { typeHint: "bool" })).toBe(true);
  });
  test.each(["off", "Off", "no", "false", "0"])("%s is false", (word) => {
    expect(parseValue([word], { typeHint: "bool" })).toBe(false);
  });
  test.each<[word: string, value: Json]>([
    ["maybe", "maybe"],
    ["2", 2],
    ["null", null],
  ])("%s is for the node to refuse", (word, value) => {
    expect(parseValue([word], { typeHint: "bool" })).toBe(value);
  });
  test("is one word", () => {
    expect(failureOf(() => parseValue(["on", "off"], { typeHint: "bool" }))).toEqual([
      2,
      "bool takes one value, not 2: on off",
    ]);
  });
});

describe("a text", () => {
  test.each<[words: string[], text: string]>([
    [["Act", "two"], "Act two"],
    [["12"], "12"],
    [["true"], "true"],
    [[""], ""],
    [["[1, 2]"], "[1, 2]"],
    [['"quoted"'], "quoted"],
    [['"a\\nb"'], "a\nb"],
    [['"ü"'], "ü"],
    [['"a" and "b"'], '"a" and "b"'],
    [['"broken\\"'], '"broken\\"'],
    [['"'], '"'],
    [["'single'"], "'single'"],
  ])("%j is %j", (words, text) => {
    expect(parseValue(words, { typeHint: "string" })).toBe(text);
  });
});

describe("a vector", () => {
  const place: Domain = { typeHint: "vec3f" };

  test.each<[words: string[], value: number[]]>([
    [
      ["1", "2", "3"],
      [1, 2, 3],
    ],
    [["1,2,3"], [1, 2, 3]],
    [["1, 2, 3"], [1, 2, 3]],
    [["1;2;3"], [1, 2, 3]],
    [["1 2 3"], [1, 2, 3]],
    [
      ["0,5", "1,5", "2,5"],
      [0.5, 1.5, 2.5],
    ],
    [["0,5;1;2"], [0.5, 1, 2]],
    [
      ["-1", "+2", ".5"],
      [-1, 2, 0.5],
    ],
    [["[1, 2, 3]"], [1, 2, 3]],
    [
      ["[1,", "2,", "3]"],
      [1, 2, 3],
    ],
  ])("%j is %j", (words, value) => {
    expect(parseValue(words, place)).toEqual(value);
  });

  test("takes percentages of the range of each component", () => {
    expect(parseValue(["50%", "50%"], { typeHint: "vec2f", min: [0, -1], max: [10, 1] })).toEqual([5, 0]);
    expect(parseValue(["0%", "100%"], { typeHint: "vec2f", min: -2, max: 2 })).toEqual([-2, 2]);
  });

  test.each<[words: string[], message: string]>([
    [["1", "2"], "vec3f takes 3 numbers, not 2: 1 2"],
    [["1,2,3,4"], "vec3f takes 3 numbers, not 4: 1,2,3,4"],
    [["1", "x", "3"], '"x" is no number'],
    [
      ["[1, 2"],
      "the value [1, 2: not JSON: the text ends at character 5 where a comma or the end of the list should be",
    ],
  ])("%j is refused", (words, message) => {
    const [code, told] = failureOf(() => parseValue(words, place)) as [number, string];
    expect(code).toBe(2);
    expect(told).toContain(message.split(" where ")[0]);
  });

  test("of another size is the size that its type says", () => {
    expect(parseValue(["1", "2"], { typeHint: "vec2f" })).toEqual([1, 2]);
    expect(parseValue(["1", "2", "3", "4", "5"], { typeHint: "vec5f" })).toEqual([1, 2, 3, 4, 5]);
  });
});

describe("a word of a call, or of a type that nobody knows", () => {
  test.each<[text: string, value: Json]>([
    ["12", 12],
    ["-0.5", -0.5],
    ["true", true],
    ["null", null],
    ["dusk", "dusk"],
    ["act two", "act two"],
    ['[1, "a"]', [1, "a"]],
    ["12px", "12px"],
    ["", ""],
  ])("%j is %j", (text, value) => {
    expect(parseWord(text)).toEqual(value);
    expect(parseValue([text], { typeHint: "matrix" })).toEqual(value);
  });

  test.each(["[1, 2", '{"a"', '"open', " [", "1e999", "[1e999]", '{"a":-1e999}'])(
    "%s is refused: it was meant as JSON",
    (text) => {
      const [code, message] = failureOf(() => parseWord(text)) as [number, string];
      expect({ code, message }).toEqual({ code: 2, message: expect.stringContaining(`the value ${text}: `) });
    },
  );

  test("infinity is taken where it is written, and not where a number became one", () => {
    expect(parseFinite("Infinity")).toBe(Number.POSITIVE_INFINITY);
    expect(() => parseFinite("1e400")).toThrow("a number is larger than");
    expect(() => parseFinite('{"a":[1,{"b":-1e400}]}')).toThrow("a number is larger than");
  });
});
