import { widthOf } from "./text.ts";
import { wrap } from "./wrap.ts";

/** Lines of a text that belong together: a paragraph, which may be broken anew, or lines that stand as they are. */
export interface Block {
  readonly asItIs: boolean;
  readonly lines: readonly string[];
}

/** Takes a text apart: lines that are indented stand as they are, and so do empty ones; the others are paragraphs. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: { asItIs: boolean; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const asItIs = line === "" || line.startsWith(" ");
    const last = blocks.at(-1);
    if (last?.asItIs === asItIs) last.lines.push(line);
    else blocks.push({ asItIs, lines: [line] });
  }
  return blocks;
}

/** Breaks the paragraphs of a text into lines of at most `width` columns. */
export function flow(text: string, width: number): string {
  const lines = blocksOf(text).flatMap(({ asItIs, lines }) => (asItIs ? lines : wrap(lines.join(" "), width)));
  return lines.join("\n");
}

/** A term and its meaning in a column at `indent`, or below the term where the column would be too narrow, or the term is too wide. */
export function describeTerm(
  term: string,
  meaning: string,
  { indent, width }: { indent: number; width: number },
): string {
  if (meaning === "") return term;
  const narrow = width - indent < LEAST_ROOM;
  const column = narrow ? BELOW : indent;
  const [first = "", ...rest] = wrap(meaning, width - column).map((line) => " ".repeat(column) + line);
  const below = narrow || widthOf(term) >= column;
  return [...(below ? [term, first] : [term + first.slice(widthOf(term))]), ...rest].join("\n");
}

/** Columns: in fewer than these, words would stand one below the other. */
const LEAST_ROOM = 32;
const BELOW = 6;
