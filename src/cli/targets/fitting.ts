import { normalizeName } from "../../arguments/names.ts";
import type { RemoteNode } from "../../index.ts";

/** Those that a person means by a name, an id or the beginning of an id. */
export function fitting<Node extends Named>(all: readonly Node[], wanted: string): readonly Node[] {
  const named = all.filter(({ name }) => name === normalizeName(wanted));
  if (named.length > 0) return named;
  const start = wanted.toLowerCase().replaceAll("-", "");
  return start.length >= SHORTEST_ID && HEXADECIMAL.test(start) ? all.filter(({ id }) => id.startsWith(start)) : [];
}

export type Named = Pick<RemoteNode, "id" | "name" | "headers">;

const SHORTEST_ID = 4;
const HEXADECIMAL = /^[0-9a-f]{1,32}$/;
