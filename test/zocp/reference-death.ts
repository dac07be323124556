/** The exceptions of Python that end a reference node. */
export type Exception =
  | "AttributeError"
  | "KeyError"
  | "TypeError"
  | "ValueError"
  | "AssertionError"
  | "IndexError"
  | "UnicodeDecodeError"
  | "ZMQError"
  | "struct.error";

/** The end of a reference node: an exception that nothing catches. `row` is its row in the list of deadly inputs, "Q1" to "Q11d". */
export class ReferenceDied extends Error {
  override readonly name = "ReferenceDied";
  readonly row: string;
  readonly exception: Exception;

  constructor(row: string, exception: Exception, reason: string) {
    super(`${row}: ${exception}: ${reason}`);
    this.row = row;
    this.exception = exception;
  }
}

/** For expressions: `tree.get(name) ?? die("Q5", "KeyError", name)`. */
export function die(row: string, exception: Exception, reason: string): never {
  throw new ReferenceDied(row, exception, reason);
}
