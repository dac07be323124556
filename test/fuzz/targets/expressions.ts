import type { Json } from "../../../src/bytes/json.ts";
import { compileExpression, type ExpressionInstance } from "../../../src/zocp/maps/expression/expression.ts";
import { ExpressionError } from "../../../src/zocp/maps/expression/expression-error.ts";
import { FUNCTIONS } from "../../../src/zocp/maps/expression/functions.ts";
import { allow, ascii, check, type Target } from "../target.ts";

/** Expressions of maps: what is none is refused with its column, and any other gives a value of its kinds, or none. */
export const expressions: Target = {
  name: "expressions",
  corpus: ascii(
    "clamp(x * 2 - 0.1, 0, 1)",
    "x > 0.5 and not (y == 0) ? mix(prev, x, 0.2) : ema(x, 0.1) + delta(x.r)",
    "[x[0], x.g ^ 2, -1e-3, noise(t), random()] % 3 + min(a, b) / length(x)",
    "if(x == 'go', fit(x, min, max, 0, 127), smoothstep(0, 1, wrap(t + dt, -pi, tau)))",
    'x <= "12" or x != true ? (((1))) : dot([1, 2, 3], x)',
    `x${"+sin(x)".repeat(99)}`,
    `x${" % x".repeat(150)}`,
  ),
  words: ascii(
    ...[...FUNCTIONS.keys()].map((name) => `${name}(`),
    ..."x y prev dt t min max a b pi true and or not ? : [ ] ( ) , . .x .a == != < <= > >= + - * / % ^ ' \"".split(" "),
    ..."1e308 1e-320 0.5 -1 constructor __proto__ toString x[1] ((( ---".split(" "),
  ),
  longest: 1200,
  begin: () => ({
    input: (bytes) => {
      const text = decoder.decode(bytes);
      allow([ExpressionError], () => play(compileExpression(text, { sources: ["a", "b"] }).instance(), bytes.length));
    },
  }),
};

/** Two values, one after the other: what remembers has something to remember. */
function play(link: ExpressionInstance, first: number): void {
  for (const turn of [0, 1]) {
    const x = VALUES[(first + turn) % VALUES.length] as Json;
    const result = link.evaluate({ x, now: turn * 20, min: 0, max: [1, 2], sources: [x, 0.5] });
    const numbers = [result].flat().filter((item) => typeof item === "number");
    check(numbers.every(Number.isFinite), "results are finite");
    check(numbers.length <= 16, "vectors have at most 16 elements");
  }
}

const decoder = new TextDecoder("latin1");
/** Of each kind, the longest of vectors and texts, and such as are none. */
const VALUES: readonly Json[] = [
  0.25,
  -1e308,
  Number.NaN,
  true,
  "12",
  "x".repeat(1000),
  [1, 2, 3],
  Array.from({ length: 16 }, (_, index) => index - 7.5),
  10n ** 400n,
  null,
  [],
  ["a"],
];
