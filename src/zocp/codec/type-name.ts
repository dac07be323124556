/**
 * The type of a parameter in the words of people, which description files, listings, messages and the composer share: `float`
 * for what goes over the network as `flt`; every other type hint is its own name.
 */
export function typeName(typeHint: string): string {
  return typeHint === "flt" ? "float" : typeHint;
}
