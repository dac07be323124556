/**
 * Writes a name as one part of a foreign address: `%` and two hexadecimal digits stand for each octet of a character that the other side
 * forbids, and for `%` itself. Different names stay different.
 */
export function escapeName(name: string, forbidden: RegExp): string {
  return [...name].map((one) => (one === "%" || forbidden.test(one) ? escapeCharacter(one) : one)).join("");
}

/** Undoes {@link escapeName}; what is no escape stays as it is. */
export function unescapeName(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });
}

function escapeCharacter(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}
