import { fitsGlob } from "../../arguments/glob.ts";
import { normalizeName } from "../../arguments/names.ts";

/** Chooses nodes and parameters by what a person wrote. */
export interface Pattern {
  /** Whether a parameter is meant. */
  parameter(node: string, path: string): boolean;
  /** Whether the node itself is meant, whatever parameters it has. */
  node(name: string, id: string): boolean;
  /** Whether a node of that name may have a parameter that is meant, as far as its name can tell. */
  holder(name: string): boolean;
}

/**
 * With `*` (any characters) or `?` (one) it is a glob over the whole of `node/parameter`; without, a part of it. Upper and
 * lower case are the same. A node is also found by the beginning of its id. Without a pattern everything is meant.
 */
export function parsePattern(text: string | undefined): Pattern {
  if (text === undefined || text === "") return { parameter: () => true, node: () => true, holder: () => true };
  const fits = matcher(plain(text));
  const [holder = "", ...path] = plain(text).split("/");
  const holds = path.length === 0 ? fits : matcher(holder);
  const isId = (id: string): boolean => text.length >= SHORTEST_ID && id.startsWith(text.toLowerCase());
  return {
    parameter: (node, path) => fits(plain(`${node}/${path}`)),
    holder: (name) => holds(plain(name)),
    node: (name, id) => isId(id) || fits(plain(`${name}/`)) || fits(plain(name)),
  };
}

/** Capitals, and which way a letter is spelled, make no difference. */
function plain(text: string): string {
  return normalizeName(text.toLowerCase());
}

function matcher(pattern: string): (text: string) => boolean {
  if (!/[*?]/.test(pattern)) return (text) => text.includes(pattern);
  return (text) => fitsGlob(pattern, text);
}

const SHORTEST_ID = 4;
