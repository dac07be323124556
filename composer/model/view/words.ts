/** What a person reads of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Text of others as it is, with what turns the direction of writing around, or is not seen, spelled out. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (sign) => `⟨U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** "1 wire", "2 wires". */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** Not the joiners of pictures and of scripts that need them. */
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Names after what is said of them; nothing where there are none. */
export function listed(what: string, names: readonly string[], why = ""): string {
  return names.length === 0 ? "" : `${what}${names.join(", ")}${why}`;
}
