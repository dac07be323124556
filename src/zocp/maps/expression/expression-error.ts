import { UsageError } from "../../../errors.ts";

/** An expression cannot be read. The message says the column, what is there, what should be, and what may have been meant. */
export class ExpressionError extends UsageError {
  /** Of the first wrong character, from 1. */
  readonly column: number;

  constructor(column: number, fault: string) {
    super("invalid-expression", `column ${column}: ${fault}`);
    this.column = column;
  }
}
