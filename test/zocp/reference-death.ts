/** The end of a reference node: an exception that nothing catches. `row` is its row in the list of deadly inputs, "Q1" to "Q11d". */
export class ReferenceDied extends Error {
  override readonly name = "ReferenceDied";
  readonly row: string;

  constructor(row: string, reason: string) {
    super(`${row}: ${reason}`);
    this.row = row;
  }
}

/** For expressions: `tree.get(name) ?? die("Q5", "…")`. */
export function die(row: string, reason: string): never {
  throw new ReferenceDied(row, reason);
}
