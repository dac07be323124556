import fc from "fast-check";
import { expect, test } from "vitest";

import type { Json } from "../../src/bytes/json.ts";
import { formatString } from "../../src/bytes/json-format.ts";
import { encodeSig } from "../../src/zocp/codec/message.ts";
import { SignalWriter } from "../../src/zocp/signals/signal-writer.ts";
import { Parameter } from "../../src/zocp/tree/parameter.ts";

function write(typeHint: string, value: Json, name = "x", writer = new SignalWriter()): string {
  return writer.write(new Parameter(undefined, name, { typeHint, value })).text(0);
}

test.each<[string, Json, string]>([
  ["flt", 0.5, "0.5"],
  ["flt", 1, "1.0"],
  ["flt", 0, "0.0"],
  ["flt", -0, "-0.0"],
  ["flt", -12.000001, "-12.000001"],
  ["flt", 0.1, "0.1"],
  ["flt", 0.30000000000000004, "0.30000000000000004"],
  ["flt", 0.0001, "0.0001"],
  ["flt", 1e-7, "1e-07"],
  ["flt", 1e16, "1e+16"],
  ["flt", 999_999_999.999999, "999999999.999999"],
  ["flt", Number.NaN, "NaN"],
  ["flt", Number.POSITIVE_INFINITY, "Infinity"],
  ["int", 5, "5"],
  ["int", -5, "-5"],
  ["int", 100, "100"],
  ["int", 2n ** 70n, "1180591620717411303424"],
  ["bool", true, "true"],
  ["string", "h\u00e9llo", '"h\\u00e9llo"'],
  ["vec2f", [1, 0.5], "[1.0, 0.5]"],
  ["any", null, "null"],
  ["any", 5, "5"],
  ["any", 0.25, "0.25"],
])("a %s of %o is written as %s", (typeHint, value, text) => {
  expect(write(typeHint, value)).toBe(`{"SIG": ["x", ${text}]}`);
});

test("any number is written as the general writer does, to the last digit", () => {
  const writer = new SignalWriter();
  const decimal = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 9 })).map(([n, digits]) => n / 10 ** digits);
  fc.assert(
    fc.property(
      fc.oneof(fc.double(), fc.float(), decimal, decimal),
      fc.constantFrom("flt", "any"),
      (value, typeHint) => {
        const parameter = new Parameter(undefined, "x", { typeHint, value });
        expect(writer.write(parameter).text(0)).toBe(encodeSig(formatString("x"), parameter.formatValue()));
      },
    ),
    { numRuns: 20_000 },
  );
});

test("a name of any kind is written as JSON", () => {
  expect(write("int", 1, 'say "hé"')).toBe('{"SIG": ["say \\"h\\u00e9\\"", 1]}');
});

test("what was written stays as it is", () => {
  const writer = new SignalWriter();
  const written = Array.from({ length: 5000 }, (_, i) => {
    return writer.write(new Parameter(undefined, `name ${i}`, { typeHint: "int", value: i }));
  });
  for (const [i, frames] of written.entries()) expect(frames.text(0)).toBe(`{"SIG": ["name ${i}", ${i}]}`);
});

test("a value that is larger than the buffer is written whole", () => {
  const text = "x".repeat(200_000);
  expect(write("string", text)).toBe(`{"SIG": ["x", "${text}"]}`);
});
