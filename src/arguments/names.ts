import { checkText } from "./check.ts";

/**
 * A name as all of our nodes write it. A Mac and a PC may spell the same letter with other characters (é alone, or e and an
 * accent); names that look alike have to be the same name (Unicode NFC).
 */
export function normalizeName(name: string): string {
  return ASCII.test(name) ? name : name.normalize("NFC");
}

/** A name that a caller gives, as our nodes write it. Throws `UsageError` when it is no text. */
export function toName(what: string, given: string): string {
  checkText(what, given);
  return normalizeName(given);
}

/** How a name is spelled among these: exactly so, or in the other way of the same letters. */
export function spelledAs(name: string, names: ReadonlyMap<string, unknown>): string {
  if (names.has(name) || ASCII.test(name)) return name;
  const normal = name.normalize("NFC");
  if (names.has(normal)) return normal;
  for (const other of names.keys()) if (!ASCII.test(other) && other.normalize("NFC") === normal) return other;
  return name;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
const ASCII = /^[\x00-\x7f]*$/;
