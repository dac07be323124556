import { encode } from "uqr";

/**
 * A text as a QR code for a terminal (ISO/IEC 18004, error correction L): each line has two rows of its modules, with the quiet zone around them.
 * `inked`: the terminal shows it in black on white; without colours the light modules are drawn, for most terminals are dark.
 */
export function qrCode(text: string, inked: boolean): readonly string[] {
  const { data, size } = encode(text, { ecc: "L", border: QUIET });
  const drawn = (row: number, column: number): boolean => (data[row]?.[column] === true) === inked;
  return Array.from({ length: Math.ceil(size / 2) }, (_, line) =>
    Array.from(
      { length: size },
      (_, column) => BLOCKS[Number(drawn(2 * line, column)) + 2 * Number(below(line, column))],
    ).join(""),
  );

  /** An odd last row has light below it. */
  function below(line: number, column: number): boolean {
    return 2 * line + 1 < size ? drawn(2 * line + 1, column) : !inked;
  }
}

/** Modules of white around it that a camera needs: 4 by the standard, and readers take 2. */
const QUIET = 2;
/** Neither half, the upper, the lower, both. */
const BLOCKS = [" ", "▀", "▄", "█"];
