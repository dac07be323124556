/** Nodes on a broker that somebody wants to know: all of them, those of a name, or the one of an id. */
export type Whom = "everybody" | { readonly name: string } | { readonly id: string };

/** Whoever is meant by a name or an id, as people give it. */
export function whomOf(node: string): Whom {
  return ID.test(node) ? { id: node } : { name: node };
}

/** The same text for the same nodes. */
export function keyOfWhom(whom: Whom): string {
  if (whom === "everybody") return whom;
  return "id" in whom ? `id ${whom.id}` : `name ${whom.name}`;
}

const ID = /^[0-9a-f]{32}$/;
