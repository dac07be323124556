import { parsePattern } from "../targets/pattern.ts";

/** What some patterns mean together; everything without one. */
export function choosePatterns(patterns: readonly string[]): (node: string, parameter: string) => boolean {
  const parsed = patterns.map((text) => parsePattern(text));
  if (parsed.length === 0) return () => true;
  return (node, parameter) => parsed.some((one) => one.parameter(node, parameter) || one.node(node, ""));
}
