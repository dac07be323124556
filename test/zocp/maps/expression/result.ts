import type { Json } from "../../../../src/bytes/json.ts";
import { compileExpression } from "../../../../src/zocp/maps/expression/expression.ts";
import { ExpressionError } from "../../../../src/zocp/maps/expression/expression-error.ts";

/** What an expression gives for the first value of a link. */
export function resultOf(text: string, x: Json): Json | undefined {
  return compileExpression(text).instance().evaluate({ x, now: 0 });
}

/** Why a text is refused; undefined when it is not. Throws what must not be thrown. */
export function faultOf(text: string): string | undefined {
  try {
    compileExpression(text);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError && error.message.startsWith(`column ${error.column}: `)) return error.message;
    throw error;
  }
}
