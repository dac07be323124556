import { compileExpression, type Expression } from "./expression/expression.ts";
import { ExpressionError } from "./expression/expression-error.ts";
import type { Given, Stage, StageKind, Surroundings } from "./stage.ts";

/** The stage that is a sentence of its own language. */
export const EXPRESSIONS: Readonly<Record<string, StageKind>> = {
  expr: { beside: ["version"], make: expr },
};

function expr(given: Given, around: Surroundings): Stage {
  const version = given.beside("version") ?? VERSION;
  if (version !== VERSION) throw given.wrong(version, `"${VERSION}"`, "version");
  const { min, max } = around.to;
  const instance = compile(given).instance();
  around.bounds = undefined;
  // What has no result is no number: dropped and counted, as everywhere.
  return { push: (x, now) => instance.evaluate({ x, now, min, max }) ?? Number.NaN };
}

function compile(given: Given): Expression {
  const { value } = given;
  if (typeof value !== "string") throw given.wrong(value, 'a text, such as "x * 2"');
  try {
    return compileExpression(value);
  } catch (error) {
    throw error instanceof ExpressionError ? given.because(error.message) : error;
  }
}

/** Of the language. */
const VERSION = "expr/1";
