/** What goes over the network for a type that a person wrote; undefined for a word that is no type. */
export function typeHintOf(word: string): string | undefined {
  if (word === "float") return "flt";
  return word === "flt" || (TYPE_NAMES as readonly string[]).includes(word) || VECTOR.test(word) ? word : undefined;
}

/** The types that people can choose from. */
export const TYPE_NAMES = ["int", "float", "percent", "bool", "string", "vec2f", "vec3f", "vec4f"] as const;

const VECTOR = /^vec[1-9]\d?f$/;
