import { describe, expect, test } from "vitest";

import { parseJson } from "../../src/bytes/json.ts";

const MIB = 1024 * 1024;

/** Milliseconds of the processor, of the quickest of three attempts: what else the machine does must not decide. */
function timeOf(text: string): number {
  const times = [1, 2, 3].map(() => {
    const begin = process.cpuUsage();
    try {
      parseJson(text);
    } catch {
      // Only the time counts here.
    }
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

describe("a long text is refused early:", () => {
  test.each([
    ["open brackets", "[".repeat(4 * MIB)],
    ["closed brackets", "[".repeat(2 * MIB) + "]".repeat(2 * MIB)],
    ["objects", '{"a":'.repeat(MIB)],
    ["brackets behind a string with quotes", `["${'\\"'.repeat(MIB)}\\\\", ${"[".repeat(MIB)}`],
  ])("%s", (_what, text) => {
    expect(() => parseJson(text)).toThrow("the text is nested more than 64 levels deep");
    // A flat text of this length takes longer; a text of brackets took twenty times as long.
    expect(timeOf(text)).toBeLessThan(Math.max(200, timeOf(`[${"1,".repeat(text.length / 2)}1]`)));
  });

  test("more names than 10,000 parameters can have", () => {
    const names = Array.from({ length: 28_000 }, (_, i) => `"${i}n":1`).join();
    expect(() => parseJson(`[${Array(5).fill(`{${names}}`).join()}]`)).toThrow(
      "the text has more than 131072 names in its objects",
    );
  });

  test("more names in one object than three times as many parameters have", () => {
    const object = (count: number): string => `{${Array.from({ length: count }, (_, i) => `"${i}":1`).join()}}`;
    expect(parseJson(object(32_768))).toHaveProperty("size", 32_768);
    expect(() => parseJson(object(32_769))).toThrow("the text has more than 32768 names in one object");
  });
});

test("a long text with more lists than anybody needs is refused", () => {
  const deep = "[".repeat(50) + "]".repeat(50);
  expect(() => parseJson(`[${Array(6000).fill(deep).join()}]`)).toThrow("more than 65536 lists and objects");
});

test("a long text with more values than anybody needs is refused", () => {
  expect(() => parseJson(`[${"0,".repeat(400_000)}0]`)).toThrow("more than 196608 values in its lists");
});

test("a text with more digits in long numbers than anybody needs is refused", () => {
  const numbers = (count: number, digits: number): string => `[${Array(count).fill("9".repeat(digits)).join()}]`;
  expect(parseJson(numbers(15, 4300))).toHaveLength(15);
  expect(parseJson(numbers(10_000, 100))).toHaveLength(10_000);
  expect(() => parseJson(numbers(16, 4300))).toThrow(
    "the text has more than 65536 digits in whole numbers of more than 100",
  );
});

describe("a long text is read", () => {
  test("with brackets, colons and backslashes in its strings", () => {
    const text = `${"[{:".repeat(50_000)}\\"]}\\\\`;
    expect(parseJson(JSON.stringify([text, { a: text }]))).toEqual([text, new Map([["a", text]])]);
  });

  test("with 64 levels again and again", () => {
    const deep = "[".repeat(63) + "]".repeat(63);
    const text = `[${Array(1000).fill(deep).join()}]`;
    expect(parseJson(text)).toHaveLength(1000);
  });

  test("with the tree of 10,000 parameters", () => {
    const parameter =
      '{"value": 0.5, "typeHint": "flt", "access": "rwes", "subscribers": [], "min": 0.0, "max": 1.0, "step": 0.1, "unit": "m"}';
    const tree = Array.from({ length: 10_000 }, (_, i) => `"parameter ${i}": ${parameter}`).join(", ");
    expect(parseJson(`{${tree}}`)).toHaveProperty("size", 10_000);
  });

  test("to its mistake, when a string does not end", () => {
    expect(() => parseJson(`["${"x".repeat(5000)}`)).toThrow("where a string should be");
  });
});
