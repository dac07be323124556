import type { RemoteNode } from "../../../index.ts";
import type { RemoteKind } from "../machine/messages.ts";

/** What the parameters of a node are, as far as mappings are concerned. */
export function kindsOf({ parameters }: RemoteNode): ReadonlyMap<string, RemoteKind> {
  const kinds = new Map<string, RemoteKind>();
  for (const { path, typeHint, min, max, event, access } of parameters.values())
    kinds.set(path, { typeHint, min, max, event, writable: access.includes("w") });
  return kinds;
}
