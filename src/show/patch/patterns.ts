import { fitsGlob } from "../../arguments/glob.ts";
import { parseAddress } from "../../index.ts";

/** Says of parameters whether one of some addresses or globs means them. */
export type Chooser = (node: string, path: string) => boolean;

/**
 * What some addresses and globs mean: a glob fits the whole of `node/parameter`, or the whole name of a node and so all of it. Upper and
 * lower case are the same in globs; an address is exact.
 */
export function chooserOf(patterns: readonly string[]): Chooser {
  const globs = patterns.map((pattern) => pattern.toLowerCase());
  const exact = new Set(patterns.filter((pattern) => !/[*?]/.test(pattern)).flatMap(addressKey));
  return (node, path) =>
    exact.has(keyOf(node, path)) ||
    globs.some((glob) => fitsGlob(glob, `${node}/${path}`.toLowerCase()) || fitsGlob(glob, node.toLowerCase()));
}

/** The same for those who may leave it open: without patterns everything is meant. */
export function selectionOf(patterns: readonly string[] | undefined): Chooser {
  return patterns === undefined || patterns.length === 0 ? () => true : chooserOf(patterns);
}

/** An address may be spelled with quotes. */
function addressKey(text: string): string[] {
  if (!text.includes("/")) return [];
  const { node, parameter } = parseAddress(text);
  return [keyOf(node, parameter)];
}

function keyOf(node: string, path: string): string {
  return JSON.stringify([node, path]);
}
