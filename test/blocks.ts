import { read } from "./sources.ts";

/** Code of a document that belongs together, with a line of code for every line of the document. */
export interface Block {
  readonly document: string;
  readonly code: string;
}

/**
 * The ts and js blocks of a document. A block that begins with an import stands for itself; one that does not goes on where
 * the one before it stopped, as a reader takes it.
 */
export function blocksOf(document: string): Block[] {
  const blocks: Block[] = [];
  for (const { text, line } of fences(document)) {
    const before = text.startsWith("import ") ? undefined : blocks.pop();
    const code = before?.code ?? "";
    const gap = "\n".repeat(Math.max(0, line - code.split("\n").length));
    blocks.push({ document, code: code + gap + text });
  }
  return blocks;
}

/** Each fenced block, and how many lines of the document stand before its first one. */
function fences(document: string): { readonly text: string; readonly line: number }[] {
  const whole = read(document);
  return [...whole.matchAll(/^```(?:ts|js)\n([\s\S]*?)^```$/gm)].map(({ 1: text = "", index }) => ({
    text,
    line: whole.slice(0, index).split("\n").length,
  }));
}
