import fc from "fast-check";

import type { Json } from "../../src/bytes/json.ts";

const name = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("__proto__", "constructor", "7", "10", "value", "/osc/path"),
);
const number = fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger(), fc.constantFrom(1e16, 1e-4, 9.999e-5, 2 ** 53));
const bigint = fc.bigInt().filter((value) => !Number.isSafeInteger(Number(value)));

/** Any value that ZOCP's JSON can say. */
export const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constant(null),
    fc.boolean(),
    number,
    bigint,
    fc.string({ unit: "binary" }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie("value")), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
})).value;

/** What the host's own parser and writer keep unchanged. */
export const hostJson = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" });

/** The same with objects for maps, and numbers for all numbers. */
export function toHost(value: Json): unknown {
  if (Array.isArray(value)) return value.map(toHost);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, toHost(item)]));
  return typeof value === "bigint" ? Number(value) : value;
}
