import type { Colours } from "../format/colours.ts";
import { pad, widthOf } from "../format/text.ts";
import { wrap } from "../format/wrap.ts";

export interface Manner {
  readonly colours: Colours;
  /** Columns of the terminal; lines are not broken without it. */
  readonly columns: number | undefined;
}

/** One thing that was looked at. */
export interface Line {
  readonly mark: "good" | "bad" | "doubtful" | "plain" | "none";
  /** In columns, each as wide as the widest of the section, where they fit. */
  readonly cells: readonly string[];
  readonly text: string;
}

/** Cells beside each other where every line fits; else the text below its cells. Long texts go on under their beginning. */
export function layOut(
  lines: readonly Line[],
  { colours, columns = Number.POSITIVE_INFINITY }: Manner,
): readonly string[] {
  const widths = widthsOf(lines);
  const offset = widths.reduce((sum, width) => sum + width + GAP.length, 0);
  const beside = lines.filter(({ cells }) => cells.length > 0);
  const fits = beside.every(({ text }) => MARGIN + offset + widthOf(text) <= columns);
  return lines.flatMap(({ mark, cells, text }) => {
    const paint = mark === "plain" ? colours.dim : (one: string) => one;
    const row = fits ? cells.map((cell, index) => pad(cell, widths[index] ?? 0)) : cells.filter((cell) => cell !== "");
    const parts = fits ? [[...row, text]] : [row, [text]];
    const shown = parts.flatMap((part) => wrap(part.join(GAP), columns - MARGIN)).filter((one) => one !== "");
    return shown.map((one, index) => `  ${index === 0 ? MARKS[mark](colours) : " "} ${paint(one)}`);
  });
}

function widthsOf(lines: readonly Line[]): readonly number[] {
  const most = Math.max(...lines.map(({ cells }) => cells.length));
  return Array.from({ length: most }, (_, column) =>
    Math.max(...lines.map(({ cells }) => widthOf(cells[column] ?? ""))),
  );
}

const MARKS: Readonly<Record<Line["mark"], (colours: Colours) => string>> = {
  good: (colours) => colours.green("✓"),
  bad: (colours) => colours.red("✗"),
  doubtful: (colours) => colours.yellow("!"),
  plain: (colours) => colours.dim("·"),
  none: () => " ",
};

/** Columns before the text of a line: two spaces, the mark, a space. */
const MARGIN = 4;
const GAP = "  ";
