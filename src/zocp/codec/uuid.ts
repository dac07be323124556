/** A UUID as any tool writes it (dashes, braces, upper case, `urn:uuid:`) as 32 lower-case digits; undefined when it is none. */
export function parseUuid(text: unknown): string | undefined {
  if (typeof text !== "string" || text.length > LONGEST) return undefined;
  const digits = text
    .toLowerCase()
    .replace(/^urn:uuid:/, "")
    .replaceAll(/[-{}]/g, "");
  return /^[0-9a-f]{32}$/.test(digits) ? digits : undefined;
}

const LONGEST = 64;
