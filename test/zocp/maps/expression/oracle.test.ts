import fc from "fast-check";
import { expect, test } from "vitest";
import { compileExpression } from "../../../../src/zocp/maps/expression/expression.ts";

// The same expression, written in both languages at once: JavaScript's own arithmetic says what it is.
interface Both {
  readonly ours: string;
  readonly js: string;
}

const leaf = fc.oneof(
  fc.constant<Both>({ ours: "x", js: "x" }),
  fc.constant<Both>({ ours: "pi", js: "Math.PI" }),
  fc
    .double({ min: 0, max: 1e6, noNaN: true, noDefaultInfinity: true })
    .map((number) => ({ ours: String(number), js: String(number) })),
);

const binary = (ours: string, js: (a: string, b: string) => string): ((a: Both, b: Both) => Both) => {
  return (a, b) => ({ ours: `${a.ours} ${ours} ${b.ours}`, js: js(a.js, b.js) });
};
const call = (ours: string, js: string): ((a: Both, b: Both) => Both) => {
  return (a, b) => ({ ours: `${ours}(${a.ours}, ${b.ours})`, js: `${js}(${a.js}, ${b.js})` });
};

/** Brackets where they stand in both languages, so that only one thing is compared here: what operators compute. */
const numbers = fc.letrec<{ tree: Both }>((tie) => {
  const inBrackets = tie("tree").map(({ ours, js }) => ({ ours: `(${ours})`, js: `(${js})` }));
  const two = (make: (a: Both, b: Both) => Both): fc.Arbitrary<Both> =>
    fc.tuple(inBrackets, inBrackets).map(([a, b]) => make(a, b));
  return {
    tree: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      leaf,
      two(binary("+", (a, b) => `${a} + ${b}`)),
      two(binary("-", (a, b) => `${a} - ${b}`)),
      two(binary("*", (a, b) => `${a} * ${b}`)),
      two(binary("/", (a, b) => `${a} / ${b}`)),
      two(binary("^", (a, b) => `${a} ** ${b}`)),
      two(binary("%", (a, b) => `${a} - ${b} * Math.floor(${a} / ${b})`)),
      two(call("min", "Math.min")),
      two(call("max", "Math.max")),
      two(call("atan2", "Math.atan2")),
      inBrackets.map(({ ours, js }) => ({ ours: `-${ours}`, js: `-${js}` })),
      fc
        .tuple(fc.constantFrom("abs", "floor", "ceil", "sqrt", "exp", "log", "sin", "cos", "tan", "sign"), inBrackets)
        .map(([name, { ours, js }]) => ({ ours: name + ours, js: `Math.${name}${js}` })),
      fc
        .tuple(fc.constantFrom("<", "<=", ">", ">="), inBrackets, inBrackets, inBrackets, inBrackets)
        .map(([sign, a, b, c, d]) => ({
          ours: `${a.ours} ${sign} ${b.ours} ? ${c.ours} : ${d.ours}`,
          js: `${a.js} ${sign} ${b.js} ? ${c.js} : ${d.js}`,
        })),
    ),
  };
}).tree;

/** Without brackets: how strongly each operator binds what stands beside it. Both languages agree in these. */
const chain = fc
  .tuple(leaf, fc.array(fc.tuple(fc.constantFrom("+", "-", "*", "/", "^", "and", "or"), leaf), { maxLength: 12 }))
  .map(([first, rest]) => {
    // Ours take a number from 0.5 for yes, JavaScript one that is not 0; so both compare.
    const parts = rest.reduce(
      (all, [sign, { ours, js }]) => {
        if (sign === "and") return { ours: `${all.ours} > 1 and ${ours}`, js: `${all.js} > 1 && ${js}` };
        if (sign === "or") return { ours: `${all.ours} > 1 or ${ours}`, js: `${all.js} > 1 || ${js}` };
        return { ours: `${all.ours} ${sign} ${ours}`, js: `${all.js} ${sign === "^" ? "**" : sign} ${js}` };
      },
      { ours: first.ours, js: first.js },
    );
    return { ours: `${parts.ours} < 3 ? 1 : 2`, js: `${parts.js} < 3 ? 1 : 2` };
  });

test.each([
  ["in brackets", numbers],
  ["by how strongly operators bind", chain],
] as const)("computes what JavaScript computes, %s", (_how, expressions) => {
  let computed = 0;
  fc.assert(
    fc.property(expressions, fc.double({ min: -1e3, max: 1e3, noNaN: true }), ({ ours, js }, x) => {
      fc.pre(ours.length <= 1000);
      const wanted: unknown = new Function("x", `return ${js}`)(x);
      const found = compileExpression(ours).instance().evaluate({ x, now: 0 });
      if (Number.isFinite(wanted)) computed++;
      expect(found).toEqual(Number.isFinite(wanted) ? wanted : undefined);
    }),
    { numRuns: 3000 },
  );
  expect(computed).toBeGreaterThan(1000);
});
