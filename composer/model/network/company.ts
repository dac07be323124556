import type { RemoteNode } from "../../../src/index.ts";
import { compareNames } from "./compare-names.ts";
import { OPERATORS } from "./shown-node.ts";

/** Somebody who is here and has nothing to patch: other pages, commands, nodes without parameters. */
export interface Companion {
  readonly id: string;
  readonly name: string;
  readonly type: "page" | "tool" | "node";
  /** What it is, and what is the matter with it, in words. */
  readonly note: string;
}

/** Who else is here, pages first. */
export function companyOf(peers: Iterable<RemoteNode>): readonly Companion[] {
  const all = [...peers].filter(({ complete, parameters }) => !complete || parameters.size === 0).map(companionOf);
  const rank = ({ type }: Companion): number => TYPES.indexOf(type);
  return all.sort((a, b) => rank(a) - rank(b) || compareNames(a.name, b.name));
}

/** Whether a node is a page of the composer that has told what it is. */
export function isPage({ extensions, complete, headers }: RemoteNode): boolean {
  return extensions && complete && headers.has(PAGE_HEADER);
}

function companionOf({ id, name, headers, metadata, complete, suspected }: RemoteNode): Companion {
  const type = headers.has(PAGE_HEADER) ? "page" : headers.has("X-ZOCP-TOOL") ? "tool" : "node";
  const bare = metadata.has(OPERATORS) ? "takes operators (N)" : "no parameters";
  const told = complete ? bare : "has not told its parameters yet";
  const note = suspected ? "does not answer" : { page: "another page", tool: "a command", node: told }[type];
  return { id, name, type, note };
}

const TYPES: readonly Companion["type"][] = ["page", "node", "tool"];
/** By it a page of the composer is known to others. */
export const PAGE_HEADER = "X-ZOCP-PAGE";
